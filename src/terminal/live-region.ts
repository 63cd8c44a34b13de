// From the rows that are on the screen to those that are to be there, in as few bytes as it takes. Pure. The cursor rests at the beginning of the
// last row; what is finished goes above the first and scrolls away like any other line.

import { wrappedRows } from './width.js';

const UP = (rows: number): string => (rows === 0 ? '' : `\u001b[${String(rows)}A`);
const DOWN = (rows: number): string => (rows === 0 ? '' : `\u001b[${String(rows)}B`);
/** The whole row: a terminal that wraps it anew later counts what was ever in it. */
const CLEAR_ROW = '\u001b[2K';
/**
 * Erases from here to the end of the screen. Not from the very beginning of a row: from the first one tmux takes that for a screen that was
 * finished with, and keeps a copy of it in what can be scrolled back to.
 */
const CLEAR_BELOW = `${CLEAR_ROW}\u001b[C\u001b[J\r`;
/** A row that is wider than was thought is cut by the terminal, and moves nothing. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const BEGIN_UPDATE = '\u001b[?2026h';
const END_UPDATE = '\u001b[?2026l';

export interface Change {
  readonly shown: readonly string[];
  readonly next: readonly string[];
  /** Whole lines, wrapped by the terminal if they are long. */
  readonly scrolled: readonly string[];
  /** Columns of a terminal that has changed since the rows were drawn, and wrapped them anew. */
  readonly resizedTo: number | undefined;
}

/** How many rows of the screen lie above the last one that was drawn. */
function rowsAbove(shown: readonly string[], resizedTo: number | undefined): number {
  const above = shown.slice(0, -1);
  if (resizedTo === undefined) return above.length;
  return above.reduce((sum, row) => sum + wrappedRows(row, resizedTo), 0);
}

function onlyChanged(shown: readonly string[], next: readonly string[]): string {
  return next
    .map((row, at) => {
      if (row === shown[at]) return '';
      const away = next.length - 1 - at;
      return `${UP(away)}${CLEAR_ROW}${row}\r${DOWN(away)}`;
    })
    .join('');
}

export function repaint({ next, resizedTo, scrolled, shown }: Change): string {
  if (scrolled.length === 0 && resizedTo === undefined && next.length === shown.length) {
    const changed = onlyChanged(shown, next);
    return changed === '' ? '' : BEGIN_UPDATE + NO_WRAP + changed + WRAP + END_UPDATE;
  }
  const above = scrolled.map((line) => `${line}\r\n`).join('');
  const begin = `${BEGIN_UPDATE}\r${UP(rowsAbove(shown, resizedTo))}${CLEAR_BELOW}`;
  return `${begin}${above}${NO_WRAP}${next.join('\r\n')}\r${WRAP}${END_UPDATE}`;
}
