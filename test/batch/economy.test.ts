// Whole batches whose models are asked through the Message Batches API: the same results at half the price, in fewer batches than there are calls,
// and nothing paid twice when everything is killed in between.

import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Test, test } from 'tap';
import { type BatchServer, batchServer, digestOf, type Params } from '../model-server/batches.js';
import { concludes, DRAFT, hypothesis, proposes } from '../model-server/rounds.js';
import { fc } from '../random.js';
import {
  IS_LONG,
  MILLISECONDS,
  type Place,
  placeOf,
  type Result,
  resultsIn,
  startBatch,
  type Started,
  until,
  worldItems,
} from './whole-batch.js';

const KEY = 'sk-the-real-key-of-this-batch';
const WORLDS = ['aws-nat-gateway', 'aws-kms', 'aws-gpu'];
const ITEMS = 6;
/** Of these, as many are compared with the same ones without --economy: a run costs seconds of a core. */
const COMPARED = 2;

const HYPOTHESES = [hypothesis('A09', 0.5), hypothesis('other', 0.2)];

/** The same for the same question: first a command, then the end. */
function say(params: Params): string {
  const text = JSON.stringify(params['messages']);
  if (params.model !== 'claude-opus-5-5') return '{"findings":[]}';
  if (!text.includes('Round 1, by you')) return JSON.stringify(proposes(['aws', 'ec2', 'describe-nat-gateways'], HYPOTHESES));
  return JSON.stringify(concludes({ ...DRAFT, cause_id: 'A09' }));
}

const place = (t: Test, count = ITEMS): Place => placeOf(t, worldItems(count, WORLDS));

function start(
  at: Place,
  { port }: Pick<BatchServer, 'port'>,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Started {
  return startBatch(at, [at.manifest, '--concurrency=3', ...args], {
    ANTHROPIC_API_KEY: KEY,
    GHOSTHUNTER_MODEL_BASE_URL: `http://127.0.0.1:${String(port)}`,
    GHOSTHUNTER_MODEL_NAME: 'claude-opus-5-5',
    GHOSTHUNTER_MODEL_COMPRESSOR: 'claude-sonnet-5-5',
    GHOSTHUNTER_ECONOMY_WINDOW_SECONDS: '5',
    GHOSTHUNTER_ECONOMY_POLL_SECONDS: '0.1',
    ...more,
  });
}

const byName = (out: string): readonly Result[] => resultsIn(out).toSorted((one, other) => (one.name < other.name ? -1 : 1));

const said = (results: readonly Result[]): readonly object[] =>
  results.map(({ cause, confidence, name, outcome, spent, title }) => ({
    cause,
    confidence,
    name,
    outcome,
    title,
    commands: spent.commands,
  }));

const spentBy = (results: readonly Result[]): readonly number[] => results.map(({ spent }) => spent.microUsd);

/** What the kernel shows of the processes that this one has started: their words and their environment. */
function shownBelow(pid: number): string {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/u.test(name));
  const parentOf = (one: string): string => /^PPid:\t(\d+)$/mu.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? '';
  const shown: string[] = [];
  for (const one of numbers) {
    try {
      if (parentOf(one) !== String(pid)) continue;
      shown.push(readFileSync(`/proc/${one}/cmdline`, 'utf8'), readFileSync(`/proc/${one}/environ`, 'utf8'));
    } catch {
      // It has ended, or does not show itself.
    }
  }
  return shown.join('\n');
}

function textBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

test('six items at half the price, killed with everything in between: the same results, and nothing is paid twice', {
  timeout: MILLISECONDS,
}, async (t) => {
  const plainServer = await batchServer({ say });
  t.teardown(plainServer.close);
  // The first ones of the same, each call by itself.
  const plainly = await start(place(t, COMPARED), plainServer, []).ended;
  const plain = byName(plainly.out);
  t.equal(plain.length, COMPARED, plainly.err);
  t.equal(plainServer.batches.length, 0);

  const server = await batchServer({ say, milliseconds: 400 });
  t.teardown(server.close);
  const at = place(t);
  const first = start(at, server, ['--economy']);
  await until(() => server.batches.length > 0);
  if (process.platform === 'linux') {
    const shown = shownBelow(first.child.pid ?? 0);
    t.match(shown, /--economy/u, 'the runs are there');
    t.notMatch(shown, KEY);
  }
  first.child.kill('SIGKILL');
  const killed = await first.ended;
  const { code, err, out } = await start(at, server, ['--economy']).ended;
  const results = byName(out);
  t.equal(code, plainly.code, err);
  t.equal(results.length, ITEMS);
  const same = results.slice(0, COMPARED);
  t.strictSame(said(same), said(plain));
  t.strictSame(
    spentBy(same),
    spentBy(plain).map((microUsd) => microUsd / 2),
  );
  t.ok(spentBy(plain).every((microUsd) => microUsd > 0));
  t.equal(server.direct.length, 0, 'no call by itself');
  t.strictSame(new Set(server.paid.values()), new Set([1]), 'each question once');
  t.equal(server.paid.size, 2 * ITEMS, 'a command and a conclusion each');
  t.ok(server.batches.length < server.paid.size, `${String(server.batches.length)} batches of ${String(server.paid.size)} calls`);
  t.match(err, /wait for a batch of calls/u);
  t.notMatch(textBelow(at.root), KEY);
  t.notMatch([killed.out, killed.err, out, err].join('\n'), KEY);
  const batches = join(at.home, '.ghosthunter', 'batches');
  const [root = ''] = readdirSync(batches);
  t.notOk(existsSync(join(batches, root, 'economy', 'journal')), 'what was kept of answers is gone with the batch');
});

