// Compiles the packs of `aws` and says what came out. `--write` writes them below policies/.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileAws } from './aws.js';
import { hasReadVerb, iamSaysRead, signsOf } from './aws-decide.js';
import { readAwsSources } from './aws-sources.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const started = performance.now();
const { snapshot, overlay } = readAwsSources(root);
const compiled = compileAws(snapshot, overlay);
const { missed, ...counts } = compiled.counts;
const asked = (option: string): boolean => process.argv.includes(option);

const bytes = [...compiled.packs.values()].reduce((sum, text) => sum + text.length, 0);
console.log({ ...counts, packs: compiled.packs.size, bytes, milliseconds: Math.round(performance.now() - started) });
for (const line of compiled.undecided) console.log(`undecided: ${line}`);
if (asked('--no-shape')) for (const line of compiled.noShape) console.log(`no shape: ${line}`);
if (asked('--missed')) for (const [name, times] of Object.entries(missed)) console.log(`no kind: ${name} (${String(times)})`);

// For a person to look at line by line before it becomes overlay/aws/looked-at.json.
if (asked('--signs')) {
  const lines = Object.entries(snapshot.commands)
    .filter(([path, command]) => hasReadVerb(path) && iamSaysRead(command) && !overlay.decisions.has(path) && command.waiter !== true)
    .map(([path, command]) => [path, signsOf(command)] as const)
    .filter(([, signs]) => signs.length > 0)
    .map(([path, signs]) => `${JSON.stringify(path)}:${JSON.stringify(signs)}`);
  console.log(`{\n${lines.join(',\n')}\n}`);
}

if (asked('--write')) {
  if (compiled.undecided.length > 0) throw new Error('nothing is written until everything is decided');
  rmSync(join(root, 'policies/aws'), { recursive: true, force: true });
  mkdirSync(join(root, 'policies/aws'), { recursive: true });
  mkdirSync(join(root, 'policies/denied'), { recursive: true });
  for (const [name, text] of compiled.packs) writeFileSync(join(root, 'policies', name), text);
  writeFileSync(join(root, 'policies/denied/aws.json'), compiled.denied);
}
