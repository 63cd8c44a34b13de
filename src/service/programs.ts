// The system's own programs that this zone starts: systemctl, loginctl, journalctl. By name on the fixed path of the system, with nothing of
// the caller's environment but where the user's manager is.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin'];
const PASSED = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS', 'HOME', 'XDG_CONFIG_HOME', 'LANG'];
const TIMEOUT_MS = 90_000;
const MOST_BYTES = 1024 ** 2;

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function programAt(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

function environmentFor(environment: Environment): NodeJS.ProcessEnv {
  const passed = PASSED.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]));
  return { PATH: FOLDERS.join(':'), SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '', ...Object.fromEntries(passed) };
}

/** Code 127 where there is no such program. */
export function ask(name: string, args: readonly string[], environment: Environment): Promise<Answered> {
  const path = programAt(name);
  if (path === undefined) return Promise.resolve({ code: 127, out: '', err: `there is no ${name} here` });
  return new Promise((resolve) => {
    const options = { env: environmentFor(environment), cwd: '/', timeout: TIMEOUT_MS, maxBuffer: MOST_BYTES };
    execFile(path, args, options, (cause, out, err) => {
      const code = cause === null ? 0 : typeof cause.code === 'number' ? cause.code : 1;
      resolve({ code, out, err });
    });
  });
}

/** With the terminal of whoever asked; resolves with its exit code. */
export function show(name: string, args: readonly string[], environment: Environment): Promise<number> {
  const path = programAt(name);
  if (path === undefined) return Promise.resolve(127);
  return new Promise((resolve) => {
    const child = spawn(path, args, { env: { ...environmentFor(environment), TERM: environment['TERM'] }, stdio: 'inherit' });
    child.once('error', () => {
      resolve(127);
    });
    child.once('exit', (code) => {
      resolve(code ?? 130);
    });
  });
}
