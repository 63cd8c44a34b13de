// Lines on their way out, in pieces: nothing grows while the reader is slow, and nothing more is read once nobody reads.

import type { Pour } from '../terminal/index.js';

const PIECE_CHARACTERS = 65_536;

export interface Out {
  /** False once nobody reads any more. */
  readonly line: (text: string) => Promise<boolean>;
  readonly flush: () => Promise<boolean>;
}

export function openOut(pour: Pour, ending = '\n'): Out {
  let held = '';
  let isHeard = true;
  async function flush(): Promise<boolean> {
    const piece = held;
    held = '';
    if (piece !== '' && isHeard) isHeard = await pour(Buffer.from(piece));
    return isHeard;
  }
  return {
    line: (text) => {
      held += `${text}${ending}`;
      return held.length < PIECE_CHARACTERS ? Promise.resolve(isHeard) : flush();
    },
    flush,
  };
}
