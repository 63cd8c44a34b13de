// FROM: tables, queries, arrays, and how they are joined.

import { isQueryAhead, queryInParentheses } from './ahead.js';
import {
  addSource,
  alias,
  apart,
  type Cursor,
  expect,
  inParentheses,
  isNext,
  list,
  member,
  name,
  nested,
  next,
  type OpenSelect,
  peek,
  refuse,
  take,
} from './cursor.js';
import { path } from './order.js';
import { splitPath } from './table-path.js';
import { type Expression, partsOf, type Rows, type Source } from './tree.js';

/** Their elements have no fields. */
const PLAIN_ARRAY = /^(?:GENERATE_\w+_ARRAY|GENERATE_ARRAY|SPLIT|REGEXP_EXTRACT_ALL|JSON_\w+_ARRAY)$/;

export const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** `my-project` is one name only here, and only where nothing stands between its parts. */
function firstName(cursor: Cursor): string {
  const first = peek(cursor);
  let text = name(cursor);
  let { end } = first;
  for (;;) {
    const [dash, part] = [peek(cursor), peek(cursor, 1)];
    const isGlued = dash.key === '-' && dash.at === end && part.at === dash.end && ['word', 'number', 'digits'].includes(part.kind);
    if (!isGlued || first.kind !== 'word') return text;
    cursor.at += 2;
    text += `-${part.text}`;
    ({ end } = part);
  }
}

function pivotColumn(cursor: Cursor): void {
  cursor.grammar.expression(cursor);
  alias(cursor);
}

function pivot(cursor: Cursor): void {
  list(cursor, pivotColumn);
  expect(cursor, 'FOR');
  path(cursor);
  expect(cursor, 'IN');
  inParentheses(cursor, (inner) => list(inner, pivotColumn));
}

function paths(cursor: Cursor): void {
  if (isNext(cursor, '(')) inParentheses(cursor, (inner) => list(inner, path));
  else path(cursor);
}

function unpivotColumn(cursor: Cursor): void {
  paths(cursor);
  take(cursor, 'AS');
  if (peek(cursor).kind === 'string' || peek(cursor).kind === 'number') next(cursor);
}

function unpivot(cursor: Cursor): void {
  paths(cursor);
  expect(cursor, 'FOR');
  path(cursor);
  expect(cursor, 'IN');
  inParentheses(cursor, (inner) => list(inner, unpivotColumn));
}

/** T7: a condition on what comes out of a pivot is none on what goes in. */
function reshaped(cursor: Cursor): boolean {
  if (take(cursor, 'PIVOT')) {
    apart(cursor, (inner) => inParentheses(inner, pivot));
    return true;
  }
  if (!take(cursor, 'UNPIVOT')) return false;
  if (take(cursor, 'INCLUDE') || take(cursor, 'EXCLUDE')) expect(cursor, 'NULLS');
  inParentheses(cursor, unpivot);
  return true;
}

function percent(cursor: Cursor): void {
  cursor.grammar.expression(cursor);
  expect(cursor, 'PERCENT');
}

function sourceAlias(cursor: Cursor): string {
  const isPivot =
    isNext(cursor, 'PIVOT', '(') ||
    isNext(cursor, 'UNPIVOT', '(') ||
    isNext(cursor, 'UNPIVOT', 'INCLUDE') ||
    isNext(cursor, 'UNPIVOT', 'EXCLUDE');
  return isPivot ? '' : alias(cursor);
}

interface Behind {
  readonly alias: string;
  readonly adds: readonly string[];
  readonly isReshaped: boolean;
}

/** Everything that may stand behind what is read from. */
function behind(cursor: Cursor): Behind {
  let named = sourceAlias(cursor);
  const adds: string[] = [];
  const isReshaped = reshaped(cursor);
  if (isReshaped) named = alias(cursor) || named;
  if (take(cursor, 'WITH', 'OFFSET')) adds.push((alias(cursor) || 'offset').toLowerCase());
  if (take(cursor, 'FOR')) {
    expect(cursor, 'SYSTEM_TIME', 'AS', 'OF');
    cursor.grammar.expression(cursor);
  }
  if (take(cursor, 'TABLESAMPLE')) {
    expect(cursor, 'SYSTEM');
    inParentheses(cursor, percent);
  }
  return { alias: named.toLowerCase(), adds, isReshaped };
}

