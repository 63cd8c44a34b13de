// What a judgement costs: alone, by the hundred thousand, in a new process, at its worst, and in memory; against shell-quote's parse
// alone and against the allow-list of patterns that a gate like this is usually written as. `npm run bench -- gate=FILE` judges the
// commands of a file instead of the corpus.

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'shell-quote';
import { expectationOf, judge } from '../../dist/src/gate/index.js';
import { POLICIES_FOLDER, readPolicy } from '../../dist/src/packs/index.js';
import { BINARIES } from '../../dist/src/policy/index.js';
import { linesToJudge } from './gate/lines.mjs';
import { worstLines } from './gate/worst.mjs';

const BARS = { p50: 15, p99: 100, perSecond: 150_000, cold: 150, worst: 5, disk: 25, resident: 60 };
const REMAINING = { microUsd: 1_000_000 };
const ROUNDS = 9;
const BULK_LINES = 400_000;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const MAIN = here('../../dist/src/main.js');

const sorted = (values) => [...values].sort((one, other) => one - other);
const at = (values, share) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))];
const micros = (work) => {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1000;
};

const results = [];
function report(name, value, unit, bar, isMet, aside = '') {
  const verdict = bar === undefined ? '' : `  (bar ${bar.toLocaleString('en')}: ${isMet ? 'met' : 'MISSED'})`;
  const shown = value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
  console.log(`  ${name.padEnd(34)} ${shown.padStart(10)} ${unit}${verdict}${aside === '' ? '' : `  ${aside}`}`);
  results.push({ name, value, isMet: bar === undefined || isMet });
}

/** The middle of several rounds for each line, so that a pause of the machine is not the gate's. */
function perLine(lines, work) {
  const times = lines.map(() => []);
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    for (const [index, line] of lines.entries()) {
      const took = micros(() => work(line));
      if (round >= 2) times[index].push(took);
    }
  }
  return times.map((all) => at(all, 0.5));
}

/** What it cannot read it throws at. */
function splitOnly(line) {
  try {
    return parse(line, (name) => ({ name }));
  } catch {
    return [];
  }
}

/** One pattern for each operation, tried one after the other: right about flags and values only by luck. */
function patternList(policy) {
  const paths = BINARIES.flatMap((binary) =>
    policy.groups(binary).flatMap((group) => policy.pack(binary, group).paths.map((path) => `${binary} ${path}`)),
  );
  const patterns = paths.map((path) => new RegExp(`^${path}(?: --[a-z-]+(?:[= ][^ ;|&$]+)?)*$`));
  return (line) => patterns.some((pattern) => pattern.test(line));
}

function inProcess(lines, policy) {
  const judged = perLine(lines, (line) => judge(line, policy, REMAINING));
  const split = perLine(lines, splitOnly);
  const listed = perLine(lines.slice(0, 300), patternList(policy));
  const [p50, p99] = [at(judged, 0.5), at(judged, 0.99)];
  const [alone, patterns] = [at(split, 0.5), at(listed, 0.5)];
  report(
    'one judgement, p50',
    p50,
    'µs',
    BARS.p50,
    p50 <= BARS.p50,
    `${(p50 / alone).toFixed(2)} of shell-quote alone (${alone.toFixed(1)} µs)`,
  );
  report('one judgement, p99', p99, 'µs', BARS.p99, p99 <= BARS.p99, `${(p99 / at(split, 0.99)).toFixed(2)} of shell-quote alone`);
  report('an allow-list of patterns, p50', patterns, 'µs', undefined, true, `${(patterns / p50).toFixed(1)} times a judgement`);
}

