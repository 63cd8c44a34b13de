// The words of layer 1 are those of a real shell, for every line that it admits. Only lines that it admits are given to the shell:
// in an empty directory, without a PATH, with words that name no program.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { parse } from 'shell-quote';
import { shell } from '../../src/gate/1-shell.js';
import { almost } from '../gate/arbitrary-lines.js';
import { fc } from '../random.js';

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh'];

/** Much of what two parsers could read differently, and letters that name no command. */
const soup = fc
  .array(fc.constantFrom(...Array.from(`''''""""\\\\\\   aabb--==~~/:%+@,.$\`#!*?[]{}^|&;()<>\t\n`)), { minLength: 2, maxLength: 16 })
  .map((characters) => `zz ${characters.join('')}`);

function admitted(lines: readonly string[]): readonly { readonly line: string; readonly words: readonly string[] }[] {
  return lines.flatMap((line) => {
    const split = shell.check(line);
    return split.ok ? [{ line, words: split.value.words.map(({ text }) => text) }] : [];
  });
}

/** What a shell makes of each line, as the arguments of `set`; `undefined` when there is no such shell here. */
function wordsBy(name: string, lines: readonly string[], t: Test): readonly (readonly string[])[] | undefined {
  const directory = mkdtempSync(join(tmpdir(), 'words-'));
  t.teardown(() => {
    rmSync(directory, { recursive: true });
  });
  const script = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$@"\nprintf '\\1\\0'\n`).join('');
  const env = { PATH: '/nonexistent', HOME: '/HOME' };
  const path = [`/bin/${name}`, `/usr/bin/${name}`].find((one) => spawnSync(one, ['-c', ':'], { env }).status === 0);
  if (path === undefined) return undefined;
  const ran = spawnSync(path, ['-s'], { input: script, cwd: directory, env, maxBuffer: 1 << 28, timeout: 60_000 });
  return ran.stdout
    .toString()
    .split('\u0001\0')
    .slice(0, -1)
    .map((words) => words.split('\0').slice(0, -1));
}

test('a real shell splits every admitted line into the same words', async (t) => {
  const lines = admitted([...fc.sample(soup, 40_000), ...fc.sample(almost, 2_000)]);
  t.ok(lines.length > 2_000, `${String(lines.length)} lines were admitted`);
  const asked = SHELLS.flatMap((name) => {
    const words = wordsBy(
      name,
      lines.map(({ line }) => line),
      t,
    );
    return words === undefined ? [] : [{ name, words }];
  });
  t.ok(
    asked.some(({ name }) => name === 'sh'),
    'there is a shell to compare with',
  );
  for (const { name, words } of asked) {
    const different = lines.flatMap((one, index) => {
      const by = words[index];
      return JSON.stringify(by) === JSON.stringify(one.words) ? [] : [{ ...one, by }];
    });
    t.same(different.slice(0, 5), [], name);
  }
});

test('the splitter alone would not do: without the layer it disagrees with a shell', async (t) => {
  const lines = ['zz a~b {a,b}', 'zz "`"x', 'zz a#b c', "zz 'a", 'zz \\*'];
  t.same(admitted(lines), []);
  const byParser = lines.map((line) => parse(line, (name) => ({ expanded: name })));
  t.same(
    byParser.filter((entries) => entries.every((entry) => typeof entry === 'string')).length,
    3,
    'the parser alone takes most of them for plain words',
  );
});
