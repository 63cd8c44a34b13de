// Follows the chain line by line and says where it breaks. Used on the whole file by `verify`, and on what other processes have
// written by the log itself, so that both mean the same by a whole chain.

import { digest, isWhole, type Link, type Point, readLink } from './chain.js';

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
  | 'other-past';

export interface Break {
  readonly code: BreakCode;
  /** The number that the entry here should have. */
  readonly seq: number;
  /** The line of the file, from 1, and its first byte. */
  readonly line: number;
  readonly offset: number;
}

/** More than any unfinished write can leave behind. */
const MOST_TORN_BYTES = 1_048_576;
const NEWLINE = Buffer.from('\n');

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
  /** The first byte behind it. */
  readonly end: number;
  readonly pending: Pending | undefined;
  readonly lines: number;
  readonly sealed: number;
}

export function walkFrom(last: Point, end: number): Walk {
  return { last, end, pending: undefined, lines: 0, sealed: 0 };
}

/** One more line, without its newline. */
export function step(walk: Walk, line: Buffer): Walk {
  const { last, pending } = walk;
  const link = readLink(line.toString('utf8'));
  const against = reasonAgainst(last, link);
  const lines = walk.lines + 1;
  const before = pending ? pending.bytes.length + 1 : 0;
  if (link && against === undefined && seals(link, pending)) {
    return {
      last: { seq: link.seq, hash: link.hash },
      end: walk.end + before + line.length + 1,
      pending: undefined,
      lines,
      sealed: walk.sealed + (pending ? 1 : 0),
    };
  }
  const broken = pending?.broken ?? { code: against ?? 'unreadable', seq: last.seq + 1, line: lines, offset: walk.end };
  return { ...walk, lines, pending: { broken, bytes: pending ? Buffer.concat([pending.bytes, NEWLINE, line]) : line } };
}

/** The chain is broken for good: no seal can cover this much. */
export function isBeyondSeal(walk: Walk): boolean {
  return (walk.pending?.bytes.length ?? 0) > MOST_TORN_BYTES;
}
