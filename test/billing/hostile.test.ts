// Files that are made to harm: each is refused with words, in bounded time and memory, and nothing of it is believed.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { test } from 'tap';
import { parseDay } from '../../src/billing/cube/day.js';
import { openSqlEngine } from '../../src/billing/engine/duckdb.js';
import { exactOfBinary, parseExact, styleOf, toNano } from '../../src/billing/engine/number.js';
import { loadBill } from '../../src/billing/load.js';
import { fc } from '../random.js';
import { faultOf, folder, runRate, textOf, written, zipOf } from './bill-files.js';

const HEADER = 'ChargePeriodStart,BilledCost,EffectiveCost,BillingCurrency,ServiceName,ChargeCategory';
const ROW = '2024-05-01,1,1,USD,Compute,Usage';
const MIB = 1024 ** 2;

/** Enough zeros to fill the largest disk, in a few hundred kilobytes. */
const bomb = (): Buffer => Buffer.concat(Array.from({ length: 12 }, () => gzipSync(Buffer.alloc(30 * MIB))));

const zipBomb = (claimed?: number): Buffer => zipOf({ 'a.csv': Buffer.alloc(300 * MIB) }, claimed);

const HOSTILE: readonly (readonly [title: string, content: () => string | Uint8Array, message: RegExp])[] = [
  ['an empty file', () => '', /empty/u],
  ['blanks only', () => ' \n\t\n', /empty/u],
  ['a header and nothing else', () => `${HEADER}\n`, /no line/u],
  ['a gzip bomb', bomb, /unfolds/u],
  ['a gzip of a gzip', () => gzipSync(gzipSync(`${HEADER}\n${ROW}\n`)), /no billing export|no table/u],
  ['a zip bomb', () => zipBomb(), /unfolds/u],
  ['a zip that lies about its sizes', () => zipBomb(10), /unfolds|damaged|zip/u],
  ['a zip of nothing', () => zipOf({}), /no file/u],
  ['a cut zip', () => zipOf({ 'a.csv': `${HEADER}\n${ROW}\n` }).subarray(0, 60), /zip/u],
  ['a million columns', () => `${HEADER}${',x'.repeat(1_000_000)}\n${ROW}\n`, /columns|line of more/u],
  ['five thousand columns', () => `${HEADER},${Array.from({ length: 5_000 }, (_, at) => `c${String(at)}`).join(',')}\n`, /columns/u],
  ['a line without an end', () => 'x'.repeat(100 * MIB), /line of more/u],
  ['a header, then a line without an end', () => `${HEADER}\n${ROW}\n${'x'.repeat(100 * MIB)}`, /line of more/u],
  ['a quote that is never closed', () => `${HEADER}\n${ROW}\n"${`${ROW}\n`.repeat(200_000)}`, /line of more/u],
  ['no parquet', () => 'PAR1 and more', /parquet/u],
  ['parquet with a strange footer', () => Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64, 255), Buffer.from('PAR1')]), /parquet/u],
  ['JSON without an end', () => '[{"ChargePeriodStart":"2024-05-01"', /cut off/u],
  ['JSON that is nested without end', () => '['.repeat(100_000) + ']'.repeat(100_000), /no billing export|known/u],
  ['binary noise', () => Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 251)), /known|table|nearest|line/u],
  ['days that lie a thousand years apart', () => `${HEADER}\n${ROW}\n2199-01-01,1,1,USD,Compute,Usage\n`, /too large/u],
];

for (const [title, content, message] of HOSTILE) {
  test(`${title} is refused with words`, async (t) => {
    const files = written(t, { 'a.csv': content() });
    for (const engine of ['javascript', 'sql'] as const)
      t.match(await faultOf(() => loadBill(files, { engine })), { code: 'file', message }, engine);
    t.equal(runRate((await loadBill(written(t, { 'a.csv': `${HEADER}\n${ROW}\n` }))).cubes[0]), 1_000_000_000n, 'control');
  });
}

