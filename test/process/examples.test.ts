// Every example that a person is shown: of each help text, and of the README. Each is read by a real shell and parses; those that need no cloud
// are run, in a home of their own, and end as they should.

import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { test } from 'tap';
import { addCommands } from '../../src/commands/index.js';
import { everyOutline, outlineOf } from '../../src/commands/outline/tree.js';
import { sampleOf } from '../random.js';
import { type Home, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';

const README = fileURLToPath(new URL('../../../README.md', import.meta.url));
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

function program(run: () => void = () => undefined): Command {
  const made = new Command('ghosthunter').exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  const never = (): never => {
    throw new Error('nothing runs here');
  };
  addCommands(made, {
    screen: { out: never, err: never, input: process.stdin, columns: undefined },
    environment: {},
    surroundings: never,
    exit: never,
  });
  const silence = (command: Command): void => {
    if (command.commands.length === 0) command.action(run);
    command.configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
    for (const below of command.commands) silence(below);
  };
  silence(made);
  return made;
}

/** The line without what is said about it: behind two blanks or a comment, outside of quotes. */
function withoutWords(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (line.startsWith('  ', at) || line.startsWith(' #', at)) return line.slice(0, at);
  }
  return line;
}

function examplesIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*(?:\d\. )?\$ (ghosthunter .*)$/gmu)].map(([, line = '']) => withoutWords(line).trim());
}

const HELP = [...everyOutline(outlineOf(program())).map(({ after }) => after)];
const MAIN_HELP = spawnSync(process.execPath, [MAIN, '--help'], { encoding: 'utf8', timeout: 30_000 }).stdout;
const EXAMPLES = [...new Set([...HELP, MAIN_HELP, readFileSync(README, 'utf8')].flatMap(examplesIn))];

/** The words as a shell hands them over; redirections are made away with. */
function wordsOf(line: string, at: Home): readonly string[] {
  const shim = at.write('shim/ghosthunter', '#!/bin/sh\nprintf "%s\\0" "$@"\n', 0o755);
  const { status, stdout } = spawnSync('/bin/sh', ['-c', line.replace(/ (?:< \S+|> \S+)/gu, '')], {
    cwd: at.path,
    env: { PATH: `${join(shim, '..')}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`a shell does not read ${line}`);
  return stdout.split('\0').slice(0, -1);
}

test('there are examples of nearly every command', async (t) => {
  t.ok(EXAMPLES.length > 40, String(EXAMPLES.length));
  const shown = new Set(EXAMPLES.map((line) => line.split(' ')[1]));
  const silent = program()
    .commands.map((command) => command.name())
    .filter((name) => !shown.has(name));
  t.same(silent, []);
});

for (const line of EXAMPLES) {
  test(`the example parses: ${line}`, async (t) => {
    let ran = 0;
    const asked = program(() => {
      ran += 1;
    });
    await asked.parseAsync(wordsOf(line, home(t)), { from: 'user' });
    t.equal(ran, 1);
  });
}

test('an example that is wrong would be found', async (t) => {
  const at = home(t);
  for (const line of ['ghosthunter runn billing.csv', 'ghosthunter run --wrold x', 'ghosthunter completions', 'ghosthunter man please'])
    await t.rejects(program().parseAsync(wordsOf(line, at), { from: 'user' }), { name: 'CommanderError' }, line);
  t.same(withoutWords(`ghosthunter validate "a  b" --x   what it does`), 'ghosthunter validate "a  b" --x');
});

/** Commands whose examples need no cloud and change nothing outside of the home. */
const RUN = new Set([
  'demo',
  'spikes',
  'validate',
  'policy',
  'audit',
  'doctor',
  'init',
  'config',
  'notify',
  'completions',
  'man',
  'billing-template',
  'run',
]);
/** They ask a cloud, a person or a service. */
const NOT_RUN = /--active|--service|--from-|tail --follow|--approve ask/u;
/** Where the example names what this home has not, or what the gate refuses; the others end with 0. */
const ENDS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^ghosthunter validate .*terminate-instances/u, [3]],
  [/^ghosthunter audit verify --expect HASH/u, [2, 3]],
  [/^ghosthunter (?:run --resume|audit show 2026)/u, [2]],
  [/^ghosthunter run .*--spike 2/u, [2, 0, 10, 11]],
  // Without a terminal the bill alone is looked into.
  [/^ghosthunter run .*--headless|^ghosthunter run [a-z.]+$/u, [0, 10, 11]],
  [/^ghosthunter run .*--answers/u, [0, 4, 10, 11]],
  [/^ghosthunter notify/u, [2]],
  [/^ghosthunter init$/u, [4]],
  [/^ghosthunter doctor/u, [0, 1]],
  [/^ghosthunter config check \.ghosthunter\.toml/u, [0]],
];

function endsOf(line: string): readonly number[] {
  return ENDS.find(([pattern]) => pattern.test(line))?.[1] ?? [0];
}

test('every example that needs no cloud ends as it should', { skip: NO_CAGE, timeout: 420_000 }, async (t) => {
  const at = home(t);
  const demo = await at.run(['demo', '--json']);
  t.equal(demo.code, 0, demo.err);
  const worlds = join(at.state, 'worlds');
  const [world = ''] = readdirSync(worlds);
  const [bill = ''] = readdirSync(join(worlds, world));
  copyFileSync(join(worlds, world, bill), join(at.path, 'billing.csv'));
  at.write('exports/one.csv', readFileSync(join(at.path, 'billing.csv')));
  at.write('more-2.csv', readFileSync(join(at.path, 'billing.csv')));
  at.write('printed.txt', '{}\n###\n{}\n');
  at.write('commands.ndjson', '{"id":1,"command":"aws s3 ls"}\n');
  at.write('.ghosthunter.toml', 'budget.usd = 0.5\n');
  at.write('script.txt', 'aws s3 ls\n');
  const shim = at.write('shim/ghosthunter', `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, 0o755);
  const lines = EXAMPLES.filter((line) => RUN.has(line.split(' ')[1] ?? '') && !NOT_RUN.test(line));
  t.ok(lines.length > 25, String(lines.length));
  // One of each command, and some of the others: each is a process.
  const isFirst = (line: string, at: number): boolean => lines.findIndex((one) => one.split(' ')[1] === line.split(' ')[1]) === at;
  const others = lines.filter((line, at) => !isFirst(line, at));
  for (const line of [...lines.filter(isFirst), ...sampleOf(others, 3)]) {
    const ran = spawnSync('/bin/sh', ['-c', line], {
      cwd: at.path,
      env: { PATH: `${join(shim, '..')}:/usr/bin:/bin`, HOME: at.path },
      encoding: 'utf8',
      timeout: 60_000,
    });
    const expected = endsOf(line);
    t.ok(
      expected.includes(ran.status ?? -1),
      `${line} ended with ${String(ran.status)}, not ${expected.join(' or ')}: ${ran.stderr.slice(0, 600)}`,
    );
    t.notMatch(ran.stderr, /\n\s+at .*:\d+:\d+/u, line);
    if (ran.status !== 0 && ran.status !== 3 && /^ghosthunter: /mu.test(ran.stderr)) t.match(ran.stderr, /^fix: /mu, line);
  }
});
