// `npm run check`: everything that a machine can judge without running the program. One tool per question.
// `npm run check -- lint format` asks only these.

import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = 'scripts/check';
const KNIP = `node_modules/knip/bin/knip.js --no-progress --config ${CONFIG}/knip.jsonc`;

/** Name, question, program with its arguments. The longest first, so that they overlap. */
const STEPS = [
  [
    'lint',
    'is it sound',
    `node_modules/eslint/bin/eslint.js --max-warnings=0 --no-error-on-unmatched-pattern --config ${CONFIG}/eslint.config.js src workers test scripts`,
  ],
  // With what the build found, which the compiler holds against the content of every file, of ours and of packages.
  ['types', 'is it true', 'node_modules/typescript/bin/tsc --noEmit -p . --incremental --tsBuildInfoFile dist/.types'],
  ['pure', 'do the pure zones do without Node', `node_modules/typescript/bin/tsc -p ${CONFIG}/tsconfig.pure.json`],
  ['imports', 'does everyone import only whom it may', `${CONFIG}/imports.mjs`],
  ['dead', 'is anything unused', KNIP],
  ['dead-shipped', 'does anything ship that only tests use', `${KNIP} --production`],
  ['prove', 'do the import rules bite', `${CONFIG}/prove.mjs`],
  ['prove-lint', 'do the lint rules bite', `${CONFIG}/prove-lint.mjs`],
  ['hygiene', 'is the repository fit to publish', `${CONFIG}/hygiene.mjs`],
  ['threats', 'does SECURITY.md speak of this code', `${CONFIG}/threats.mjs`],
  ['documents', 'do the documents say what the code says', 'scripts/document.mjs --check'],
  ['policies', 'are the policies what is compiled', 'dist/scripts/policy/compile.js --check'],
  ['reasons', 'does every disabled rule say why', `${CONFIG}/reasons.mjs`],
  [
    'format',
    'does it look the same everywhere',
    `node_modules/@biomejs/biome/bin/biome format --config-path=${CONFIG}/biome.format.json .`,
  ],
];

const secondsSince = (start) => (performance.now() - start) / 1000;

function run([name, question, command]) {
  return new Promise((resolve) => {
    const started = performance.now();
    let output = '';
    const child = spawn(process.execPath, command.split(' '), { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
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
