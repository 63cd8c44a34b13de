// The line that a person is typing, in one row of the terminal: when it is longer than the row, its end is shown.

import { printable } from '../shared/index.js';

const LEAST_ROOM = 10;

/** In doubt two columns, so that the row is never overrun. */
function columnsOf(character: string): number {
  return /^[ -~]$/u.test(character) ? 1 : 2;
}

export function lineInRow(label: string, text: string, columns: number): string {
  const characters = [...printable(text, Math.max(1, text.length))];
  let room = Math.max(LEAST_ROOM, columns - label.length - 2);
  let from = characters.length;
  while (from > 0) {
    room -= columnsOf(characters[from - 1] ?? '');
    if (room < 0) break;
    from -= 1;
  }
  return `${label}${from > 0 ? '…' : ''}${characters.slice(from).join('')}`;
}

export function withoutLast(text: string): string {
  return [...text].slice(0, -1).join('');
}

export function withoutLastWord(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(0, trimmed.lastIndexOf(' ') + 1);
}
