// The audit log: JSON lines, chained, one file for all runs. An entry is on disk before `append` returns; if it cannot be, `append`
// throws, and nothing runs. Trusts the file no further than it can follow the chain, and every other process only through the lock.

import { closeSync, constants, fdatasyncSync, fstatSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chained, digest, type Point, START } from './chain.js';
import { Fault } from '../shared/index.js';
import { auditFault, isStillAt, openDirectory, openOwnFile, syncDirectory } from './directory.js';
import { type AuditEvent, auditEvent } from './entry.js';
import { readHead, writeHead } from './head.js';
import { fileLock } from './lock-file.js';
import { type Lock, socketLock } from './lock-socket.js';
import { lastPoint, readBetween } from './tail.js';
import { step, type Walk, walkFrom } from './walk.js';

const LOCK_MILLISECONDS = 10_000;
const NEWLINE = 0x0a;
const MOVE_AWAY = 'verify the audit log, then move it and its head away to begin another';

export const LOG_NAME = 'audit.log';
export const HEAD_NAME = 'audit.head';

export interface AuditOptions {
  readonly run: string;
  readonly now: () => Date;
  /** Left out, the one of this platform. */
  readonly lock?: 'socket' | 'file';
  /** How long to wait for other processes; left out, 10 s. */
  readonly lockMilliseconds?: number;
}

/** What `append` has put on disk. */
export interface Appended {
  readonly seq: number;
  readonly hash: string;
}

/** What follows the last whole entry: nothing, or the bytes of a write that was cut short. */
interface Behind {
  readonly rest: Buffer;
  /** The chain as it would be if the last of those bytes had their newline. */
  readonly asLine: Walk;
}

function lockOf(directory: string, kind: 'socket' | 'file'): Lock {
  if (kind === 'file') return fileLock(join(directory, 'audit.lock'));
  const { dev, ino } = statSync(directory);
  return socketLock(`ghosthunter-audit-${String(dev)}-${String(ino)}`);
}

export class AuditLog {
  readonly #options: AuditOptions;
  readonly #path: string;
  readonly #headPath: string;
  readonly #log: number;
  readonly #head: number;
  readonly #lock: Lock;
  #last: Point = START;
  #end = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  private constructor(directory: string, options: AuditOptions) {
    this.#options = options;
    this.#path = join(directory, LOG_NAME);
    this.#headPath = join(directory, HEAD_NAME);
    openDirectory(directory);
    this.#lock = lockOf(directory, options.lock ?? (process.platform === 'linux' ? 'socket' : 'file'));
    this.#head = openOwnFile(this.#headPath, constants.O_RDWR | constants.O_CREAT);
    this.#log = openOwnFile(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND);
  }

  /** Opens the log of this directory, making it if there is none; throws if its end cannot be trusted. */
  static async open(directory: string, options: AuditOptions): Promise<AuditLog> {
    const log = new AuditLog(directory, options);
    try {
      await log.#locked(() => {
        log.#findEnd();
      });
      syncDirectory(directory);
    } catch (fault) {
      log.close();
      throw fault;
    }
    return log;
  }

  /** The last entry that this process has seen. */
  get head(): Appended {
    return this.#last;
  }

  /** On disk when it resolves. Entries of one process are written in the order of the calls. */
  append(event: AuditEvent): Promise<Appended> {
    const content = auditEvent.parse(event);
    const appended = this.#queue.then(() => this.#locked(() => this.#write(content)));
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#log);
    closeSync(this.#head);
  }

  async #locked<T>(work: () => T): Promise<T> {
    const release = await this.#lock(this.#options.lockMilliseconds ?? LOCK_MILLISECONDS);
    try {
      return work();
    } catch (fault) {
      if (fault instanceof Fault) throw fault;
      throw auditFault('the audit log cannot be written', `look at \`${this.#path}\` and the space left on its disk`, fault);
    } finally {
      release();
    }
  }

  #findEnd(): void {
    const { size } = fstatSync(this.#log);
    if (readHead(this.#head, this.#headPath) === undefined) {
      // T-AUDIT: without its head a log could have been cut to any length.
      if (size > 0) throw auditFault(`\`${this.#headPath}\` is missing`, MOVE_AWAY);
      writeHead(this.#head, START);
      fdatasyncSync(this.#head);
    }
    const found = lastPoint(this.#log, size);
    this.#last = found.last;
    this.#end = found.end;
    this.#checkHead();
  }

  /** T-AUDIT: an entry that was acknowledged is gone or changed; writing on would bury it. */
  #checkHead(): void {
    const head = readHead(this.#head, this.#headPath) ?? START;
    const isLost = head.seq > this.#last.seq || (head.seq === this.#last.seq && head.hash !== this.#last.hash);
    if (isLost) throw auditFault(`\`${this.#path}\` has lost entries`, MOVE_AWAY);
  }

  /** Follows what other processes have written, to the last whole entry, and returns what is behind it. */
  #catchUp(): Behind {
    const { size } = fstatSync(this.#log);
    if (size < this.#end) throw auditFault(`\`${this.#path}\` has become shorter`, MOVE_AWAY);
    const bytes = readBetween(this.#log, this.#end, size);
    let walk = walkFrom(this.#last, this.#end);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      walk = step(walk, bytes.subarray(from, at));
      from = at + 1;
    }
    const rest = bytes.subarray(walk.end - this.#end);
    this.#last = walk.last;
    this.#end = walk.end;
    this.#checkHead();
    return { rest, asLine: step(walk, bytes.subarray(from)) };
  }

  /** What must be written before the next entry, given what a write that was cut short has left: its newline, or a seal over it. */
  #mended({ rest, asLine }: Behind, frame: object): { readonly before: string; readonly last: Point } {
    const last = this.#last;
    if (rest.length === 0) return { before: '', last };
    if (!asLine.pending) return { before: '\n', last: asLine.last };
    if (asLine.pending.broken.code !== 'unreadable') throw auditFault(`\`${this.#path}\` does not end in its own entries`, MOVE_AWAY);
    const seal = chained(last, { ...frame, event: 'sealed', torn: { bytes: rest.length, sha256: digest(rest) } });
    return { before: `\n${seal.line}\n`, last: seal.point };
  }

  #write(content: AuditEvent): Appended {
    if (this.#isClosed || !isStillAt(this.#path, this.#log))
      throw auditFault(`\`${this.#path}\` is not the file that was opened`, 'start again');
    const behind = this.#catchUp();
    const frame = { time: this.#options.now().toISOString(), run: this.#options.run };
    const { before, last } = this.#mended(behind, frame);
    const { line, point } = chained(last, { ...frame, ...content });
    const bytes = Buffer.from(`${before}${line}\n`);
    const end = this.#end + behind.rest.length + bytes.length;
    const written = writeSync(this.#log, bytes);
    // T-AUDIT: a short write, or another writer in between: what is on disk is not what was meant.
    if (written !== bytes.length || fstatSync(this.#log).size !== end)
      throw auditFault('an audit entry was not written whole', 'look at the space left on the disk');
    fdatasyncSync(this.#log);
    writeHead(this.#head, point);
    this.#last = point;
    this.#end = end;
    return point;
  }
}
