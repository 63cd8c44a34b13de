// Tables, CSV and other text made smaller: the first lines and the last ones stay, and between them stands what was left out.

import { beginning, type Cut, ending, type Shortened } from './cut.js';

/** The head says more: names of columns, the first failure. */
const HEAD_SHARE = 0.7;
const NOTE = 80;

/** The end of the last whole line within the first `most` characters. */
function headEnd(text: string, most: number): number {
  const at = text.slice(0, most).lastIndexOf('\n');
  return at < 0 ? 0 : at + 1;
}

function tailStart(text: string, most: number): number {
  const from = Math.max(0, text.length - most);
  const at = text.slice(from).indexOf('\n');
  return at < 0 || from + at + 1 >= text.length ? text.length : from + at + 1;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

export function shortenedLines(text: string, most: number): Shortened {
  if (text.length <= most) return { text, cuts: [] };
  const room = Math.max(0, most - NOTE);
  const head = headEnd(text, Math.floor(room * HEAD_SHARE));
  const tail = tailStart(text, Math.floor(room * (1 - HEAD_SHARE)));
  // Lines too long to keep one whole: characters are kept instead.
  const isByLine = head > 0 && tail < text.length && head <= tail;
  const first = isByLine ? text.slice(0, head) : beginning(text, Math.floor(room * HEAD_SHARE));
  const last = isByLine ? text.slice(tail) : ending(text, Math.floor(room * (1 - HEAD_SHARE)));
  const dropped = text.length - first.length - last.length;
  const lines = isByLine ? linesIn(text.slice(head, tail)) : 0;
  const cut: Cut = isByLine
    ? { where: 'lines', kept: linesIn(first) + linesIn(last), dropped: lines }
    : { where: 'characters', kept: first.length + last.length, dropped };
  const note = isByLine
    ? `… ${String(lines)} lines (${String(dropped)} characters) left out …\n`
    : ` … ${String(dropped)} characters left out … `;
  return { text: beginning(`${first}${note}${last}`, most), cuts: [cut] };
}
