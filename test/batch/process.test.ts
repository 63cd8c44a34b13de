// Whole batches as processes: killed at random instants with everything that they started, begun again until they end. Nothing is lost, nothing
// is done twice: each item has one result and one run, and the audit logs say that no command of a run was cleared twice.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Test, test } from 'tap';
import { entryIn, type LogEntry, readEntries, verifyLog } from '../../src/audit/index.js';
import { fc } from '../random.js';
import { IS_LONG, MILLISECONDS, type Place, placeOf, resultsIn, startBatch as start, startedBy, until, worldItems } from './whole-batch.js';

/** A fixed order of worlds that find something, find nothing, or read much. */
const WORLDS = ['aws-nat-gateway', 'aws-weekly', 'gcp-media-site', 'aws-kms', 'gcp-ledger', 'aws-gpu'];

const place = (t: Test, items: number, more: readonly object[] = []): Place =>
  placeOf(t, [...worldItems(items, WORLDS).map((item) => ({ ...item, offline: true })), ...more]);

const logOf = (state: string): readonly LogEntry[] => [...readEntries(state)].flatMap(({ bytes }) => entryIn(bytes) ?? []);

/** Commands that a run was let begin more than once. */
function repeated(entries: readonly LogEntry[]): readonly string[] {
  const undone = new Set(entries.filter(({ event }) => event === 'not-run').map(({ fields, run }) => `${run} ${String(fields['of'])}`));
  const begun = entries
    .filter(({ event, run, seq }) => event === 'cleared' && !undone.has(`${run} ${String(seq)}`))
    .map(({ fields, run }) => `${run} ${String(fields['canonical'])}`);
  return begun.filter((one, at) => begun.indexOf(one) < at);
}

const paidIn = (entries: readonly LogEntry[]): number =>
  entries.reduce(
    (sum, { event, fields }) => sum + (event === 'booked' && typeof fields['microUsd'] === 'number' ? fields['microUsd'] : 0),
    0,
  );

/** `GHOSTHUNTER_ITEMS=500` takes a quarter of an hour on two processors. */
const [items, kills] = IS_LONG ? [Number(process.env['GHOSTHUNTER_ITEMS'] ?? 60), 20] : [6, 2];
/** So that the last kill comes before the last item has ended. */
const LONGEST_WAIT = Math.round((items * 2_000) / kills);

test(`a batch of ${String(items)} that is killed ${String(kills)} times loses nothing and does nothing twice`, {
  timeout: MILLISECONDS,
}, async (t) => {
  const at = place(t, items);
  const seed = IS_LONG ? Date.now() : 7;
  const waits = fc.sample(fc.integer({ min: 900, max: IS_LONG ? LONGEST_WAIT : 3_500 }), { numRuns: kills, seed });
  for (const milliseconds of waits) {
    const { child, ended } = start(at, [at.manifest]);
    await pause(milliseconds);
    child.kill('SIGKILL');
    await ended;
  }
  const last = await start(at, [at.manifest]).ended;
  const results = resultsIn(last.out);
  t.equal(last.code, 10, last.err);
  t.equal(results.length, items);
  t.equal(new Set(results.map(({ item }) => item)).size, items, 'each once');
  t.equal(new Set(results.map(({ run }) => run)).size, items, 'each with a run of its own');
  t.strictSame(
    results.filter(({ outcome }) => outcome === 'failed'),
    [],
  );
  const state = join(at.home, '.ghosthunter');
  const entries = logOf(state);
  t.ok((await verifyLog(state)).ok);
  t.strictSame(repeated(entries), [], 'no command began twice');
  t.equal(
    new Set(entries.filter(({ event }) => event === 'start').map(({ run }) => run)).size,
    items,
    'no run was begun that has no result',
  );
  t.equal(
    results.reduce((sum, { spent }) => sum + spent.microUsd, 0),
    paidIn(entries),
    'what was paid is what the audit log has booked',
  );
  const again = await start(at, [at.manifest]).ended;
  t.equal(again.code, 10);
  t.strictSame(
    new Set(resultsIn(again.out).map((one) => JSON.stringify(one))),
    new Set(results.map((one) => JSON.stringify(one))),
    'begun once more it says the same, and does nothing',
  );
  t.equal(logOf(state).length, entries.length);
});

