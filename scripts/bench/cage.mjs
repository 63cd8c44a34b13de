// What a cage costs: from the call that launches to the end of a program that does nothing, for bare Node and for every tier, runs
// interleaved so that a noisy machine disturbs all alike. The canaries are part of the price; the question to the loader is asked once
// for each process of ours and told apart.
//   npm run bench -- cage

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { closeStrayDescriptors, GO_LINE } from '../../dist/src/cage/index.js';
import { launchCaged } from '../../dist/src/supervisor/launch.js';

const ROUNDS = 41;
const BARS = { bwrap: 15, landlock: 45 };

export default async function run({ rounds = ROUNDS } = {}) {
  closeStrayDescriptors();
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  const main = join(folder, 'nothing.mjs');
  writeFileSync(main, '');
  try {
    const cases = [['bare node', () => bare(main)], ...Object.keys(BARS).map((tier) => [tier, () => caged(tier, main)])];
    const first = {};
    const times = Object.fromEntries(cases.map(([name]) => [name, []]));
    for (const [name, act] of cases) first[name] = await timed(act);
    for (let round = 0; round < rounds; round += 1) for (const [name, act] of cases) times[name].push(await timed(act));
    return report(times, first, rounds);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(times, first, rounds) {
  const base = median(times['bare node']);
  console.log(`cage, node ${process.versions.node}, ${String(rounds)} interleaved rounds, milliseconds`);
  const results = Object.entries(times).map(([name, runs]) => {
    const middle = median(runs);
    const added = middle - base;
    const bar = BARS[name];
    const row = { name, median: middle, least: Math.min(...runs), first: first[name], overhead: added, ratio: middle / base, bar };
    const verdict =
      bar === undefined
        ? ''
        : `  +${added.toFixed(1)}  ${(middle / base).toFixed(2)}x  (bar +${String(bar)}: ${added <= bar ? 'held' : 'MISSED'})`;
    console.log(`  ${name.padEnd(10)} median ${middle.toFixed(1)}  least ${row.least.toFixed(1)}  first ${row.first.toFixed(1)}${verdict}`);
    return row;
  });
  return { results, isMet: results.every(({ bar, overhead }) => bar === undefined || overhead <= bar) };
}

async function timed(act) {
  const start = performance.now();
  await act();
  return performance.now() - start;
}

function bare(main) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main], { env: {}, cwd: '/', detached: true, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`bare node ended with ${String(code)}`))));
  });
}

async function caged(tier, main) {
  const child = await launchCaged({ role: 'orchestrator', main, readOnly: [], tiers: [tier] });
  child.lane.write(GO_LINE);
  const { code } = await child.exited;
  if (code !== 0) throw new Error(`${tier} ended with ${String(code)}`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
