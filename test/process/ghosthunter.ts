// ghosthunter as a person has it: a process, in a home of its own, with exactly these variables.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type AuditEntry, verifyLog } from '../../src/audit/index.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const MILLISECONDS = 40_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

export interface Home {
  readonly path: string;
  /** ~/.ghosthunter */
  readonly state: string;
  /** Writes a file below the home and returns its path. */
  readonly write: (name: string, content: string | Uint8Array, mode?: number) => string;
  readonly run: (args: readonly string[], over?: Started) => Promise<Ended>;
  readonly audit: () => readonly AuditEntry[];
  readonly verified: () => Promise<boolean>;
}

export interface Started {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What stands before node and its arguments: a shell with a pipe, a terminal. */
  readonly through?: (command: readonly string[]) => readonly string[];
  readonly input?: string;
  /** Called with what came to standard output so far. */
  readonly watch?: (out: string, child: ChildProcess) => void;
  readonly watchErr?: (err: string) => void;
  readonly onChild?: (child: ChildProcess) => void;
  /** Then it is killed. */
  readonly milliseconds?: number;
}

export function home(t: Test): Home {
  // Below a directory that only we may write, as a person's own would be.
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-home-')));
  t.teardown(() => {
    // What was ended just now may still be writing its last.
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  const state = join(path, '.ghosthunter');
  return {
    path,
    state,
    write: (name, content, mode = 0o600) => {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, content);
      chmodSync(file, mode);
      return file;
    },
    run: (args, over = {}) => start(path, args, over),
    audit: () =>
      readFileSync(join(state, 'audit.log'), 'utf8')
        .trim()
        .split('\n')
        // CAST: written by the audit log, which is verified beside it.
        .map((line) => JSON.parse(line) as AuditEntry),
    verified: async () => (await verifyLog(state)).ok,
  };
}

function start(path: string, args: readonly string[], over: Started): Promise<Ended> {
  const { env = {}, cwd, through, input, watch, watchErr, onChild, milliseconds = MILLISECONDS } = over;
  const command = [process.execPath, MAIN, ...args];
  const [file = '', ...rest] = through ? through(command) : command;
  const child = spawn(file, rest, {
    cwd: cwd ?? path,
    env: { PATH: '/usr/bin:/bin', HOME: path, ...env },
    stdio: [input === undefined && watch === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: milliseconds,
    killSignal: 'SIGKILL',
  });
  onChild?.(child);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    watch?.(out, child);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    watchErr?.(err);
  });
  child.stdin?.on('error', () => undefined).write(input ?? '');
  // Whoever watches answers, and would be cut short.
  if (watch === undefined) child.stdin?.end();
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, out, err });
    });
  });
}

/** Shell words for `sh -c`, with what stands around the command. */
export const inShell =
  (before: string, after: string) =>
  (command: readonly string[]): readonly string[] => ['/bin/sh', '-c', `${before} "$@" ${after}`, 'sh', ...command];

export const configured = (at: Home, toml: string): string => at.write('.ghosthunter/config.toml', toml);
