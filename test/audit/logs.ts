// What the tests of the audit log share: a directory of their own, a log in it, its files as they lie there, other processes at it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { type AuditEvent, AuditLog, type AuditOptions, readEntries, entryIn, type LogEntry } from '../../src/audit/index.js';

const OTHER = fileURLToPath(new URL('other-process.js', import.meta.url));

export function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-audit-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

export const open = (t: Test, directory: string, over: Partial<AuditOptions> = {}): Promise<AuditLog> =>
  AuditLog.open(directory, { run: 'run-1', now: () => new Date(0), ...over }).then((log) => {
    t.teardown(() => {
      log.close();
    });
    return log;
  });

export const note = (detail: string): AuditEvent => ({ event: 'record', name: 'note', detail });

/** Names of the log's files, the oldest first. */
export const filesIn = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((name) => /^audit\.log(?:\.\d+)?$/u.test(name))
    .sort((one, other) => Number(one.split('.')[2] ?? Infinity) - Number(other.split('.')[2] ?? Infinity));

export const linesOf = (directory: string, name: string): string[] => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1);

export function entriesOf(directory: string): readonly LogEntry[] {
  return [...readEntries(directory)].flatMap(({ bytes }) => entryIn(bytes) ?? []);
}

/** Another process at this directory; `before` stands in front of it. */
export function other(t: Test, args: readonly string[], before: readonly string[] = [], milliseconds = 20_000): ChildProcess {
  const [file = '', ...rest] = [...before, process.execPath, OTHER, ...args];
  const child = spawn(file, rest, {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: milliseconds,
    killSignal: 'SIGKILL',
  });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}

/** Its lines, until it ends. A line that was not ended was not said. */
export async function saidBy(child: ChildProcess): Promise<readonly string[]> {
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  await once(child, 'close');
  return text.split('\n').slice(0, -1);
}
