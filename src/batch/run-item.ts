// One item as one child: `ghosthunter run` with no terminal, an environment of its own, in a process group of its own. It ends when its
// starter ends, however that happens: its standard input is a pipe that only the starter holds. Nothing of its output is kept but what
// a result needs.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { printable, SHARING_FLAGS } from '../shared/index.js';
import type { Item } from './item.js';
import { lineReader } from './lines.js';
import { type Environment, type ItemDefaults, itemEnvironment, runArguments, type RunIdentity } from './run-arguments.js';
import { NOTHING_SEEN, type Seen, see } from './seen.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const LINE_BYTES = 8 * 1024 ** 2;
const KEPT_ERROR_BYTES = 16 * 1024;
/** A run that was asked to stop finishes its command; one that does not is ended with all its processes. */
const STOP_MILLISECONDS = 15_000;

export interface ItemStart {
  readonly item: Item;
  readonly identity: RunIdentity;
  readonly defaults: ItemDefaults;
  readonly environment: Environment;
  /** Where its models are asked, in place of what its environment says; left out where each call goes by itself. */
  readonly economy?: Environment;
  /** The state directory of the run; undefined for the one of the environment. */
  readonly home: string | undefined;
  /** Relative files are from here. */
  readonly folder: string;
  /** Each event as the line that came, for whoever wants to pass it on. */
  readonly onEvent?: (line: string) => void;
}

export interface ItemEnded {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly signal: string | null;
  readonly seen: Seen;
  /** What it said was wrong, and what to do about it; printable. */
  readonly error: string | undefined;
  readonly fix: string | undefined;
}

export interface ItemRun {
  readonly pid: number | undefined;
  readonly ended: Promise<ItemEnded>;
  /** Its processes are all there, or it has ended. */
  readonly begun?: Promise<void>;
  /** Finishes or parks the running step; the run can go on later. */
  readonly stop: () => void;
  /** At once, with everything that it started. */
  readonly kill: () => void;
}

/** The words of a fault as main.ts writes them; without one, the last line that says anything. */
function saidIn(errors: string): Pick<ItemEnded, 'error' | 'fix'> {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLast((line) => line.startsWith('ghosthunter: '))?.slice('ghosthunter: '.length) ?? lines.at(-1);
  const fix = lines.findLast((line) => line.startsWith('fix: '))?.slice('fix: '.length);
  const shown = (text: string | undefined): string | undefined => (text === undefined ? undefined : printable(text, 600));
  return { error: shown(error), fix: shown(fix) };
}

/** Many go beside each other, and each waits most of its life. */
const RUN_FLAGS: readonly string[] = [...SHARING_FLAGS, '--optimize-for-size'];

export function runItem({ defaults, economy, environment, folder, home, identity, item, onEvent }: ItemStart): ItemRun {
  const child = spawn(process.execPath, [...RUN_FLAGS, MAIN, ...runArguments(item, identity, defaults, economy !== undefined)], {
    cwd: folder,
    env: { ...itemEnvironment(environment, item, home), ...economy },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C at a terminal reaches the batch alone, which decides what becomes of its items.
    detached: true,
  });
  let seen = NOTHING_SEEN;
  let errors = '';
  let overdue: NodeJS.Timeout | undefined;
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const events = lineReader(LINE_BYTES, (line) => {
    seen = see(seen, line);
    if (seen.wasStarted) begin();
    onEvent?.(line);
  });

  function signal(name: NodeJS.Signals, whole: boolean): void {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(whole ? -child.pid : child.pid, name);
    } catch {
      // It has ended in between.
    }
  }

  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => {
    events.push(chunk);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-KEPT_ERROR_BYTES);
  });

  const ended = new Promise<ItemEnded>((resolve) => {
    child.once('error', (cause) => {
      resolve({
        code: null,
        signal: null,
        seen,
        error: printable(`cannot start it: ${cause.message}`, 600),
        fix: 'look at its limits: ulimit -u, ulimit -n',
      });
    });
    child.once('close', (code, name) => {
      clearTimeout(overdue);
      resolve({ code, signal: name, seen, ...saidIn(errors) });
    });
  });

  return {
    pid: child.pid,
    ended,
    begun: Promise.race([begun, ended.then(() => undefined)]),
    stop: () => {
      signal('SIGTERM', false);
      overdue ??= setTimeout(() => {
        signal('SIGKILL', true);
      }, STOP_MILLISECONDS);
    },
    kill: () => {
      signal('SIGKILL', true);
    },
  };
}
