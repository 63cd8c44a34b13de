// Fuzzes the gate on both cores: `node scripts/fuzz-gate.mjs [millions] [seed]`, after a build. Prints the rate and every broken promise, as
// lines for test/corpus/fuzz-findings.txt. Exit 1 when there is one.

import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const MUTANTS = 25;
const REPORT_EVERY = 20_000;
const MILLION = 1_000_000;
const MOST_SHOWN = 50;
const MOST_FOR_SHELL = 500;

async function work({ lines, seed }) {
  const { check, mutated, seedLine } = await import('../dist/test/model/fuzz-engine.js');
  const { pick, seeded } = await import('../dist/test/differential/source.js');
  const { wordsByShell } = await import('../dist/test/differential/shell-words.js');
  const source = seeded(seed);
  const pool = Array.from({ length: 400 }, () => seedLine(source));
  let accepted = new Map();
  let [done, runs] = [0, 0];
  const askShell = () => {
    const words = wordsByShell('/bin/sh', [...accepted.keys()]);
    [...accepted].forEach(([line, argv], at) => {
      if (JSON.stringify(words[at]) !== JSON.stringify(argv))
        parentPort.postMessage({ finding: { broken: 'a shell reads canonical as other words', line } });
    });
    accepted = new Map();
  };
  for (let seedNumber = 0; done < lines; seedNumber += 1) {
    const line = seedLine(source);
    pool[seedNumber % pool.length] = line;
    for (let mutant = 0; mutant <= MUTANTS && done < lines; mutant += 1) {
      done += 1;
      const checked = check(mutant === 0 ? line : mutated(source, line, pick(source, pool)));
      if (checked.finding) parentPort.postMessage({ finding: checked.finding });
      if (checked.accepted) {
        runs += 1;
        if (runs % 97 === 0) accepted.set(checked.accepted.canonical, checked.accepted.argv);
        if (accepted.size === MOST_FOR_SHELL) askShell();
      }
      if (done % REPORT_EVERY === 0) {
        parentPort.postMessage({ done: REPORT_EVERY, accepted: runs });
        runs = 0;
      }
    }
  }
  askShell();
}

function asCase({ broken, line }) {
  return `# ${broken}\n${/^[ -~]*$/.test(line) && !line.startsWith('json ') ? line : `json ${JSON.stringify(line)}`}`;
}

async function main() {
  const millions = Number(process.argv[2] ?? 1);
  const seed = Number(process.argv[3] ?? Date.now());
  const cores = Math.min(2, availableParallelism());
  const began = Date.now();
  let [done, accepted] = [0, 0];
  const findings = new Map();
  const workers = Array.from(
    { length: cores },
    (_, index) => new Worker(new URL(import.meta.url), { workerData: { lines: (millions * MILLION) / cores, seed: seed + index } }),
  );
  const ends = workers.map(
    (worker) =>
      new Promise((resolve, reject) => {
        worker.on('message', (message) => {
          if (message.finding) {
            const before = findings.get(message.finding.broken) ?? [];
            if (before.length < MOST_SHOWN) findings.set(message.finding.broken, [...before, message.finding]);
            if (before.length < 3) console.log(asCase(message.finding));
            return;
          }
          done += message.done;
          accepted += message.accepted;
          if (done % (25 * REPORT_EVERY) === 0)
            console.log(`# ${done} lines, ${accepted} accepted, ${Math.round(done / ((Date.now() - began) / 1000))}/s`);
        });
        worker.on('error', reject);
        worker.on('exit', resolve);
      }),
  );
  await Promise.all(ends);
  const all = [...findings.values()].flat();
  console.log(
    `# ${millions} million lines, seed ${seed}, ${accepted} accepted, ${all.length} findings, ${Math.round((Date.now() - began) / 1000)} s`,
  );
  for (const finding of all) console.log(asCase(finding));
  process.exitCode = all.length > 0 ? 1 : 0;
}

if (isMainThread) await main();
else await work(workerData);
