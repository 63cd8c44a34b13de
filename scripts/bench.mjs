// `npm run bench -- cage ipc egress` runs these; without a name, all; `gate=FILE` gives one of them a file. Each lives in scripts/bench/NAME.mjs, compares itself with a
// baseline of the same run, prints what it measured and says whether its bar was met. Needs dist/.

import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('bench/', import.meta.url);
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => name.slice(0, -'.mjs'.length))
  .sort();

function fail(message) {
  console.error(message);
  process.exit(2);
}

const asked = process.argv.slice(2).map((word) => word.split('='));
const unknown = asked.map(([name]) => name).filter((name) => !known.includes(name));
if (unknown.length > 0) fail(`no bench is named ${unknown.join(', ')}; there are ${known.join(', ')}`);
if (!existsSync(fileURLToPath(new URL('../dist/src/main.js', import.meta.url)))) fail('there is no dist; first: npm run build');

const missed = [];
for (const [name, file] of asked.length > 0 ? asked : known.map((one) => [one])) {
  const { default: run } = await import(new URL(`${name}.mjs`, folder));
  const { isMet } = await run(file);
  if (!isMet) missed.push(name);
  console.log('');
}
console.log(missed.length === 0 ? 'every bar was met' : `MISSED: ${missed.join(', ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
