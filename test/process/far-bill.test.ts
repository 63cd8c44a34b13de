// A bill that is asked for where it lies: our own lines through the gate and the executor, pages and all, and the spike of what came back.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { openPaidPages, type PaidPages } from '../../src/supervisor/bills/far/paid-pages.js';
import { configured, type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';
import { atTerminal, NO_TERMINAL, type Step } from './terminal.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

/** Tools that answer as the real ones do; what they were asked is in the audit log. */
function tools(at: Home, programs: Readonly<Record<string, string>>, more = ''): void {
  for (const [name, code] of Object.entries(programs)) at.write(`tools/${name}`, `#!${realpathSync(process.execPath)}\n${code}`, 0o755);
  configured(at, `${more}[cli]\ndirectories = ["${at.path}/tools"]`);
}

/** Forty days at 100 a day, the last ten of them at 400; the second half of the days comes as a second page. */
const AWS = `
const argv = process.argv.slice(2);
const period = /Start=([\\d-]+),End=([\\d-]+)/.exec(argv.join(' '));
const days = [];
for (let day = Date.parse(period[1]); day < Date.parse(period[2]); day += 86400000) days.push(new Date(day).toISOString().slice(0, 10));
const isSecond = argv.some((word) => word.startsWith('--next-page-token'));
const half = Math.floor(days.length / 2);
const results = days.map((day, at) => ({
  TimePeriod: { Start: day, End: day }, Total: {}, Estimated: false,
  Groups: [['Amazon Relational Database Service', 'db.r5', at < days.length - 10 ? 100 + at % 3 : 400 + at % 3], ['AmazonS3', 'Storage', 5]].map(([service, type, cost]) => ({
    Keys: [service, type], Metrics: { AmortizedCost: { Amount: String(cost), Unit: 'USD' }, UsageQuantity: { Amount: '24', Unit: 'Hrs' } } })),
}));
const page = { GroupDefinitions: [{ Type: 'DIMENSION', Key: 'SERVICE' }, { Type: 'DIMENSION', Key: 'USAGE_TYPE' }], ResultsByTime: isSecond ? results.slice(half) : results.slice(0, half), DimensionValueAttributes: [] };
if (!isSecond && process.env.ONE_PAGE === undefined) page.NextPageToken = 'dG9rZW4=';
process.stdout.write(JSON.stringify(page, null, 4) + '\\n');
`;

const AWS_ENV = { AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED00', AWS_SECRET_ACCESS_KEY: 'planted' };

test('Cost Explorer is asked page by page, each paid and logged, and its spike is found', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { aws: AWS });
  const found = await at.run(['spikes', '--from-cost-explorer', '--days=40', '--yes', '--json'], { env: AWS_ENV });
  t.equal(found.code, 0, found.err);
  t.match(JSON.parse(found.out), {
    kind: 'spikes-found',
    reports: [
      { currency: 'USD', spikes: [{ rank: 1, shape: 'step', key: { service: 'Amazon Relational Database Service', usageType: 'db.r5' } }] },
    ],
    files: [{ format: 'aws-cost-explorer', rows: 80, rejected: 0 }],
  });
  const ran = at.audit().filter(({ event }) => event === 'ran');
  t.match(ran, [{ microUsd: 10_000 }, { microUsd: 10_000, canonical: /--next-page-token/u }]);
  t.ok(await at.verified());
});

test('the same question within the hour costs nothing and says so; of another account it is asked', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { aws: AWS });
  const ask = (env: Readonly<Record<string, string>>) =>
    at.run(['spikes', '--from-cost-explorer', '--days=40', '--yes', '--json'], { env: { ...AWS_ENV, ...env } });
  const ran = (): number => at.audit().filter(({ event }) => event === 'ran').length;
  const first = await ask({});
  t.equal(ran(), 2);
  const again = await ask({});
  t.match(again, { code: 0, err: /costs nothing now/u });
  t.equal(again.out, first.out);
  t.equal(ran(), 2);
  const folder = join(at.state, 'far');
  t.same(
    readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777),
    [0o600, 0o600],
  );
  t.equal(statSync(folder).mode & 0o777, 0o700);
  t.notMatch((await ask({ AWS_ACCESS_KEY_ID: 'AKIAPLANTEDPLANTED01' })).err, /costs nothing now/u);
  t.equal(ran(), 4);
});

test('a page that was paid for is what was printed, for an hour and no longer', async (t) => {
  const at = home(t);
  mkdirSync(join(at.state, 'raw'), { recursive: true });
  const sha = createHash('sha256').update('page').digest('hex');
  writeFileSync(join(at.state, 'raw', sha), 'page');
  let now = Date.now();
  const open = (environment: Readonly<Record<string, string>> = {}): PaidPages =>
    openPaidPages({ stateDirectory: at.state, surroundings: { environment, home: at.path }, provider: 'aws', now: () => now });
  open().keep('aws ce x', sha);
  t.match(open().find('aws ce x'), { printed: 'page', minutes: 0 });
  t.equal(open().find('aws ce y'), undefined);
  t.equal(open({ AWS_PROFILE: 'other' }).find('aws ce x'), undefined);
  writeFileSync(join(at.state, 'raw', sha), 'other');
  t.equal(open().find('aws ce x'), undefined, 'what was changed is not believed');
  writeFileSync(join(at.state, 'raw', sha), 'page');
  open().forget(['aws ce x']);
  t.equal(open().find('aws ce x'), undefined);
  open().keep('aws ce x', sha);
  now += 3_605_000;
  t.equal(open().find('aws ce x'), undefined);
  t.same(readdirSync(join(at.state, 'far')), [], 'and nothing of it is kept');
});

