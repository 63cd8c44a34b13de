// Starts what a person configured to be told by: their own program, or the desktop's. No shell, an environment from nothing, a process
// group of its own that ends with the deadline.

import { spawn } from 'node:child_process';
import { basename, dirname, isAbsolute } from 'node:path';
import { pinBinary } from '../programs/index.js';
import { errorCode } from '../shared/index.js';
import { DELIVERED, notDelivered, type Told } from './way.js';

const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';
const KEPT_BYTES = 2_048;
const SHOWN_CHARACTERS = 200;

export interface Start {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  readonly milliseconds: number;
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (cause) {
    // All of it has ended by itself.
    if (errorCode(cause) !== 'ESRCH') throw cause;
  }
}

export function start({ argv, environment, input, milliseconds }: Start): Promise<Told> {
  const [program = '', ...rest] = argv;
  if (!isAbsolute(program)) return Promise.resolve(notDelivered('no-program', `${program} is no absolute path`));
  // T-PATH: a program that others may write is not ours to start.
  const pinned = pinBinary(basename(program), [dirname(program)]);
  if (!pinned.ok) return Promise.resolve(notDelivered('no-program', pinned.error));
  const child = spawn(pinned.value.path, rest, {
    cwd: '/',
    env: { PATH: SYSTEM_PATH, LANG: 'C.UTF-8', ...environment },
    detached: true,
    shell: false,
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < KEPT_BYTES) said += chunk.toString('utf8');
  });
  // A hook that does not read its input is free not to.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve) => {
    const deadline = setTimeout(() => {
      endGroup(child.pid);
      settle(notDelivered('too-slow', `it did not end within ${String(milliseconds)} ms and was killed`));
    }, milliseconds);
    function settle(told: Told): void {
      clearTimeout(deadline);
      child.stderr.destroy();
      resolve(told);
    }
    child.once('error', (cause) => {
      settle(notDelivered('no-program', `it does not start: ${cause.message}`));
    });
    // `exit` and not `close`: something it left behind may hold its descriptors for ever.
    child.once('exit', (code, signal) => {
      endGroup(child.pid);
      if (code === 0) settle(DELIVERED);
      else settle(notDelivered('failed', `it ended with ${signal ?? String(code)} ${said.trim().slice(0, SHOWN_CHARACTERS)}`.trim()));
    });
  });
}