test('one bad item stops no other, the summary has them all, and the first Ctrl-C parks what runs', {
  timeout: MILLISECONDS,
}, async (t) => {
  const at = place(t, 3, [{ name: 'bad', files: ['nowhere.csv'] }]);
  const stopped = start(at, [at.manifest, '--concurrency=1']);
  const runs = join(at.home, '.ghosthunter', 'investigations');
  await until(() => existsSync(runs));
  stopped.child.kill('SIGINT');
  const first = await stopped.ended;
  t.equal(first.code, 130, first.err);
  const output = join(at.root, 'summary');
  const { code, err, out } = await start(at, [at.manifest, `--output=${output}`]).ended;
  t.equal(code, 1, err);
  t.strictSame(
    resultsIn(out)
      .map(({ name, outcome }) => [name, outcome])
      .sort(),
    [
      ['bad', 'failed'],
      ['item 0', 'cause-found'],
      ['item 1', 'nothing-found'],
      ['item 2', 'cause-found'],
    ],
  );
  t.notMatch(err, /[\u001b\r]/u, 'lines, where nobody sees a bar');
  t.match(err, /^4\/4 · 2 found · 1 clean · 1 failed/mu);
  // CAST: written by the batch.
  const summary = JSON.parse(readFileSync(join(output, 'summary.json'), 'utf8')) as {
    readonly tally: object;
    readonly causes: readonly unknown[];
  };
  t.strictSame(summary.tally, { items: 4, found: 2, clean: 1, inconclusive: 0, failed: 1, left: 0 });
  t.equal(summary.causes.length, 2);
  t.match(
    readFileSync(join(output, 'summary.html'), 'utf8'),
    /Content-Security-Policy" content="default-src &#39;none&#39;|Content-Security-Policy/u,
  );
  t.match(readFileSync(join(output, 'summary.md'), 'utf8'), /\| bad \| bad \| failed \|/u);
});

test('with --state each item takes its ledger and its audit log along, and a second worker helps', { timeout: MILLISECONDS }, async (t) => {
  const at = place(t, 4);
  const state = join(at.root, 'shared');
  const first = start(at, [at.manifest, `--state=${state}`, '--concurrency=1']);
  let family: readonly string[] = [];
  await until(() => {
    family = startedBy(first.child.pid ?? 0).filter((line) => /node/u.test(line.split(' ')[0] ?? ''));
    return family.some((line) => line.includes('executor.js'));
  });
  t.ok(family.length >= 4, 'the run, its cages and the executor');
  for (const line of family) t.match(line, / --single-threaded /u, 'a run of a batch works in one thread');
  const helped = await start(at, ['--worker', `--state=${state}`, '--concurrency=1']).ended;
  const { code, err, out } = await first.ended;
  t.equal(code, 10, err);
  t.equal(resultsIn(out).length, 4);
  t.ok(resultsIn(helped.out).length > 0, helped.err);
  for (const { folder, item } of resultsIn(out)) {
    const home = join(state, 'items', item, 'home');
    t.ok(folder.startsWith(home));
    t.ok(existsSync(join(home, 'audit.shared')), 'its log is locked in a way that other hosts see');
    t.ok((await verifyLog(home)).ok);
    t.equal(logOf(home).filter(({ event }) => event === 'start').length, 1);
  }
  t.notOk(existsSync(join(at.home, '.ghosthunter')), 'nothing of it is kept anywhere else');
});

test('a manifest that is wrong starts nothing and says every line, and --dry-run says what it would cost', {
  timeout: MILLISECONDS,
}, async (t) => {
  const at = place(t, 2, [
    { name: 'typo', projct: 'x' },
    { world: 'nowhere', budget_usd: 0 },
  ]);
  const wrong = await start(at, [at.manifest]).ended;
  t.equal(wrong.code, 2);
  t.match(wrong.err, /accounts\.jsonl:3: field `projct`/u);
  t.match(wrong.err, /accounts\.jsonl:4: field `budget_usd`/u);
  const sound = place(t, 2);
  const dry = await start(sound, [sound.manifest, '--dry-run', '--item-budget-usd=0.5']).ended;
  t.equal(dry.code, 0, dry.err);
  t.match(dry.out, /2 items, \d+ at a time, at most \$1\.00 in all/u);
  t.strictSame(readdirSync(sound.home), []);
  const poor = await start(sound, [sound.manifest, '--budget-usd=0.5']).ended;
  t.equal(poor.code, 5, poor.err);
  t.equal(poor.out, '');
});
