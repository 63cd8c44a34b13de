// What a model may ask of a bill in SQL: the views, and nothing else of this process or this machine.

import { type Test, test } from 'tap';
import { type BillDatabase, LOCK, openBillDatabase } from '../../src/billing/query/database.js';
import { loadBill } from '../../src/billing/load.js';
import { written } from './bill-files.js';

const HEADER = 'ChargePeriodStart,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ChargeCategory,ConsumedQuantity,ConsumedUnit';
const BILL = `${HEADER}\n2024-05-01,1.5,1.5,USD,Compute,Usage,2,h\n2024-05-02,2.5,2.5,USD,"Sto\u001brage",Usage,3,h\n2024-05-02,7,7,USD,Compute,Tax,,\n`;

async function opened(t: Test): Promise<BillDatabase> {
  const bill = await loadBill(written(t, { 'a.csv': BILL }));
  const database = await openBillDatabase(bill);
  if (database === undefined) throw new Error('no SQL engine here');
  t.teardown(() => {
    database.close();
  });
  return database;
}

const ANSWERED: readonly (readonly [sql: string, rows: readonly (readonly (string | null)[])[]])[] = [
  [
    'SELECT day, cost FROM daily ORDER BY day',
    [
      ['2024-05-01', '1.500000000'],
      ['2024-05-02', '2.500000000'],
    ],
  ],
  ['SELECT sum(cost) FROM series', [['4.000000000']]],
  ['SELECT kind, cost FROM one_offs', [['tax', '7.000000000']]],
  ['SELECT name, row_count FROM files', [['a.csv', '3']]],
  ['SELECT count(*) FROM resources', [['0']]],
  ['WITH x AS (SELECT service, sum(cost) AS c FROM series GROUP BY ALL) SELECT count(*) FROM x WHERE c > 2', [['1']]],
  ["SELECT d.day FROM daily d JOIN series s USING (day, currency) WHERE s.cost BETWEEN 1 AND 2 AND service LIKE 'C%'", [['2024-05-01']]],
  ['SELECT day, sum(cost) OVER (ORDER BY day) FROM daily ORDER BY 1 DESC LIMIT 1;', [['2024-05-02', '4.000000000']]],
  ["SELECT CASE WHEN cost > 2 THEN 'much' ELSE NULL END FROM daily ORDER BY day", [[null], ['much']]],
  ["SELECT max(day) - min(day), round(avg(cost), 1), date_trunc('month', min(day)) FROM daily", [['1', '2', '2024-05-01 00:00:00']]],
  ['SELECT cost FROM daily UNION ALL SELECT cost FROM one_offs ORDER BY 1 DESC LIMIT 1', [['7.000000000']]],
];

test('a SELECT over the views is answered', async (t) => {
  const database = await opened(t);
  for (const [sql, rows] of ANSWERED) {
    const found = await database.query(sql);
    t.ok(found.ok, `${sql}: ${found.ok ? '' : JSON.stringify(found.error)}`);
    if (found.ok) t.same(found.value.rows, rows, sql);
  }
});

test('what a bill says is shown and cannot speak to a terminal', async (t) => {
  const found = await (await opened(t)).query('SELECT service AS "a\u001b[2J" FROM series WHERE service LIKE \'Sto%\'');
  t.same(found, { ok: true, value: { columns: ['a\\u{1b}[2J'], rows: [['Sto\\u{1b}rage']], isCut: false } });
});

