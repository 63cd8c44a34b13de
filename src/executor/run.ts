// The one place that starts a cloud CLI. It takes a sealed command and nothing else; no shell, no inherited environment, no
// input, a process group of its own, a deadline, and a cap on what is kept of the output while it streams.

import { type EventEmitter, once } from 'node:events';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { errorCode } from '../shared/index.js';

export interface Limits {
  readonly milliseconds: number;
  readonly outputBytes: number;
}

export interface Program {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}

export interface Output {
  readonly exit: number;
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  readonly cutBytes: number;
  readonly milliseconds: number;
  readonly timedOut: boolean;
  /** What a person who ran it by hand wrote beside it. */
  readonly note?: string | null;
}

const ERROR_BYTES = 16_384;
/** A child that double-forked may keep the pipes open; the answer does not wait for it. */
const AFTER_EXIT_MS = 250;

export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (cause) {
    // Gone already: what was asked for.
    if (errorCode(cause) !== 'ESRCH') throw cause;
  }
}

interface Kept {
  readonly bytes: () => Uint8Array;
  readonly cut: () => number;
}

/** Keeps the first `cap` bytes of a stream and counts the rest. */
function keep(stream: Readable, cap: number): Kept {
  const parts: Uint8Array[] = [];
  let kept = 0;
  let cut = 0;
  stream.on('data', (chunk: Uint8Array) => {
    const room = Math.min(chunk.length, cap - kept);
    if (room > 0) parts.push(chunk.slice(0, room));
    kept += room;
    cut += chunk.length - room;
  });
  return { bytes: () => Buffer.concat(parts), cut: () => cut };
}

export interface Running {
  readonly group: number;
  readonly finished: Promise<Output>;
  readonly kill: () => void;
}

/** The program ended; what it left behind ends too, and pipes that something still holds open are not waited for. */
async function settle(child: EventEmitter, pipes: readonly Readable[], group: number): Promise<number> {
  const closed = once(child, 'close');
  const exit: readonly unknown[] = await once(child, 'exit');
  const [code] = exit;
  killGroup(group);
  const patience = setTimeout(() => {
    for (const pipe of pipes) pipe.destroy();
  }, AFTER_EXIT_MS);
  await closed;
  clearTimeout(patience);
  return typeof code === 'number' ? code : -1;
}

export function runProgram(program: Program, limits: Limits): Running | undefined {
  const started = performance.now();
  const child = execa(program.file, program.args, {
    shell: false,
    extendEnv: false,
    env: program.environment,
    cwd: program.directory,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    detached: true,
    buffer: false,
    reject: false,
    cleanup: false,
    windowsHide: true,
  });
  const group = child.pid;
  if (group === undefined) return undefined;
  const out = keep(child.stdout, limits.outputBytes);
  const errors = keep(child.stderr, ERROR_BYTES);
  let timedOut = false;
  const deadline = setTimeout(() => {
    timedOut = true;
    killGroup(group);
  }, limits.milliseconds);

  const finished = settle(child, [child.stdout, child.stderr], group).then((exit): Output => {
    clearTimeout(deadline);
    return {
      exit,
      out: out.bytes(),
      err: errors.bytes(),
      cutBytes: out.cut() + errors.cut(),
      milliseconds: Math.round(performance.now() - started),
      timedOut,
    };
  });
  return {
    group,
    finished,
    kill: () => {
      killGroup(group);
    },
  };
}
