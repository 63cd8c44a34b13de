// Calls of functions, and what stands inside and behind their parentheses.

import { type Cursor, expect, inParentheses, isNext, list, name, next, peek, refuse, take } from './cursor.js';
import { AGGREGATES, knownFunction } from './functions.js';
import { orderBy, window } from './order.js';
import type { Expression } from './tree.js';
import type { Token } from './token.js';

function argument(cursor: Cursor): Expression {
  if (peek(cursor, 1).key === '=>') {
    name(cursor);
    next(cursor);
  }
  return cursor.grammar.expression(cursor);
}

/** What an aggregate says about its rows: `DISTINCT x IGNORE NULLS HAVING MAX y ORDER BY z LIMIT 3`. */
function rowRules(cursor: Cursor): void {
  if (take(cursor, 'IGNORE') || take(cursor, 'RESPECT')) expect(cursor, 'NULLS');
  if (take(cursor, 'HAVING')) {
    if (!take(cursor, 'MAX')) expect(cursor, 'MIN');
    cursor.grammar.expression(cursor);
  }
  orderBy(cursor);
  if (take(cursor, 'LIMIT')) cursor.grammar.expression(cursor);
}

function argumentList(cursor: Cursor): readonly Expression[] {
  if (isNext(cursor, ')')) return [];
  if (take(cursor, '*')) return [];
  take(cursor, 'DISTINCT');
  const found = list(cursor, argument);
  rowRules(cursor);
  return found;
}

/** T6: a name in backticks could be anybody's function. */
export function call(cursor: Cursor, names: readonly Token[]): Expression {
  const written = names.map(({ key }) => key).join('.');
  const known = names.every(({ kind }) => kind === 'word') ? knownFunction(written) : undefined;
  const [first] = names;
  if (known === undefined) refuse(cursor, 'sql-function', first && { ...first, text: names.map(({ text }) => text).join('.') });
  const { select } = cursor;
  const of = inParentheses(cursor, argumentList);
  if (take(cursor, 'OVER')) window(cursor);
  else if (select && known !== undefined && AGGREGATES.has(known)) select.hasAggregate = true;
  return { kind: 'call', name: known ?? '', of };
}
