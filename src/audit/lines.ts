// A file as lines, from either end. What is in memory at a time is one piece of the file and one line, however large the file is and
// whatever it holds.

import { readSync } from 'node:fs';

const PIECE_BYTES = 262_144;
/** Room for several of the longest entries. A line beyond it is cut and is no entry anyway. */
export const MOST_LINE_BYTES = 1_048_576;
const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

export interface Line {
  /** Without its newline. */
  readonly bytes: Buffer;
  /** Its first byte in the file. */
  readonly offset: number;
  /** It had its newline. */
  readonly isEnded: boolean;
}

export function readBetween(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let at = 0;
  while (at < bytes.length) {
    const length = readSync(file, bytes, at, bytes.length - at, from + at);
    if (length === 0) break;
    at += length;
  }
  return bytes.subarray(0, at);
}

/** From this byte to the end that the file has when it is reached. */
export function* linesFrom(file: number, start: number): Generator<Line, void> {
  let held = NOTHING;
  /** Of what is held, or of the next piece. */
  let offset = start;
  let isDropping = false;
  for (let at = start; ; ) {
    const piece = readBetween(file, at, at + PIECE_BYTES);
    if (piece.length === 0) break;
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      const rest = piece.subarray(from, end);
      if (!isDropping) yield { bytes: held.length === 0 ? rest : Buffer.concat([held, rest]), offset, isEnded: true };
      isDropping = false;
      held = NOTHING;
      from = end + 1;
      offset = at + from;
    }
    at += piece.length;
    if (isDropping) continue;
    held = Buffer.concat([held, piece.subarray(from)]);
    if (held.length <= MOST_LINE_BYTES) continue;
    yield { bytes: held, offset, isEnded: true };
    held = NOTHING;
    isDropping = true;
  }
  if (held.length > 0) yield { bytes: held, offset, isEnded: false };
}

/** The last line first. */
export function* linesBack(file: number, size: number): Generator<Line, void> {
  /** The end of a line whose beginning is further ahead. */
  let held = NOTHING;
  let isEnded = false;
  for (let to = size; to > 0; ) {
    const from = Math.max(0, to - PIECE_BYTES);
    const piece = readBetween(file, from, to);
    let end = piece.length;
    for (let at = piece.lastIndexOf(NEWLINE); at !== -1; at = at === 0 ? -1 : piece.lastIndexOf(NEWLINE, at - 1)) {
      const bytes = Buffer.concat([piece.subarray(at + 1, end), held]);
      if (isEnded || bytes.length > 0) yield { bytes, offset: from + at + 1, isEnded };
      held = NOTHING;
      isEnded = true;
      end = at;
    }
    held = Buffer.concat([piece.subarray(0, end), held]);
    // The beginning of a line that is too long says nothing, but that it is none.
    if (held.length > MOST_LINE_BYTES) held = held.subarray(0, MOST_LINE_BYTES);
    to = from;
  }
  if (isEnded || held.length > 0) yield { bytes: held, offset: 0, isEnded };
}
