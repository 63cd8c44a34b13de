// What is typed where no row is drawn twice: each character as it comes. What is written meanwhile gets rows of its own, and what was begun is
// shown again with the next key.

import { printable } from '../shared/index.js';
import { widthOf } from './width.js';

export interface Echo {
  readonly type: (typed: string) => void;
  /** The line is sent, or dropped. */
  readonly enter: () => void;
  /** Before anything else is written. */
  readonly makeRoom: () => void;
}

export function openEcho(write: (text: string) => void): Echo {
  let shown = '';

  function newRow(): void {
    if (shown !== '') write('\n');
    shown = '';
  }

  return {
    enter: newRow,
    makeRoom: newRow,
    type: (typed) => {
      const next = printable(typed, Math.max(1, typed.length));
      if (next.startsWith(shown)) write(next.slice(shown.length));
      else if (shown.startsWith(next)) write('\b \b'.repeat(widthOf(shown.slice(next.length))));
      else write(`\n${next}`);
      shown = next;
    },
  };
}
