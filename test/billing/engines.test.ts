// Both engines answer the same question with the same groups: of parquet of every type that an exporter writes, of the texts that the fast
// way must not take for what they are not, and of the dearest resources.

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Test, test } from 'tap';
import { openSqlEngine, quotedText, type SqlEngine } from '../../src/billing/engine/duckdb.js';
import { loadSqlModule } from '../../src/billing/engine/native.js';
import { scanPlainly } from '../../src/billing/engine/plain.js';
import { type Group, type Scan, scanOf, wantedColumns } from '../../src/billing/engine/scan.js';
import { settle } from '../../src/billing/engine/settle.js';
import { openTables, type Table } from '../../src/billing/read/open.js';
import { makeBill, render } from '../../scripts/bills/index.js';
import { sampleOf } from '../random.js';
import { folder, loadedTwice, written } from './bill-files.js';

const api = await loadSqlModule();
const skip = api === undefined ? 'no SQL engine on this machine' : false;

/** The rows of a SELECT as a parquet file, written by the SQL engine. */
async function parquetOf(t: Test, select: string, name = 'bill.parquet'): Promise<string> {
  const path = join(folder(t), name);
  if (api === undefined) throw new Error('no SQL engine');
  const instance = await api.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO ${quotedText(path)} (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** Added up by what each key means: one engine trims before it groups, the other after. */
function normal(groups: readonly Group[]): readonly string[] {
  const sums = new Map<string, { readonly sums: bigint[]; rows: number }>();
  for (const { day, keys, rows, sums: amounts } of groups) {
    const name = JSON.stringify([day.trim(), ...keys.map((key) => (key.trim() === 'NULL' ? '' : key.trim()))]);
    const known = sums.get(name) ?? { sums: amounts.map(() => 0n), rows: 0 };
    sums.set(name, known);
    for (const [at, amount] of amounts.entries()) known.sums[at] = (known.sums[at] ?? 0n) + amount;
    known.rows += rows;
  }
  return [...sums].map(([name, one]) => `${name} ${one.sums.join(' ')} ${String(one.rows)}`).sort();
}

async function sameGroups(t: Test, table: Table, scan: Scan, said: string): Promise<readonly Group[]> {
  const sql: SqlEngine | undefined = await openSqlEngine({ threads: 2, memoryMiB: 200 });
  if (sql === undefined || table.native === undefined) throw new Error('no SQL engine for this table');
  const quick = await sql.scan(table.native, scan, () => undefined);
  const plain = await scanPlainly(table.rows(wantedColumns(scan)), scan, { style: table.style });
  sql.close();
  t.same(normal(quick.groups), normal(plain.groups), said);
  t.equal(quick.rejected, plain.rejected, `${said}: and leaves out as many`);
  return plain.groups;
}

const DIRTY_HEADER = 'ChargePeriodStart,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ChargeCategory,Tags\n';
/** Well past what an engine looks at before it decides how to read a file. */
const DIRTY_ROWS = 45_000;
/** [what it is, the lines that differ by their number among the rows, what stands above the header] */
const DIRTY: readonly (readonly [title: string, odd: Readonly<Record<number, string>>, above: string])[] = [
  ['columns are missing', { 5: '2024-05-01,1,1,USD', 40_000: '2024-05-01,1,1,USD' }, ''],
  ['columns are too many', { 40_000: '2024-05-01,1,1,USD,Compute,Usage,n,x' }, ''],
  ['an amount is none', { 40_000: '2024-05-01,none,1,USD,Compute,Usage,n' }, ''],
  ['an amount is missing', { 40_000: '2024-05-01,,,USD,Compute,Usage,n' }, ''],
  ['an amount is written in another way', { 40_000: '2024-05-01,"1,234.5","$1,234.5",USD,Compute,Usage,n' }, ''],
  ['all of it at once', { 7: '2024-05-01,1', 9: '2024-05-01,x,1,USD,Compute,Usage,n', 40_000: '2024-05-01,y,1,USD,Compute,Usage,n' }, ''],
  ['lines stand above the header', { 40_000: '2024-05-01,1,1,USD', 41_000: '2024-05-01,z,1,USD,Compute,Usage,n' }, 'Invoice,1\n\n'],
  [
    'names have line ends',
    { 3: '2024-05-01,1,1,USD,Compute,Usage,"a\nb\n\nc"', 40_000: '2024-05-01,1,1,USD', 41_000: '2024-05-01,z,1,USD,Compute,Usage,n' },
    '',
  ],
  ['lines are blank', { 3: '', 4: '', 40_000: '2024-05-01,1,1,USD', 41_000: '2024-05-01,z,1,USD,Compute,Usage,n' }, ''],
];

const KINDS = (['\n', '\r\n'] as const).flatMap((end) => [false, true].map((isPacked) => ({ end, isPacked })));
// Each kind of dirt begins with another kind of file, so every fourth has each of both.
const DIRTY_FILES = DIRTY.flatMap((dirty, at) => {
  const first = at % KINDS.length;
  return [...KINDS.slice(first), ...KINDS.slice(0, first)].map((kind) => ({ dirty, ...kind }));
});
for (const {
  dirty: [title, odd, above],
  end,
  isPacked,
} of sampleOf(DIRTY_FILES, KINDS.length)) {
  const how = `${end === '\n' ? 'one line end' : 'two'}${isPacked ? ', packed' : ''}`;
  test(`a large file in which ${title} says the line, as the plain engine does: ${how}`, { skip }, async (t) => {
    const rows = Array.from({ length: DIRTY_ROWS }, (_, at) => odd[at] ?? `2024-05-0${String(1 + (at % 9))},1.5,1.5,USD,Compute,Usage,n`);
    const text = `${above}${DIRTY_HEADER}${rows.join('\n')}\n`.replaceAll('\n', end);
    const [file] = written(t, { 'a.csv': isPacked ? gzipSync(text) : text });
    const table = await tableOf(file?.path ?? '');
    const scan = scanOf(table.detected.format, table.columns);
    const sql = await openSqlEngine({ threads: 2, memoryMiB: 200 });
    if (sql === undefined || table.native === undefined) throw new Error('no SQL engine for this table');
    const settled = await settle(table, scan, sql, await sql.scan(table.native, scan, () => undefined));
    sql.close();
    const plain = await scanPlainly(table.rows(wantedColumns(scan)), scan, { style: table.style });
    t.same(
      settled.rejects.map(({ line }) => line),
      plain.rejects.map(({ line }) => line),
    );
    t.notOk(settled.rejects.some(({ reason }) => reason.startsWith('near')));
    t.equal(settled.rejected, plain.rejected);
    t.same(normal(settled.groups), normal(plain.groups));
  });
}

test('a line of which nobody can be sure is said to be near', { skip }, async (t) => {
  const rows = Array.from({ length: 5_000 }, (_, at) =>
    at === 4_000 ? '2024-05-01,1,1,USD' : `2024-05-01,1.5,1.5,USD,Comp"ute ${String(at)},Usage,n`,
  );
  const [file] = written(t, { 'a.csv': `${DIRTY_HEADER}${rows.join('\n')}\n` });
  const table = await tableOf(file?.path ?? '');
  const scan = scanOf(table.detected.format, table.columns);
  const sql = await openSqlEngine({ threads: 2, memoryMiB: 200 });
  if (sql === undefined || table.native === undefined) throw new Error('no SQL engine for this table');
  const { rejects } = await settle(table, scan, sql, await sql.scan(table.native, scan, () => undefined));
  sql.close();
  t.ok(
    rejects.length > 0 && rejects.every(({ line, reason }) => line === 4_002 || reason.startsWith('near')),
    JSON.stringify(rejects.slice(0, 2)),
  );
});

async function tableOf(path: string): Promise<Table> {
  const [table] = await openTables(path, 'bill.parquet');
  if (table === undefined) throw new Error('no table');
  return table;
}

const COLUMNS = `'Usage' AS ChargeCategory, 'USD' AS BillingCurrency, 'Acme' AS ServiceProviderName`;
/** [what it is, the columns that differ] */
const TYPED: readonly (readonly [string, string])[] = [
  ['costs as text', `(i * 0.37)::DECIMAL(18,6)::VARCHAR AS BilledCost, (i * 0.31)::DECIMAL(18,6)::VARCHAR AS EffectiveCost`],
  ['costs with many decimals', `'0.' || lpad(i::VARCHAR, 17, '0') AS BilledCost, '1.' || lpad(i::VARCHAR, 17, '0') AS EffectiveCost`],
  ['costs with an exponent here and there', `CASE WHEN i % 7 = 0 THEN '1e-9' ELSE '2.5' END AS BilledCost, '3' AS EffectiveCost`],
  ['an exponent behind the sample', `CASE WHEN i = 2900 THEN '1E-9' ELSE '2.5' END AS BilledCost, '3' AS EffectiveCost`],
  ['binary fractions', `(i * 0.1)::DOUBLE AS BilledCost, (i / 3.0)::DOUBLE AS EffectiveCost`],
  ['large binary fractions', `(i * 1e9)::DOUBLE AS BilledCost, (i * 0.7)::DOUBLE AS EffectiveCost`],
  [
    'binary fractions that are not there',
    `CASE WHEN i % 5 <> 0 THEN i * 0.1::DOUBLE END AS BilledCost, (i * 0.3)::DOUBLE AS EffectiveCost`,
  ],
  ['decimals', `(i * 0.37)::DECIMAL(30,12) AS BilledCost, (i * 0.31)::DECIMAL(18,4) AS EffectiveCost`],
  ['whole numbers', `i::BIGINT AS BilledCost, i::INTEGER AS EffectiveCost`],
  ['both kinds', `(i * 0.1)::DOUBLE AS BilledCost, CASE WHEN i % 3 = 0 THEN '' ELSE '0.5' END AS EffectiveCost`],
  ['amounts that are none', `CASE WHEN i % 9 = 0 THEN 'free' ELSE '1.5' END AS BilledCost, '1.5' AS EffectiveCost`],
];
const DAYS: readonly (readonly [string, string])[] = [
  ['days', `(DATE '2026-05-01' + (i % 40)::INTEGER)`],
  ['moments', `(TIMESTAMP '2026-05-01 06:30:00' + INTERVAL (i % 40) DAY)`],
  ['moments of a zone', `(TIMESTAMPTZ '2026-05-01 23:30:00+00' + INTERVAL (i % 40) DAY)`],
  ['moments of an hour', `(TIMESTAMP_MS '2026-05-01 00:00:00' + INTERVAL (i % 960) HOUR)`],
  ['moments that are not there', `CASE WHEN i % 7 <> 0 THEN (TIMESTAMP '2026-05-01 06:30:00' + INTERVAL (i % 40) DAY) END`],
  ['texts', `strftime(DATE '2026-05-01' + (i % 40)::INTEGER, '%Y-%m-%dT00:00:00Z')`],
];

// Every fifth has each kind of cost and each kind of day.
for (const [[title, costs], [kind, day]] of sampleOf(
  TYPED.flatMap((typed) => DAYS.map((kind) => [typed, kind] as const)),
  5,
)) {
  test(`parquet: ${title}, ${kind}`, { skip }, async (t) => {
    const select = `SELECT ${day} AS ChargePeriodStart, ${COLUMNS}, 'S' || (i % 4) AS ServiceName, 'a' || (i % 3) AS SubAccountId, 'r' || (i % 50) AS ResourceId, ${costs} FROM range(3000) AS r(i)`;
    const path = await parquetOf(t, select);
    const table = await tableOf(path);
    await sameGroups(t, table, scanOf(table.detected.format, table.columns), 'the groups');
    await loadedTwice(t, [{ path, name: 'bill.parquet' }]);
  });
}

const ODD: readonly (readonly [string, string])[] = [
  ['NULL as text', `CASE WHEN i % 2 = 0 THEN 'NULL' ELSE 'a' END AS SubAccountId, 'n' || (i % 3) AS SubAccountName`],
  ['blanks', `CASE WHEN i % 2 = 0 THEN '   ' ELSE 'a' END AS SubAccountId, 'n' || (i % 3) AS SubAccountName`],
  ['nothing', `CASE WHEN i % 2 = 0 THEN NULL ELSE 'a' END AS SubAccountId, 'n' || (i % 3) AS SubAccountName`],
  ['blanks around a name', `'  a ' AS SubAccountId, 'n' AS SubAccountName`],
  ['quotes and line ends', `'a''"' || chr(10) || 'b' AS SubAccountId, 'n' AS SubAccountName`],
];
for (const [title, columns] of ODD) {
  test(`parquet: accounts that are ${title}`, { skip }, async (t) => {
    const select = `SELECT DATE '2026-05-01' + (i % 40)::INTEGER AS ChargePeriodStart, ${COLUMNS}, 'S' AS ServiceName, ${columns}, '1.5' AS BilledCost, '1.5' AS EffectiveCost FROM range(500) AS r(i)`;
    const path = await parquetOf(t, select);
    const table = await tableOf(path);
    await sameGroups(t, table, scanOf(table.detected.format, table.columns), 'the groups');
    await loadedTwice(t, [{ path, name: 'bill.parquet' }]);
  });
}

test('a name that holds what stands between names is never taken for two', { skip }, async (t) => {
  const select = `SELECT DATE '2026-05-01' + (i % 40)::INTEGER AS ChargePeriodStart, ${COLUMNS}, 'S' || chr(31) || 'T' AS ServiceName, 'a' AS SubAccountId, '1.5' AS BilledCost, '1.5' AS EffectiveCost FROM range(200) AS r(i)`;
  const path = await parquetOf(t, select);
  const bill = await loadedTwice(t, [{ path, name: 'bill.parquet' }]);
  t.same([...new Set(bill.cubes[0]?.series.map(({ leaf }) => leaf.service))], ['S\u001fT']);
});

for (const format of ['focus-1.2', 'cur-2.0', 'cur-legacy', 'gcp-detailed-csv', 'azure-mca-amortized'] as const) {
  test(`parquet of ${format} is the same bill as its CSV`, { skip }, async (t) => {
    const files = render([makeBill('smooth', 7, { days: 45, services: 4, accounts: 2, regions: 2 })], format);
    const texts = written(t, Object.fromEntries(files.map(({ name, text }) => [name, text])));
    const packed = await Promise.all(
      texts.map(async ({ path, name }) => ({
        path: await parquetOf(t, `SELECT * FROM read_csv(${quotedText(path)}, all_varchar = true)`, `${name}.parquet`),
        name: `${name}.parquet`,
      })),
    );
    const [csv, parquet] = [await loadedTwice(t, texts), await loadedTwice(t, packed)];
    t.same(
      parquet.cubes.map(({ currency, days, series }) => [currency, days, series.length]),
      csv.cubes.map(({ currency, days, series }) => [currency, days, series.length]),
    );
  });
}

test('the dearest resources are the same ones, and only on the days asked about', { skip }, async (t) => {
  // Resource 7 is dear before the days in question, resource 3 in them; the others cost the same, and their names decide.
  const cost = `CASE WHEN i % 20 = 7 AND i % 40 < 20 THEN '900' WHEN i % 20 = 3 THEN '50' ELSE '1' END`;
  const select = `SELECT DATE '2026-05-01' + (i % 40)::INTEGER AS ChargePeriodStart, ${COLUMNS}, 'S' AS ServiceName, 'a' AS SubAccountId, CASE WHEN i % 20 = 0 THEN '' ELSE 'r' || (i % 20) END AS ResourceId, ${cost} AS BilledCost, ${cost} AS EffectiveCost FROM range(4000) AS r(i)`;
  const table = await tableOf(await parquetOf(t, select));
  const scan = scanOf(table.detected.format, table.columns, true);
  const place = scan.keys.findIndex(({ name }) => name === 'resource');
  const days = Array.from({ length: 20 }, (_, day) => new Date(Date.UTC(2026, 4, 21 + day)).toISOString().slice(0, 10));
  for (const most of [1, 3, 100]) {
    const found = await sameGroups(
      t,
      table,
      { ...scan, where: { service: ['S'] }, dearest: { days, most } },
      `the ${String(most)} dearest`,
    );
    const names = [...new Set(found.map(({ keys }) => keys[place]))].sort();
    if (most < 100) t.same(names, most === 1 ? ['r3'] : ['r1', 'r10', 'r3']);
    else t.notOk(names.includes(''), 'what has no name is no resource');
    t.ok(new Set(found.map(({ day }) => day)).size > 0);
  }
});
