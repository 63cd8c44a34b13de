// What a person waits for: `--help`, `--version` and the first frame of `run` in a new process against an empty program, taking turns, with and
// without the certificate file that many companies set (Node 20 reads it at every start).

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';

const ROUNDS = 21;
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const BARS = { '--help': 100, '--version': 80 };
const FIRST_FRAME_BAR = 300;
/** What stands in the first frame, and in nothing before it. */
const FIRST_FRAME = 'starting: cages';
const TERMINAL = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
const BILL = 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n';

function timed(args, env) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - start;
}

const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

function compare(title, empty, env, bars) {
  const cases = [['bare node', [empty]], ...Object.keys(BARS).map((flag) => [flag, [MAIN, flag]])];
  const times = new Map(cases.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) for (const [name, args] of cases) times.get(name).push(timed(args, env));
  console.log(`  ${title}`);
  return report(Object.fromEntries(times), title, bars);
}

function report(times, title, bars) {
  const base = median(times['bare node']);
  return Object.entries(times).map(([name, all]) => {
    const middle = median(all);
    const bar = bars[name];
    const isMet = bar === undefined || middle <= bar;
    const verdict = bar === undefined ? '' : `  (bar ${bar}: ${isMet ? 'met' : 'MISSED'})`;
    console.log(
      `    ${name.padEnd(10)} median ${middle.toFixed(1)}  least ${Math.min(...all).toFixed(1)}  ratio ${(middle / base).toFixed(2)}${verdict}`,
    );
    return { name, title, median: middle, isMet };
  });
}

const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

/** At a terminal, which `script` lends: until the text is there. What was started is ended then. */
async function timedUntil(text, words, env, cwd) {
  const start = performance.now();
  const child = spawn('script', ['-qfec', [process.execPath, ...words].map(quoted).join(' '), '/dev/null'], {
    env: { ...env, ...TERMINAL, SHELL: '/bin/sh' },
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let shown = '';
  const seen = new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      shown += chunk;
      if (shown.includes(text)) resolve(performance.now() - start);
    });
    child.once('close', () => resolve(undefined));
  });
  const took = await seen;
  const closed = new Promise((resolve) => (child.exitCode === null ? child.once('close', resolve) : resolve()));
  // Ctrl-C, as a person would; and the terminal is gone a little later.
  child.stdin.on('error', () => undefined).write('\u0003');
  const end = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await closed;
  clearTimeout(end);
  if (took === undefined) throw new Error(`never shown: ${text}, but ${JSON.stringify(shown)}`);
  return took;
}

async function firstFrame(folder, env) {
  const still = join(folder, 'still.mjs');
  writeFileSync(still, `process.stdout.write(${JSON.stringify(FIRST_FRAME)});\n`);
  writeFileSync(join(folder, 'bill.csv'), BILL);
  const times = { 'bare node': [], run: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times['bare node'].push(await timedUntil(FIRST_FRAME, [still], env, folder));
    times.run.push(await timedUntil(FIRST_FRAME, [MAIN, 'run', 'bill.csv', '--offline'], env, folder));
  }
  console.log('  first frame, at a terminal');
  return report(times, 'first frame', { run: FIRST_FRAME_BAR });
}

export default async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    const certificates = join(folder, 'certificates.pem');
    writeFileSync(empty, '');
    writeFileSync(certificates, rootCertificates.join('\n'));
    console.log(`cold, node ${process.versions.node}, ${ROUNDS} interleaved rounds, milliseconds`);
    const env = { PATH: process.env.PATH, HOME: folder };
    const results = [
      ...compare('plain', empty, env, BARS),
      // Node itself takes longer than the bars then, so only the ratio says something of us.
      ...compare('with NODE_EXTRA_CA_CERTS', empty, { ...env, NODE_EXTRA_CA_CERTS: certificates }, {}),
      ...(spawnSync('script', ['--version']).status === 0 ? await firstFrame(folder, env) : []),
    ];
    return { results, isMet: results.every(({ isMet }) => isMet) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
