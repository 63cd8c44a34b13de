// Reads the whole log from its first byte and says whether the chain holds, or at which entry it breaks. Memory does not grow with
// the file. What a chain cannot show is an end cut off together with the head; for that, compare with a hash kept elsewhere.

import { closeSync, constants, createReadStream } from 'node:fs';
import { join } from 'node:path';
import { type Point, START } from './chain.js';
import { openOwnFile } from './directory.js';
import { readHead } from './head.js';
import { HEAD_NAME, LOG_NAME } from './log.js';
import { type Break, isBeyondSeal, step, type Walk, walkFrom } from './walk.js';

export interface Verified {
  readonly ok: true;
  readonly entries: number;
  readonly last: Point;
  /** Unfinished writes that later entries have sealed off. */
  readonly sealed: number;
  /** Bytes of an unfinished write at the very end; the next entry will seal them off. */
  readonly tornBytes: number;
}

export type Broken =
  | (Break & { readonly ok: false })
  /** The head, or the point given, is not in the chain: entries were cut off the end, or the past was rewritten. */
  | { readonly ok: false; readonly code: 'truncated' | 'rewritten' | 'no-head'; readonly seq: number };

const NEWLINE = 0x0a;

function headOf(directory: string): Point | undefined {
  const path = join(directory, HEAD_NAME);
  const file = openOwnFile(path, constants.O_RDONLY);
  try {
    return readHead(file, path);
  } finally {
    closeSync(file);
  }
}

/** Whole lines of a file, one after the other, and what is left without a newline. */
async function* linesOf(file: number): AsyncGenerator<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream('', { fd: file, autoClose: true, start: 0 })) {
    const bytes = Buffer.concat([rest, Buffer.from(chunk)]);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      yield { bytes: bytes.subarray(from, at), isWhole: true };
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) yield { bytes: rest, isWhole: false };
}

/** `anchors`: points of this log that were kept elsewhere, such as the one shown when a run began. */
export async function verifyLog(directory: string, anchors: readonly Point[] = []): Promise<Verified | Broken> {
  // The head first: the log may grow meanwhile, and is then ahead of it, as it should be.
  const head = headOf(directory);
  const awaited = new Map([...anchors, ...(head ? [head] : [])].map(({ seq, hash }) => [seq, hash]));
  let walk: Walk = walkFrom(START, 0);
  let tornBytes = 0;
  for await (const { bytes, isWhole } of linesOf(openOwnFile(join(directory, LOG_NAME), constants.O_RDONLY))) {
    if (!isWhole) {
      tornBytes = bytes.length;
      break;
    }
    walk = step(walk, bytes);
    if (walk.pending && isBeyondSeal(walk)) return { ok: false, ...walk.pending.broken };
    const { seq, hash } = walk.last;
    if ((awaited.get(seq) ?? hash) !== hash) return { ok: false, code: 'rewritten', seq };
  }
  const furthest = Math.max(0, ...awaited.keys());
  if (walk.pending && (walk.pending.broken.code !== 'unreadable' || furthest > walk.last.seq)) return { ok: false, ...walk.pending.broken };
  if (furthest > walk.last.seq) return { ok: false, code: 'truncated', seq: walk.last.seq + 1 };
  if (!head && walk.last.seq > 0) return { ok: false, code: 'no-head', seq: walk.last.seq };
  return {
    ok: true,
    entries: walk.last.seq,
    last: walk.last,
    sealed: walk.sealed,
    tornBytes: tornBytes + (walk.pending ? walk.pending.bytes.length + 1 : 0),
  };
}
