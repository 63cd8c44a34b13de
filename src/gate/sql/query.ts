// WITH, set operations, and the clauses of one SELECT.

import { isQueryAhead, queryInParentheses } from './ahead.js';
import {
  alias,
  apart,
  type Cursor,
  expect,
  inParentheses,
  isNext,
  list,
  name,
  nested,
  type OpenSelect,
  peek,
  refuse,
  refuseHere,
  take,
} from './cursor.js';
import { from, PLAIN_NAME } from './from.js';
import { namedWindow, orderBy } from './order.js';
import type { Rows } from './tree.js';

const FEW = 1_000;

function replaced(cursor: Cursor): void {
  cursor.grammar.expression(cursor);
  expect(cursor, 'AS');
  name(cursor);
}

function star(cursor: Cursor, select: OpenSelect): void {
  const { at } = peek(cursor);
  expect(cursor, '*');
  const except = take(cursor, 'EXCEPT', '(') ? list(cursor, name) : [];
  if (except.length > 0) expect(cursor, ')');
  if (take(cursor, 'REPLACE')) inParentheses(cursor, (inner) => list(inner, replaced));
  select.stars.push({ except: except.map((column) => column.toLowerCase()), at });
}

function selectItem(cursor: Cursor, select: OpenSelect): void {
  if (isNext(cursor, '*')) {
    star(cursor, select);
    return;
  }
  cursor.grammar.expression(cursor);
  if (take(cursor, '.')) star(cursor, select);
  else alias(cursor);
}

/** BigQuery lets a comma stand behind the last one. */
function selectItems(cursor: Cursor, select: OpenSelect): void {
  do {
    selectItem(cursor, select);
  } while (take(cursor, ',') && !isNext(cursor, 'FROM') && !isNext(cursor, ')') && peek(cursor).kind !== 'end');
}

function groupItem(cursor: Cursor): void {
  if (take(cursor, '(', ')')) return;
  if (take(cursor, 'ROLLUP') || take(cursor, 'CUBE') || take(cursor, 'GROUPING', 'SETS'))
    nested(cursor, (inner) => inParentheses(inner, groupItems));
  else cursor.grammar.expression(cursor);
}

function groupItems(cursor: Cursor): void {
  list(cursor, groupItem);
}

function groupBy(cursor: Cursor): boolean {
  if (!take(cursor, 'GROUP')) return false;
  expect(cursor, 'BY');
  if (!take(cursor, 'ALL')) groupItems(cursor);
  return true;
}

function clauses(cursor: Cursor, select: OpenSelect): boolean {
  const { expression } = cursor.grammar;
  if (select.sources.length > 0 && take(cursor, 'WHERE')) select.conditions.push(expression(cursor));
  // T7: behind the WHERE not every source can be named any more.
  cursor.visible = 0;
  const isGrouped = groupBy(cursor);
  if (take(cursor, 'HAVING')) expression(cursor);
  if (take(cursor, 'QUALIFY')) expression(cursor);
  if (take(cursor, 'WINDOW')) list(cursor, namedWindow);
  return isGrouped;
}

function selectBody(cursor: Cursor, select: OpenSelect): Rows {
  const isDistinct = take(cursor, 'DISTINCT');
  if (!isDistinct) take(cursor, 'ALL');
  if (take(cursor, 'AS') && !take(cursor, 'STRUCT')) expect(cursor, 'VALUE');
  selectItems(cursor, select);
  const hasFrom = take(cursor, 'FROM');
  if (hasFrom) from(cursor, select);
  cursor.visible = select.sources.length;
  const isGrouped = clauses(cursor, select);
  if (!hasFrom || (select.hasAggregate && !isGrouped)) return 'few';
  return isGrouped || isDistinct ? 'grouped' : select.sources.every(({ rows }) => rows === 'few') ? 'few' : 'many';
}

function selectQuery(cursor: Cursor): Rows {
  const { at } = peek(cursor);
  const { select: outer, visible } = cursor;
  expect(cursor, 'SELECT');
  const opened: OpenSelect = {
    at,
    sources: [],
    conditions: [],
    joins: [],
    ties: [],
    stars: [],
    outer,
    outerVisible: visible,
    hasAggregate: false,
  };
  cursor.selects.push(opened);
  cursor.select = opened;
  cursor.visible = Number.POSITIVE_INFINITY;
  const rows = selectBody(cursor, opened);
  cursor.select = outer;
  cursor.visible = visible;
  return rows;
}

function term(cursor: Cursor): Rows {
  if (isNext(cursor, 'SELECT')) return selectQuery(cursor);
  if (isQueryAhead(cursor)) return queryInParentheses(cursor);
  refuseHere(cursor);
  return 'many';
}

function takeSetOperator(cursor: Cursor): boolean {
  if (take(cursor, 'UNION')) {
    if (!take(cursor, 'ALL')) expect(cursor, 'DISTINCT');
  } else if (take(cursor, 'INTERSECT') || take(cursor, 'EXCEPT')) expect(cursor, 'DISTINCT');
  else return false;
  take(cursor, 'BY', 'NAME');
  return true;
}

function commonTable(cursor: Cursor): void {
  const { at } = peek(cursor);
  const text = name(cursor);
  // T7: a name with a dot in it could be that of a table as well.
  if (!PLAIN_NAME.test(text)) refuse(cursor, 'sql-unreadable', { ...peek(cursor), at, text });
  expect(cursor, 'AS');
  const rows = apart(cursor, queryInParentheses);
  cursor.withs.at(-1)?.set(text.toLowerCase(), rows);
}

/** How many rows a LIMIT leaves; all where it does not say a number. */
function limit(cursor: Cursor): number {
  if (!take(cursor, 'LIMIT')) return Number.POSITIVE_INFINITY;
  const most = cursor.grammar.expression(cursor);
  if (take(cursor, 'OFFSET')) cursor.grammar.expression(cursor);
  return most.kind === 'number' ? most.value : Number.POSITIVE_INFINITY;
}

function body(cursor: Cursor): Rows {
  cursor.withs.push(new Map());
  if (take(cursor, 'WITH')) list(cursor, commonTable);
  let rows = term(cursor);
  while (takeSetOperator(cursor)) rows = term(cursor) === 'few' && rows === 'few' ? 'few' : 'many';
  apart(cursor, orderBy);
  if (limit(cursor) <= FEW) rows = 'few';
  cursor.withs.pop();
  return rows;
}

export function query(cursor: Cursor): Rows {
  return nested(cursor, body);
}
