// ghosthunter in a terminal that can be looked at: tmux draws it, and says what a person would see.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { Home } from './ghosthunter.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const UNTIL_MS = 40_000;
const LOOK_MS = 60;

export const NO_TMUX: string | false =
  (spawnSync('tmux', ['-V']).status !== 0 || spawnSync('/bin/bash', ['-c', 'true']).status !== 0) &&
  'tmux is not installed: apt-get install tmux';

export interface Terminal {
  /** Types a command line for the shell; MAIN stands for ghosthunter. */
  readonly run: (line: string) => void;
  readonly type: (...keys: readonly string[]) => void;
  readonly screen: () => string;
  /** What scrolled away too, with lines that the terminal wrapped put together. */
  readonly history: (withColour?: boolean) => string;
  readonly title: () => string;
  readonly resize: (columns: number, rows: number) => void;
  readonly until: (found: RegExp) => Promise<string>;
}

let sessions = 0;

export async function inTmux(
  t: Test,
  at: Home,
  columns: number,
  rows: number,
  env: Readonly<Record<string, string>> = { TERM: 'screen-256color', LANG: 'C.UTF-8' },
): Promise<Terminal> {
  sessions += 1;
  const socket = `ghosthunter-${String(process.pid)}-${String(sessions)}`;
  const sockets = mkdtempSync(join(tmpdir(), 'ghosthunter-tmux-'));
  const tmux = (...args: readonly string[]): string => {
    const { stderr, stdout, status } = spawnSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin', HOME: at.path, TMUX_TMPDIR: sockets, LANG: 'C.UTF-8' },
      timeout: 10_000,
    });
    if (status !== 0) throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  const words = Object.entries({ PATH: '/usr/bin:/bin', HOME: at.path, PS1: '$ ', HISTFILE: '/dev/null', ...env }).map(
    ([name, value]) => `'${name}=${value}'`,
  );
  const shell = `cd '${at.path}' && exec env -i ${words.join(' ')} /bin/bash --norc --noprofile --noediting`;
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), shell, ';', 'set-option', '-g', 'history-limit', '5000');
  t.teardown(() => {
    spawnSync('tmux', ['-L', socket, 'kill-server'], { env: { PATH: '/usr/bin:/bin', TMUX_TMPDIR: sockets } });
    rmSync(sockets, { recursive: true, force: true });
  });
  const screen = (): string => tmux('capture-pane', '-p').trimEnd();
  const terminal: Terminal = {
    screen,
    history: (withColour = false) => tmux('capture-pane', '-p', '-J', '-S', '-', ...(withColour ? ['-e'] : [])),
    title: () => tmux('display-message', '-p', '#{pane_title}').trim(),
    resize: (width, height) => {
      tmux('resize-window', '-x', String(width), '-y', String(height));
    },
    type: (...keys) => {
      tmux('send-keys', ...keys);
    },
    run: (line) => {
      tmux('send-keys', '-l', line.replaceAll('MAIN', `'${process.execPath}' '${MAIN}'`));
      tmux('send-keys', 'Enter');
    },
    until: async (found) => {
      const until = performance.now() + UNTIL_MS;
      for (;;) {
        const shown = screen();
        if (found.test(shown)) return shown;
        if (performance.now() > until) throw new Error(`never shown: ${String(found)}; but\n${shown}`);
        await new Promise((resolve) => void setTimeout(resolve, LOOK_MS));
      }
    },
  };
  await terminal.until(/^\$/mu);
  return terminal;
}

/** What differs from run to run, made the same. */
export function settled(text: string, at: Home): string {
  return text
    .replaceAll(at.path, 'HOME')
    .replaceAll(/\d{8}-\d{4}-[0-9a-f]{6}/gu, 'RUN-ID')
    .replaceAll(/in \d+ ms/gu, 'in N ms')
    .replaceAll(/\d+:\d\d of/gu, 'M:SS of')
    .replaceAll(/[ \t]+$/gmu, '')
    .trimEnd();
}
