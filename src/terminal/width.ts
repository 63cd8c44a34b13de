// How many columns a text takes, never fewer than a terminal gives it: in doubt two. T-TERMINAL: a row that is wider than was thought would wrap,
// and push what stands below it.

import { printable } from '../shared/index.js';

/** Before the first wide script, and what we draw ourselves. */
const NARROW = /[ -\u10ff\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u2500-\u259f\u2713\u2717]/u;
const PLAIN = /^[ -~]*$/;
/** Marks upon marks grow over the rows above and below. */
const STACKED = /(\p{M}{2})\p{M}+/gu;

function columnsOf(character: string): number {
  return NARROW.test(character) ? 1 : 2;
}

export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** As much of a text as fits, in whole characters, and a sign where something is missing. */
export function fitted(text: string, columns: number, isPlain = false): string {
  if (widthOf(text) <= columns) return text;
  const sign = isPlain ? '...' : '…';
  let room = columns - sign.length;
  let kept = '';
  for (const character of text) {
    room -= columnsOf(character);
    if (room < 0) break;
    kept += character;
  }
  return columns < sign.length ? '' : kept + sign;
}

/** Text from outside for one row: harmless, and no taller than its row. */
export function tame(text: string, limit?: number): string {
  return printable(text, limit).replace(STACKED, '$1…');
}

/** Our own colours take no room; nothing from outside holds the character that begins them. */
const ESCAPE = '\u001b';
const COLOUR = /\u001b\[\d{1,2}m/g;
const CHARACTER = /\u001b\[\d{1,2}m|./gsu;

export function withoutColour(row: string): string {
  return row.replace(COLOUR, '');
}

const NARROWEST = 8;

/** One line as rows that fit. T-TERMINAL: each further row stands below the first one's indent, so that what was printed never begins a row. */
export function rowsOf(line: string, columns: number): readonly string[] {
  if (widthOf(withoutColour(line)) <= columns) return [line];
  const blanks = /^ {0,20}/.exec(line)?.[0] ?? '';
  const indent = columns - blanks.length - 2 < NARROWEST ? '  ' : `${blanks}  `;
  const rows: string[] = [];
  let row = '';
  let width = 0;
  for (const [character] of line.matchAll(CHARACTER)) {
    const taken = character.startsWith(ESCAPE) ? 0 : columnsOf(character);
    if (width + taken > columns) {
      rows.push(row);
      row = indent;
      width = indent.length;
    }
    row += character;
    width += taken;
  }
  return [...rows, row];
}

/** How many rows of a terminal that wraps it a row of ours takes: a wide character is not cut in two. */
export function wrappedRows(row: string, columns: number): number {
  const text = withoutColour(row);
  if (PLAIN.test(text)) return Math.max(1, Math.ceil(text.length / Math.max(1, columns)));
  let rows = 1;
  let width = 0;
  for (const character of text) {
    const taken = columnsOf(character);
    if (width > 0 && width + taken > columns) {
      rows += 1;
      width = 0;
    }
    width += taken;
  }
  return rows;
}
