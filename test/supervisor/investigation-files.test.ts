// What an investigation keeps on disk, apart from any run: whose folder it is, what is read of it again, how its end becomes an exit code.

import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import type { LedgerEntry, SpikesFound } from '../../src/protocol/index.js';
import { LIMITS } from '../../src/protocol/index.js';
import { Fault } from '../../src/shared/index.js';
import { exitOf, judgedEnding } from '../../src/supervisor/investigation/ending.js';
import { foundId, hold, investigationIds, makeFolder } from '../../src/supervisor/investigation/folder.js';
import { entryFault, openLedger } from '../../src/supervisor/investigation/ledger.js';
import { knownFiles, readRunFile, sameFiles, writeRunFile } from '../../src/supervisor/investigation/run-file.js';
import { openSpent, readSpent } from '../../src/supervisor/investigation/spent.js';
import { chosenSpike, providerNamed } from '../../src/supervisor/settle.js';
import { fc } from '../random.js';
import { conclusion, evidence, OPENED, round } from './planted.js';

function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-kept-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const IDS = ['20261121-1204-3f9c1e', '20261121-1310-aaaaaa', '20261122-0000-bbbbbb'] as const;

test('an investigation is found by the beginning of its id, and otherwise there is help', (t) => {
  const state = folder(t);
  t.throws(() => foundId(state, '2026'), { code: 'usage' });
  for (const id of IDS) makeFolder(state, id);
  mkdirSync(join(state, 'investigations', 'notes'));
  t.same(investigationIds(state), IDS.toReversed());
  t.equal(foundId(state, '20261122'), IDS[2]);
  t.equal(foundId(state, IDS[0]), IDS[0]);
  for (const asked of ['', '2026', 'x', '../..', '20261121-1204-3f9c1e/..']) {
    t.throws(() => foundId(state, asked), { code: 'usage', fix: /20261122-0000-bbbbbb|3f9c1e/u }, asked);
  }
  t.end();
});

test('a folder is its owner alone, or is not used', (t) => {
  const state = folder(t);
  const [id] = IDS;
  const path = makeFolder(state, id);
  chmodSync(path, 0o750);
  t.throws(() => makeFolder(state, id), { code: 'file' });
  rmSync(path, { recursive: true });
  symlinkSync(state, path);
  t.throws(() => makeFolder(state, id), { code: 'file' }, 'a link');
  t.end();
});

test('one process at a time works in a folder', {
  skip: process.platform !== 'linux' && 'names that go with their process are of Linux',
}, async (t) => {
  const path = folder(t);
  await hold(path);
  await t.rejects(hold(path), { code: 'usage' });
  await t.resolves(hold(folder(t)), 'control');
});

test('what was acknowledged is read again, byte by byte, wherever the file was cut', (t) => {
  const path = folder(t);
  const entries: readonly LedgerEntry[] = [OPENED, round(1), evidence('E1'), { entry: 'notice', text: 'a\nb\u2028\u{1f600}' }];
  const first = openLedger(path);
  for (const entry of entries) t.equal(first.write(entry), undefined);
  first.close();
  const file = join(path, 'ledger.ndjson');
  const whole = readFileSync(file);
  const ends = [...whole.entries()].filter(([, byte]) => byte === 0x0a).map(([at]) => at + 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length }), (cut) => {
      writeFileSync(file, whole.subarray(0, cut));
      const ledger = openLedger(path);
      ledger.close();
      const kept = ends.filter((end) => end <= cut).length;
      return (
        JSON.stringify(ledger.entries) === JSON.stringify(entries.slice(0, kept)) &&
        ledger.isTorn === (cut !== (ends[kept - 1] ?? 0)) &&
        readFileSync(file).length === (ends[kept - 1] ?? 0)
      );
    }),
  );
  t.end();
});

