// Items handed out by a real Redis to workers on several hosts, each a network of its own: one is cut off for a while, one is killed in the
// middle of an investigation. Each item has one result, no command of a run begins twice, and the paid calls that were counted at the
// simulated cloud are those that the ledgers have.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { entryIn, type LogEntry, readEntries, verifyLog } from '../../src/audit/index.js';
import { freePort } from './free-port.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const WITNESS = fileURLToPath(new URL('cloud-witness.js', import.meta.url));
const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const MILLISECONDS = IS_LONG ? 3_000_000 : 240_000;
/** GHOSTHUNTER_ITEMS for another number than that of the short or the long suite. */
const ITEMS = Number(process.env['GHOSTHUNTER_ITEMS'] ?? (IS_LONG ? 200 : 9));
const CUT_OFF = IS_LONG ? 30_000 : 4_000;
/** Several that pay for what they read. */
const WORLDS = ['aws-kms', 'aws-nat-gateway', 'aws-gpu', 'gcp-ledger'];

const does = (file: string, ...args: readonly string[]): boolean => spawnSync(file, args, { timeout: 10_000 }).status === 0;

function missing(): string | false {
  if (!does('redis-server', '--version')) return 'redis-server is not installed';
  const probe = `gh-probe-${String(process.pid)}`;
  if (process.getuid?.() !== 0 || !does('ip', 'netns', 'add', probe)) return 'no network namespace can be made here';
  does('ip', 'netns', 'del', probe);
  return false;
}

/** A network of its own for each worker, tied to ours by a cable that can be pulled. */
interface Host {
  readonly name: string;
  readonly cable: string;
  /** Under which address it reaches us. */
  readonly us: string;
}

function hosts(t: Test, count: number): readonly Host[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `gh${String(process.pid)}-${String(at)}`;
    const cable = `ghv${String(process.pid % 100_000)}${String(at)}`;
    const subnet = `10.213.${String(at)}`;
    t.teardown(() => {
      does('ip', 'netns', 'del', name);
      does('ip', 'link', 'del', cable);
    });
    const steps = [
      ['ip', 'netns', 'add', name],
      ['ip', 'link', 'add', cable, 'type', 'veth', 'peer', 'name', 'up0', 'netns', name],
      ['ip', 'addr', 'add', `${subnet}.1/24`, 'dev', cable],
      ['ip', 'link', 'set', cable, 'up'],
      ['ip', '-n', name, 'addr', 'add', `${subnet}.2/24`, 'dev', 'up0'],
      ['ip', '-n', name, 'link', 'set', 'up0', 'up'],
      ['ip', '-n', name, 'link', 'set', 'lo', 'up'],
    ];
    for (const [file = '', ...args] of steps) t.ok(does(file, ...args), [file, ...args].join(' '));
    return { name, cable, us: `${subnet}.1` };
  });
}

interface Started {
  readonly child: ChildProcess;
  readonly said: () => { readonly out: string; readonly err: string };
  readonly ended: Promise<number | null>;
}

