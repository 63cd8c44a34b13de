// `node scripts/differential.mjs [--lines=N] [--seed=N] [--only=words] [aws aws-v2 gcloud bq gsutil kubectl]`: so many lines that the gate
// lets through, given to the real parser of each program, two processes at a time; what it reads differently, by kind. Needs a build.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = new URL('..', import.meta.url);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    lines: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    examples: { type: 'string', default: '2' },
  },
});

const { CLIS, findCli } = await import(new URL('dist/test/differential/oracle.js', root));
const { readCommands } = await import(new URL('dist/test/differential/pack-file.js', root));
const { run } = await import(new URL('dist/test/differential/run.js', root));
const { readPolicy } = await import(new URL('dist/src/packs/index.js', root));

const PARTS = 2;
const SHOWN = 300;
const policy = readPolicy();
const everyCommand = readCommands(fileURLToPath(new URL('policies', root)));

/** What is different, without the names and values of this line. */
function kindOf({ of, found: [first = ''] }) {
  if (of === 'again' || of === 'meaning') return of;
  const bare = first.replace(/"[^"]*"|'[^']*'|\d+/g, '…').replace(/--[a-z0-9_-]+/g, '--…');
  return `${of}: ${bare.slice(0, 100)}`;
}

function report(differences) {
  const kinds = new Map();
  for (const one of differences) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  for (const [kind, all] of [...kinds].sort((one, other) => other[1].length - one[1].length)) {
    console.log(`  ${all.length} × ${kind}`);
    for (const { line, found } of all.slice(0, Number(values.examples))) {
      console.log(`      ${line.slice(0, SHOWN)}`);
      console.log(`        ${found.join('; ').slice(0, SHOWN)}`);
    }
  }
}

let total = 0;
for (const cli of positionals.length > 0 ? positionals : CLIS) {
  const launch = findCli(cli);
  const binary = cli === 'aws-v2' ? 'aws' : cli;
  const commands = everyCommand.filter((command) => command.binary === binary && command.path.join(' ').startsWith(values.only));
  if (launch === undefined || commands.length === 0) {
    console.log(`${cli}: ${launch === undefined ? 'not installed' : 'no such command in the packs'}`);
    continue;
  }
  const started = Date.now();
  const { accepted, tried, differences } = await run(
    { launch, policy, commands, seed: Number(values.seed), count: Number(values.lines) },
    PARTS,
  );
  const seconds = (Date.now() - started) / 1000;
  total += differences.length;
  const rate = Math.round((2 * accepted.length) / seconds);
  console.log(
    `${cli}: ${differences.length} differences in ${accepted.length} lines (${tried} tried, ${seconds.toFixed(0)} s, ${rate} answers a second)`,
  );
  report(differences);
}
process.exitCode = total === 0 ? 0 : 1;
