// The place in the tokens, and what has been found so far. A refusal moves the cursor to the end, where nothing that the grammar looks for
// stands: every loop ends by itself, and what was read in between is never looked at.

import type { SqlCode, SqlRefusal } from './refusal.js';
import type { Token } from './token.js';
import type { Expression, Rows, Select, Source, Star } from './tree.js';
import { CLAUSES, RESERVED, STATEMENTS } from './words.js';

const MOST_DEPTH = 48;
const MOST_SOURCES = 64;

/** A SELECT while it is being read. */
export interface OpenSelect extends Select {
  readonly sources: Source[];
  readonly conditions: Expression[];
  readonly joins: Expression[];
  readonly ties: (readonly [number, number])[];
  readonly stars: Star[];
  hasAggregate: boolean;
}

/** Queries hold expressions and expressions hold queries; neither file imports the other. */
export interface Grammar {
  readonly query: (cursor: Cursor) => Rows;
  readonly expression: (cursor: Cursor) => Expression;
}

const NOTHING: Token = { kind: 'end', text: '', key: '', at: 0, end: 0 };

export interface Cursor {
  readonly grammar: Grammar;
  readonly tokens: readonly Token[];
  /** For each opening token the index of the one that closes it. */
  readonly closing: ReadonlyMap<number, number>;
  at: number;
  depth: number;
  refusal: SqlRefusal | undefined;
  /** The names of WITH, innermost last. */
  readonly withs: Map<string, Rows>[];
  readonly selects: Select[];
  readonly columns: Extract<Expression, { readonly kind: 'column' }>[];
  /** The SELECT that an expression stands in. */
  select: OpenSelect | undefined;
  /** How many of its sources a query in this place can name. */
  visible: number;
  sourceCount: number;
}

export function peek({ tokens, at }: Cursor, ahead = 0): Token {
  return tokens[at + ahead] ?? NOTHING;
}

/** The first refusal stands. */
export function refuse(cursor: Cursor, code: SqlCode, { at, text } = peek(cursor)): void {
  cursor.refusal ??= { code, at, text };
  cursor.at = cursor.tokens.length - 1;
}

export function isNext({ tokens, at }: Cursor, key: string, second?: string): boolean {
  return tokens[at]?.key === key && (second === undefined || tokens[at + 1]?.key === second);
}

/** Moves past one word or symbol, or two, or none. */
export function take(cursor: Cursor, key: string, second?: string): boolean {
  const found = isNext(cursor, key, second);
  if (found) cursor.at += second === undefined ? 1 : 2;
  return found;
}

export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind !== 'end') cursor.at += 1;
  return token;
}

/** T6: a statement where a query should be is named as such. */
export function refuseHere(cursor: Cursor): void {
  refuse(cursor, STATEMENTS.has(peek(cursor).key) ? 'sql-statement' : 'sql-unreadable');
}

export function expect(cursor: Cursor, ...keys: readonly string[]): void {
  for (const key of keys) if (!take(cursor, key)) refuse(cursor, 'sql-unreadable');
}

/** What `read` reads, one level deeper. */
export function nested<T>(cursor: Cursor, read: (inner: Cursor) => T): T {
  cursor.depth += 1;
  if (cursor.depth > MOST_DEPTH) refuse(cursor, 'sql-unreadable');
  const found = read(cursor);
  cursor.depth -= 1;
  return found;
}

/** One or more, with commas between them. */
export function list<T>(cursor: Cursor, read: (inner: Cursor) => T): [T, ...T[]] {
  const items: [T, ...T[]] = [read(cursor)];
  while (take(cursor, ',')) items.push(read(cursor));
  return items;
}

export function inParentheses<T>(cursor: Cursor, read: (inner: Cursor) => T): T {
  expect(cursor, '(');
  const found = read(cursor);
  expect(cursor, ')');
  return found;
}

function isName(token: Token): boolean {
  return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.has(token.key));
}

/** A name that somebody chose. */
export function name(cursor: Cursor): string {
  if (!isName(peek(cursor))) refuse(cursor, 'sql-unreadable');
  return next(cursor).text;
}

/** A name behind a dot: there every word is one. T7: but none that would begin another clause, were the dot read otherwise. */
export function member(cursor: Cursor): string {
  const { kind, key } = peek(cursor);
  if ((kind !== 'word' && kind !== 'quoted') || CLAUSES.has(key)) refuse(cursor, 'sql-unreadable');
  return next(cursor).text;
}

/** `AS name`, or the bare name; empty where there is none. */
export function alias(cursor: Cursor): string {
  return take(cursor, 'AS') || isName(peek(cursor)) ? name(cursor) : '';
}

export function addSource(cursor: Cursor, select: OpenSelect, source: Source): void {
  cursor.sourceCount += 1;
  if (cursor.sourceCount > MOST_SOURCES) refuse(cursor, 'sql-unreadable');
  select.sources.push(source);
}

/** T7: with expressions around it, a name may reach out of this query; as a source of its own it may not. */
export function apart<T>(cursor: Cursor, read: (inner: Cursor) => T): T {
  const { select } = cursor;
  cursor.select = undefined;
  const found = read(cursor);
  cursor.select = select;
  return found;
}