test('a file that is none is refused without its path', async (t) => {
  const at = folder(t);
  mkdirSync(join(at, 'directory'));
  for (const name of ['missing', 'directory']) {
    const fault = await faultOf(() => loadBill([{ path: join(at, name), name }]));
    t.match(fault, { code: 'file', message: /ENOENT|EISDIR/u });
    t.notMatch(fault.message, /ghosthunter-billing/u);
  }
});

test('names in a bill are shown as what they are, and never obeyed', async (t) => {
  const [path] = written(t, { 'a.csv': `${HEADER}\n${ROW}\n2024-05-01,\u001b[2J,1,USD,x,Usage\n` });
  if (path === undefined) throw new Error('nothing written');
  const read = await loadBill([{ path: path.path, name: '\u001b[31mred\u202e.csv' }]);
  const shown = JSON.stringify([read.files, read.notes]);
  t.notMatch(shown, /\\u001b|\u202e/u);
  t.equal(read.files[0]?.rejected, 1);
});

test('both engines read the same numbers', async (t) => {
  const sql = await openSqlEngine({ threads: 1, memoryMiB: 200 });
  if (sql === undefined) throw new Error('no SQL engine here');
  sql.close();
  const spelled = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map(String),
    fc.stringMatching(/^[+-]?[0-9]{0,6}(?:\.[0-9]{0,22})?$/),
    fc.stringMatching(/^[0-9]{1,3}\.[0-9]{0,4}[eE][+-]?[0-9]{1,2}$/),
    fc.constantFrom('1,234.5', '$5', '(7.5)', '-', '.', '1e', 'NaN', 'Infinity', '0x1', '1_0', ' 5 ', '١', '1,5', ''),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(spelled, { minLength: 1, maxLength: 30 }), async (amounts) => {
      const rows = amounts.map((amount) => `2024-05-01,"${amount}","${amount}",USD,x,Usage\n`).join('');
      const files = written(t, { 'a.csv': `${HEADER}\n${ROW}\n${rows}` });
      const [plain, engine] = [await loadBill(files, { engine: 'javascript' }), await loadBill(files, { engine: 'sql' })];
      engine.close();
      return textOf(plain.cubes) === textOf(engine.cubes) && plain.files[0]?.rejected === engine.files[0]?.rejected;
    }),
    { numRuns: 40 },
  );
});

test('a number is read exactly, or is none', async (t) => {
  const numbers: readonly (readonly [string, bigint | undefined])[] = [
    ['1', 10n ** 18n],
    ['-0.000000000000000001', -1n],
    ['1.5e-7', 150_000_000_000n],
    ['5e-19', 1n],
    ['4e-19', 0n],
    ['1,234.56', 1_234_560_000_000_000_000_000n],
    ['($1.5)', -1_500_000_000_000_000_000n],
    ['0,075', undefined],
    ['12,34', undefined],
    ['1e400', undefined],
    ['x', undefined],
    ['', undefined],
    ['9'.repeat(100), undefined],
  ];
  for (const [text, value] of numbers) t.equal(parseExact(text), value, text);
  t.equal(parseExact('1.234,5', 'comma'), 1_234_500_000_000_000_000_000n);
  t.equal(parseExact('0,075', 'comma'), 75_000_000_000_000_000n);
  t.same([styleOf(['1.5', '2']), styleOf(['1,234.5', '1,234']), styleOf(['0,5'])], ['point', 'point', 'comma']);
  t.same([exactOfBinary(0.1), exactOfBinary(Number.NaN)], [10n ** 17n, undefined]);
  t.same([toNano(1_500_000_000n), toNano(-1_500_000_000n), toNano(1_400_000_000n)], [2n, -2n, 1n]);
});

test('a day is a day of the calendar, or none', async (t) => {
  const days: readonly (readonly [string, number | undefined])[] = [
    ['1970-01-02', undefined],
    ['1999-12-31T23:59:59Z', 10_956],
    ['20240501', 19_844],
    ['2024-05', 19_844],
    ['5/1/2024', 19_844],
    ['2024-02-30', undefined],
    ['13/13/2024', undefined],
    ['', undefined],
    ['yesterday', undefined],
  ];
  for (const [text, day] of days) t.equal(parseDay(text, 'month-first'), day, text);
  t.equal(parseDay('01/05/2024', 'day-first'), 19_844);
});
