// A recipe that does not give what it says costs somebody a day: its SQL must be SQL, its columns must be the ones that are read, and a file of
// exactly those columns must be read as the format that it names.

import { DuckDBInstance } from '@duckdb/node-api';
import { test } from 'tap';
import { detectFormat, FORMATS } from '../../src/billing/formats/detect.js';
import { columnKey } from '../../src/billing/formats/format.js';
import { loadBill } from '../../src/billing/load.js';
import { parseSql } from '../../src/gate/sql/index.js';
import { type Recipe, RECIPES, recipeLines } from '../../src/recipes/index.js';
import { written } from '../billing/bill-files.js';

const named = ({ kind, provider }: Recipe): string => `${provider} ${kind}`;
const withColumns = RECIPES.filter(({ columns }) => columns.length > 0);

/** Every column that a format knows for anything. */
function knownColumns(id: string): ReadonlySet<string> {
  const format = FORMATS.find((one) => one.id === id);
  if (!format) return new Set();
  const { amounts, facts, identity = [], roles, signs, versions } = format;
  return new Set([
    ...signs.flat(),
    ...versions.flatMap(({ has }) => has),
    ...Object.values(roles).flat(),
    ...Object.values(facts).flatMap(({ columns }) => columns),
    ...Object.values(amounts).flatMap(({ columns }) => columns),
    ...identity,
  ]);
}

test('each recipe has a name of its own and says what its file tells and costs', async (t) => {
  t.equal(new Set(RECIPES.map(named)).size, RECIPES.length);
  for (const recipe of RECIPES) {
    t.ok(recipe.tells !== '' && recipe.costs !== '' && recipe.steps.some((step) => step.startsWith('  ghosthunter ')), named(recipe));
    t.ok(recipeLines(recipe).length > 4);
  }
});

for (const recipe of withColumns) {
  test(`every column of ${named(recipe)} is one that is read`, async (t) => {
    const known = knownColumns(recipe.format);
    const unread = recipe.columns.filter((column) => !known.has(columnKey(column)));
    t.same(unread, []);
    t.notOk(known.has('nosuchcolumn'));
  });

  test(`a file with the columns of ${named(recipe)} is detected as what it says`, async (t) => {
    const { format, version } = detectFormat(recipe.columns, 'bill.csv');
    t.same([format.id, version], [recipe.format, recipe.version]);
  });
}

/** A value that a column of this name can have. */
function value(column: string, day: number): string {
  const key = columnKey(column);
  const date = `2026-09-${String(day + 1).padStart(2, '0')}`;
  if (/date$|start$|time$/u.test(key) && !key.includes('commitment'))
    return key.includes('end') ? `${date}T23:59:59Z` : `${date}T00:00:00Z`;
  if (key === 'credits' || key === 'creditstotal') return '-0.25';
  if (/currency/u.test(key) && !/cost/u.test(key)) return 'USD';
  if (/cost|amount|quantity|fee|commitment/u.test(key)) return /reservation|savingsplan/u.test(key) ? '0' : '1.5';
  if (key === 'chargecategory' || key === 'chargetype' || key === 'lineitemlineitemtype') return 'Usage';
  if (key === 'costtype') return 'regular';
  return /class|arn|tags|entity/u.test(key) ? '' : `some-${key}`;
}

for (const recipe of withColumns) {
  test(`a bill of exactly the columns of ${named(recipe)} is read without a loss, by day`, async (t) => {
    const rows = Array.from({ length: 28 }, (_, day) => recipe.columns.map((column) => value(column, day)).join(','));
    const files = written(t, { 'bill.csv': `${[recipe.columns.join(','), ...rows].join('\n')}\n` });
    const bill = await loadBill(files);
    t.same(
      bill.files.map(({ format, rejected, rows: read }) => [format, read, rejected]),
      [[recipe.format, 28, 0]],
    );
    t.equal(bill.cubes.length, 1);
  });
}

/** Names in the FROM that a person puts in, as a table of this machine. */
function asLocal(text: string): string {
  return text
    .replace(/FROM "YOUR_DATABASE"\."YOUR_TABLE"/u, 'FROM bill')
    .replace(/FROM (?:COST_AND_USAGE_REPORT|FOCUS_1_0_AWS)$/u, 'FROM bill');
}

for (const recipe of RECIPES) {
  const { sql } = recipe;
  if (!sql || sql.dialect === 'bigquery') continue;
  test(`the SQL of ${named(recipe)} runs over a table of those columns and gives exactly them`, async (t) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    t.teardown(() => {
      connection.closeSync();
      instance.closeSync();
    });
    const typed = recipe.columns.map((column) => `"${column}" ${/_date$/u.test(column) ? 'TIMESTAMP' : 'VARCHAR'}`);
    await connection.run(`CREATE TABLE bill (${typed.join(', ')})`);
    const result = await connection.run(asLocal(sql.text));
    t.same(result.columnNames(), recipe.columns);
    await t.rejects(connection.run(asLocal(sql.text).replace('SELECT ', 'SELECT nosuchcolumn, ')));
  });
}

for (const recipe of RECIPES) {
  const { sql } = recipe;
  if (sql?.dialect !== 'bigquery') continue;
  test(`the SQL of ${named(recipe)} is one that the gate reads, and gives the columns that it says`, async (t) => {
    const table = 'example-project.billing.gcp_billing_export_v1_000000_000000_000000';
    const text = sql.text.replace(/YOUR-PROJECT\.YOUR_DATASET\.\w+/u, table);
    t.match(parseSql(text), { ok: true }, JSON.stringify(parseSql(text)).slice(0, 400));
    t.match(parseSql(`${text}; DROP TABLE x`), { ok: false });
    const aliases = [...text.matchAll(/ AS ([a-z_]{2,})(?=,| FROM)/gu)].map(([, alias]) => alias);
    t.same(
      recipe.columns.filter((column) => !aliases.includes(column) && !text.includes(`${column},`)),
      [],
    );
  });
}
