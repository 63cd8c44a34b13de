// The row in which an answer is typed, drawn again in place whenever it changes.

import { printable } from '../shared/index.js';
import type { Teletype } from './screen.js';
import { lineInRow } from './typed-line.js';
import { widthOf } from './width.js';

const CLEAR_ROW = '\r\u001b[K';
const TO_END_OF_SCREEN = '\u001b[J';

export interface PromptRow {
  readonly show: (typed: string) => void;
  /** A line of ours in its place; the row comes below. */
  readonly say: (text: string) => void;
}

export function openPromptRow({ columns, isPlain, write }: Teletype, label: string): PromptRow {
  let drawnColumns = 0;
  return {
    show: (typed) => {
      if (isPlain) {
        write(`\r${label}${printable(typed)}`);
        return;
      }
      const row = lineInRow(label, typed, columns());
      // A terminal that was made narrower has wrapped it.
      const above = Math.max(0, Math.ceil(drawnColumns / Math.max(1, columns())) - 1);
      write(`${above === 0 ? '' : `\u001b[${String(above)}A`}${CLEAR_ROW}${above === 0 ? '' : TO_END_OF_SCREEN}${row}`);
      drawnColumns = widthOf(row);
    },
    say: (text) => {
      write(`${isPlain ? '\n' : CLEAR_ROW}${text}\n`);
      drawnColumns = 0;
    },
  };
}
