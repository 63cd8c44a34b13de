// What a parenthesis holds: a query, or something else. Told from the tokens at its two ends, so that nothing is read twice.

import { type Cursor, inParentheses, isNext, peek } from './cursor.js';
import type { Expression, Rows } from './tree.js';

/** What may stand behind a query in parentheses where that is a part of a larger one. */
const GOES_ON = new Set([')', 'UNION', 'INTERSECT', 'EXCEPT', 'ORDER', 'LIMIT']);

export function isQueryAhead(cursor: Cursor): boolean {
  if (!isNext(cursor, '(')) return false;
  let ahead = 1;
  for (; peek(cursor, ahead).key === '('; ahead += 1) {
    const closes = cursor.closing.get(cursor.at + ahead);
    if (closes === undefined || !GOES_ON.has(peek(cursor, closes + 1 - cursor.at).key)) return false;
  }
  const { key } = peek(cursor, ahead);
  return key === 'SELECT' || key === 'WITH';
}

export function queryInParentheses(cursor: Cursor): Rows {
  return inParentheses(cursor, cursor.grammar.query);
}

export function subquery(cursor: Cursor): Expression {
  queryInParentheses(cursor);
  return { kind: 'subquery', of: [] };
}
