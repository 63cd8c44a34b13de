// Random and mutated lines through all seven layers: a part in every run; `node scripts/fuzz-gate.mjs` for millions.

import t from 'tap';
import { pick, seeded } from '../differential/source.js';
import { wordsByShell } from '../differential/shell-words.js';
import { check, type Finding, mutated, seedLine } from './fuzz-engine.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const SEEDS = IS_LONG ? 20_000 : 2_000;
const MUTANTS = 20;
const MOST_FOR_SHELL = 2_000;
const SEED = IS_LONG ? Date.now() : 20_261_121;

t.test('no line, however odd, throws, takes long, or runs as something that it is not', (t) => {
  const source = seeded(SEED);
  const findings: Finding[] = [];
  const accepted = new Map<string, readonly string[]>();
  const lines: string[] = Array.from({ length: 200 }, () => seedLine(source));
  let count = 0;
  for (let seed = 0; seed < SEEDS; seed += 1) {
    const line = seedLine(source);
    lines[seed % lines.length] = line;
    for (let mutant = 0; mutant <= MUTANTS; mutant += 1) {
      count += 1;
      const checked = check(mutant === 0 ? line : mutated(source, line, pick(source, lines)));
      if (checked.finding) findings.push(checked.finding);
      if (checked.accepted && accepted.size < MOST_FOR_SHELL) accepted.set(checked.accepted.canonical, checked.accepted.argv);
    }
  }
  t.comment(`${String(count)} lines, seed ${String(SEED)}; ${String(accepted.size)} accepted ones given to a shell`);
  t.same(findings.slice(0, 20), []);
  t.ok(accepted.size > SEEDS / 10, 'enough are accepted to mean something');
  const words = wordsByShell('/bin/sh', [...accepted.keys()]);
  t.same(words, [...accepted.values()], 'a shell reads the canonical text as the words that run');
  t.end();
});
