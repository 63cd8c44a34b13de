// A whole batch as a process, with a home and a manifest of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
/** Of a whole test, and of each process in it. */
export const MILLISECONDS = IS_LONG ? 3_000_000 : 300_000;

export interface Place {
  readonly root: string;
  readonly home: string;
  readonly manifest: string;
}

export function placeOf(t: Test, items: readonly object[]): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-batch-')));
  t.teardown(() => {
    rmSync(root, { recursive: true, force: true });
  });
  const home = join(root, 'home');
  mkdirSync(home, { mode: 0o700 });
  const manifest = join(root, 'accounts.jsonl');
  writeFileSync(manifest, items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  return { root, home, manifest };
}

/** Items of simulated clouds, a fixed order of them, so that the same place is the same in every test. */
export function worldItems(count: number, worlds: readonly string[]): readonly object[] {
  return Array.from({ length: count }, (_, at) => ({
    name: `item ${String(at)}`,
    world: worlds[at % worlds.length],
    seed: 1 + Math.floor(at / worlds.length),
  }));
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function startBatch({ home, root }: Place, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [MAIN, 'batch', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: home, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MILLISECONDS,
    killSignal: 'SIGKILL',
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      resolve({ code, out, err });
    });
  });
  return { child, ended };
}

export interface Result {
  readonly item: string;
  readonly name: string;
  readonly outcome: string;
  readonly cause: string | null;
  readonly title: string | null;
  readonly confidence: number | null;
  readonly run: string;
  readonly spent: { readonly commands: number; readonly microUsd: number };
  readonly folder: string;
}

export function resultsIn(out: string): readonly Result[] {
  const lines = out.split('\n').filter((line) => line !== '');
  // CAST: written by the batch.
  return lines.map((line) => JSON.parse(line) as Result);
}

export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_200 && !isSo(); tries += 1) await pause(50);
}

/** The command lines of all that a process has started, and that has started others. */
export function startedBy(ancestor: number): readonly string[] {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/u.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid: Number(name), parent, line: readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ') }];
    } catch {
      return []; // it ended in between
    }
  });
  const below = (pid: number): readonly string[] =>
    all.filter(({ parent }) => parent === pid).flatMap(({ line, pid: child }) => [line, ...below(child)]);
  return below(ancestor);
}
