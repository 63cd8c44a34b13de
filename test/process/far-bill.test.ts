// A bill that is asked for where it lies: our own lines through the gate and the executor, pages and all, and the spike of what came back.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { AuditLog } from '../../src/audit/index.js';
import { openPaidPages, type PaidPages } from '../../src/supervisor/bills/far/paid-pages.js';
import { AWS, AWS_ENV, BQ } from './far-cloud.js';
import { configured, type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';
import { atTerminal, NO_TERMINAL, type Step } from './terminal.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

/** Tools that answer as the real ones do; what they were asked is in the audit log. */
function tools(at: Home, programs: Readonly<Record<string, string>>, more = ''): void {
  for (const [name, code] of Object.entries(programs)) at.write(`tools/${name}`, `#!${realpathSync(process.execPath)}\n${code}`, 0o755);
  configured(at, `${more}[cli]\ndirectories = ["${at.path}/tools"]`);
}

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

const RUN = '20261121-1204-3f9c1e';
const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A process of a run that proposed this line, as the executor writes it down; `printed` is what it kept of it. */
async function logged(
  state: string,
  line: string,
  printed: string,
  over: { readonly exit?: number; readonly sha256?: string | null } = {},
) {
  const { exit = 0, sha256 = sha(line) } = over;
  const log = await AuditLog.open(state, { run: RUN, now: () => new Date() });
  await log.append({ event: 'start', mode: 'active', provider: 'aws', tier: 'bwrap', detail: '' });
  const { seq: of } = await log.append({
    event: 'cleared',
    proposal: { text: line, sha256 },
    canonical: line,
    added: [],
    microUsd: 10_000,
  });
  const ran = { event: 'ran', of, canonical: line, outputBytes: 4, cutBytes: 0, milliseconds: 1, microUsd: 10_000 } as const;
  await log.append({ ...ran, exit, outputSha256: sha(printed) });
  log.close();
  mkdirSync(join(state, 'raw'), { recursive: true });
  writeFileSync(join(state, 'raw', sha(printed)), printed);
}

test('a page that was paid for is what was printed, for an hour and no longer', async (t) => {
  const at = home(t);
  mkdirSync(at.state, { recursive: true, mode: 0o700 });
  let now = Date.now();
  const open = (environment: Readonly<Record<string, string>> = {}): PaidPages =>
    openPaidPages({ stateDirectory: at.state, surroundings: { environment, home: at.path }, provider: 'aws', now: () => now });
  open().begin(['aws ce x'], RUN);
  t.equal(open().find('aws ce x'), undefined, 'what was only begun is none');
  await logged(at.state, 'aws ce x', 'page');
  t.match(open().find('aws ce x'), { printed: 'page', minutes: 0 }, 'without a word of the process that asked');
  t.equal(open().find('aws ce y'), undefined);
  t.equal(open({ AWS_PROFILE: 'other' }).find('aws ce x'), undefined);
  writeFileSync(join(at.state, 'raw', sha('page')), 'other');
  t.equal(open().find('aws ce x'), undefined, 'what was changed is not believed');
  writeFileSync(join(at.state, 'raw', sha('page')), 'page');
  at.write('.aws/credentials', '[default]');
  t.equal(open().find('aws ce x'), undefined, 'credentials that were written anew may be of another account');
  open().begin(['aws ce x'], RUN);
  await logged(at.state, 'aws ce x', 'page');
  t.match(open().find('aws ce x'), { printed: 'page' }, 'control');
  open().forget(['aws ce x']);
  t.equal(open().find('aws ce x'), undefined);
  open().begin(['aws ce x'], RUN);
  await logged(at.state, 'aws ce x', 'page');
  now += 3_605_000;
  t.equal(open().find('aws ce x'), undefined);
  t.same(readdirSync(join(at.state, 'far')), [], 'and nothing of it is kept');
});

test('a page is not taken for another one of the same run', async (t) => {
  const at = home(t);
  mkdirSync(at.state, { recursive: true, mode: 0o700 });
  const open = (): PaidPages =>
    openPaidPages({ stateDirectory: at.state, surroundings: { environment: {}, home: at.path }, provider: 'aws', now: Date.now });
  open().begin(['aws ce a', 'aws ce b'], RUN);
  await logged(at.state, 'aws ce a', 'a');
  // Killed; the next process asks for what is missing.
  open().begin(['aws ce b'], RUN);
  await logged(at.state, 'aws ce b', 'b', { sha256: null });
  t.match(open().find('aws ce a'), { printed: 'a' });
  t.match(open().find('aws ce b'), { printed: 'b' }, 'one that is not told by its digest is told by its place');
  open().begin(['aws ce c', 'aws ce d'], RUN);
  await logged(at.state, 'aws ce other', 'other');
  t.equal(open().find('aws ce c'), undefined, 'what was proposed in its place is not it');
  await logged(at.state, 'aws ce d', 'd');
  t.equal(open().find('aws ce d'), undefined, 'nor what a later process proposed');
  open().begin(['aws ce e'], RUN);
  await logged(at.state, 'aws ce e', 'e', { exit: 254 });
  t.equal(open().find('aws ce e'), undefined, 'nor what failed');
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
