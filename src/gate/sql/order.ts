// ORDER BY, and the windows that functions look through.

import { type Cursor, expect, inParentheses, isNext, list, member, name, peek, take } from './cursor.js';

function sortKey(cursor: Cursor): void {
  cursor.grammar.expression(cursor);
  if (take(cursor, 'COLLATE')) cursor.grammar.expression(cursor);
  if (!take(cursor, 'ASC')) take(cursor, 'DESC');
  if (take(cursor, 'NULLS') && !take(cursor, 'FIRST')) expect(cursor, 'LAST');
}

export function orderBy(cursor: Cursor): void {
  if (take(cursor, 'ORDER')) {
    expect(cursor, 'BY');
    list(cursor, sortKey);
  }
}

function frameEnd(cursor: Cursor): void {
  if (take(cursor, 'CURRENT', 'ROW')) return;
  if (!take(cursor, 'UNBOUNDED')) cursor.grammar.expression(cursor);
  if (!take(cursor, 'PRECEDING')) expect(cursor, 'FOLLOWING');
}

function frame(cursor: Cursor): void {
  const isRange = take(cursor, 'BETWEEN');
  frameEnd(cursor);
  if (isRange) {
    expect(cursor, 'AND');
    frameEnd(cursor);
  }
}

function specification(cursor: Cursor): void {
  if (!['PARTITION', 'ORDER', 'ROWS', 'RANGE', ')'].includes(peek(cursor).key)) name(cursor);
  if (take(cursor, 'PARTITION')) {
    expect(cursor, 'BY');
    list(cursor, cursor.grammar.expression);
  }
  orderBy(cursor);
  if (take(cursor, 'ROWS') || take(cursor, 'RANGE')) frame(cursor);
}

export function window(cursor: Cursor): void {
  if (isNext(cursor, '(')) inParentheses(cursor, specification);
  else name(cursor);
}

export function namedWindow(cursor: Cursor): void {
  name(cursor);
  expect(cursor, 'AS');
  window(cursor);
}

/** A column, or a field of one. */
export function path(cursor: Cursor): void {
  name(cursor);
  while (take(cursor, '.')) member(cursor);
}