/** What was paid for is told by run and question where it is more than it should be. */
function paidTwice({ batches, paid }: BatchServer): readonly string[] {
  const all = batches.flatMap(({ id, requests }) =>
    requests.map(({ params }) => ({ id, params, text: JSON.stringify(params['messages']) })),
  );
  const more = all.filter(({ params, text }) => text.includes('The investigation ends here') || (paid.get(digestOf(params)) ?? 0) > 1);
  return more.map(({ id, text }) => `${id}: ${text.slice(-400)}`);
}

const [rounds, stops] = IS_LONG ? [10, 7] : [1, 2];

test(`stopped with Ctrl-C ${String(stops)} times at random moments and begun again, a batch pays each question once`, {
  timeout: MILLISECONDS,
}, async (t) => {
  const moments = fc.record({ afterResults: fc.boolean(), milliseconds: fc.integer({ min: 0, max: 400 }) });
  const count = IS_LONG ? ITEMS : COMPARED;
  for (let round = 0; round < rounds; round += 1) {
    const server = await batchServer({ say, milliseconds: 400 });
    t.teardown(server.close);
    const at = place(t, count);
    for (const { afterResults, milliseconds } of fc.sample(moments, { numRuns: stops, ...(IS_LONG ? {} : { seed: 11 }) })) {
      const { child, ended } = start(at, server, ['--economy']);
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      const before = server.api.seen.length;
      await until(
        () =>
          isOver || server.api.seen.slice(before).some(({ method, url }) => (afterResults ? url.endsWith('/results') : method === 'POST')),
      );
      await pause(milliseconds);
      child.kill('SIGINT');
      await ended;
    }
    const { err, out } = await start(at, server, ['--economy']).ended;
    t.equal(resultsIn(out).filter(({ outcome }) => outcome === 'inconclusive').length, count, err);
    t.strictSame(paidTwice(server), []);
    t.equal(server.paid.size, 2 * count, 'a command and a conclusion each');
    t.equal(server.direct.length, 0);
  }
});

test('ended between its last thought and its conclusion a run asks nothing again', { timeout: MILLISECONDS }, async (t) => {
  const server = await batchServer({ say });
  t.teardown(server.close);
  const at = place(t, 1);
  const whole = byName((await start(at, server, ['--economy']).ended).out);
  const { folder = '', item = '' } = whole[0] ?? {};
  const ledger = join(folder, 'ledger.ndjson');
  const lines = readFileSync(ledger, 'utf8').trimEnd().split('\n');
  t.match(lines.at(-2), /"do":"conclude"/u);
  // As the disk is at that instant: the answers are still there for a batch that goes on, and here not even those are needed.
  writeFileSync(ledger, `${lines.slice(0, -1).join('\n')}\n`);
  for (const name of readdirSync(folder).filter((one) => one.startsWith('report.'))) rmSync(join(folder, name));
  const batches = join(at.home, '.ghosthunter', 'batches');
  rmSync(join(batches, readdirSync(batches)[0] ?? '', 'items', item, 'result.json'));
  const { err, out } = await start(at, server, ['--economy']).ended;
  t.strictSame(said(byName(out)), said(whole), err);
  t.equal(server.paid.size, 2, 'a command and a conclusion');
  t.notMatch(textBelow(folder), /"entry":"notice"/u);
});

test('--economy says beforehand what it needs, and starts nothing without it', { timeout: MILLISECONDS }, async (t) => {
  const server = await batchServer({ say, hasBatches: false });
  t.teardown(server.close);
  const at = place(t);
  const none = await start(at, server, ['--economy']).ended;
  t.equal(none.code, 2, none.err);
  t.match(none.err, /no Message Batches API[^]*fix: leave --economy out/u);
  const keyless = { ANTHROPIC_API_KEY: '', GHOSTHUNTER_MODEL_BASE_URL: '', GHOSTHUNTER_MODEL_NAME: '' };
  const without = await start(at, server, ['--economy'], keyless).ended;
  t.equal(without.code, 2, without.err);
  t.match(without.err, /no model key[^]*fix: /u);
  t.equal((await start(at, server, ['--economy', '--queue=redis://127.0.0.1', `--state=${join(at.root, 's')}`]).ended).code, 2);
  const dry = await start(at, server, ['--economy', '--dry-run']).ended;
  t.match(dry.out, /at most \$6\.00 in all[^]*economy: the models of 6 items at half the list price/u);
  t.notOk(existsSync(join(at.home, '.ghosthunter', 'investigations')), 'no run was begun');
  t.equal(server.direct.length, 0);
});
