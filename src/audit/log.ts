// The audit log: JSON lines, chained, one log for all runs. An entry is on disk before `append` returns; if it cannot be, `append`
// throws, and nothing runs. Trusts the files no further than it can follow the chain, and every other process only through the lock.

import { closeSync, constants, fdatasyncSync, fstatSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chained, digest, type Point, readLinkIn, START } from './chain.js';
import { auditFault, diskFault, isStillAt, isThere, openDirectory, openOwnFile, syncDirectory } from './directory.js';
import { type AuditEvent, auditEvent, type Redact } from './entry.js';
import { fullFiles, fullName, LOG_NAME, type Places, placesIn } from './files.js';
import { readHead, writeHead } from './head.js';
import { fileLock } from './lock-file.js';
import { type Lock, socketLock } from './lock-socket.js';
import { redactedEvent } from './redacted.js';
import { finishRotation, rotate } from './rotate.js';
import { firstLink, lastPoint } from './tail.js';
import { type Behind, isBeyondSeal, walkFrom, walkOn } from './walk.js';

const LOCK_MILLISECONDS = 10_000;
const FILE_BYTES = 64 * 1024 ** 2;
const MOVE_AWAY = 'ghosthunter audit verify says where it breaks; keep it as evidence, and move all its files away to begin another';

export interface AuditOptions {
  readonly run: string;
  readonly now: () => Date;
  /** Left out, the one of this directory and platform. */
  readonly lock?: 'socket' | 'file';
  /** How long to wait for other processes; left out, 10 s. */
  readonly lockMilliseconds?: number;
  /** A file of at least this size takes no further entry; left out, 64 MB. */
  readonly fileBytes?: number;
  /** Takes secrets out of what is written; left out, nothing is taken out. */
  readonly redact?: Redact;
}

/** What `append` has put on disk. */
export interface Appended {
  readonly seq: number;
  readonly hash: string;
}

/** The file that is written to, as this process has it open. */
interface Current {
  readonly file: number;
  /** The number of its first entry. */
  readonly first: number;
  /** The first entry of the file before it, until its own first is read. */
  readonly seamTo: number | undefined;
}

/** Makes the log one of several hosts: a directory with this file in it is locked by a file. INVARIANT: it is there before the first entry. */
export const SHARED_NAME = 'audit.shared';

/** All processes of one log must mean the same lock, so the directory says which. */
function lockKind(directory: string): 'socket' | 'file' {
  return process.platform !== 'linux' || isThere(join(directory, SHARED_NAME)) ? 'file' : 'socket';
}

function lockOf(directory: string, kind: 'socket' | 'file'): Lock {
  if (kind === 'file') return fileLock(join(directory, 'audit.lock'));
  const { dev, ino } = statSync(directory);
  return socketLock(`ghosthunter-audit-${String(dev)}-${String(ino)}`);
}

/** Does the work while no other process writes. */
async function locked<T>(lock: Lock, { lockMilliseconds }: AuditOptions, path: string, work: () => T): Promise<T> {
  const release = await lock(lockMilliseconds ?? LOCK_MILLISECONDS);
  try {
    return work();
  } catch (cause) {
    throw diskFault(`the audit log \`${path}\` cannot be written`, cause);
  } finally {
    release();
  }
}

const APPENDING = constants.O_RDWR | constants.O_APPEND;

export class AuditLog {
  readonly #options: AuditOptions;
  readonly #places: Places;
  readonly #lock: Lock;
  readonly #head: number;
  #current: Current;
  #last: Point = START;
  #end = 0;
  #queue: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** This process has begun its run, or gone on with it; since then, another one has. */
  #hasStarted = false;
  #isTakenOver = false;

