// What a person waits for: `--help` and `--version` in a new process against an empty program, taking turns, with and without the
// certificate file that many companies set (Node 20 reads it at every start).

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { fileURLToPath } from 'node:url';

const ROUNDS = 21;
const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const BARS = { '--help': 100, '--version': 80 };

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
  const base = median(times.get('bare node'));
  console.log(`  ${title}`);
  return cases.map(([name]) => {
    const middle = median(times.get(name));
    const bar = bars[name];
    const isMet = bar === undefined || middle <= bar;
    const verdict = bar === undefined ? '' : `  (bar ${bar}: ${isMet ? 'met' : 'MISSED'})`;
    console.log(
      `    ${name.padEnd(10)} median ${middle.toFixed(1)}  least ${Math.min(...times.get(name)).toFixed(1)}  ratio ${(middle / base).toFixed(2)}${verdict}`,
    );
    return { name, title, median: middle, isMet };
  });
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
    ];
    return { results, isMet: results.every(({ isMet }) => isMet) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
