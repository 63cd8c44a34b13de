// `npm test`: builds, runs the tests of dist/test, demands full coverage of the pure zones, and ends with `N passed, N failed`.
// `npm test -- protocol gate/shapes process/run` runs only these folders and files of test/, without coverage. `--long` adds the *.long.test.ts files.
// Tests of pure code run under tap, which records what they cover; tests that start processes run as plain programs.

import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { uncovered } from './test/coverage.mjs';
import { runPlain } from './test/run-plain.mjs';
import { TapReader } from './test/tap-reader.mjs';

const JOBS = Math.max(2, availableParallelism());
const PURE = /^dist\/test\/(?:differential|digest|gate|policy|property|protocol|shared|types)\//;
/** They wait for clocks and for programs of others, and hardly compute: one of them at a time beside the rest. */
const WAITING = ['executor/real-clis', 'supervisor/person'];
/** What takes longest begins first: begun last, it alone would be waited for. */
const LONGEST = [
  'process/live-view',
  'supervisor/investigation',
  'batch/process',
  'service/user-manager',
  'batch/queue',
  'batch/economy',
  'process/person',
  'process/command-line',
  'process/run',
  'process/far-run',
  'process/far-bill',
  'process/examples',
];
const root = fileURLToPath(new URL('..', import.meta.url));
const isLong = process.argv.includes('--long') || process.env.GHOSTHUNTER_LONG === '1';
/** Twenty times as many random lines take longer than the machine that asks for them on every change would wait. */
const SECONDS_PER_FILE = isLong ? 3_600 : 300;
const LONG = isLong ? { GHOSTHUNTER_LONG: '1' } : {};
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isWhole = folders.length === 0;

function testFiles() {
  return readdirSync(join(root, 'dist/test'), { recursive: true })
    .filter((name) => name.endsWith('.test.js') && (isLong || !name.endsWith('.long.test.js')))
    .filter((name) => isWhole || folders.some((folder) => name.startsWith(`${folder}/`) || name === `${folder}.test.js`))
    .sort()
    .map((name) => join('dist/test', name));
}

/** Skips that a machine may have a reason for: `file > title`, then why. Any other skip fails in CI. */
function allowedSkips() {
  const lines = readFileSync(join(root, 'scripts/test/allowed-skips.txt'), 'utf8').split('\n');
  return new Set(lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' # ')[0]));
}

async function runTap(files, read) {
  if (files.length === 0) return 0;
  const args = ['run', '--reporter=tap', `--jobs=${JOBS}`, `--timeout=${SECONDS_PER_FILE}`];
  // Coverage is judged below, by zone; tap only records it.
  args.push(...(isWhole ? ['--coverage-report=json', '--allow-incomplete-coverage', '--allow-empty-coverage'] : ['--disable-coverage']));
  const tap = spawn(process.execPath, ['node_modules/tap/dist/esm/run.mjs', ...args, ...files], {
    cwd: root,
    env: { ...process.env, ...LONG },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: tap.stdout })) read(line);
  return tap.exitCode ?? (await new Promise((resolve) => tap.once('exit', (code) => resolve(code ?? 1))));
}

/** The files that wait, and the others, each in the order in which they begin. */
function inTurn(files) {
  const named = (names) => names.map((name) => join('dist/test', `${name}.test.js`));
  const strangers = named([...WAITING, ...LONGEST]).filter((file) => isWhole && !files.includes(file));
  if (strangers.length > 0) throw new Error(`scripts/test.mjs names what is no test: ${strangers.join(', ')}`);
  const [waiting, first] = [named(WAITING), named(LONGEST)].map((all) => all.filter((file) => files.includes(file)));
  return [waiting, [...first, ...files.filter((file) => !waiting.includes(file) && !first.includes(file))]];
}

async function runAll(files) {
  const reader = new TapReader((line) => console.log(line));
  const read = (line) => reader.read(line);
  const exit = await runTap(
    files.filter((file) => PURE.test(file)),
    read,
  );
  const [waiting, plain] = inTurn(files.filter((file) => !PURE.test(file)));
  const how = { root, secondsPerFile: SECONDS_PER_FILE, env: LONG, read };
  // They start processes and wait for them.
  await Promise.all([runPlain(waiting, { ...how, jobs: 1 }), runPlain(plain, { ...how, jobs: JOBS + 1 })]);
  return { ...reader.summary(), exit };
}

const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
if (build.status !== 0) process.exit(build.status ?? 1);

const files = testFiles();
if (files.length === 0) {
  console.error(`no test file below ${isWhole ? 'test' : folders.join(', ')}`);
  process.exit(2);
}
const { passed, failed, skips, exit } = await runAll(files);

const allowed = allowedSkips();
const unlisted = skips.filter(({ where }) => !allowed.has(where));
for (const { where, why } of skips) console.log(`SKIPPED ${where}: ${why}`);
if (process.env.CI && unlisted.length > 0) console.log(`${unlisted.length} skips are not in scripts/test/allowed-skips.txt`);

const gaps = isWhole ? uncovered(root) : [];
for (const gap of gaps) console.log(`NOT COVERED ${gap}`);

// A skip that nobody listed, a gap, or a tap that died without a failing test: each is a failure of its own.
const extra = (process.env.CI ? unlisted.length : 0) + gaps.length;
const failures = failed + extra + (exit !== 0 && failed === 0 ? 1 : 0);
console.log(`${passed} passed, ${failures} failed${skips.length > 0 ? `, ${skips.length} skipped` : ''}`);
process.exitCode = failures === 0 && passed > 0 ? 0 : 1;