/** Milliseconds, and the most that the process ever held. */
function run(args, input) {
  return new Promise((resolve, reject) => {
    const from = openSync(input, 'r');
    const to = openSync('/dev/null', 'w');
    const start = performance.now();
    const child = spawn(process.execPath, args, { stdio: [from, to, 'inherit'] });
    let peak = 0;
    const look = setInterval(() => {
      try {
        peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
      } catch {
        // It has ended, or this is no Linux.
      }
    }, 20);
    child.once('close', (code) => {
      clearInterval(look);
      closeSync(from);
      closeSync(to);
      if (code === 0) resolve({ milliseconds: performance.now() - start, peak });
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

async function bulk(lines, folder) {
  const written = (count, repeats = false) => {
    const file = join(folder, `${count}-${repeats}.ndjson`);
    let all = '';
    for (let id = 0; id < count; id += 1) {
      // Blanks around it: no line is like another, and each means what it meant.
      const round = repeats ? 0 : Math.floor(id / lines.length);
      const command = `${' '.repeat(round % 16)}${lines[id % lines.length]}${' '.repeat(Math.floor(round / 16))}`;
      all += `${JSON.stringify({ id, command })}\n`;
    }
    writeFileSync(file, all);
    return file;
  };
  const [few, many, repeated] = [written(BULK_LINES / 4), written(BULK_LINES), written(BULK_LINES, true)];
  const validate = [MAIN, 'validate', '--ndjson'];
  const [small, large] = [await run(validate, few), await run(validate, many)];
  const base = await run([here('gate/parse-only.mjs')], many);
  const perSecond = (BULK_LINES / large.milliseconds) * 1000;
  const ratio = base.milliseconds / large.milliseconds;
  report(
    'lines through --ndjson, all new',
    perSecond,
    '/s',
    BARS.perSecond,
    perSecond >= BARS.perSecond,
    `${ratio.toFixed(2)} of parsing them alone in one thread`,
  );
  const again = await run(validate, repeated);
  report('the same lines again and again', (BULK_LINES / again.milliseconds) * 1000, '/s', undefined, true, 'what was judged is known');
  const growth = large.peak / small.peak;
  report('memory at four times the lines', growth, 'times', 1.3, growth <= 1.3 || large.peak === 0, `${large.peak.toFixed(0)} MB at most`);
}

function cold(folder) {
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, '');
  const lines = [
    'aws ec2 describe-instances --region=us-east-1',
    'gcloud compute instances list --limit=5',
    'gcloud compute instances delete x',
  ];
  const cases = [[empty], ...lines.map((line) => [MAIN, 'validate', line])];
  const times = cases.map(() => []);
  for (let round = 0; round < 15; round += 1) {
    for (const [index, args] of cases.entries()) {
      times[index].push(micros(() => spawnSync(process.execPath, args, { stdio: 'ignore' })) / 1000);
    }
  }
  const [base, ...all] = times.map((one) => at(one, 0.5));
  const slowest = Math.max(...all);
  report(
    'one command in a new process',
    slowest,
    'ms',
    BARS.cold,
    slowest <= BARS.cold,
    `${(slowest / base).toFixed(2)} of bare node (${base.toFixed(0)} ms)`,
  );
}

function worst(policy) {
  const timed = worstLines().map(({ name, line }) => {
    const times = Array.from({ length: 5 }, () => micros(() => judge(line, policy, REMAINING)) / 1000);
    const verdict = judge(line, policy, REMAINING);
    return { name, least: Math.min(...times), came: verdict.ok ? 'accepted' : `${verdict.error.layer} ${verdict.error.code}` };
  });
  timed.sort((one, other) => other.least - one.least);
  const [first] = timed;
  report(
    'the worst of 64 KB',
    first.least,
    'ms',
    BARS.worst,
    first.least <= BARS.worst,
    `${first.name}; ${timed.length} lines made to be slow`,
  );
  for (const { name, least, came } of timed.slice(0, 4)) console.log(`      ${least.toFixed(2)} ms  ${name}: ${came}`);
  const reached = new Set(timed.map(({ came }) => came.split(' ')[0]));
  console.log(`      decided by layers ${[...reached].sort().join(', ')}`);
}

function memory() {
  const held = (what) => {
    const { stdout } = spawnSync(process.execPath, ['--expose-gc', here('gate/resident.mjs'), what], { encoding: 'utf8' });
    return stdout.trim().split(' ').map(Number);
  };
  const [packs, count] = held('packs');
  const [rules] = held('rules');
  report(
    'resident with all packs',
    packs,
    'MB',
    BARS.resident,
    packs <= BARS.resident,
    `${count} packs; ${rules.toFixed(1)} MB with every rule made`,
  );
  const bytes = readdirSync(POLICIES_FOLDER, { recursive: true }).reduce(
    (sum, name) => sum + statSync(join(POLICIES_FOLDER, name)).size,
    0,
  );
  report('policies on disk', bytes / 2 ** 20, 'MB', BARS.disk, bytes / 2 ** 20 <= BARS.disk);
}

export default async function gate(file) {
  const policy = readPolicy();
  const lines = linesToJudge({ BINARIES, policy, expectationOf }, file);
  const accepted = lines.filter((line) => judge(line, policy, REMAINING).ok).length;
  console.log(`gate, node ${process.versions.node}, ${lines.length} lines, ${accepted} of them accepted`);
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  results.length = 0;
  try {
    inProcess(lines, policy);
    worst(policy);
    memory();
    cold(folder);
    await bulk(lines, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return { results, isMet: results.every(({ isMet }) => isMet) };
}
