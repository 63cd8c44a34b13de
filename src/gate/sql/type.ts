// Types, as CAST and constructors name them.

import { type Cursor, expect, inParentheses, list, nested, next, peek, refuse, take } from './cursor.js';
import { TYPES } from './words.js';

function field(cursor: Cursor): void {
  const [first, second] = [peek(cursor), peek(cursor, 1)];
  if (first.kind === 'quoted' || (first.kind === 'word' && second.kind === 'word')) next(cursor);
  type(cursor);
}

function size(cursor: Cursor): void {
  if (peek(cursor).kind !== 'number') refuse(cursor, 'sql-unreadable');
  next(cursor);
}

function angled(cursor: Cursor, read: (inner: Cursor) => unknown): void {
  expect(cursor, '<');
  nested(cursor, read);
  expect(cursor, '>');
}

/** The name of the outermost type, in capitals. */
export function type(cursor: Cursor): string {
  const { key } = next(cursor);
  if (key === 'ARRAY' || key === 'RANGE') angled(cursor, type);
  else if (key === 'STRUCT') angled(cursor, (inner) => list(inner, field));
  else if (!TYPES.has(key)) refuse(cursor, 'sql-unreadable');
  else if (take(cursor, '(')) {
    cursor.at -= 1;
    inParentheses(cursor, (inner) => list(inner, size));
  }
  return key;
}
