// Many simulated investigations as `ghosthunter batch` runs them: how many a minute, one at a time and two at a time; what one takes of the
// memory, with all its processes; and whether the batch itself grows. Two rounds of each, in turns, so that a noisy machine disturbs both.
//   npm run bench -- batch            36 items a round; with GHOSTHUNTER_LONG=1 500
//   npm run bench -- batch=60         so many

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const BARS = { ratio: 1.7, runMegabytes: 250 };
const WORLDS = ['aws-nat-gateway', 'aws-weekly', 'gcp-media-site', 'aws-kms', 'gcp-ledger', 'aws-gpu'];
/** Looking costs processor too: seldom enough not to be seen in the figures. */
const SAMPLE_MS = 2_500;

export default async function run(count) {
  const items = Number(count ?? (process.env.GHOSTHUNTER_LONG === '1' ? 500 : 36));
  const cores = availableParallelism();
  console.log(`batch, node ${process.versions.node}, ${String(cores)} cores, ${String(items)} simulated investigations a round`);
  const rounds = [];
  for (const concurrency of [1, 2, 1, 2]) rounds.push(await batch(items, concurrency));
  for (const { concurrency, busy, perMinute, cpu } of rounds)
    console.log(
      `  ${String(concurrency)} at a time: ${perMinute.toFixed(1)} a minute, ${cpu.toFixed(2)} s of processor each, machine ${(100 * busy).toFixed(0)} % busy`,
    );
  const best = (concurrency) => Math.max(...rounds.filter((one) => one.concurrency === concurrency).map(({ perMinute }) => perMinute));
  const ratio = best(2) / best(1);
  const two = rounds.filter(({ concurrency }) => concurrency === 2);
  const pss = Math.max(...two.map((one) => one.pss));
  const rss = Math.max(...two.map((one) => one.rss));
  const grown = Math.max(...rounds.map((one) => one.grown));
  const own = Math.max(...rounds.map((one) => one.own));
  const isMet = ratio >= BARS.ratio && pss <= BARS.runMegabytes;
  console.log(`  from 1 to 2: ${ratio.toFixed(2)}x (bar ${String(BARS.ratio)}: ${ratio >= BARS.ratio ? 'held' : 'MISSED'})`);
  console.log(
    `  one investigation, all its processes: ${pss.toFixed(0)} MB of its own (PSS), ${rss.toFixed(0)} MB with what is shared counted in each (RSS), at most; bar ${String(BARS.runMegabytes)}: ${pss <= BARS.runMegabytes ? 'held' : 'MISSED'}`,
  );
  console.log(`  the batch itself: ${own.toFixed(0)} MB at most, ${grown.toFixed(1)} MB more in its last quarter than in its second`);
  return { isMet };
}

async function batch(items, concurrency) {
  const root = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  try {
    const home = join(root, 'home');
    mkdirSync(home, { mode: 0o700 });
    const list = Array.from({ length: items }, (_, at) => ({
      world: WORLDS[at % WORLDS.length],
      seed: 1 + Math.floor(at / WORLDS.length),
      offline: true,
    }));
    const manifest = join(root, 'items.jsonl');
    writeFileSync(manifest, list.map((item) => `${JSON.stringify(item)}\n`).join(''));
    const before = machine();
    const started = performance.now();
    const child = spawn(process.execPath, [MAIN, 'batch', manifest, `--concurrency=${String(concurrency)}`], {
      env: { PATH: process.env.PATH, HOME: home },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    const samples = [];
    const sampler = setInterval(() => samples.push(sample(child.pid)), SAMPLE_MS);
    await new Promise((resolve) => child.once('close', resolve));
    clearInterval(sampler);
    const after = machine();
    const results = out.trim().split('\n').length;
    if (results !== items) throw new Error(`${String(results)} results of ${String(items)}`);
    const runs = samples.flatMap((one) => one.runs);
    const own = samples.map((one) => one.own).filter((one) => one > 0);
    const quarter = (at) => own.slice(Math.floor((own.length * at) / 4), Math.floor((own.length * (at + 1)) / 4));
    const busy = after.busy - before.busy;
    return {
      concurrency,
      perMinute: (60_000 * items) / (performance.now() - started),
      busy: busy / (busy + after.idle - before.idle),
      // Everything on the machine, since a process that was killed leaves no account: an upper end.
      cpu: busy / 100 / items,
      pss: Math.max(0, ...runs.map(({ pss }) => pss)),
      rss: Math.max(0, ...runs.map(({ rss }) => rss)),
      own: Math.max(0, ...own),
      grown: middle(quarter(3)) - middle(quarter(1)),
    };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const middle = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

function machine() {
  const [, user, nice, system, idle, wait] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/\s+/).map(Number);
  return { busy: user + nice + system, idle: idle + wait };
}

function readProc(pid, file) {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'latin1');
  } catch {
    return '';
  }
}

const kilobytes = (text, field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0) / 1024;

/** A child of the batch with everything below it is one investigation. */
function sample(pid) {
  const children = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProc(name, 'stat');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (one) => [one, ...(children.get(one) ?? []).flatMap(below)];
  const memory = (one) => {
    const text = readProc(one, 'smaps_rollup');
    return { pss: kilobytes(text, 'Pss'), rss: kilobytes(text, 'Rss') };
  };
  const runs = (children.get(pid) ?? []).map((run) =>
    below(run)
      .map(memory)
      .reduce((sum, { pss, rss }) => ({ pss: sum.pss + pss, rss: sum.rss + rss }), { pss: 0, rss: 0 }),
  );
  return { runs, own: memory(pid).rss };
}
