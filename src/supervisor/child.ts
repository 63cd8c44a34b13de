// A started process, as its starter holds it.

import type { ChildProcess } from 'node:child_process';
import { Duplex, type Readable } from 'node:stream';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Child {
  /** Of the Node process itself, as this process sees it. */
  readonly pid: number;
  /** The other end of its descriptor 3. */
  readonly lane: Duplex;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly process: ChildProcess;
  /** Never rejects. */
  readonly exited: Promise<Exit>;
  readonly kill: () => void;
}

export const LANE = 3;
export const SECOND_LANE = 4;

export function childOf(started: ChildProcess, pid: number): Child {
  const { stderr, stdout } = started;
  if (stdout === null || stderr === null) throw new Error('started without its streams');
  for (const stream of started.stdio) stream?.on('error', ignore);
  return {
    pid,
    lane: duplexAt(started, LANE),
    stdout,
    stderr,
    process: started,
    exited: exitOf(started),
    kill: () => {
      started.kill('SIGKILL');
    },
  };
}

/** A reset or a broken pipe says that the other side ended, and its exit says that better. Without a listener it would end us too. */
export function ignore(): void {
  // nothing to add
}

export function duplexAt(started: ChildProcess, descriptor: number): Duplex {
  const stream: unknown = started.stdio[descriptor];
  if (!(stream instanceof Duplex)) throw new Error(`started without its descriptor ${String(descriptor)}`);
  return stream;
}

export function exitOf(started: ChildProcess): Promise<Exit> {
  const { exitCode: code, signalCode: signal } = started;
  if (code !== null || signal !== null) return Promise.resolve({ code, signal });
  return new Promise((resolve) => {
    started.once('exit', (exitCode, exitSignal) => {
      resolve({ code: exitCode, signal: exitSignal });
    });
  });
}
