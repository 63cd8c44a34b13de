// `run --active --from-…`: the bill is asked for first, by the run itself and out of its one budget, and then looked into. Killed at any instant
// it goes on, and nothing that was answered is paid for again.

import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Test, test } from 'tap';
import { DEFAULT_CONFIG } from '../../src/supervisor/config.js';
import { parseRun, type RunFlags } from '../../src/supervisor/run-options.js';
import { AWS_AND_ALL, AWS_ENV, BQ, type Cloud, farCloud, isPaid } from './far-cloud.js';
import { configured, type Ended, type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';
import { atTerminal, NO_TERMINAL, type Step } from './terminal.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const ASKING = ['run', '--active', '--from-cost-explorer', '--days=40', '--yes', '--offline', '--json', '--headless'];
const COST = 10_000;

interface Run {
  readonly ended: Promise<Ended>;
  /** As a power cut would, once this is so. */
  readonly kill: (isSo: () => boolean) => Promise<void>;
}

interface Place {
  readonly at: Home;
  readonly cloud: Cloud;
  readonly start: (args: readonly string[]) => Run;
}

async function place(t: Test, more = ''): Promise<Place> {
  const at = home(t);
  const cloud = await farCloud(t);
  at.write('tools/aws', cloud.program(AWS_AND_ALL), 0o755);
  at.write('tools/bq', cloud.program(BQ), 0o755);
  at.write('tools/gcloud', cloud.program(`process.stdout.write('[]\\n');`), 0o755);
  configured(at, `${more}[cli]\ndirectories = ["${at.path}/tools"]\n`);
  const env = { ...AWS_ENV, CLOUDSDK_AUTH_ACCESS_TOKEN: 'planted' };
  return {
    at,
    cloud,
    start: (args) => {
      let child: ChildProcess | undefined;
      const ended = at.run(args, { env, onChild: (one) => (child = one) });
      return {
        ended,
        kill: async (isSo) => {
          for (let tries = 0; tries < 3_000 && !isSo(); tries += 1) await pause(5);
          child?.kill('SIGKILL');
          await ended;
        },
      };
    },
  };
}

const idIn = ({ state }: Home): string => readdirSync(join(state, 'investigations'))[0] ?? '';
const investigation = (at: Home): string => join(at.state, 'investigations', idIn(at));

interface Told {
  readonly spent: { readonly commands: number; readonly microUsd: number };
  readonly commands: readonly { readonly command: string; readonly microUsd: number }[];
  readonly files: readonly { readonly name: string; readonly format: string }[];
}

// CAST: written by the run.
const reportOf = (at: Home): Told => JSON.parse(readFileSync(join(investigation(at), 'report.json'), 'utf8')) as Told;
const booked = (at: Home): readonly number[] => at.audit().flatMap((entry) => (entry.event === 'booked' ? [entry.microUsd] : []));
const eventsOf = (at: Home, event: string): number => at.audit().filter((entry) => entry.event === event).length;

test('the bill is asked for by the run, paid out of its budget, kept in its folder and looked into', { skip: NOWHERE }, async (t) => {
  const { at, cloud, start } = await place(t);
  const ended = await start(ASKING).ended;
  t.ok([10, 11].includes(ended.code ?? -1), ended.err);
  const bill = join(investigation(at), 'cost-explorer.json');
  t.equal(statSync(bill).mode & 0o777, 0o600);
  t.equal(cloud.paid().length, 2);
  const { commands, files, spent } = reportOf(at);
  t.match(files, [{ name: 'cost-explorer.json', format: 'aws-cost-explorer' }]);
  t.equal(
    spent.microUsd,
    booked(at).reduce((sum, one) => sum + one, 0),
  );
  t.ok(spent.microUsd >= 2 * COST);
  t.equal(spent.commands, eventsOf(at, 'ran'));
  t.equal(commands.filter(({ command, microUsd }) => command.includes('get-cost-and-usage') && microUsd === COST).length, 2);
  t.equal(new Set(at.audit().map((entry) => entry.run)).size, 1, 'one run in the audit log');
  t.ok(await at.verified());
  t.match(JSON.parse(readFileSync(join(investigation(at), 'run.json'), 'utf8')), { files: [{ path: bill }], source: { table: null } });
});

const paidFor = (cloud: Cloud): readonly number[] => {
  const isSecond = (line: string): boolean => line.includes('--next-page-token');
  return [cloud.paid().filter((line) => !isSecond(line)).length, cloud.paid().filter(isSecond).length];
};

test('killed between two pages and in the middle of one it goes on, and pays for no page again that was answered', {
  skip: NOWHERE,
}, async (t) => {
  const { at, cloud, start } = await place(t);
  cloud.hold = ({ argv }) => argv.includes('--next-page-token');
  // The log is what is asked afterwards: as soon as it has the page, the page is paid for once.
  await start(ASKING).kill(() => {
    const log = join(at.state, 'audit.log');
    return existsSync(log) && /"event":"ran".*\n/u.test(readFileSync(log, 'utf8'));
  });
  // None, unless the kill was late.
  const early = paidFor(cloud)[1] ?? 0;
  t.equal(paidFor(cloud)[0], 1);
  const resume = ['run', '--resume', idIn(at), '--yes', '--offline', '--json', '--headless'];
  await start(resume).kill(() => paidFor(cloud)[1] === early + 1);
  t.same(paidFor(cloud), [1, early + 1], 'control: it was killed while the second page was on its way');
  t.notOk(existsSync(join(investigation(at), 'cost-explorer.json')));
  cloud.hold = (call) => !isPaid(call);
  await start(resume).kill(() => cloud.calls.some((call) => !isPaid(call)));
  t.same(paidFor(cloud), [1, early + 2], 'what was never answered is asked for again, and nothing else');
  cloud.hold = () => false;
  const { code, err } = await start(resume).ended;
  t.ok([10, 11].includes(code ?? -1), err);
  t.same(paidFor(cloud), [1, early + 2], 'the bill is here: it is not asked for again');
  const { spent } = reportOf(at);
  const calls = cloud.paid().length;
  // A kill that was late may have come between a booking and its call.
  t.ok([calls, calls + 1].includes(booked(at).length), 'each call that the cloud saw is in the ledger');
  t.equal(spent.microUsd, booked(at).length * COST);
  t.ok(await at.verified());
});

test('the budget of the run is one: what the bill costs is not there for the rest', { skip: NOWHERE }, async (t) => {
  const { at, cloud, start } = await place(t);
  const ended = await start([...ASKING, '--budget-usd=0.01']).ended;
  t.equal(ended.code, 5, ended.err);
  t.same(paidFor(cloud), [1, 0]);
  const more = await start(['run', '--resume', idIn(at), '--yes', '--offline', '--json', '--headless', '--budget-usd=0.5']).ended;
  t.ok([10, 11].includes(more.code ?? -1), more.err);
  t.same(paidFor(cloud), [1, 1], 'with more money it goes on where it was');
  t.equal(reportOf(at).spent.microUsd, 2 * COST);
});

test('a BigQuery export is asked for by the run, each stretch dry first', { skip: NOWHERE }, async (t) => {
  const { at, cloud, start } = await place(t);
  const ended = await start([
    'run',
    '--active',
    '--from-bigquery=acme-billing.export.gcp_billing_export_v1_0A1B2C',
    '--days=20',
    '--yes',
    '--offline',
    '--json',
    '--headless',
  ]).ended;
  t.ok([10, 11].includes(ended.code ?? -1), ended.err);
  t.equal(cloud.paid().length, 2);
  t.equal(eventsOf(at, 'preflight'), 2);
  t.match(reportOf(at).files, [{ name: 'bigquery-export.json', format: 'gcp-export' }]);
});

test('without a yes nothing is asked, and a failed login is said as one', { skip: NOWHERE }, async (t) => {
  const { at, cloud, start } = await place(t);
  const ended = await start(ASKING.filter((word) => word !== '--yes')).ended;
  t.equal(ended.code, 4, ended.err);
  t.equal(cloud.calls.length, 0);
  at.write('tools/aws', cloud.program(`process.stderr.write('Unable to locate credentials\\n'); process.exitCode = 253;`), 0o755);
  t.equal((await start(ASKING).ended).code, 4);
  t.equal(cloud.calls.length, 1, 'control');
});

test('at a terminal always is said once for all pages, and what comes after them asks anew', {
  skip: NOWHERE || NO_TERMINAL,
}, async (t) => {
  const { at, cloud } = await place(t);
  const steps: readonly Step[] = [
    [['get-cost-and-usage', 'run it? [y/n/a/q] '], 'a\r'],
    [['cleared by the gate', 'run it? [y/n/a/q] '], 'q\r'],
  ];
  const words = ['run', '--active', '--from-cost-explorer', '--days=40', '--offline'];
  const ended = await atTerminal(at, words, steps, { env: AWS_ENV });
  t.equal(ended.code, 130, ended.out);
  t.same(paidFor(cloud), [1, 1]);
  t.match(
    at.audit().filter(({ event }) => event === 'approved'),
    [{ covers: 'subcommand' }, { covers: 'subcommand' }],
  );
  t.match(ended.out, /asking for the bill: Cost Explorer/u);
  t.match(ended.out, new RegExp(`to go on: ghosthunter run --resume ${idIn(at)}`, 'u'));
});

test('a bill that is asked for needs active mode, and is the only one', async (t) => {
  const at = home(t);
  const bill = at.write('bill.csv', 'x');
  const parsed = (over: Partial<RunFlags>) => parseRun({ files: [], ...over }, DEFAULT_CONFIG, { environment: {}, home: at.path });
  const ce = { active: true, fromCostExplorer: true } as const;
  const REFUSED: readonly Partial<RunFlags>[] = [
    { fromCostExplorer: true },
    { fromBigquery: 'acme-billing.d.t' },
    { ...ce, files: [bill] },
    { ...ce, world: 'aws-kms' },
    { ...ce, fromBigquery: 'acme-billing.d.t' },
    { active: true, fromBigquery: 'x' },
    { ...ce, days: '3' },
    { ...ce, provider: 'gcp' },
    { ...ce, script: bill },
    { active: true, files: [bill], days: '30' },
  ];
  for (const flags of REFUSED) t.throws(() => parsed(flags), { code: 'usage' }, JSON.stringify(flags));
  t.match(parsed(ce), { mode: 'active', provider: 'aws', files: [] }, 'control');
  t.match(parsed({ active: true, fromBigquery: 'acme-billing.d.t', days: '30' }), { provider: 'gcp' }, 'control');
  t.equal((await at.run(['run', '--active', '--from-cost-explorer', '--service'])).code, 2, 'the service asks by its own configuration');
  t.equal((await at.run(['run', '--resume=x', '--from-cost-explorer'])).code, 2);
  t.notOk(existsSync(join(at.state, 'audit.log')));
});
