// A batch whose items ask for their bill where it lies: killed while asking and begun again, with the calls counted at the cloud.

import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'tap';
import { batchDay } from '../../src/batch/day.js';
import { plannedItems, readManifest } from '../../src/batch/plan.js';
import { addItem, writeRules } from '../../src/batch/spool/spool.js';
import { AWS_AND_ALL, AWS_ENV, farCloud } from '../process/far-cloud.js';
import { configured, home } from '../process/ghosthunter.js';
import { AVAILABLE } from '../process/surroundings.js';
import { folder, opened, RULES } from './spools.js';

const NOWHERE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const MILLISECONDS = 120_000;

interface Result {
  readonly name: string;
  readonly run: string;
  readonly outcome: string;
  readonly spent: { readonly microUsd: number };
}

const resultsIn = (out: string): readonly Result[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    // CAST: written by the batch.
    .map((line) => JSON.parse(line) as Result);

test('killed while it asks it goes on: no page that was answered is paid for again, and the ledger has each call', {
  skip: NOWHERE,
  timeout: MILLISECONDS,
}, async (t) => {
  const at = home(t);
  const cloud = await farCloud(t);
  at.write('tools/aws', cloud.program(AWS_AND_ALL), 0o755);
  configured(at, `[cli]\ndirectories = ["${at.path}/tools"]\n[batch]\nconcurrency = 1\nitem_budget_usd = 0.25\nmax_commands = 3\n`);
  const items = ['one', 'two'].map((profile) => ({ profile, source: 'cost-explorer', days: 40, offline: true }));
  const manifest = at.write('accounts.jsonl', items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  let child: ChildProcess | undefined;
  const batch = (...args: readonly string[]) =>
    at.run(['batch', manifest, ...args], { env: AWS_ENV, milliseconds: MILLISECONDS, onChild: (one) => (child = one) });
  const isSecond = (line: string): boolean => line.includes('--next-page-token');
  const paid = (): readonly number[] => [cloud.paid().filter((line) => !isSecond(line)).length, cloud.paid().filter(isSecond).length];

  const dry = await batch('--dry-run');
  t.match(dry.out, /one · one · active · asks cost-explorer, 40 days · at most \$0\.25/u);
  t.match(dry.out, /2 items, 1 at a time, at most \$0\.50 in all/u, 'as the configuration says');
  t.equal(cloud.calls.length, 0);

  cloud.hold = ({ argv }) => argv.includes('--next-page-token');
  const killed = batch();
  for (let tries = 0; tries < 5_000 && paid()[1] === 0; tries += 1) await pause(10);
  t.same(paid(), [1, 1], 'control: it was killed while it asked');
  child?.kill('SIGKILL');
  await killed;

  cloud.hold = () => false;
  const { code, err, out } = await batch();
  t.ok([10, 11].includes(code ?? -1), err);
  t.same(
    resultsIn(out)
      .map(({ name, outcome }) => [name, outcome === 'failed'])
      .sort(),
    [
      ['one', false],
      ['two', false],
    ],
  );
  t.same(paid(), [2, 3], 'of the first item the page that was never answered was asked for again, and nothing else');
  const booked = at.audit().flatMap((entry) => (entry.event === 'booked' ? [entry.microUsd] : []));
  t.equal(booked.length, cloud.paid().length, 'the ledger has each call that the cloud saw');
  t.equal(
    resultsIn(out).reduce((sum, { spent }) => sum + spent.microUsd, 0),
    booked.reduce((sum, one) => sum + one, 0),
  );
  t.same(
    new Set(cloud.calls.map(({ env }) => `${env['AWS_PROFILE'] ?? ''} ${env['AWS_ACCESS_KEY_ID'] ?? ''}`)),
    new Set(['one ', 'two ']),
    'each with its own account',
  );
  t.equal(new Set(at.audit().map(({ run }) => run)).size, 2, 'one run for each');
  const again = await batch();
  t.same(new Set(resultsIn(again.out).map(({ run }) => run)), new Set(resultsIn(out).map(({ run }) => run)));
  t.same(paid(), [2, 3], 'begun once more on the same day it does nothing');
  t.ok(await at.verified());
});

test('a batch keeps its day until each item that asks has ended', async (t) => {
  const at = home(t);
  const root = folder(t);
  const manifest = at.write('accounts.toml', '[[item]]\nprofile = "a"\nsource = "cost-explorer"\n[[item]]\nworld = "aws-kms"\n');
  const read = readManifest(manifest, undefined);
  const day = (today: string, isRetry = false): Promise<string> =>
    batchDay(read, root, { leaseMilliseconds: 1, label: '', stateDirectory: root, today, isRetry });
  t.equal(await day('2026-11-21'), '2026-11-21');
  writeRules(root, { ...RULES, day: '2026-11-21' });
  const items = await plannedItems(read, '2026-11-21');
  for (const item of items) addItem(root, item);
  t.equal(await day('2026-11-22'), '2026-11-21', 'after midnight it goes on');
  const [asked] = items;
  const dead = { ...RESULT, item: asked?.id ?? '' };
  opened(root).bury(asked?.id ?? '', 1, dead);
  t.equal(await day('2026-11-22'), '2026-11-22', 'once it has ended the bill is asked for anew, whatever else is left');
  t.equal(await day('2026-11-22', true), '2026-11-21', 'unless what was given up is tried again');
  const [next, other] = await plannedItems(read, '2026-11-22');
  t.not(next?.id, asked?.id);
  t.equal(other?.id, items[1]?.id, 'what asks for nothing is the same on each day');
});

const RESULT = {
  schema_version: 1,
  name: 'a',
  account: 'a',
  provider: 'aws',
  outcome: 'failed',
  cause: null,
  title: null,
  confidence: null,
  severity: null,
  service: null,
  money: null,
  spent: { commands: 0, microUsd: 0, milliseconds: 0 },
  run: '20261121-1204-3f9c1e',
  folder: '',
  error: null,
  fix: null,
} as const;
