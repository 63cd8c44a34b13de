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
/** A killed program may hang in the kernel; the answer does not wait for that either. */
const AFTER_KILL_MS = 500;
const OWNER_ONLY = 0o077;
/** What is dropped of a flood between two looks at everything else: the lanes are served while it runs. */
const FLOOD_BYTES = 1024 * 1024;

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

/** Room for the first `cap` bytes that grows by copying: a kept chunk would keep all the memory that it is a part of. */
function keep(stream: Readable, cap: number): Kept {
  let room = Buffer.alloc(0);
  let kept = 0;
  let cut = 0;
  let flood = 0;

  function grow(needed: number): void {
    const larger = Buffer.alloc(Math.min(cap, Math.max(needed, 2 * room.length)));
    room.copy(larger, 0, 0, kept);
    room = larger;
  }

  function giveWay(): void {
    flood = 0;
    stream.pause();
    setImmediate(() => stream.resume());
  }

  stream.on('data', (chunk: Buffer) => {
    const fits = Math.min(chunk.length, cap - kept);
    if (kept + fits > room.length) grow(kept + fits);
    chunk.copy(room, kept, 0, fits);
    kept += fits;
    cut += chunk.length - fits;
    flood += chunk.length;
    if (flood >= FLOOD_BYTES) giveWay();
  });
  return { bytes: () => room.subarray(0, kept), cut: () => cut };
}

export interface Running {
  readonly group: number;
  readonly finished: Promise<Output>;
  /** Bytes that it printed so far. */
  readonly printed: () => number;
  readonly kill: () => void;
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}

/**
 * The program ended, or was killed and must have; what it left behind ends too, and pipes that something still holds open are not waited
 * for.
 */
async function settle(child: EventEmitter, pipes: readonly Readable[], group: number, killed: Promise<void>): Promise<number> {
  const closed = once(child, 'close');
  const exited: Promise<readonly unknown[]> = once(child, 'exit');
  const exit = await Promise.race([exited, killed.then(() => after(AFTER_KILL_MS))]);
  killGroup(group);
  const patience = setTimeout(() => {
    for (const pipe of pipes) pipe.destroy();
  }, AFTER_EXIT_MS);
  await Promise.race([closed, after(2 * AFTER_EXIT_MS)]);
  clearTimeout(patience);
  for (const pipe of pipes) pipe.destroy();
  const code = exit?.[0];
  return typeof code === 'number' ? code : -1;
}

/** What a program creates is its user's only: the mask is inherited, and nothing else of this thread runs while it is set. */
function startProgram({ args, directory, environment, file }: Program) {
  const before = process.umask(OWNER_ONLY);
  try {
    return execa(file, args, {
      shell: false,
      extendEnv: false,
      env: environment,
      cwd: directory,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      detached: true,
      buffer: false,
      reject: false,
      cleanup: false,
      windowsHide: true,
    });
  } finally {
    process.umask(before);
  }
}

export function runProgram(program: Program, limits: Limits): Running | undefined {
  const started = performance.now();
  const child = startProgram(program);
  const group = child.pid;
  if (group === undefined) return undefined;
  const out = keep(child.stdout, limits.outputBytes);
  const errors = keep(child.stderr, ERROR_BYTES);
  let timedOut = false;
  let toldKilled: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => {
    toldKilled = resolve;
  });
  function kill(pid: number): void {
    killGroup(pid);
    toldKilled();
  }
  const deadline = setTimeout(() => {
    timedOut = true;
    kill(group);
  }, limits.milliseconds);

  const finished = settle(child, [child.stdout, child.stderr], group, killed).then((exit): Output => {
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
    printed: () => out.bytes().length + out.cut(),
    kill: () => {
      kill(group);
    },
  };
}