  /** Only under the lock. */
  private constructor(places: Places, options: AuditOptions, lock: Lock) {
    this.#options = options;
    this.#places = places;
    this.#lock = lock;
    finishRotation(places);
    this.#head = openOwnFile(places.head, constants.O_RDWR | constants.O_CREAT);
    try {
      this.#current = this.#openCurrent();
    } catch (fault) {
      closeSync(this.#head);
      throw fault;
    }
    try {
      this.#findEnd();
      syncDirectory(places.directory);
    } catch (fault) {
      this.close();
      throw fault;
    }
  }

  /** Opens the log of this directory, making it if there is none; throws if its end cannot be trusted. */
  static async open(directory: string, options: AuditOptions): Promise<AuditLog> {
    openDirectory(directory);
    const places = placesIn(directory);
    const lock = lockOf(directory, options.lock ?? lockKind(directory));
    return locked(lock, options, places.log, () => new AuditLog(places, options, lock));
  }

  /** The last entry that this process has seen. */
  get head(): Appended {
    return this.#last;
  }

  /** Another process goes on with this run: nothing can be appended here any more. */
  get isTakenOver(): boolean {
    return this.#isTakenOver;
  }

  /** On disk when it resolves. Entries of one process are written in the order of the calls. */
  append(event: AuditEvent): Promise<Appended> {
    const parsed = auditEvent.parse(event);
    const { redact } = this.#options;
    const content = redact ? redactedEvent(parsed, redact) : parsed;
    const appended = this.#queue.then(() => locked(this.#lock, this.#options, this.#places.log, () => this.#write(content)));
    this.#queue = appended.catch(() => undefined);
    return appended;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#current.file);
    closeSync(this.#head);
  }

  #openCurrent(): Current {
    const { log, directory } = this.#places;
    // T-AUDIT: a log that is gone is not begun anew behind the files that are left of it.
    const isFirst = fullFiles(directory).length === 0;
    const file = openOwnFile(log, isFirst && !isThere(log) ? APPENDING | constants.O_CREAT : APPENDING);
    const first = firstLink(file)?.seq ?? (isFirst ? 1 : undefined);
    if (first !== undefined) return { file, first, seamTo: undefined };
    closeSync(file);
    throw auditFault(`\`${log}\` does not begin with an entry`, MOVE_AWAY);
  }

  #findEnd(): void {
    const { size } = fstatSync(this.#current.file);
    if (readHead(this.#head, this.#places.head) === undefined) {
      // T-AUDIT: without its head a log could have been cut to any length.
      if (size > 0) throw auditFault(`\`${this.#places.head}\` is missing`, MOVE_AWAY);
      writeHead(this.#head, START);
      fdatasyncSync(this.#head);
    }
    const found = lastPoint(this.#current.file, size);
    this.#last = found.last;
    this.#end = found.end;
    this.#checkHead();
  }

  /** T-AUDIT: an entry that was acknowledged is gone or changed; writing on would bury it. */
  #checkHead(): void {
    const head = readHead(this.#head, this.#places.head) ?? START;
    const isLost = head.seq > this.#last.seq || (head.seq === this.#last.seq && head.hash !== this.#last.hash);
    if (isLost) throw auditFault(`\`${this.#places.log}\` has lost entries`, MOVE_AWAY);
  }

  /** Follows what other processes have written, through every file they began, to the last whole entry; returns what is behind it. */
  #catchUp(): Behind {
    finishRotation(this.#places);
    for (;;) {
      const behind = this.#walkOn();
      if (isStillAt(this.#places.log, this.#current.file)) {
        this.#checkHead();
        return behind;
      }
      this.#moveOn(behind);
    }
  }

  /** T-FENCE: a later `start` of the same run, by another process. Our own entries are never walked over. */
  #notice(line: Buffer): void {
    const { run } = this.#options;
    if (!this.#hasStarted || !line.includes(JSON.stringify(run))) return;
    const { event, run: of } = readLinkIn(line)?.body ?? {};
    if (event === 'start' && of === run) this.#isTakenOver = true;
  }

  #walkOn(): Behind {
    const { file, seamTo } = this.#current;
    if (fstatSync(file).size < this.#end) throw auditFault(`\`${this.#places.log}\` has become shorter`, MOVE_AWAY);
    const behind = walkOn(walkFrom(this.#last, LOG_NAME, this.#end, seamTo), file, (line) => {
      this.#notice(line);
    });
    if (isBeyondSeal(behind.walk)) throw auditFault(`\`${this.#places.log}\` does not end in its own entries`, MOVE_AWAY);
    this.#last = behind.walk.last;
    this.#end = behind.walk.end;
    this.#current = { ...this.#current, seamTo: behind.walk.seamTo };
    return behind;
  }

  /** To the file that another process began when this one was full. */
  #moveOn({ rest }: Behind): void {
    const { directory, log } = this.#places;
    const { file, first } = this.#current;
    // T-AUDIT: the file that we had must be a part of the log still, under the name of a full one, and the next one continue it.
    if (rest.length > 0 || !isStillAt(join(directory, fullName(first)), file))
      throw auditFault(`\`${log}\` is not the file that was opened`, `${MOVE_AWAY}; then start again`);
    const following = fullFiles(directory).find((one) => one > first);
    const next = openOwnFile(following === undefined ? log : join(directory, fullName(following)), APPENDING);
    closeSync(file);
    this.#current = { file: next, first: this.#last.seq + 1, seamTo: first };
    this.#end = 0;
  }

  /** What must be written before the next entry, given what a write that was cut short has left: its newline, or a seal over it. */
  #mended({ rest, asLine }: Behind, frame: object): { readonly before: string; readonly last: Point } {
    const last = this.#last;
    if (rest.length === 0) return { before: '', last };
    if (!asLine.pending) return { before: '\n', last: asLine.last };
    if (asLine.pending.broken.code !== 'unreadable') throw auditFault(`\`${this.#places.log}\` does not end in its own entries`, MOVE_AWAY);
    const seal = chained(last, { ...frame, event: 'sealed', torn: { bytes: rest.length, sha256: digest(rest) } });
    return { before: `\n${seal.line}\n`, last: seal.point };
  }

  /** A full file gives its place to a new one, whose first entry says what it continues. */
  #beginFile(frame: object): void {
    const { first } = this.#current;
    const previous = { file: fullName(first), ...this.#last };
    const { line } = chained(this.#last, { ...frame, event: 'continued', previous });
    rotate(this.#places, first, line);
  }

  #write(content: object): Appended {
    if (this.#isClosed) throw auditFault(`\`${this.#places.log}\` was closed`, 'start again');
    // T-AUDIT: without its head the log could be cut, and the next run would begin by refusing.
    if (!isStillAt(this.#places.head, this.#head))
      throw auditFault(
        `\`${this.#places.head}\` is not the file that was opened`,
        'put it back from where it was moved to, and start again',
      );
    const frame = { time: this.#options.now().toISOString(), run: this.#options.run };
    let behind = this.#catchUp();
    // T-FENCE: under the lock, so that of two processes with one run the older has lost it before the newer reads what had begun.
    if (this.#isTakenOver)
      throw auditFault(`run ${this.#options.run} goes on in another process`, 'nothing: follow it there, or stop it there first');
    const isFull = this.#end >= (this.#options.fileBytes ?? FILE_BYTES);
    if (isFull && behind.rest.length === 0 && this.#last.seq > this.#current.first) {
      this.#beginFile(frame);
      behind = this.#catchUp();
    }
    const { before, last } = this.#mended(behind, frame);
    const { line, point } = chained(last, { ...frame, ...content });
    const bytes = Buffer.from(`${before}${line}\n`);
    const end = this.#end + behind.rest.length + bytes.length;
    const { file } = this.#current;
    const written = writeSync(file, bytes);
    // T-AUDIT: a short write, or another writer in between: what is on disk is not what was meant.
    if (written !== bytes.length || fstatSync(file).size !== end)
      throw auditFault('an audit entry was not written whole', 'look at the space left on the disk');
    fdatasyncSync(file);
    writeHead(this.#head, point);
    this.#last = point;
    this.#end = end;
    if ('event' in content && content.event === 'start') this.#hasStarted = true;
    return point;
  }
}
