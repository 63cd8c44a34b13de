// Text → SqlQuery: one SELECT of GoogleSQL, whole, or a refusal that names what is not one.

import { err, ok, type Result } from '../../shared/index.js';
import { type Cursor, peek, refuse } from './cursor.js';
import { expression } from './expression.js';
import { query } from './query.js';
import type { SqlCode, SqlRefusal } from './refusal.js';
import { type Token, type Tokens, tokenize } from './token.js';
import type { SqlQuery } from './tree.js';
import { refusedView } from './views.js';
import { STATEMENTS } from './words.js';

const MOST_TEXT = 32_768;
const MOST_TOKENS = 6_000;
const MOST_NESTING = 96;
const END: Pick<Token, 'at' | 'text' | 'key'> = { at: 0, text: '', key: '' };
const GRAMMAR = { query, expression };
const CLOSES: ReadonlyMap<string, string> = new Map([
  ['(', ')'],
  ['[', ']'],
]);

function refusal(code: SqlCode, { at, text }: Pick<Token, 'at' | 'text'>): SqlRefusal {
  return { code, at, text };
}

/** For each opening token its closing one; nothing where they do not pair. */
function pairs(tokens: readonly Token[]): ReadonlyMap<number, number> | Token {
  const open: { readonly index: number; readonly closes: string }[] = [];
  const found = new Map<number, number>();
  let index = 0;
  for (const token of tokens) {
    const closes = token.kind === 'symbol' ? CLOSES.get(token.key) : undefined;
    if (closes !== undefined) open.push({ index, closes });
    else if (token.key === ')' || token.key === ']') {
      const last = open.pop();
      if (last?.closes !== token.key) return token;
      found.set(last.index, index);
    }
    if (open.length > MOST_NESTING) return token;
    index += 1;
  }
  return found;
}

/** What the first words already say, before any grammar. */
function kindOf({ tokens, brokenAt, legacyAt }: Tokens): SqlRefusal | undefined {
  const [first = END] = tokens.filter(({ key }) => key !== '(');
  const isOver = tokens.findIndex(({ key }) => key === ';');
  const second = isOver === -1 ? undefined : tokens[isOver + 1];
  if (first.key === ';') return refusal('sql-syntax', first);
  if (STATEMENTS.has(first.key)) return refusal('sql-statement', first);
  if (second && (second.kind !== 'end' || brokenAt !== undefined)) return refusal('sql-statement', second);
  // T7: a comment can switch the service to another dialect.
  if (legacyAt !== undefined) return refusal('sql-unreadable', { at: legacyAt, text: '' });
  // A query that begins with FROM has pipes: readable to the engine, not to us.
  return ['SELECT', 'WITH', 'FROM'].includes(first.key) ? undefined : refusal('sql-syntax', first);
}

function parsed(tokens: readonly Token[], closing: ReadonlyMap<number, number>): Result<SqlQuery, SqlRefusal> {
  const cursor: Cursor = {
    grammar: GRAMMAR,
    tokens,
    closing,
    at: 0,
    depth: 0,
    refusal: undefined,
    withs: [],
    selects: [],
    columns: [],
    select: undefined,
    visible: 0,
    sourceCount: 0,
  };
  query(cursor);
  if (peek(cursor).kind !== 'end') refuse(cursor, 'sql-unreadable');
  const { selects, columns } = cursor;
  const refused = cursor.refusal ?? refusedView({ selects, columns });
  return refused ? err(refused) : ok({ selects, columns });
}

export function parseSql(text: string): Result<SqlQuery, SqlRefusal> {
  if (text.length > MOST_TEXT) return err({ code: 'sql-syntax', at: MOST_TEXT, text: '' });
  const read = tokenize(text, MOST_TOKENS);
  const { tokens, brokenAt } = read;
  const early = kindOf(read);
  if (early) return err(early);
  if (brokenAt !== undefined) return err({ code: 'sql-unreadable', at: brokenAt, text: text.slice(brokenAt, brokenAt + 1) });
  // One `;` may stand at the end.
  const whole = tokens.at(-2)?.key === ';' ? [...tokens.slice(0, -2), ...tokens.slice(-1)] : tokens;
  const closing = pairs(whole);
  return 'kind' in closing ? err(refusal('sql-unreadable', closing)) : parsed(whole, closing);
}