test('always is said once for the whole question, not for one page of it', { skip: NOWHERE || NO_TERMINAL }, async (t) => {
  const at = home(t);
  tools(at, { aws: AWS });
  const steps: readonly Step[] = [[['get-cost-and-usage', 'run it? [y/n/a/q] '], 'a\r']];
  const ended = await atTerminal(at, ['spikes', '--from-cost-explorer', '--days=40'], steps, { env: AWS_ENV });
  t.equal(ended.code, 0, ended.out);
  t.match(
    at.audit().filter(({ event }) => event === 'approved'),
    [{ covers: 'subcommand' }, { covers: 'subcommand' }],
  );
  t.equal(at.audit().filter(({ event }) => event === 'ran').length, 2);
});

test('a budget that does not hold for the next page ends it, and no half of a bill is read', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { aws: AWS }, '[budget]\nusd = 0.01\n');
  const found = await at.run(['spikes', '--from-cost-explorer', '--days=40', '--yes', '--json'], { env: AWS_ENV });
  t.equal(found.code, 5, found.err);
  t.equal(found.out, '');
  t.equal(at.audit().filter(({ event }) => event === 'ran').length, 1);
});

test('nothing is asked without a yes', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { aws: AWS });
  const found = await at.run(['spikes', '--from-cost-explorer', '--days=40', '--json'], { env: AWS_ENV });
  t.equal(found.code, 4, found.err);
  t.equal(at.audit().filter(({ event }) => event === 'ran').length, 0);
});

test('what a command says when it fails is said, and no bill is read', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { aws: `process.stderr.write('An error occurred (AccessDeniedException)\\n'); process.exitCode = 254;` });
  const found = await at.run(['spikes', '--from-cost-explorer', '--yes'], { env: AWS_ENV });
  t.equal(found.code, 1, found.err);
  t.match(found.err, /AccessDeniedException/u);
});

/** Rows of the days between the bounds; ten thousand of them at most, as bq does. */
const BQ = `
const sql = process.argv.at(-1);
if (process.argv.includes('--dry_run') || process.argv.includes('--dry_run=true')) {
  process.stdout.write(JSON.stringify({ statistics: { totalBytesProcessed: '2000000', query: { totalBytesProcessed: '2000000', totalBytesProcessedAccuracy: 'PRECISE', referencedTables: [{}] } } }) + '\\n');
} else {
  const [from, until] = [...sql.matchAll(/TIMESTAMP\\("([\\d-]+)"\\)/g)].map(([, day]) => Date.parse(day));
  const today = Date.parse(new Date().toISOString().slice(0, 10));
  const rows = [];
  for (let day = from; day < until; day += 86400000) {
    const cost = day >= today - 8 * 86400000 ? 300 : 100;
    for (const [service, amount] of [['Compute Engine', cost], ['Cloud Storage', 7]])
      rows.push({ usage_start_time: new Date(day).toISOString().slice(0, 10), cost_type: 'regular', currency: 'EUR', billing_account_id: 'B', project_id: 'shop', service_description: service, sku_description: 'Core', location_region: 'europe-west1', usage_pricing_unit: 'hour', cost: String(amount), usage_amount_in_pricing_units: '10', credits_total: '-1.5', promotions: null });
  }
  process.stdout.write('Waiting on bqjob_r1 ... (0s) Current status: DONE\\n' + JSON.stringify(rows) + '\\n');
}
`;

test('the BigQuery export is asked in stretches of days, each dry first, and credits count', { skip: NOWHERE }, async (t) => {
  const at = home(t);
  tools(at, { bq: BQ, gcloud: '' });
  const found = await at.run(
    ['spikes', '--from-bigquery=acme-billing.export.gcp_billing_export_v1_0A1B2C', '--days=40', '--yes', '--json'],
    {
      env: { CLOUDSDK_AUTH_ACCESS_TOKEN: 'planted' },
    },
  );
  t.equal(found.code, 0, found.err);
  t.match(JSON.parse(found.out), {
    reports: [
      {
        currency: 'EUR',
        total: String((32 * 100 + 8 * 300 + 40 * 7 - 80 * 1.5) * 1e9),
        spikes: [{ rank: 1, key: { service: 'Compute Engine' } }],
      },
    ],
    files: [{ format: 'gcp-export', rows: 80, rejected: 0 }],
  });
  t.equal(at.audit().filter(({ event }) => event === 'preflight').length, 4);
  t.equal(at.audit().filter(({ event }) => event === 'ran').length, 4);
});

test('what cannot be asked is refused before anything is started', async (t) => {
  const at = home(t);
  const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
    [['--from-athena'], /--from-cost-explorer/u],
    [['--from-bigquery=x'], /no table/u],
    [["--from-bigquery=acme-billing.d.t` WHERE 1=1 --'"], /no table/u],
    [['--from-cost-explorer', '--from-bigquery=acme-billing.d.t'], /exclude/u],
    [['--from-cost-explorer', '--days=3'], /--days/u],
    [['--from-cost-explorer', 'bill.csv'], /exclude/u],
    [[], /no bill/u],
  ];
  for (const [flags, said] of REFUSED) {
    const found = await at.run(['spikes', ...flags]);
    t.equal(found.code, 2, flags.join(' '));
    t.match(found.err, said);
  }
  t.notOk(existsSync(`${at.state}/audit.log`));
});
