// Bytes as they come into blocks of whole lines. What is held is at most one line, and no more of it than could be accepted.

import { type Block, MOST_LINE_BYTES } from './judge-lines.js';

export interface Blocks {
  /** The lines that these bytes complete. */
  readonly push: (bytes: Uint8Array) => readonly Block[];
  /** The last line, which may lack its end. */
  readonly end: () => readonly Block[];
}

const NEWLINE = 0x0a;
const NOTHING = new Uint8Array();

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces);
}

export function openBlocks(): Blocks {
  /** The beginning of the line that is not complete. */
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let isDropping = false;
  let isAfterCut = false;

  function hold(bytes: Uint8Array): void {
    if (bytes.length > 0) held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes <= MOST_LINE_BYTES) return;
    isDropping = true;
    held = [];
    heldBytes = 0;
  }

  function take(last: Uint8Array): Block {
    const block = { bytes: joined([...held, last]), isAfterCut };
    held = [];
    heldBytes = 0;
    isAfterCut = false;
    return block;
  }

  function keep(bytes: Uint8Array): readonly Block[] {
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    const whole = end === 0 ? [] : [take(bytes.subarray(0, end))];
    hold(bytes.subarray(end));
    return whole;
  }

  /** The end of a line that is too long: it is answered before whatever follows. */
  function cut(): readonly Block[] {
    const before = isAfterCut ? [take(NOTHING)] : [];
    isDropping = false;
    isAfterCut = true;
    return before;
  }

  return {
    push: (bytes) => {
      if (!isDropping) return keep(bytes);
      const end = bytes.indexOf(NEWLINE) + 1;
      if (end === 0) return [];
      return [...cut(), ...keep(bytes.subarray(end))];
    },
    end: () => {
      const before = isDropping ? cut() : [];
      return heldBytes > 0 || isAfterCut ? [...before, take(NOTHING)] : before;
    },
  };
}