function withRows(cursor: Cursor, parts: readonly string[]): Rows | undefined {
  const [only = '', ...rest] = parts;
  return rest.length > 0 ? undefined : cursor.withs.map((names) => names.get(only.toLowerCase())).findLast((rows) => rows !== undefined);
}

function nameOf(parts: readonly string[]): string {
  return parts.slice(-1).join('').toLowerCase();
}

function table(cursor: Cursor): Source {
  const { at } = peek(cursor);
  const first = firstName(cursor);
  const written = [first];
  while (take(cursor, '.')) written.push(member(cursor));
  const text = written.join('.');
  // T6: a function that makes a table calls something that is not this query.
  if (isNext(cursor, '(')) refuse(cursor, 'sql-function', { ...peek(cursor), at, text });
  const parts = splitPath(written);
  if (parts.length === 0) refuse(cursor, 'sql-unreadable', { ...peek(cursor), at, text });
  const rows = withRows(cursor, written);
  const after = behind(cursor);
  const isWhole = written.length === 1 && parts.length > 1;
  return {
    kind: rows ? 'query' : 'table',
    at,
    text,
    path: parts,
    rows: rows ?? 'many',
    hidesNames: true,
    ...after,
    alias: after.alias || nameOf(parts),
    // T7: a name that is whole in its backticks is no alias for sure, nor the array of one.
    sureAlias: after.alias || (isWhole ? '' : nameOf(parts)),
    head: written.length > 1 && PLAIN_NAME.test(first) ? first.toLowerCase() : '',
  };
}

/** How many rows an array has: what a function makes up can be any number, what is stored in a row is little. */
function arrayRows(of: Expression): Rows {
  if (of.kind === 'subquery') return 'many';
  if (of.kind === 'call' && of.name.startsWith('GENERATE_')) return 'generated';
  return (
    partsOf(of)
      .map(arrayRows)
      .find((rows) => rows !== 'few') ?? 'few'
  );
}

function source(cursor: Cursor): Source {
  const { at, text } = peek(cursor);
  if (isNext(cursor, '(')) {
    const rows = apart(cursor, queryInParentheses);
    const after = behind(cursor);
    return { kind: 'query', at, text, path: [], rows, hidesNames: true, head: '', sureAlias: after.alias, ...after };
  }
  if (!take(cursor, 'UNNEST')) return table(cursor);
  const of = inParentheses(cursor, cursor.grammar.expression);
  const hidesNames = of.kind !== 'column' && !(of.kind === 'call' && PLAIN_ARRAY.test(of.name));
  const after = behind(cursor);
  return { kind: 'array', at, text, path: [], rows: arrayRows(of), hidesNames, head: '', sureAlias: after.alias, ...after };
}

function operand(cursor: Cursor, select: OpenSelect): void {
  if (isNext(cursor, '(') && !isQueryAhead(cursor)) nested(cursor, (inner) => inParentheses(inner, () => joined(inner, select)));
  else addSource(cursor, select, source(cursor));
  cursor.visible = select.sources.length;
}

/** Whether a JOIN begins here, and whether it keeps rows that its condition does not hold for. */
function joinWord(cursor: Cursor): 'inner' | 'outer' | undefined {
  if (take(cursor, 'JOIN') || take(cursor, 'INNER', 'JOIN') || take(cursor, 'CROSS', 'JOIN')) return 'inner';
  if (!(take(cursor, 'LEFT') || take(cursor, 'RIGHT') || take(cursor, 'FULL'))) return undefined;
  take(cursor, 'OUTER');
  expect(cursor, 'JOIN');
  return 'outer';
}

function joined(cursor: Cursor, select: OpenSelect): void {
  const left = select.sources.length;
  operand(cursor, select);
  for (let word = joinWord(cursor); word; word = joinWord(cursor)) {
    const right = select.sources.length;
    operand(cursor, select);
    if (take(cursor, 'ON')) {
      const on = cursor.grammar.expression(cursor);
      select.joins.push(on);
      // T7: an outer join keeps rows for which its condition does not hold.
      if (word === 'inner') select.conditions.push(on);
    } else if (take(cursor, 'USING')) {
      inParentheses(cursor, (inner) => list(inner, name));
      select.ties.push([left, right]);
    }
  }
}

export function from(cursor: Cursor, select: OpenSelect): void {
  do {
    joined(cursor, select);
  } while (take(cursor, ','));
}
