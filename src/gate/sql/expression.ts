// Operators: from OR down to the signs in front of a value.

import { isQueryAhead, queryInParentheses } from './ahead.js';
import { type Cursor, expect, inParentheses, list, nested, peek, refuse, take } from './cursor.js';
import type { Comparison, Expression } from './tree.js';
import { value } from './value.js';

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map([
  ['=', '='],
  ['<', '<'],
  ['>', '>'],
  ['<=', '<='],
  ['>=', '>='],
]);
const SIGNS = new Set(['-', '+', '~']);
const ARITHMETIC = new Set(['*', '/', '||', '|', '&', '^', '<<']);

function signed(cursor: Cursor): Expression {
  const { at } = cursor;
  while (SIGNS.has(peek(cursor).key)) cursor.at += 1;
  const signs = cursor.at - at;
  const found = value(cursor);
  if (signs === 0) return found;
  const isNegative = signs === 1 && cursor.tokens[at]?.key === '-' && found.kind === 'number';
  return isNegative ? { kind: 'number', value: -found.value } : { kind: 'other', of: [found] };
}

function takeShiftRight(cursor: Cursor): boolean {
  const [first, second] = [peek(cursor), peek(cursor, 1)];
  return first.key === '>' && second.key === '>' && first.end === second.at && take(cursor, '>', '>');
}

/** T7: the order in which operators bind matters only where a sum may be the constant of a bound; every mixture is opaque. */
function arithmetic(cursor: Cursor): Expression {
  let sum = signed(cursor);
  const opaque: Expression[] = [];
  for (;;) {
    const { key } = peek(cursor);
    if (key === '+' || key === '-') {
      cursor.at += 1;
      sum = { kind: 'sum', sign: key === '+' ? 1 : -1, of: [sum, signed(cursor)] };
    } else if (ARITHMETIC.has(key) && take(cursor, key)) opaque.push(signed(cursor));
    else if (takeShiftRight(cursor)) opaque.push(signed(cursor));
    else return opaque.length === 0 ? sum : { kind: 'other', of: [sum, ...opaque] };
  }
}

function array(cursor: Cursor): Expression {
  expect(cursor, 'UNNEST');
  return inParentheses(cursor, cursor.grammar.expression);
}

function among(cursor: Cursor, of: Expression): Expression {
  if (peek(cursor).key === 'UNNEST') return { kind: 'in-array', of: [of, array(cursor)] };
  if (!isQueryAhead(cursor)) return { kind: 'in', of: [of, ...inParentheses(cursor, (inner) => list(inner, inner.grammar.expression))] };
  queryInParentheses(cursor);
  return { kind: 'other', of: [of] };
}

function like(cursor: Cursor, of: Expression): Expression {
  if (!(take(cursor, 'ANY') || take(cursor, 'SOME') || take(cursor, 'ALL'))) return { kind: 'like', of: [of, arithmetic(cursor)] };
  return { kind: 'other', of: [among(cursor, of)] };
}

function between(cursor: Cursor, of: Expression): Expression {
  const least = arithmetic(cursor);
  expect(cursor, 'AND');
  return { kind: 'between', of: [of, least, arithmetic(cursor)] };
}

function is(cursor: Cursor, of: Expression): Expression {
  take(cursor, 'NOT');
  if (take(cursor, 'DISTINCT', 'FROM')) return { kind: 'other', of: [of, arithmetic(cursor)] };
  if (!['NULL', 'TRUE', 'FALSE', 'UNKNOWN'].some((key) => take(cursor, key))) refuse(cursor, 'sql-unreadable');
  return { kind: 'other', of: [of] };
}

/** One comparison, not a chain of them. */
function comparison(cursor: Cursor): Expression {
  const of = arithmetic(cursor);
  const operator = COMPARISONS.get(peek(cursor).key);
  if (operator) {
    cursor.at += 1;
    return { kind: 'compare', operator, of: [of, arithmetic(cursor)] };
  }
  if (take(cursor, '!=') || take(cursor, '<>')) return { kind: 'other', of: [of, arithmetic(cursor)] };
  if (take(cursor, 'IS')) return is(cursor, of);
  const isNegated = take(cursor, 'NOT');
  const found = take(cursor, 'IN')
    ? among(cursor, of)
    : take(cursor, 'LIKE')
      ? like(cursor, of)
      : take(cursor, 'BETWEEN')
        ? between(cursor, of)
        : of;
  if (!isNegated) return found;
  if (found === of) refuse(cursor, 'sql-unreadable');
  return { kind: 'other', of: [found] };
}

function negation(cursor: Cursor): Expression {
  let isNegated = false;
  while (take(cursor, 'NOT')) isNegated = true;
  const found = comparison(cursor);
  return isNegated ? { kind: 'other', of: [found] } : found;
}

function joined(cursor: Cursor, kind: 'and' | 'or', word: string, read: (inner: Cursor) => Expression): Expression {
  const first = read(cursor);
  if (peek(cursor).key !== word) return first;
  const of = [first];
  while (take(cursor, word)) of.push(read(cursor));
  return { kind, of };
}

const conjunction = (cursor: Cursor): Expression => joined(cursor, 'and', 'AND', negation);
const disjunction = (cursor: Cursor): Expression => joined(cursor, 'or', 'OR', conjunction);

export function expression(cursor: Cursor): Expression {
  return nested(cursor, disjunction);
}