function start(t: Test, command: readonly string[], home: string): Started {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { cwd: home, env: { PATH: process.env['PATH'], HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { child, ended, said: () => ({ out, err }) };
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

interface Result {
  readonly item: string;
  readonly outcome: string;
  readonly run: string;
  readonly spent: { readonly microUsd: number };
}

/** What is called, without its flags: prices are of operations. */
const operation = (words: readonly string[]): string => {
  // Of a printed command a word may begin with a quote.
  const end = words.findIndex((word) => /^'?-/u.test(word));
  return words.slice(0, end < 0 ? words.length : end).join(' ');
};

// CAST: written by the batch, and by the witness.
const resultsIn = (text: string): readonly Result[] => linesOf(text).map((line) => JSON.parse(line) as Result);
const callsIn = (text: string): readonly (readonly string[])[] =>
  // CAST: as above.
  linesOf(text).map((line) => (JSON.parse(line) as { readonly words: readonly string[] }).words);

const canonicalOf = (entries: readonly LogEntry[], seq: unknown): string =>
  entries.flatMap(({ fields, seq: own }) => (own === seq && typeof fields['canonical'] === 'string' ? [fields['canonical']] : [])).join('');

const counted = (keys: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

/** What this machine lacks: redis-server, or the right to make network namespaces. */
const MISSING = missing();

test(`${String(ITEMS)} items by Redis, three hosts, one cut off and one killed`, { timeout: MILLISECONDS, skip: MISSING }, async (t) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-queue-')));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  mkdirSync(join(root, 'home'), { mode: 0o700 });
  const home = join(root, 'home');
  const state = join(root, 'shared');
  const manifest = join(root, 'accounts.jsonl');
  const items = Array.from({ length: ITEMS }, (_, at) => ({ world: WORLDS[at % WORLDS.length], seed: 1 + at, offline: true }));
  writeFileSync(manifest, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const [one, two, three] = hosts(t, 3);
  if (!one || !two || !three) return;
  const port = String(await freePort());
  const redis = start(t, ['redis-server', '--port', port, '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', ''], root);
  const witness = start(t, [process.execPath, WITNESS], root);
  await pause(500);
  t.equal(redis.child.exitCode, null, redis.said().out);
  const on = ({ name, us }: Host, args: readonly string[]): readonly string[] => [
    ...['ip', 'netns', 'exec', name, process.execPath, MAIN, 'batch', ...args],
    ...[`--state=${state}`, `--queue=redis://${us}:${port}`, '--concurrency=1'],
  ];
  const first = start(t, on(one, [manifest]), home);
  for (let tries = 0; tries < 200 && !existsSync(join(state, 'manifest.jsonl')); tries += 1) await pause(50);
  const second = start(t, on(two, ['--worker']), home);
  const third = start(t, on(three, ['--worker']), home);
  await pause(IS_LONG ? 30_000 : 5_000);
  t.ok(does('ip', 'link', 'set', two.cable, 'down'));
  third.child.kill('SIGKILL');
  await pause(CUT_OFF);
  t.ok(does('ip', 'link', 'set', two.cable, 'up'));
  const code = await first.ended;
  await second.ended;
  const { err, out } = first.said();
  t.equal(code, 10, err);
  const results = resultsIn(out);
  t.equal(results.length, ITEMS);
  t.equal(new Set(results.map(({ item }) => item)).size, ITEMS, 'each once');
  t.strictSame(
    results.filter(({ outcome }) => outcome === 'failed'),
    [],
  );
  t.ok(resultsIn(second.said().out).length > 0, 'the one that was cut off did its part');
  witness.child.kill('SIGTERM');
  const calls = callsIn(witness.said().out);
  t.ok(calls.length > ITEMS, 'control: calls were seen');
  let booked = 0;
  const inLedgers: string[] = [];
  for (const item of readdirSync(join(state, 'items'))) {
    const at = join(state, 'items', item, 'home');
    const entries = [...readEntries(at)].flatMap(({ bytes }) => entryIn(bytes) ?? []);
    t.ok((await verifyLog(at)).ok, item);
    const undone = new Set(entries.filter(({ event }) => event === 'not-run').map(({ fields }) => fields['of']));
    const begun = entries
      .filter(({ event, seq }) => event === 'cleared' && !undone.has(seq))
      .map(({ fields }) => String(fields['canonical']));
    t.equal(new Set(begun).size, begun.length, `${item}: no command twice`);
    t.equal(new Set(entries.filter(({ event }) => event === 'start').map(({ run }) => run)).size, 1, `${item}: one run`);
    for (const { event, fields } of entries) {
      if (event !== 'booked') continue;
      booked += Number(fields['microUsd']);
      inLedgers.push(operation(canonicalOf(entries, fields['of']).split(' ')));
    }
  }
  t.equal(
    results.reduce((sum, { spent }) => sum + spent.microUsd, 0),
    booked,
    'what the results say was paid is what the ledgers have',
  );
  const paid = counted(inLedgers);
  const atCloud = counted(calls.map((words) => operation(words.slice(1))).filter((key) => paid.has(key)));
  // The one that was killed may have been killed between its booking and its call; nothing else may differ, and nothing be called more often.
  for (const [key, count] of paid) {
    const real = atCloud.get(key) ?? 0;
    t.ok(real <= count && real >= count - 1, `${key}: ${String(real)} calls at the cloud, ${String(count)} in the ledgers`);
  }
  t.ok(paid.size > 0, 'control: something was paid');
});