const HOSTILE: readonly (readonly [code: string, sql: string])[] = [
  ['not-permitted', "SELECT * FROM read_csv('/etc/passwd')"],
  ['not-permitted', "SELECT * FROM read_text('/etc/passwd')"],
  ['not-permitted', "SELECT * FROM read_blob('/etc/*')"],
  ['not-permitted', "SELECT * FROM glob('/*')"],
  ['not-permitted', "SELECT * FROM parquet_scan('/x')"],
  ['not-permitted', 'SELECT * FROM duckdb_settings()'],
  ['not-permitted', 'SELECT * FROM duckdb_secrets()'],
  ['not-permitted', "SELECT * FROM query('SELECT 1')"],
  ['not-permitted', "SELECT * FROM query_table('leaves')"],
  ['not-permitted', 'SELECT * FROM pragma_version()'],
  ['not-permitted', 'SELECT * FROM range(1000000000000)'],
  ['not-permitted', 'SELECT * FROM generate_series(1, 1000000000000)'],
  ['not-permitted', 'SHOW TABLES'],
  ['not-permitted', 'DESCRIBE daily'],
  ['not-permitted', 'SUMMARIZE daily'],
  ['not-permitted', 'WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) SELECT * FROM x'],
  ['not-permitted', "SELECT (SELECT * FROM read_csv('/etc/passwd') LIMIT 1)"],
  ['unknown-function', 'SELECT list_transform([1], x -> x)'],
  ['unknown-table', "SELECT * FROM '/etc/passwd'"],
  ['unknown-table', "SELECT * FROM 'https://example.com/x.csv'"],
  ['unknown-table', 'SELECT * FROM "/etc/passwd.csv"'],
  ['unknown-table', 'SELECT * FROM leaves'],
  ['unknown-table', 'SELECT * FROM information_schema.tables'],
  ['unknown-table', 'SELECT * FROM main.daily'],
  ['unknown-table', 'SELECT * FROM memory.main.daily'],
  ['unknown-table', 'SELECT * FROM sqlite_master'],
  ['unknown-table', "WITH x AS (SELECT * FROM '/etc/passwd') SELECT * FROM x"],
  ['unknown-function', "SELECT getenv('HOME')"],
  ['unknown-function', "SELECT current_setting('temp_directory')"],
  ['unknown-function', "SELECT repeat('x', 1000000000)"],
  ['unknown-function', "SELECT lpad('x', 1000000000, 'x')"],
  ['unknown-function', "SELECT nextval('x')"],
  ['unknown-function', "SELECT string_agg(service, '') FROM series"],
  ['unknown-function', "SELECT pg_catalog.upper('x')"],
  ['unknown-function', "SELECT printf('%100000000d', 1)"],
  ['not-one-select', 'SELECT 1; SELECT 2'],
  ['not-one-select', "COPY series TO '/tmp/x.csv'"],
  ['not-one-select', "COPY series FROM '/etc/passwd'"],
  ['not-one-select', "ATTACH '/tmp/x.db'"],
  ['not-one-select', 'INSTALL httpfs'],
  ['not-one-select', 'LOAD httpfs'],
  ['not-one-select', 'PRAGMA database_list'],
  ['not-one-select', 'SET enable_external_access = true'],
  ['not-one-select', 'RESET lock_configuration'],
  ['not-one-select', 'CREATE TABLE x AS SELECT 1'],
  ['not-one-select', 'INSERT INTO leaves SELECT 1'],
  ['not-one-select', 'DELETE FROM cells'],
  ['not-one-select', 'DROP VIEW daily'],
  ['not-one-select', 'UPDATE cells SET cost = 0'],
  ['not-one-select', "EXPORT DATABASE '/tmp/x'"],
  ['not-one-select', 'CALL pragma_version()'],
  ['not-one-select', 'CHECKPOINT'],
  ['not-one-select', 'EXPLAIN SELECT 1'],
  ['not-one-select', 'PREPARE x AS SELECT 1'],
  ['not-one-select', 'CREATE MACRO upper(x) AS 1'],
  ['not-one-select', ''],
  ['not-one-select', '; ;'],
  ['not-one-select', 'SELEC 1'],
];

test('whatever else is refused, and the bill is still there', async (t) => {
  const database = await opened(t);
  for (const [code, sql] of HOSTILE) {
    const found = await database.query(sql);
    t.same(found.ok ? 'answered' : found.error.code, code, sql);
  }
  t.match(await database.query('SELECT count(*) FROM series'), { ok: true, value: { rows: [['2']] } }, 'control');
});

test('behind the list the engine itself is locked', async (t) => {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(LOCK);
  for (const sql of [
    "SELECT * FROM read_text('/etc/hostname')",
    "COPY (SELECT 1) TO '/tmp/ghosthunter-x'",
    'SET enable_external_access = true',
    'INSTALL httpfs',
  ])
    await t.rejects(connection.run(sql), sql);
  await connection.run('SELECT 1');
});

test('an answer has an end, in rows, in text and in time', async (t) => {
  const rows = Array.from(
    { length: 3_000 },
    (_, at) => `2024-05-0${String(1 + (at % 9))},1,1,USD,${'s'.repeat(280)}${String(at)},Usage,1,h\n`,
  );
  const bill = await loadBill(written(t, { 'a.csv': `${HEADER}\n${rows.join('')}` }));
  const database = await openBillDatabase(bill);
  if (database === undefined) throw new Error('no SQL engine here');
  const many = await database.query('SELECT day FROM series');
  t.match(many, { ok: true, value: { isCut: true, rows: { length: 1_000 } } });
  const long = await database.query('SELECT service FROM series');
  t.ok(long.ok && long.value.isCut && JSON.stringify(long.value).length < 400_000);
  const started = performance.now();
  const slow = await database.query('SELECT count(*) FROM series a, series b, series c WHERE a.cost + b.cost + c.cost = 7');
  t.match(slow, { ok: false, error: { code: 'too-slow' } });
  t.ok(performance.now() - started < 20_000);
  t.match(await database.query('SELECT count(*) FROM series'), { ok: true }, 'and the next one is answered');
  database.close();
});
