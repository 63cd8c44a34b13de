// The loaded bill as a few views, in an instance of the SQL engine of its own: it never could open a file, and nothing in it can be set.
// Threat T-SQL: the text of a query comes from a model, which may have been told what to write by a name in the bill.

import type { DuckDBConnection } from '@duckdb/node-api';
import { LIMITS } from '../../protocol/index.js';
import { err, ok, printable, type Result } from '../../shared/index.js';
import type { Cube, ResourceCube } from '../../spikes/index.js';
import { loadSqlModule } from '../engine/native.js';
import type { Bill } from '../load.js';
import { judgeTree } from './select-only.js';

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly isCut: boolean;
}

export interface NoRows {
  readonly code: string;
  readonly detail: string;
}

export interface BillDatabase {
  readonly query: (sql: string) => Promise<Result<Rows, NoRows>>;
  /** What is known of single resources by now. */
  readonly addResources: (currency: string, found: ResourceCube) => Promise<void>;
  readonly close: () => void;
}

/** Memory of its own, beside the engine that reads files and the cubes. */
const MEMORY = '200MiB';
const MOST_CHARACTERS = 256 * 1024;
const DETAIL_CHARACTERS = 600;

const TABLES = `
  CREATE TABLE leaves (leaf INTEGER, currency VARCHAR, provider VARCHAR, account VARCHAR, service VARCHAR, usage_type VARCHAR, region VARCHAR, unit VARCHAR);
  CREATE TABLE cells (leaf INTEGER, day DATE, cost DECIMAL(28,9), quantity DOUBLE);
  CREATE TABLE single (currency VARCHAR, day DATE, kind VARCHAR, provider VARCHAR, account VARCHAR, service VARCHAR, usage_type VARCHAR, region VARCHAR, cost DECIMAL(28,9), description VARCHAR);
  CREATE TABLE resource_days (currency VARCHAR, day DATE, provider VARCHAR, account VARCHAR, service VARCHAR, usage_type VARCHAR, region VARCHAR, resource VARCHAR, cost DECIMAL(28,9));
  CREATE TABLE loaded (name VARCHAR, format VARCHAR, version VARCHAR, provider VARCHAR, row_count BIGINT, rejected BIGINT, first_day VARCHAR, last_day VARCHAR);
  CREATE VIEW series AS SELECT currency, day, provider, account, service, usage_type, region, cost, quantity, unit FROM cells JOIN leaves USING (leaf);
  CREATE VIEW daily AS SELECT currency, day, sum(cost) AS cost FROM cells JOIN leaves USING (leaf) GROUP BY currency, day;
  CREATE VIEW one_offs AS SELECT * FROM single;
  CREATE VIEW resources AS SELECT * FROM resource_days;
  CREATE VIEW files AS SELECT * FROM loaded;`;

/** For good: what locks it is locked too. */
export const LOCK = `SET temp_directory = ''; SET enable_external_access = false; SET lock_configuration = true`;

