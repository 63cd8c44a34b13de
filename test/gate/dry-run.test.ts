// The dry run of a query that was cleared, and what a scan costs.

import { test } from 'tap';
import { billedBytes, type Cleared, isCleared, judge, SCAN_PRICE, scanOf, scanPrice } from '../../src/gate/index.js';
import { bytesFor } from '../../src/gate/bounds/scan-price.js';
import { readPolicy } from '../../src/packs/index.js';
import { fc, runs } from '../random.js';

const policy = readPolicy();
const SQL = 'SELECT SUM(cost) FROM `p.d.gcp_billing_export_v1_X` WHERE _PARTITIONDATE >= "2026-11-01"';
const query = (flags = ''): string => `bq query --use_legacy_sql=false ${flags} '${SQL}'`;

function clearedOf(line: string, microUsd = 1_000_000): Cleared {
  const verdict = judge(line, policy, { microUsd });
  if (!verdict.ok) throw new Error(`refused by ${String(verdict.error.layer)}: ${line}`);
  return verdict.value;
}

test('the dry run of a query is the words that were cleared, `--dry_run`, and an answer in JSON', async (t) => {
  for (const flags of [
    '',
    '--format=csv',
    '--format pretty --max_rows=7',
    '--maximum_bytes_billed=12345678 --project_id=acme-billing',
    '-n 5 --nouse_cache',
  ]) {
    const cleared = clearedOf(query(flags));
    const scan = scanOf(cleared);
    const [program, subcommand, first, ...rest] = scan?.dryRun.argv ?? [];
    t.same([program, subcommand, first], ['bq', 'query', '--dry_run'], flags);
    const others = cleared.argv.slice(2).map((word) => (word.startsWith('--format=') ? '--format=json' : word));
    t.same(rest, others, flags);
    t.equal(rest.at(-1), SQL);
    t.equal(rest.filter((word) => word.startsWith('--format')).length, 1);
    t.ok(scan && isCleared(scan.dryRun), 'sealed: nothing else could be run');
    t.equal(scan?.dryRun.cost, 0);
    t.equal(scan?.dryRun.canonical.startsWith('bq query --dry_run '), true);
  }
});

test('the dry run passes the gate itself, and has no dry run', async (t) => {
  const scan = scanOf(clearedOf(query()));
  const again = clearedOf(scan?.dryRun.canonical ?? '');
  t.same(new Set(again.argv), new Set(scan?.dryRun.argv));
  t.equal(scanOf(again), undefined, 'it is free');
});

test('SQL that looks like a flag stays what it is', async (t) => {
  const line = `bq query --use_legacy_sql=false 'SELECT "--format=csv" FROM p.d.t WHERE _PARTITIONDATE = "2026-11-01"'`;
  t.equal(scanOf(clearedOf(line))?.dryRun.argv.at(-1), clearedOf(line).argv.at(-1));
});

test('what is not billed by the byte has no dry run', async (t) => {
  for (const line of ['bq ls --max_results=5', 'gcloud projects list --limit=1', 'aws s3api list-buckets'])
    t.equal(scanOf(clearedOf(line)), undefined, line);
});

test('a query can cost its cap at most, the given one or ours', async (t) => {
  t.match(scanOf(clearedOf(query('--maximum_bytes_billed=20971520'))), { capBytes: 20_971_520, mostMicroUsd: 120 });
  t.match(scanOf(clearedOf(query())), { capBytes: 100_000_000_000, mostMicroUsd: 568_435 });
  t.match(scanOf(clearedOf(query(), 60)), { capBytes: 10_555_311, mostMicroUsd: 60 }, 'no more than is left');
  t.match(scanOf(clearedOf(query('--maximum_bytes_billed=1'))), { capBytes: 1, mostMicroUsd: 60 }, 'the least that is billed');
});

const MIB = 1_048_576;

test('a scan is billed by the mebibyte, at least ten for each table, and rounded up to the micro-dollar', async (t) => {
  const price = (bytes: number, tables = 1): number => scanPrice(billedBytes(bytes, tables));
  t.equal(price(1_099_511_627_776), SCAN_PRICE.microUsdPerTebibyte, 'one tebibyte');
  t.equal(price(0, 0), 0, 'nothing of no table');
  t.equal(price(0), 60, 'ten mebibytes are 59.6 micro-dollars');
  t.equal(price(1), 60);
  t.equal(price(10 * MIB), 60);
  t.equal(price(10 * MIB + 1), 66, 'the eleventh');
  t.equal(billedBytes(10 * MIB + 1, 1), 11 * MIB);
  t.equal(billedBytes(1, 3), 30 * MIB);
  t.equal(billedBytes(100 * MIB, 3), 120 * MIB, 'all of it may be of one table');
  t.equal(price(Number.MAX_SAFE_INTEGER) > 1_000_000_000, true);
});

test('however the bytes lie in the tables, no more is billed than is foreseen', async () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 50 * MIB }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sizes, (tables) => {
      const billed = tables.reduce((sum, bytes) => sum + Math.max(10 * MIB, Math.ceil(bytes / MIB) * MIB), 0);
      const bytes = tables.reduce((sum, one) => sum + one, 0);
      return billed <= billedBytes(bytes, tables.length);
    }),
    runs(500),
  );
});

test('what money pays for costs no more than the money', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000_000_000 }), (microUsd) => scanPrice(bytesFor(microUsd)) <= microUsd),
    runs(500),
  );
  t.same([Number.NaN, -1, 0, Number.NEGATIVE_INFINITY].map(bytesFor), [0, 0, 0, 0]);
  t.equal(bytesFor(SCAN_PRICE.microUsdPerTebibyte), 1_099_511_627_776);
  t.ok(bytesFor(Number.POSITIVE_INFINITY) > 0);
});
