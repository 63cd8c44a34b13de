// policies/ from the snapshots and the overlay: `node dist/scripts/policy/compile.js` writes them, `--check` says whether they are what
// would be written. Pure but for this file: the same input gives the same bytes anywhere.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { BOUNDS } from '../../src/policy/rule.js';
import { compileAws } from './aws.js';
import { parseAwsOverlay } from './aws-overlay.js';
import { parseAwsSnapshot } from './aws-snapshot.js';
import { compileGcloud } from './gcloud.js';
import { globalsText, parseGlobalsOverlay } from './globals.js';
import { inOrder } from './pack-text.js';
import { readGcloud } from './read-gcloud.js';
import { compileSmall } from './small.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const SOURCE = join(ROOT, 'scripts/policy');
const TARGET = join(ROOT, 'policies');
/** Written by hand, beside what is compiled. */
const BY_HAND = 'examples.txt';
const SMALL = ['az', 'bq', 'gsutil', 'kubectl'] as const;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(SOURCE, path), 'utf8'));
}

function readSnapshot(name: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(SOURCE, 'snapshot', `${name}.json.gz`))).toString('utf8'));
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function aws(): ReadonlyMap<string, string> {
  const overlay = readdirSync(join(SOURCE, 'overlay/aws')).map(
    (name) => [`aws/${name.replace('.json', '')}`, readJson(`overlay/aws/${name}`)] as const,
  );
  const compiled = compileAws(
    parseAwsSnapshot(readSnapshot('aws')),
    parseAwsOverlay(new Map([['kinds', readJson('overlay/kinds.json')], ...overlay])),
  );
  if (compiled.undecided.length > 0) throw new Error(`undecided: ${compiled.undecided.join('; ')}`);
  return new Map([...compiled.packs, ['denied/aws.json', compiled.denied]]);
}

function gcloud(): ReadonlyMap<string, string> {
  const { snapshot, overlay } = readGcloud(SOURCE);
  const compiled = compileGcloud(snapshot, overlay);
  if (compiled.undecided.length > 0) throw new Error(`undecided: ${compiled.undecided.join('; ')}`);
  return new Map([...compiled.packs, ['denied/gcloud.json', compiled.denied]]);
}

function small(): ReadonlyMap<string, string> {
  const compiled = compileSmall(
    Object.fromEntries(SMALL.map((name) => [name, readSnapshot(name)])),
    Object.fromEntries(SMALL.map((name) => [name, readJson(`overlay/${name}.json`)])),
  );
  const denied = [...compiled.denied].map(([name, text]) => [`denied/${name}`, text] as const);
  const globals = globalsText(new Map([...parseGlobalsOverlay(readJson('overlay/globals.json')), ...compiled.globals]));
  return new Map([...compiled.packs, ...denied, ['globals.json', globals]]);
}

interface Entry {
  readonly file: string;
  readonly sha256: string;
  readonly commands: number;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** T7: a bound that the gate does not know would take the command away without a word. */
function checkBounds(file: string, commands: Readonly<Record<string, unknown>>): void {
  for (const [path, command] of Object.entries(commands)) {
    const bound = isObject(command) ? command['bound'] : undefined;
    if (bound !== undefined && !BOUNDS.some((known) => known === bound))
      throw new Error(`${file}: ${path}: there is no bound ${JSON.stringify(bound)}`);
  }
}

function entryOf(file: string, text: string): { readonly binary: string; readonly group: string; readonly entry: Entry } {
  const pack: unknown = JSON.parse(text);
  if (!isObject(pack) || !isObject(pack['commands'])) throw new Error(`${file} is no pack`);
  checkBounds(file, pack['commands']);
  const entry = { file, sha256: sha256(text), commands: Object.keys(pack['commands']).length };
  return { binary: String(pack['binary']), group: file.includes('/') ? String(pack['group']) : '*', entry };
}

/** One line a pack, so that a change of a pack is one line of the index. */
function indexText(files: ReadonlyMap<string, string>): string {
  const globals: Entry = { file: 'globals.json', sha256: sha256(files.get('globals.json') ?? ''), commands: 0 };
  const byBinary = new Map<string, string[]>();
  for (const [file, text] of files) {
    if (file === globals.file || file.startsWith('denied/')) continue;
    const { binary, group, entry } = entryOf(file, text);
    byBinary.set(binary, [...(byBinary.get(binary) ?? []), `${JSON.stringify(group)}:${JSON.stringify(entry)}`]);
  }
  const snapshots = readdirSync(join(SOURCE, 'snapshot'))
    .filter((name) => name.endsWith('.json.gz'))
    .sort(inOrder);
  const sources = snapshots.map((name) => `${JSON.stringify(name)}:"${sha256(readFileSync(join(SOURCE, 'snapshot', name)))}"`);
  const packs = [...byBinary].map(([binary, lines]) => `${JSON.stringify(binary)}:{\n${lines.sort(inOrder).join(',\n')}\n}`).sort(inOrder);
  return `{\n"schema":1,\n"sources":{\n${sources.join(',\n')}\n},\n"globals":${JSON.stringify(globals)},\n"packs":{\n${packs.join(',\n')}\n}\n}\n`;
}

function present(): readonly string[] {
  if (!existsSync(TARGET)) return [];
  const all = readdirSync(TARGET, { recursive: true, withFileTypes: true });
  return all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name).slice(TARGET.length + 1));
}

function main(): void {
  const made = new Map([...aws(), ...gcloud(), ...small()]);
  const files = new Map([...made, ['index.json', indexText(made)]]);
  const stale = present().filter((file) => file !== BY_HAND && !files.has(file));
  const changed = [...files].filter(([file, text]) => !existsSync(join(TARGET, file)) || readFileSync(join(TARGET, file), 'utf8') !== text);
  if (process.argv.includes('--check')) {
    const wrong = [...stale, ...changed.map(([file]) => file)];
    if (wrong.length > 0) console.error(`policies are not what is compiled: ${wrong.slice(0, 20).join(' ')}\nfix: npm run policies`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
    return;
  }
  for (const file of stale) rmSync(join(TARGET, file));
  for (const [file, text] of changed) {
    mkdirSync(dirname(join(TARGET, file)), { recursive: true });
    writeFileSync(join(TARGET, file), text);
  }
  console.log(`${String(files.size)} files, ${String(changed.length)} written, ${String(stale.length)} removed`);
}

main();
