// Completions and the manual page come from the tree that parses the command line. Tried in the real shells, where they are.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { type Test, test } from 'tap';
import { addCommands } from '../../src/commands/index.js';
import { everyOutline, outlineOf } from '../../src/commands/outline/tree.js';
import { completionText, manualText } from '../../src/commands/outline/write.js';

const KNOWN = { worlds: ['first-light', 'aws-nat-gateway'], keys: ['budget.usd', 'budget.commands'] };
const RUN = '20261122-0207-0fec05';

function program(): Command {
  const made = new Command('ghosthunter').description('a test').version('0.0.0').exitOverride();
  const never = (): never => {
    throw new Error('nothing runs here');
  };
  addCommands(made, {
    screen: { out: never, err: never, input: process.stdin, columns: undefined },
    environment: {},
    surroundings: never,
    exit: never,
  });
  return made;
}

/** Where a shell is, along PATH. */
function found(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);
}

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-shell-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  mkdirSync(join(path, '.ghosthunter/investigations', RUN), { recursive: true });
  writeFileSync(join(path, 'bill.csv'), '');
  mkdirSync(join(path, 'bills'));
  return path;
}

/** What is offered behind these words, the last of which is being typed. */
type Offer = (words: readonly string[]) => readonly string[];

interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish';
  readonly script: (words: readonly string[], completion: string) => readonly string[];
}

const quoted = (word: string): string => `'${word}'`;

const SHELLS: readonly Shell[] = [
  {
    name: 'bash',
    script: (words, completion) => [
      '--norc',
      '-c',
      `source ${completion}; COMP_WORDS=(${words.map(quoted).join(' ')}); COMP_CWORD=${String(words.length - 1)}; _ghosthunter; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
  },
  {
    // Without the completion system, which wants a terminal: what it would be told is printed.
    name: 'zsh',
    script: (words, completion) => [
      '-f',
      '-c',
      [
        'compdef() { : }',
        'compadd() { [[ $1 == -a ]] && print -l -- ${(P)2} || { shift; print -l -- $@ } }',
        '_describe() { print -l -- ${${(P)2}%%:*} }',
        '_files() { print -l -- *(N) }',
        `source ${completion}`,
        `words=(${words.map(quoted).join(' ')}); CURRENT=${String(words.length)}; _ghosthunter`,
      ].join('\n'),
    ],
  },
  { name: 'fish', script: (words, completion) => ['--no-config', '-c', `source ${completion}; complete -C ${quoted(words.join(' '))}`] },
];

function offerOf({ name, script }: Shell, path: string, t: Test): Offer {
  const home = folder(t);
  const completion = join(home, `completion.${name}`);
  writeFileSync(completion, completionText(program(), name, KNOWN));
  return (words) => {
    const { stderr, stdout } = spawnSync(path, script(words, completion), {
      cwd: home,
      env: { ...process.env, HOME: home, GHOSTHUNTER_HOME: '' },
      encoding: 'utf8',
      timeout: 20_000,
    });
    t.equal(stderr, '', `${name}: ${words.join(' ')}`);
    const typed = words.at(-1) ?? '';
    const offered = stdout.split('\n').map((line) => line.split('\t')[0] ?? '');
    return offered.filter((word) => word !== '' && word.startsWith(typed));
  };
}

for (const shell of SHELLS) {
  const path = found(shell.name);
  test(`${shell.name} completes commands, flags, worlds, runs, keys and files`, {
    skip: path === undefined && `${shell.name} is not installed`,
  }, async (t) => {
    const offer = offerOf(shell, path ?? '', t);
    const has = (words: readonly string[], ...expected: readonly string[]): void => {
      const offered = offer(words);
      t.same(
        expected.filter((word) => !offered.includes(word)),
        [],
        `${words.join(' ')} -> ${offered.join(' ')}`,
      );
    };
    has(['ghosthunter', ''], 'run', 'spikes', 'config', 'audit');
    t.notOk(offer(['ghosthunter', '']).includes('list'), 'only what stands there');
    has(['ghosthunter', 'audit', ''], 'list', 'verify');
    has(['ghosthunter', 'audit', 'list', '--'], '--since', '--layer');
    t.notOk(offer(['ghosthunter', 'audit', 'list', '--']).includes('--world'));
    has(['ghosthunter', 'run', '--wo'], '--world');
    has(['ghosthunter', 'run', '--world', 'aws'], 'aws-nat-gateway');
    has(['ghosthunter', 'demo', 'fi'], 'first-light');
    has(['ghosthunter', 'run', '--resume', '2026'], RUN);
    has(['ghosthunter', 'audit', 'show', ''], RUN);
    has(['ghosthunter', 'config', 'get', 'budget.u'], 'budget.usd');
    has(['ghosthunter', 'run', '--approve', ''], 'ask', 'all', 'none');
    has(['ghosthunter', 'run', 'bi'], 'bill.csv');
    has(['ghosthunter', 'completions', ''], 'bash', 'zsh', 'fish');
    t.same(offer(['ghosthunter', 'run', '--budget-usd', '']), [], 'nothing where nobody can guess');
  });
}

test('every command is in each completion and in the manual page', async (t) => {
  const outlines = everyOutline(outlineOf(program()));
  t.ok(outlines.length > 12);
  for (const shell of ['bash', 'zsh', 'fish']) {
    const text = completionText(program(), shell, KNOWN);
    for (const { options, path } of outlines) {
      t.ok(text.includes(path.join(' ')), `${shell}: ${path.join(' ')}`);
      for (const { long } of options) t.ok(text.includes(long.slice(2)), `${shell}: ${path.join(' ')} ${long}`);
    }
  }
  const page = manualText(program());
  for (const { path } of outlines) t.ok(page.includes(path.join(' ').replaceAll('-', '\\-')), path.join(' '));
  t.throws(() => completionText(program(), 'fihs', KNOWN), { code: 'usage', fix: /fish/u });
});

const READERS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['man', '--warnings', '-E', 'UTF-8', '-l'],
  ['mandoc', '-T', 'lint', '-W', 'warning'],
];

for (const [name, ...args] of READERS) {
  const path = found(name);
  test(`${name} shows the manual page without a warning`, { skip: path === undefined && `${name} is not installed` }, async (t) => {
    const file = join(folder(t), 'ghosthunter.1');
    const seen = (text: string) => {
      writeFileSync(file, text);
      const { stderr, stdout } = spawnSync(path ?? '', [...args, file], {
        encoding: 'utf8',
        env: { ...process.env, MANWIDTH: '100' },
        timeout: 20_000,
      });
      return name === 'mandoc' ? stdout + stderr : stderr;
    };
    t.equal(seen(manualText(program())), '');
    t.not(seen('.TH X 1 2026-01-01\n.SH NAME\nx \\- y\n.frobnicate\n.SH\n.nosuch "\n'), '', 'and would have said so');
  });
}
