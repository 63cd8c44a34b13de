// Reads the whole log from its first byte, file after file, and says whether the chain holds, or at which entry it breaks. Memory does
// not grow with the log. What a chain cannot show is an end cut off together with the head; for that, compare with a hash kept elsewhere.

import { closeSync, constants, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as pause } from 'node:timers/promises';
import { type Point, START } from './chain.js';
import { checkDirectory, openOwnFile } from './directory.js';
import { HEAD_NAME } from './files.js';
import { readHead } from './head.js';
import { linesFrom } from './lines.js';
import { openNext, type Segment } from './segments.js';
import { type Break, isBeyondSeal, step, type Walk, walkFrom } from './walk.js';

export interface Verified {
  readonly ok: true;
  readonly entries: number;
  readonly last: Point;
  readonly files: number;
  readonly bytes: number;
  /** Unfinished writes that later entries have sealed off. */
  readonly sealed: number;
  /** Bytes of an unfinished write at the very end; the next entry will seal them off. */
  readonly tornBytes: number;
}

export type VerdictCode =
  | Break['code']
  /** The head, or a point given, is further than the log: entries were cut off the end. */
  | 'truncated'
  /** The head, or a point given, is not what the log says there: the past was rewritten. */
  | 'rewritten'
  | 'no-head'
  /** A hash that was kept elsewhere is that of no entry. */
  | 'unknown-hash';

export interface Broken extends Omit<Break, 'code'> {
  readonly ok: false;
  readonly code: VerdictCode;
}

/** What was kept elsewhere of this log, such as the hash shown when a run began. */
export interface Kept {
  readonly points?: readonly Point[];
  readonly hashes?: readonly string[];
}

/** A pause for everything else that this process has to do. */
const PAUSE_LINES = 20_000;

function headOf(directory: string): Point | undefined {
  const path = join(directory, HEAD_NAME);
  const file = openOwnFile(path, constants.O_RDONLY);
  try {
    return readHead(file, path);
  } finally {
    closeSync(file);
  }
}

interface Awaited {
  readonly hashAt: ReadonlyMap<number, string>;
  readonly unseen: Set<string>;
}

interface Followed {
  readonly walk: Walk;
  /** No other file follows. */
  readonly isLast: boolean;
  /** Bytes of a line without its end. */
  readonly tornBytes: number;
  readonly broken: Broken | undefined;
}

function brokenAt({ file, lines, end }: Walk, code: VerdictCode, seq: number): Broken {
  return { ok: false, code, seq, found: null, file, line: lines, offset: end };
}

/** One line further, against what is awaited there. */
function check(walk: Walk, { hashAt, unseen }: Awaited): Broken | undefined {
  if (walk.pending && isBeyondSeal(walk)) return { ok: false, ...walk.pending.broken };
  const { seq, hash } = walk.last;
  unseen.delete(hash);
  return (hashAt.get(seq) ?? hash) === hash ? undefined : brokenAt(walk, 'rewritten', seq);
}

async function follow(start: Walk, segment: Segment, awaited: Awaited): Promise<Followed> {
  let walk = start;
  let from = 0;
  for (;;) {
    // Asked before reading: once it has stopped growing, what is read to its end is all of it.
    const wasGrowing = segment.isGrowing();
    let tornBytes = 0;
    for (const { bytes, offset, isEnded } of linesFrom(segment.file, from)) {
      from = isEnded ? offset + bytes.length + 1 : offset;
      tornBytes = isEnded ? 0 : bytes.length;
      if (!isEnded) break;
      walk = step(walk, bytes);
      const broken = check(walk, awaited);
      if (broken) return { walk, isLast: false, tornBytes, broken };
      if (walk.lines % PAUSE_LINES === 0) await pause();
    }
    if (!wasGrowing || segment.isGrowing()) return { walk, isLast: wasGrowing, tornBytes, broken: undefined };
  }
}

/** What is wrong at the end of a file, where entries are missing or no entry was completed. */
function wrongEnd({ walk, isLast, tornBytes }: Followed, furthest: number): Broken | undefined {
  const here: Broken = { ...brokenAt(walk, 'unreadable', walk.last.seq + 1), line: walk.lines + 1 };
  if (isLast && furthest <= walk.last.seq) return undefined;
  if (walk.pending) return { ok: false, ...walk.pending.broken };
  if (isLast) return { ...here, code: 'truncated' };
  // A file is full after a whole entry, and nothing is written to it from then on.
  return tornBytes > 0 ? here : undefined;
}

export async function verifyLog(directory: string, kept: Kept = {}): Promise<Verified | Broken> {
  checkDirectory(directory);
  // The head first: the log may grow meanwhile, and is then ahead of it, as it should be.
  const head = headOf(directory);
  const hashAt = new Map([...(kept.points ?? []), ...(head ? [head] : [])].map(({ seq, hash }) => [seq, hash]));
  const awaited: Awaited = { hashAt, unseen: new Set(kept.hashes) };
  const furthest = Math.max(0, ...hashAt.keys());
  let last = START;
  let before: number | undefined;
  let bytes = 0;
  let sealed = 0;
  for (let files = 1; ; files += 1) {
    const segment = openNext(directory, before ?? 0);
    try {
      const followed = await follow(walkFrom(last, segment.name, 0, before), segment, awaited);
      const { walk, isLast, tornBytes } = followed;
      const broken = followed.broken ?? wrongEnd(followed, furthest);
      if (broken) return broken;
      last = walk.last;
      before = segment.first;
      bytes += fstatSync(segment.file).size;
      sealed += walk.sealed;
      if (!isLast) continue;
      if (!head && last.seq > 0) return { ...brokenAt(walk, 'no-head', last.seq), file: HEAD_NAME, line: 1, offset: 0 };
      if (awaited.unseen.size > 0) return brokenAt(walk, 'unknown-hash', last.seq);
      const unfinished = tornBytes + (walk.pending ? walk.pending.bytes.length + 1 : 0);
      return { ok: true, entries: last.seq, last, files, bytes, sealed, tornBytes: unfinished };
    } finally {
      closeSync(segment.file);
    }
  }
}
