// What a real shell makes of lines: one program that prints the words of each, in an empty directory and without a PATH.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MOST_BYTES = 1 << 29;

/** Where this shell is, if there is one. */
export function shellAt(name: string): string | undefined {
  return [`/bin/${name}`, `/usr/bin/${name}`].find((path) => existsSync(path));
}

/** The words of each line; only for lines that were judged harmless, as they are given to the shell as its program. */
export function wordsByShell(path: string, lines: readonly string[]): readonly (readonly string[])[] {
  const directory = mkdtempSync(join(tmpdir(), 'words-'));
  try {
    const input = lines.map((line) => `set -- ${line}\nprintf '%s\\0' "$@"\nprintf '\\1\\0'\n`).join('');
    const env = { PATH: '/nonexistent', HOME: '/HOME' };
    const ran = spawnSync(path, ['-s'], { input, cwd: directory, env, maxBuffer: MOST_BYTES, timeout: 120_000 });
    return ran.stdout
      .toString()
      .split('\u0001\0')
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
