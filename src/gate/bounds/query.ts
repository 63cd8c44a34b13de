// BigQuery: every table that a query scans is bounded by something the engine can prune on, and the bytes are capped.

import { flagNamed, given } from '../given.js';
import type { Reason } from '../refusal.js';
import type { Single } from '../shapes/shape.js';
import { boundSql, type SqlParameter } from '../sql/index.js';
import type { ReadOnly } from '../stages.js';
import { AS_OF_DAY, type BoundCheck, MOST_DAYS_BACK, tooMuch } from './bound.js';
import { bytesFor, SCAN_PRICE, scanPrice } from './scan-price.js';

const MOST_BYTES = 100_000_000_000;
/** The engine bills at least this much for each table. */
const LEAST_BYTES = SCAN_PRICE.leastBytesPerTable;

/** The bytes that may be billed to one query, from what is left to spend. */
export function affordableBytes(remainingMicroUsd: number): number {
  return Math.min(MOST_BYTES, bytesFor(remainingMicroUsd));
}

function parametersOf(command: ReadOnly): ReadonlyMap<string, SqlParameter> {
  const parameters = new Map<string, SqlParameter>();
  for (const { name, argument } of command.flags) {
    if (name !== '--parameter' || argument.kind !== 'text') continue;
    const [key = '', type = '', ...value] = argument.text.split(':');
    parameters.set(key, { type, value: value.join(':') });
  }
  return parameters;
}

export function sqlOf(items: readonly Single[]): Extract<Single, { kind: 'sql' }> | undefined {
  return items.find((item) => item.kind === 'sql');
}

function sqlFault({ query }: Extract<Single, { kind: 'sql' }>, command: ReadOnly): Reason | undefined {
  // Layer 6 has refused the other reasons; what nobody can read, nobody can bound.
  if (!query.ok) return { code: 'sql-unreadable', part: { text: query.error.text, at: query.error.at } };
  const refused = boundSql(query.value, { mostDays: MOST_DAYS_BACK, asOfDay: AS_OF_DAY }, parametersOf(command));
  if (!refused) return undefined;
  const { table, column, example, at } = refused;
  return { code: 'unbounded', part: { text: table, at }, needs: `a bound on ${column}, such as ${example}` };
}

export const sqlScan: BoundCheck = (command) => {
  for (const { items } of command.positionals) {
    const sql = sqlOf(items);
    const refused = sql && sqlFault(sql, command);
    if (refused) return refused;
  }
  return undefined;
};

/** The cap on bytes, given or ours. T7: what is left to spend bounds it, whatever the line says. */
export function bytesFault(command: ReadOnly, remainingMicroUsd: number): Reason | undefined {
  const most = affordableBytes(remainingMicroUsd);
  if (most < LEAST_BYTES) {
    return { code: 'over-budget', part: { text: 'bq query', at: 0 }, costs: scanPrice(LEAST_BYTES), remaining: remainingMicroUsd };
  }
  const cap = given(command, '--maximum_bytes_billed', 'count');
  const flag = flagNamed(command, '--maximum_bytes_billed');
  if (!flag || (cap && cap.argument.value <= most)) return undefined;
  return tooMuch(flag, `${String(most)} bytes`);
}
