// Values: literals, columns, calls, constructors, and what is taken out of them by a dot or a subscript.

import { isQueryAhead, subquery } from './ahead.js';
import { call } from './call.js';
import { type Cursor, expect, inParentheses, isNext, list, member, name, next, peek, refuse, take } from './cursor.js';
import type { Token } from './token.js';
import type { Expression } from './tree.js';
import { type } from './type.js';
import { CURRENTS, DATE_PARTS, INTERVAL_UNITS, LITERAL_TYPES, RESERVED, RESERVED_FUNCTIONS } from './words.js';

const OTHER: Expression = { kind: 'other', of: [] };

function stringValue({ text }: Token): Expression {
  return { kind: 'string', value: text.includes('\\') ? undefined : text };
}

function items(cursor: Cursor, closes: string, read: (inner: Cursor) => Expression): readonly Expression[] {
  const found = isNext(cursor, closes) ? [] : list(cursor, read);
  expect(cursor, closes);
  return found;
}

function caseOf(cursor: Cursor): Expression {
  const { expression } = cursor.grammar;
  const of = isNext(cursor, 'WHEN') ? [] : [expression(cursor)];
  do {
    expect(cursor, 'WHEN');
    of.push(expression(cursor));
    expect(cursor, 'THEN');
    of.push(expression(cursor));
  } while (isNext(cursor, 'WHEN'));
  if (take(cursor, 'ELSE')) of.push(expression(cursor));
  expect(cursor, 'END');
  return { kind: 'other', of };
}

function zone(cursor: Cursor): void {
  if (take(cursor, 'AT')) {
    expect(cursor, 'TIME', 'ZONE');
    cursor.grammar.expression(cursor);
  }
}

function cast(cursor: Cursor): Expression {
  const of = cursor.grammar.expression(cursor);
  expect(cursor, 'AS');
  const to = type(cursor);
  if (!take(cursor, 'FORMAT')) return { kind: 'typed', type: to, of: [of] };
  cursor.grammar.expression(cursor);
  zone(cursor);
  return { kind: 'other', of: [of] };
}

/** `EXTRACT(DATE FROM x)` is a conversion; every other part is a number. */
function extract(cursor: Cursor): Expression {
  const part = next(cursor);
  if (!DATE_PARTS.has(part.key)) refuse(cursor, 'sql-unreadable', part);
  if (part.key === 'WEEK' && isNext(cursor, '(')) inParentheses(cursor, member);
  expect(cursor, 'FROM');
  const of = cursor.grammar.expression(cursor);
  zone(cursor);
  return part.key === 'DATE' ? { kind: 'typed', type: 'DATE', of: [of] } : { kind: 'other', of: [of] };
}

function unit(cursor: Cursor): string {
  const { key } = peek(cursor);
  if (!INTERVAL_UNITS.has(key)) refuse(cursor, 'sql-unreadable');
  return next(cursor).key;
}

function interval(cursor: Cursor): Expression {
  const of = cursor.grammar.expression(cursor);
  const from = unit(cursor);
  if (!take(cursor, 'TO')) return { kind: 'interval', unit: from, of: [of] };
  unit(cursor);
  return { kind: 'other', of: [of] };
}

function array(cursor: Cursor, opening: Token): Expression {
  if (opening.key === 'ARRAY') {
    if (isQueryAhead(cursor)) return subquery(cursor);
    if (isNext(cursor, '<')) {
      cursor.at -= 1;
      type(cursor);
    }
    expect(cursor, '[');
  }
  return { kind: 'array', of: items(cursor, ']', cursor.grammar.expression) };
}

function field(cursor: Cursor): Expression {
  const found = cursor.grammar.expression(cursor);
  if (take(cursor, 'AS')) name(cursor);
  return found;
}

function struct(cursor: Cursor): Expression {
  if (isNext(cursor, '<')) {
    cursor.at -= 1;
    type(cursor);
  }
  expect(cursor, '(');
  return { kind: 'other', of: items(cursor, ')', field) };
}

function range(cursor: Cursor): Expression {
  cursor.at -= 1;
  type(cursor);
  if (peek(cursor).kind !== 'string') refuse(cursor, 'sql-unreadable');
  next(cursor);
  return OTHER;
}

function exists(cursor: Cursor): Expression {
  if (!isQueryAhead(cursor)) refuse(cursor, 'sql-unreadable');
  return subquery(cursor);
}

/** One expression in parentheses is itself; more are a struct. */
function group(cursor: Cursor): Expression {
  if (isQueryAhead(cursor)) return subquery(cursor);
  const [first, ...rest] = inParentheses(cursor, (inner) => list(inner, inner.grammar.expression));
  return rest.length === 0 ? first : { kind: 'other', of: [first, ...rest] };
}

function column(cursor: Cursor, first: Token): Expression {
  const names = [first];
  while (isNext(cursor, '.') && peek(cursor, 1).key !== '*') {
    next(cursor);
    names.push(peek(cursor));
    member(cursor);
  }
  if (isNext(cursor, '(')) return call(cursor, names);
  if (names.length === 1 && CURRENTS.has(first.key)) return { kind: 'call', name: first.key, of: [] };
  const found = { kind: 'column', path: names.map(({ text }) => text), at: first.at } as const;
  cursor.columns.push(found);
  return found;
}

const WORDS: ReadonlyMap<string, (cursor: Cursor, token: Token) => Expression> = new Map([
  ['TRUE', () => OTHER],
  ['FALSE', () => OTHER],
  ['NULL', () => OTHER],
  ['CASE', caseOf],
  ['EXTRACT', (cursor) => inParentheses(cursor, extract)],
  ['CAST', (cursor) => inParentheses(cursor, cast)],
  ['INTERVAL', interval],
  ['EXISTS', exists],
  ['ARRAY', array],
  ['STRUCT', struct],
]);

function word(cursor: Cursor, token: Token): Expression {
  const { key } = token;
  const read = WORDS.get(key);
  if (read) return read(cursor, token);
  if (key === 'SAFE_CAST' && isNext(cursor, '(')) return inParentheses(cursor, cast);
  const { kind } = peek(cursor);
  if (kind === 'string' && LITERAL_TYPES.has(key)) return { kind: 'typed', type: key, of: [stringValue(next(cursor))] };
  if (key === 'RANGE' && isNext(cursor, '<')) return range(cursor);
  if (RESERVED.has(key) && !(RESERVED_FUNCTIONS.has(key) && isNext(cursor, '('))) refuse(cursor, 'sql-unreadable', token);
  return column(cursor, token);
}

function primary(cursor: Cursor): Expression {
  const token = peek(cursor);
  if (token.key === '(') return group(cursor);
  next(cursor);
  if (token.kind === 'word') return word(cursor, token);
  if (token.kind === 'quoted') return column(cursor, token);
  if (token.kind === 'string') return stringValue(token);
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'parameter') return { kind: 'parameter', name: token.text };
  if (token.key === '[') return array(cursor, token);
  // T6: what the session knows of who asks.
  refuse(cursor, token.kind === 'system' ? 'sql-function' : 'sql-unreadable', token);
  return OTHER;
}

export function value(cursor: Cursor): Expression {
  let found = primary(cursor);
  for (;;) {
    if (take(cursor, '[')) {
      found = { kind: 'other', of: [found, cursor.grammar.expression(cursor)] };
      expect(cursor, ']');
    } else if (isNext(cursor, '.') && peek(cursor, 1).key !== '*') {
      next(cursor);
      member(cursor);
      found = { kind: 'other', of: [found] };
    } else return found;
  }
}