test('a ledger that was changed, or is a link, is not read', (t) => {
  const path = folder(t);
  const file = join(path, 'ledger.ndjson');
  for (const content of [
    'x\n',
    '{}\n',
    `${JSON.stringify(conclusion({ evidence: ['E1'] }))}\n`,
    '{"entry":"notice","text":"a","text":"b"}\n',
    '\n',
  ]) {
    writeFileSync(file, content);
    t.throws(() => openLedger(path), Fault, content);
  }
  rmSync(file);
  writeFileSync(join(path, 'other'), '');
  symlinkSync(join(path, 'other'), file);
  t.throws(() => openLedger(path), Fault);
  t.end();
});

test('entries follow from each other, and there is an end to them', (t) => {
  t.equal(entryFault(OPENED, []), undefined);
  t.type(entryFault(OPENED, [round(1)]), 'string');
  t.equal(entryFault(round(3), [round(1)]), undefined);
  t.type(entryFault(round(1), [round(1)]), 'string');
  t.type(entryFault(evidence('E1'), [evidence('E1')]), 'string');
  t.equal(entryFault(conclusion({ evidence: ['E1'] }), [evidence('E1')]), undefined);
  t.type(entryFault(conclusion({ evidence: ['E1', 'E2'] }), [evidence('E1')]), 'string');
  const ledger = openLedger(folder(t));
  for (let n = 0; n < LIMITS.ledgerEntries; n += 1) ledger.write({ entry: 'notice', text: 'x' });
  t.match(ledger.write({ entry: 'notice', text: 'x' }), { code: 'not-in-ledger' });
  t.equal(ledger.entries.length, LIMITS.ledgerEntries);
  ledger.close();
  t.end();
});

test('the time of a run is what its processes took together, however the last one ended', (t) => {
  const path = folder(t);
  t.same(readSpent(path), { milliseconds: 0, wasArmed: false });
  openSpent(path, 0).close();
  t.same(readSpent(path), { milliseconds: 0, wasArmed: false }, 'stopped before it was armed: nothing began');
  const first = openSpent(path, 0);
  t.same(readSpent(path), { milliseconds: 0, wasArmed: false }, 'not armed yet');
  first.armed();
  first.began('gcloud projects list');
  first.used(1, 20);
  first.close();
  first.used(2, 20);
  t.ok(readSpent(path).wasArmed);
  const second = openSpent(path, 5_000);
  t.equal(second.taken(), null, 'nothing of it has begun');
  second.armed();
  const once = second.taken()?.milliseconds ?? 0;
  // Its second process: the clock is the same.
  second.armed();
  t.ok(once >= 5_000 && (second.taken()?.milliseconds ?? 0) >= once);
  t.ok(openSpent(path, 7, true).taken(), 'what a killed process had begun counts');
  second.close();
  t.ok(readSpent(path).milliseconds >= 5_000);
  writeFileSync(join(path, 'spent'), `${readFileSync(join(path, 'spent'), 'utf8')}{"at":99`);
  t.ok(readSpent(path).milliseconds >= 5_000, 'a last line that was cut short');
  t.end();
});

test('a run goes on with the very files that it began with', async (t) => {
  const path = folder(t);
  const bill = join(path, 'bill.csv');
  writeFileSync(bill, 'a\n1\n');
  const files = await knownFiles([bill]);
  const run = {
    schema_version: 1 as const,
    run: IDS[0],
    version: '1',
    mode: 'active' as const,
    approval: 'ask' as const,
    provider: null,
    world: null,
    files: [...files],
    spike: 2,
    model: null,
    compressor: null,
    budget: { commands: 1, usd: 2, minutes: 3 },
  };
  writeRunFile(path, run);
  t.same(readRunFile(path), run);
  t.notMatch(readFileSync(join(path, 'run.json'), 'utf8'), /key|secret|credential/iu);
  t.same(await sameFiles(files), [bill]);
  writeFileSync(bill, 'a\n1\n');
  t.same(await sameFiles(files), [bill], 'written anew with what it held');
  writeFileSync(bill, 'a\n2\n');
  await t.rejects(sameFiles(files), { code: 'file' });
  const [large] = files;
  if (!large) throw new Error('no file');
  await t.rejects(sameFiles([{ ...large, sha256: null, modified: 1 }]), { code: 'file' }, 'a large one by its time');
  rmSync(bill);
  await t.rejects(sameFiles(files), { code: 'file' });
  for (const content of ['', '{}', JSON.stringify({ ...run, schema_version: 2 }), JSON.stringify({ ...run, key: 'x' })]) {
    writeFileSync(join(path, 'run.json'), content);
    t.throws(() => readRunFile(path), { code: 'file' });
  }
});