/** Undefined where the SQL engine is missing. */
export async function openBillDatabase(bill: Bill): Promise<BillDatabase | undefined> {
  const api = await loadSqlModule();
  if (api === undefined) return undefined;
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: MEMORY,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run(TABLES);
  const date = (day: number): InstanceType<typeof api.DuckDBDateValue> => new api.DuckDBDateValue(day);
  const money = (nano: bigint): InstanceType<typeof api.DuckDBDecimalValue> => new api.DuckDBDecimalValue(nano, 28, 9);
  await fill(connection, bill, date, money);
  await connection.run(LOCK);
  let last: Promise<unknown> = Promise.resolve();
  // One at a time: a deadline interrupts the connection, and must not hit somebody else's query.
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const next = last.then(act, act);
    last = next.catch(() => undefined);
    return next;
  };
  return {
    query: (sql) => inTurn(() => runQuery(connection, sql)),
    addResources: (currency, found) =>
      inTurn(async () => {
        const appender = await connection.createAppender('resource_days');
        for (const { cost, leaf, resource } of found.series) {
          for (const [at, nano] of cost.entries()) {
            if (nano === 0n) continue;
            appender.appendVarchar(currency);
            appender.appendDate(date(found.firstDay + at));
            for (const text of [leaf.provider, leaf.account, leaf.service, leaf.usageType, leaf.region, resource])
              appender.appendVarchar(text);
            appender.appendDecimal(money(nano));
            appender.endRow();
          }
        }
        appender.closeSync();
      }),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

type DateOf = (day: number) => import('@duckdb/node-api').DuckDBDateValue;
type MoneyOf = (nano: bigint) => import('@duckdb/node-api').DuckDBDecimalValue;

async function fill(connection: DuckDBConnection, { cubes, files }: Bill, date: DateOf, money: MoneyOf): Promise<void> {
  const leaves = await connection.createAppender('leaves');
  const cells = await connection.createAppender('cells');
  const single = await connection.createAppender('single');
  let leaf = 0;
  for (const cube of cubes) {
    for (const series of cube.series) {
      leaf += 1;
      leaves.appendInteger(leaf);
      const { account, provider, region, service, usageType } = series.leaf;
      for (const text of [cube.currency, provider, account, service, usageType, region, series.unit]) leaves.appendVarchar(text);
      leaves.endRow();
      for (const [at, nano] of series.cost.entries()) {
        const quantity = series.quantity[at] ?? 0;
        if (nano === 0n && quantity === 0) continue;
        cells.appendInteger(leaf);
        cells.appendDate(date(cube.firstDay + at));
        cells.appendDecimal(money(nano));
        cells.appendDouble(quantity);
        cells.endRow();
      }
    }
    appendOneOffs(single, cube, date, money);
  }
  for (const appender of [leaves, cells, single]) appender.closeSync();
  const loaded = await connection.createAppender('loaded');
  for (const file of files) {
    for (const text of [file.name, file.format, file.version, file.provider]) loaded.appendVarchar(text);
    for (const count of [file.rows, file.rejected]) loaded.appendBigInt(BigInt(count));
    for (const text of [file.firstDay, file.lastDay]) loaded.appendVarchar(text);
    loaded.endRow();
  }
  loaded.closeSync();
}

function appendOneOffs(single: import('@duckdb/node-api').DuckDBAppender, cube: Cube, date: DateOf, money: MoneyOf): void {
  for (const { cost, day, description, kind, leaf } of cube.oneOffs) {
    single.appendVarchar(cube.currency);
    single.appendDate(date(cube.firstDay + day));
    for (const text of [kind, leaf.provider, leaf.account, leaf.service, leaf.usageType, leaf.region]) single.appendVarchar(text);
    single.appendDecimal(money(cost));
    single.appendVarchar(description);
    single.endRow();
  }
}

function failed(code: string, cause: unknown): Result<never, NoRows> {
  const said = cause instanceof Error ? cause.message : 'no reason given';
  return err({ code, detail: printable(said, DETAIL_CHARACTERS) });
}

async function runQuery(connection: DuckDBConnection, sql: string): Promise<Result<Rows, NoRows>> {
  let tree: unknown;
  try {
    const serialized = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql]);
    const [text] = serialized.getRows()[0] ?? [];
    tree = JSON.parse(typeof text === 'string' ? text : '');
  } catch (cause) {
    return failed('not-one-select', cause);
  }
  const judged = judgeTree(tree);
  if (!judged.ok) return err({ code: judged.error.code, detail: printable(judged.error.detail, DETAIL_CHARACTERS) });
  const late = new AbortController();
  const deadline = setTimeout(() => {
    late.abort();
    connection.interrupt();
  }, LIMITS.queryMilliseconds);
  try {
    const reader = await connection.streamAndReadUntil(sql, LIMITS.queryRows + 1);
    return ok(bounded(reader.columnNames(), reader.getRowsJson()));
  } catch (cause) {
    return late.signal.aborted
      ? err({ code: 'too-slow', detail: `stopped after ${String(LIMITS.queryMilliseconds)} ms` })
      : failed('failed', cause);
  } finally {
    clearTimeout(deadline);
  }
}

function bounded(names: readonly string[], found: readonly (readonly unknown[])[]): Rows {
  const rows: (readonly (string | null)[])[] = [];
  let characters = 0;
  let isCut = names.length > LIMITS.queryColumns || found.length > LIMITS.queryRows;
  for (const row of found.slice(0, LIMITS.queryRows)) {
    const cells = row.slice(0, LIMITS.queryColumns).map(cellText);
    characters += cells.reduce((sum, cell) => sum + (cell?.length ?? 4) + 3, 0);
    if (characters > MOST_CHARACTERS) {
      isCut = true;
      break;
    }
    rows.push(cells);
  }
  return { columns: names.slice(0, LIMITS.queryColumns).map((name) => printable(name, 150)), rows, isCut };
}

/** Days and decimals come as the engine spells them; lists and structs as JSON. */
function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return printable(typeof value === 'string' ? value : JSON.stringify(value), LIMITS.queryCellCharacters - 100);
}
