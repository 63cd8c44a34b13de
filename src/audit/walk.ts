// Follows the chain line by line and says where it breaks. Used on whole files by `verify`, and on what other processes have
// written by the log itself, so that both mean the same by a whole chain.

import { digest, isWhole, type Link, type Point, readLinkIn } from './chain.js';
import { fullName } from './files.js';
import { linesFrom, MOST_LINE_BYTES } from './lines.js';

export type BreakCode =
  /** Not an entry: changed so that it cannot be read, or never one. */
  | 'unreadable'
  /** An entry whose content is not what was hashed. */
  | 'changed'
  /** Entries before this one are missing. */
  | 'missing'
  /** An entry that was here before, or belongs elsewhere. */
  | 'out-of-order'
  /** The right number, and the hash of another past. */
  | 'other-past'
  /** A file that does not begin as the continuation of the one before. */
  | 'no-seam';

export interface Break {
  readonly code: BreakCode;
  /** The number that the entry here should have. */
  readonly seq: number;
  /** The number of the entry that stands here instead, if one does. */
  readonly found: number | null;
  readonly file: string;
  /** The line of the file, from 1, and its first byte. */
  readonly line: number;
  readonly offset: number;
}

const NEWLINE = Buffer.from('\n');

/** T-AUDIT: a file that was cut in two, or put together, by somebody else. */
export function isSeam({ seq, prev, body }: Link, firstBefore: number): boolean {
  const { event, previous: said } = body;
  if (event !== 'continued' || typeof said !== 'object' || said === null) return false;
  if (!('file' in said && 'seq' in said && 'hash' in said)) return false;
  return said.file === fullName(firstBefore) && said.seq === seq - 1 && said.hash === prev;
}

function reasonAgainst(last: Point, link: Link | undefined): BreakCode | undefined {
  if (link === undefined) return 'unreadable';
  if (!isWhole(link)) return 'changed';
  if (link.seq > last.seq + 1) return 'missing';
  if (link.seq < last.seq + 1) return 'out-of-order';
  return link.prev === last.hash ? undefined : 'other-past';
}

/** Lines that are no entries, until an entry seals them. */
export interface Pending {
  readonly broken: Break;
  readonly bytes: Buffer;
}

/** Only what cannot be read can be sealed: no write that was cut short leaves a readable entry that is wrong. */
function seals(link: Link, pending: Pending | undefined): boolean {
  if (!pending) return true;
  const { broken, bytes: torn } = pending;
  const { event, torn: said } = link.body;
  if (broken.code !== 'unreadable' || event !== 'sealed' || typeof said !== 'object' || said === null) return false;
  return 'bytes' in said && said.bytes === torn.length && 'sha256' in said && said.sha256 === digest(torn);
}

export interface Walk {
  /** The last entry that the chain has reached. */
  readonly last: Point;
  readonly file: string;
  /** The first byte behind that entry, in its file. */
  readonly end: number;
  readonly pending: Pending | undefined;
  /** Of this file. */
  readonly lines: number;
  readonly sealed: number;
  /** The first entry of the file before this one, while nothing of this one was read. */
  readonly seamTo: number | undefined;
}

export function walkFrom(last: Point, file: string, end = 0, seamTo?: number): Walk {
  return { last, file, end, pending: undefined, lines: 0, sealed: 0, seamTo };
}

/** One more line, without its newline. */
export function step(walk: Walk, line: Buffer): Walk {
  const { last, pending, seamTo } = walk;
  const link = readLinkIn(line);
  let against = reasonAgainst(last, link);
  if (link && against === undefined && seamTo !== undefined && !isSeam(link, seamTo)) against = 'no-seam';
  const lines = walk.lines + 1;
  const before = pending ? pending.bytes.length + 1 : 0;
  if (link && against === undefined && seals(link, pending)) {
    return {
      last: { seq: link.seq, hash: link.hash },
      file: walk.file,
      end: walk.end + before + line.length + 1,
      pending: undefined,
      lines,
      sealed: walk.sealed + (pending ? 1 : 0),
      seamTo: undefined,
    };
  }
  const broken = pending?.broken ?? {
    code: against ?? 'unreadable',
    seq: last.seq + 1,
    found: link?.seq ?? null,
    file: walk.file,
    line: lines,
    offset: walk.end,
  };
  return { ...walk, lines, pending: { broken, bytes: pending ? Buffer.concat([pending.bytes, NEWLINE, line]) : line } };
}

/** The chain is broken for good: no seal can cover what is no unfinished write, or this much. */
export function isBeyondSeal({ pending }: Walk): boolean {
  return pending !== undefined && (pending.broken.code !== 'unreadable' || pending.bytes.length >= MOST_LINE_BYTES);
}

export interface Behind {
  readonly walk: Walk;
  /** What follows the last whole entry: nothing, or the bytes of a write that was cut short. */
  readonly rest: Buffer;
  /** The chain as it would be if the last of those bytes had their newline. */
  readonly asLine: Walk;
}

/** On to the end of the file, or to where no further entry can help. `onEntry` is told of each line that the chain has reached. */
export function walkOn(start: Walk, file: number, onEntry: (line: Buffer) => void = () => undefined): Behind {
  let walk = start;
  let last: Buffer = Buffer.alloc(0);
  for (const { bytes, isEnded } of linesFrom(file, start.end)) {
    if (isEnded) {
      const before = walk.last.seq;
      walk = step(walk, bytes);
      if (walk.last.seq > before) onEntry(bytes);
    } else last = bytes;
    if (isBeyondSeal(walk)) break;
  }
  const rest = walk.pending ? Buffer.concat([walk.pending.bytes, NEWLINE, last]) : last;
  return { walk, rest, asLine: step(walk, last) };
}