test('an end is told by what was concluded, and otherwise by what ended it', (t) => {
  const done = { outcome: 'done', detail: '' } as const;
  const by = (outcome: 'cause-found' | 'inconclusive' | 'nothing-found'): readonly LedgerEntry[] => [conclusion({ outcome })];
  t.same(
    (['cause-found', 'inconclusive', 'nothing-found'] as const).map((outcome) => exitOf(done, by(outcome))),
    [10, 11, 0],
  );
  t.equal(exitOf({ outcome: 'out-of-budget', detail: '' }, by('cause-found')), 10, 'spent, and concluded all the same');
  const ends = ['failed', 'interrupted', 'needs-person'] as const;
  t.same(
    ends.map((outcome) => exitOf({ outcome, detail: '' }, by('cause-found'))),
    [1, 130, 4],
  );
  t.equal(exitOf({ outcome: 'out-of-budget', detail: '' }, [OPENED]), 5);
  const none = { ran: 0, unauthenticated: 0 };
  t.match(judgedEnding(done, [OPENED], true, none), { outcome: 'failed' });
  t.same(judgedEnding(done, [], false, none), done, 'a script concludes nothing');
  t.match(judgedEnding(done, by('inconclusive'), true, { ran: 2, unauthenticated: 2 }), { outcome: 'needs-person' });
  t.same(judgedEnding(done, by('inconclusive'), true, { ran: 2, unauthenticated: 1 }), done);
  t.same(judgedEnding(done, by('inconclusive'), true, none), done);
  t.end();
});

test('a provider is known by the words of its exports', (t) => {
  for (const name of ['AWS', 'Amazon Web Services', 'Amazon Web Services, Inc.', 'aws']) t.equal(providerNamed(name), 'aws', name);
  for (const name of ['Google Cloud', 'GCP', 'Google Cloud Platform']) t.equal(providerNamed(name), 'gcp', name);
  for (const name of ['Microsoft Azure', 'Microsoft', '', 'Lawson', 'Oracle']) t.equal(providerNamed(name), undefined, name);
  t.end();
});

test('the spike is that of the currency with the most unexpected money', (t) => {
  const report = (currency: string, unexpected: string, providers: readonly string[]): SpikesFound['reports'][number] => ({
    currency,
    unexpected,
    firstDay: '2026-07-01',
    lastDay: '2026-08-29',
    total: '100',
    incomplete: null,
    spikes: providers.map((provider, at) => ({
      rank: at + 1,
      severity: 'high',
      shape: 'step',
      key: { provider, account: '', service: 'x', usageType: '', region: '' },
      startDay: '2026-08-01',
      endDay: '2026-08-29',
      isOngoing: true,
      excess: '5',
      expectedPerDay: '1',
      seenPerDay: '2',
      share: 1,
      daily: [],
      expected: [],
      scopes: [],
      priceVolume: null,
      why: [],
    })),
    drops: [],
    oneOffs: [],
    moves: [],
  });
  const found = (...reports: readonly SpikesFound['reports'][number][]): SpikesFound => ({
    kind: 'spikes-found',
    id: 1,
    reports: [...reports],
    files: [],
    notes: [],
    engine: 'javascript',
  });
  const two = found(report('EUR', '5', ['AWS']), report('USD', '10', ['Google Cloud', 'Microsoft']), report('GBP', '20', []));
  t.same(chosenSpike(two, null), { currency: 'USD', rank: 1, provider: 'gcp' });
  t.same(chosenSpike(two, 2), { currency: 'USD', rank: 2, provider: undefined });
  t.equal(chosenSpike(two, 3), undefined);
  t.equal(chosenSpike(found(), null), undefined);
  t.end();
});
