// One SELECT over rows that are at hand: WHERE, GROUP BY, HAVING, ORDER BY, LIMIT; UNNEST of a list and WITH are not known.

import {
  expect,
  type Expression,
  expression,
  isSign,
  isWord,
  ordered,
  type Parser,
  peek,
  type Row,
  SqlFault,
  take,
  textOf,
  type Value,
} from './expression.js';
import { tokensOf } from './tokens.js';

export interface Selected {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

interface Column {
  readonly name: string;
  readonly of: Expression;
  readonly isAdded: boolean;
}

/** The table's name without its quotes: `p.region-us.INFORMATION_SCHEMA.JOBS`. */
function tableOf(parser: Parser): string {
  let name = '';
  while (parser.at < parser.tokens.length) {
    const token = peek(parser);
    if (token === undefined || (token.kind !== 'name' && !isSign(token, '.', '-'))) break;
    if (name !== '' && !name.endsWith('.') && !name.endsWith('-') && token.kind === 'name') break;
    name += token.text;
    parser.at += 1;
  }
  return name;
}

function columnsOf(parser: Parser): readonly Column[] {
  const columns: Column[] = [];
  do {
    if (take(parser, '*')) {
      columns.push({ name: '*', of: () => null, isAdded: false });
      continue;
    }
    const start = parser.at;
    parser.isGrouped = false;
    const of = expression(parser);
    const isAdded = parser.isGrouped;
    const last = parser.tokens[parser.at - 1];
    let name = parser.at - start <= 3 && last?.kind === 'name' ? last.text : `f${String(columns.length)}_`;
    if (take(parser, 'as') || (peek(parser)?.kind === 'name' && !isWord(peek(parser), 'from'))) {
      name = peek(parser)?.text ?? name;
      parser.at += 1;
    }
    parser.names.set(name.toLowerCase(), of);
    columns.push({ name, of, isAdded });
  } while (take(parser, ','));
  return columns;
}

/** By a column's number, by its name, or by an expression. */
function keyOf(parser: Parser, columns: readonly Column[]): Expression {
  const token = peek(parser);
  if (token?.kind === 'number') {
    parser.at += 1;
    return columns[Number(token.text) - 1]?.of ?? (() => null);
  }
  return expression(parser);
}

export function select(sql: string, now: number, rowsOf: (table: string) => readonly Row[]): Selected {
  const parser: Parser = { tokens: tokensOf(sql.replace(/;\s*$/, '')), now, names: new Map(), pending: new Set(), isGrouped: false, at: 0 };
  expect(parser, 'select');
  const isDistinct = take(parser, 'distinct');
  const columns = columnsOf(parser);
  expect(parser, 'from');
  const table = tableOf(parser);
  const rows = rowsOf(table);
  if (take(parser, 'as')) parser.at += 1;
  else if (peek(parser)?.kind === 'name' && !isWord(peek(parser), 'where', 'group', 'order', 'limit', 'having', 'join', 'cross', 'left'))
    parser.at += 1;
  const where = take(parser, 'where') ? expression(parser) : undefined;
  const keys: Expression[] = [];
  if (take(parser, 'group')) {
    expect(parser, 'by');
    do keys.push(keyOf(parser, columns));
    while (take(parser, ','));
  }
  const having = take(parser, 'having') ? expression(parser) : undefined;
  const orders: { readonly key: Expression; readonly sign: number }[] = [];
  if (take(parser, 'order')) {
    expect(parser, 'by');
    do {
      const key = keyOf(parser, columns);
      const isDown = take(parser, 'desc');
      if (!isDown) take(parser, 'asc');
      orders.push({ key, sign: isDown ? -1 : 1 });
    } while (take(parser, ','));
  }
  const limit = take(parser, 'limit') ? Number(peek(parser)?.text ?? '0') : Number.POSITIVE_INFINITY;
  if (Number.isFinite(limit)) parser.at += 1;
  if (parser.at < parser.tokens.length) throw new SqlFault(`Syntax error: Unexpected "${peek(parser)?.text ?? ''}"`);

  const kept = where ? rows.filter((row) => where([row]) === true) : rows;
  const isAdded = keys.length > 0 || columns.some((column) => column.isAdded);
  const groups = isAdded ? grouped(kept, keys) : kept.map((row) => [row]);
  const chosen = having ? groups.filter((group) => having(group) === true) : groups;
  const sorted = chosen.toSorted((one, other) => {
    for (const { key, sign } of orders) {
      const order = ordered(key(one), key(other));
      if (order !== 0) return sign * order;
    }
    return 0;
  });
  const result = sorted.map((group): Row => {
    const entries = columns.flatMap(({ name, of }): readonly (readonly [string, Value])[] =>
      name === '*' ? Object.entries(group[0] ?? {}) : [[name, of(group)]],
    );
    return Object.fromEntries(entries);
  });
  const distinct = isDistinct ? [...new Map(result.map((row) => [textOf(row), row])).values()] : result;
  return { columns: Object.keys(distinct[0] ?? {}), rows: distinct.slice(0, limit) };
}

function grouped(rows: readonly Row[], keys: readonly Expression[]): readonly (readonly Row[])[] {
  if (keys.length === 0) return [rows];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keys.map((one) => textOf(one([row]))).join('\u0000');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()];
}
