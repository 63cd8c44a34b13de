// `npm run check`: everything that a machine can judge without running the program. One tool per question.
// `npm run check -- lint format` asks only these.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join('node_modules', path);
const own = (name) => join('scripts/check', name);

/** Name, question, program and arguments. The longest first, so that they overlap. */
const STEPS = [
  [
    'lint',
    'is it sound',
    bin('eslint/bin/eslint.js'),
    '--max-warnings=0',
    '--no-error-on-unmatched-pattern',
    '--config',
    own('eslint.config.js'),
    'src',
    'workers',
    'test',
    'scripts',
  ],
  ['types', 'is it true', bin('typescript/bin/tsc'), '-p', '.', '--noEmit'],
  ['pure', 'do the pure zones do without Node', bin('typescript/bin/tsc'), '-p', own('tsconfig.pure.json')],
  ['imports', 'does everyone import only whom it may', own('imports.mjs')],
  ['dead', 'is anything unused', bin('knip/bin/knip.js'), '--config', own('knip.jsonc'), '--no-progress'],
  [
    'dead-shipped',
    'does anything ship that only tests use',
    bin('knip/bin/knip.js'),
    '--config',
    own('knip.jsonc'),
    '--no-progress',
    '--production',
  ],
  ['prove', 'do the import rules bite', own('prove.mjs')],
  ['prove-lint', 'do the lint rules bite', own('prove-lint.mjs')],
  ['hygiene', 'is the repository fit to publish', own('hygiene.mjs')],
  ['reasons', 'does every disabled rule say why', own('reasons.mjs')],
  [
    'format',
    'does it look the same everywhere',
    bin('@biomejs/biome/bin/biome'),
    'format',
    `--config-path=${own('biome.format.json')}`,
    '.',
  ],
];

const secondsSince = (start) => (performance.now() - start) / 1000;

function run([name, question, program, ...args]) {
  return new Promise((resolve) => {
    const started = performance.now();
    let output = '';
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('close', (code) => resolve({ name, question, passed: code === 0, output, seconds: secondsSince(started) }));
  });
}

function show({ name, question, passed, output, seconds }) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name.padEnd(13)} ${question} (${seconds.toFixed(1)} s)`);
  if (!passed) console.log(output.trim().replace(/^/gm, '       '));
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !STEPS.some(([known]) => known === name));
if (unknown.length > 0) {
  console.error(`no check is named ${unknown.join(', ')}; there are ${STEPS.map(([name]) => name).join(', ')}`);
  process.exit(2);
}

const started = performance.now();
const waiting = STEPS.filter(([name]) => asked.length === 0 || asked.includes(name));
const results = [];
async function worker() {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const result = await run(step);
    results.push(result);
    show(result);
  }
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));

const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
const seconds = secondsSince(started).toFixed(1);
const names = failed.length === 0 ? '' : `: ${failed.join(', ')}`;
console.log(`${results.length - failed.length} checks passed, ${failed.length} failed${names} (${seconds} s)`);
process.exitCode = failed.length === 0 ? 0 : 1;
