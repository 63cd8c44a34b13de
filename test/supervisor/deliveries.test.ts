// A folder as a cloud delivers it: of each month only the newest version is the bill, however it is told, and a manifest is none.

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Test, test } from 'tap';
import { Fault } from '../../src/shared/index.js';
import { meantFiles } from '../../src/supervisor/bills/paths.js';

/** All written at the same time, unless a number says how much later. */
function delivery(t: Test, files: Readonly<Record<string, object | number>>): string {
  const at = mkdtempSync(join(tmpdir(), 'ghosthunter-delivery-'));
  t.teardown(() => {
    rmSync(at, { recursive: true, force: true });
  });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), typeof content === 'number' ? 'x' : JSON.stringify(content));
    const time = 1_700_000_000 + (typeof content === 'number' ? content : 0);
    utimesSync(join(at, name), time, time);
  }
  return at;
}

const DELIVERIES: readonly (readonly [
  title: string,
  files: Readonly<Record<string, object | number>>,
  kept: readonly string[],
  notes: readonly RegExp[],
])[] = [
  [
    'a legacy report: the manifest of the month names its assembly',
    {
      'r/20260101-20260201/r-Manifest.json': { assemblyId: 'aa-1', reportKeys: ['r/20260101-20260201/aa-1/r-1.csv.gz'] },
      'r/20260101-20260201/aa-1/r-1.csv.gz': 0,
      'r/20260101-20260201/aa-1/r-Manifest.json': { assemblyId: 'aa-1' },
      'r/20260101-20260201/bb-2/r-1.csv.gz': 500,
      'r/20260101-20260201/bb-2/r-Manifest.json': { assemblyId: 'bb-2' },
      'r/20260201-20260301/cc-3/r-1.csv.gz': 0,
    },
    ['r/20260101-20260201/aa-1/r-1.csv.gz', 'r/20260201-20260301/cc-3/r-1.csv.gz'],
    [/1 earlier version of 2026-01 \(1 files\) left out/u],
  ],
  [
    'a Data Export: execution ids say when',
    {
      'e/data/BILLING_PERIOD=2026-01/2026-02-02T13:14:43.337Z-6b/e-00001.snappy.parquet': 0,
      'e/data/BILLING_PERIOD=2026-01/2026-02-02T13:14:43.337Z-6b/e-00002.snappy.parquet': 0,
      'e/data/BILLING_PERIOD=2026-01/2026-01-31T20:00:00.000Z-ff/e-00001.snappy.parquet': 900,
      'e/data/BILLING_PERIOD=2026-01/2026-01-30T20:00:00.000Z-ee/e-00001.snappy.parquet': 900,
      'e/metadata/BILLING_PERIOD=2026-01/2026-02-02T13:14:43.337Z-6b/e-Manifest.json': {},
      'e/metadata/BILLING_PERIOD=2026-01/e-Manifest.json': {},
    },
    [
      'e/data/BILLING_PERIOD=2026-01/2026-02-02T13:14:43.337Z-6b/e-00001.snappy.parquet',
      'e/data/BILLING_PERIOD=2026-01/2026-02-02T13:14:43.337Z-6b/e-00002.snappy.parquet',
    ],
    [/2 earlier versions of 2026-01 \(2 files\) left out/u],
  ],
  [
    'a Data Export: the manifest in the other tree names the execution',
    {
      'e/data/BILLING_PERIOD=2026-01/x1/e-00001.csv.gz': 0,
      'e/data/BILLING_PERIOD=2026-01/x2/e-00001.csv.gz': 0,
      'e/metadata/BILLING_PERIOD=2026-01/e-Manifest.json': { executionId: 'x1' },
    },
    ['e/data/BILLING_PERIOD=2026-01/x1/e-00001.csv.gz'],
    [/x1 is the newest/u],
  ],
  [
    'Azure: a folder for each run of a month',
    {
      'c/20260101-20260131/202601301530/g1/part_0_0001.csv': 0,
      'c/20260101-20260131/202602021530/g2/part_0_0001.csv': 0,
      'c/20260101-20260131/202602021530/g2/manifest.json': {},
    },
    ['c/20260101-20260131/202602021530/g2/part_0_0001.csv'],
    [/left out/u],
  ],
  [
    'without a manifest and without times in names: the one that was written later',
    { 'r/20260101-20260201/b/r-1.csv': 0, 'r/20260101-20260201/a/r-1.csv': 60 },
    ['r/20260101-20260201/a/r-1.csv'],
    [/left out/u],
  ],
  [
    'nothing tells them apart: both are read, and their lines decide',
    {
      'r/20260101-20260201/b/r-1.csv': 0,
      'r/20260101-20260201/a/r-1.csv': 0,
      'r/20260101-20260201/r-Manifest.json': { assemblyId: '../../etc' },
    },
    ['r/20260101-20260201/a/r-1.csv', 'r/20260101-20260201/b/r-1.csv'],
    [],
  ],
  [
    'two reports of one month, and parts of one version: all of it',
    {
      'one/20260101-20260201/a/r-1.csv': 0,
      'one/20260101-20260201/a/r-2.csv': 90,
      'two/20260101-20260201/b/r-1.csv': 60,
      'one/cost_and_usage_data_status/cost_and_usage_data_status.parquet': 0,
    },
    ['one/20260101-20260201/a/r-1.csv', 'one/20260101-20260201/a/r-2.csv', 'two/20260101-20260201/b/r-1.csv'],
    [],
  ],
];

for (const [title, files, kept, notes] of DELIVERIES) {
  test(title, async (t) => {
    const at = delivery(t, files);
    const meant = meantFiles([at], at);
    t.same(
      meant.files.map((path) => path.slice(at.length + 1)),
      kept,
    );
    t.equal(meant.notes.length, notes.length);
    t.match(meant.notes, notes);
  });
}

test('a manifest is no bill, typed by hand or found by a pattern', async (t) => {
  const at = delivery(t, { 'r-Manifest.json': { assemblyId: 'a' }, 'r-1.csv': 0, 'more/r-Manifest.json': {} });
  const names = (...typed: readonly string[]): readonly string[] => meantFiles(typed, at).files.map((path) => path.slice(at.length + 1));
  t.same(names('*'.concat('r-*')), ['r-1.csv']);
  t.same(names('r-Manifest.json', 'r-1.csv'), ['r-1.csv']);
  for (const typed of ['r-Manifest.json', 'more']) t.throws(() => names(typed), Fault, typed);
});
