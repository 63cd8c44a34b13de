// The printed command against the shells that it may be pasted into: each must read the words that were judged, and nothing else.

import { spawnSync } from 'node:child_process';
import { test } from 'tap';
import { canonicalText } from '../../src/gate/render.js';
import { judge } from '../../src/gate/index.js';
import { fc, runs } from '../random.js';

/** Named, so that it is no builtin of a shell. */
const PRINTF = '/usr/bin/printf';

interface Shell {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** It reads lines as if they were typed or pasted, where `!` may mean a command of before. */
  readonly isInteractive: boolean;
}

const SHELLS: readonly Shell[] = [
  { name: 'sh', file: 'sh', args: ['-c'], isInteractive: false },
  { name: 'dash', file: 'dash', args: ['-c'], isInteractive: false },
  { name: 'bash', file: 'bash', args: ['--norc', '--noprofile', '-c'], isInteractive: false },
  { name: 'bash at a prompt', file: 'bash', args: ['--norc', '--noprofile', '-i'], isInteractive: true },
  { name: 'zsh', file: 'zsh', args: ['-f', '-c'], isInteractive: false },
  { name: 'zsh at a prompt', file: 'zsh', args: ['-f', '-i'], isInteractive: true },
  { name: 'fish', file: 'fish', args: ['-N', '-c'], isInteractive: false },
];

function spawned({ file, args, isInteractive }: Shell, line: string): string {
  const [more, input] = isInteractive ? [[], `set -o histexpand 2>/dev/null; echo before >/dev/null\n${line}\n`] : [[line], ''];
  const { stdout } = spawnSync(file, [...args, ...more], { input, encoding: 'latin1', timeout: 20_000, maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

/** The words as the shell reads them; what an interactive one prints besides ends before the first of them. */
function wordsOf(shell: Shell, words: readonly string[]): readonly string[] {
  const out = spawned(shell, `${PRINTF} '%s\\0' ${canonicalText(['<<<', ...words, '>>>'])}`);
  return out
    .slice(out.indexOf('<<<'), out.lastIndexOf('>>>') + 4)
    .split('\0')
    .slice(1, -2);
}

const word = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 24 }),
  // What shells care about, close together.
  fc.string({
    unit: fc.constantFrom("'", '"', '\\', '!', '$', '`', ' ', '%', '=', '~', '^', '#', '{', '}', ',', '(', ')', '-', 'a', '&'),
    maxLength: 12,
  }),
  fc.constantFrom(
    '%self',
    '=ls',
    '~',
    '~root',
    '!!',
    '!1',
    '^a^b',
    '$(id)',
    '\\',
    '\\\\',
    "\\'",
    "'",
    "''",
    '{a,b}',
    '*',
    '?',
    '[a]',
    '',
    '-',
    '--',
    '#',
  ),
);

for (const shell of SHELLS) {
  const isHere = spawnSync(shell.file, [...shell.args.slice(0, -1), '-c', 'exit 0'], { timeout: 20_000 }).status === 0;
  test(`${shell.name} reads a printed command as exactly its words`, { skip: !isHere && `${shell.file} is not installed` }, async (t) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 100, maxLength: 200 }), (words) => {
        const text = canonicalText(words);
        t.match(text, /^[ -~]*$/u);
        const read = wordsOf(shell, words);
        const at = words.findIndex((one, index) => read[index] !== one);
        if (at !== -1) throw new Error(`${canonicalText([words[at] ?? ''])} was read as ${JSON.stringify(read[at])}`);
        return read.length === words.length;
      }),
      runs(shell.isInteractive ? 8 : 20),
    );
  });
}

test('the printed command is one line, and the gate reads it as the same words', async (t) => {
  const { readPolicy } = await import('../../src/packs/index.js');
  const policy = readPolicy();
  const line = String.raw`gcloud logging read 'textPayload=~"a\\\\b" AND severity>=ERROR AND "it'\''s"' --limit=5 --freshness=1d`;
  const first = judge(line, policy, { microUsd: 0 });
  if (!first.ok) throw new Error('the line must be cleared');
  const again = judge(first.value.canonical, policy, { microUsd: 0 });
  t.ok(again.ok && again.value.canonical === first.value.canonical);
  t.same(again.ok && again.value.argv, first.value.argv);
  t.notMatch(first.value.canonical, /\n/u);
});
