// The keeper of one command, for machines without bubblewrap. T-ORPHAN: when the executor is killed, it is the keeper that still knows
// what the command started, and ends it. The executor's own death signal stays the one that cannot be caught.

import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { adoptOrphans, type CommandGrants, confineCommand, hearOfParentsDeath, killDescendants } from '../cage/index.js';

const STANDARD_ERROR = 2;
const NOT_STARTED = 127;
/** As shells do: the number of the signal that ended a command, above this. */
const BY_SIGNAL = 128;

export interface KeptCommand {
  /** What it may do with files; `undefined` where an operator confines it by other means. */
  readonly grants: CommandGrants | undefined;
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
}

export function keepCommand(executorPid: number, { args, file, grants }: KeptCommand, leave: (code: number) => void): void {
  function over(code: number): void {
    killDescendants();
    leave(code);
  }

  // Before the death signal is asked for: one that came sooner would end us with nothing done.
  process.on('SIGTERM', () => {
    over(BY_SIGNAL + constants.signals.SIGTERM);
  });
  // In this order, and all of it on this thread: what starts a program hands its own confinement on.
  const steps = [adoptOrphans, () => hearOfParentsDeath(executorPid), ...(grants ? [() => confineCommand(grants)] : [])];
  for (const step of steps) {
    const { applied, why } = step();
    if (applied) continue;
    writeSync(STANDARD_ERROR, `not started: ${why}\n`);
    leave(NOT_STARTED);
    return;
  }
  // In our own group, with our own streams: to the executor the two are one.
  const child = spawn(file, args, { stdio: 'inherit' });
  child.once('error', (error) => {
    writeSync(STANDARD_ERROR, `not started: ${error.message}\n`);
    over(NOT_STARTED);
  });
  child.once('exit', (code, signal) => {
    over(signal === null ? (code ?? NOT_STARTED) : BY_SIGNAL + constants.signals[signal]);
  });
}
