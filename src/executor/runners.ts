// Three ways for a cleared command to get its output; the gate before and the digest after are the same for all. Each takes the sealed
// value, so that nothing that was not judged in this process can be given to it.

import { fileURLToPath } from 'node:url';
import { type Cleared, isCleared } from '../gate/index.js';
import { type PinnedBinary, pinBinary, pinFault, STANDARD_DIRECTORIES } from '../programs/index.js';
import type { Binary } from '../policy/index.js';
import type { AskedByHand, Attest, HandedBack } from '../protocol/index.js';
import { err, nodeFlags, ok, type Result } from '../shared/index.js';
import { mostOf } from './approval.js';
import type { Armed } from './armed.js';
import { emptyDirectory } from './home/prepared-home.js';
import { type Limits, type Output, type Program, type Running, runProgram } from './run.js';

export interface NotRun {
  readonly code: string;
  readonly detail: string;
  readonly note?: string | null;
}

export interface RunnerDoors {
  readonly onBegan: (running: Running, canonical: string) => void;
  readonly onEnded: (running: Running) => void;
  /** Asks the person. */
  readonly byHand: (asked: AskedByHand) => Promise<HandedBack>;
}

export type Runner = (cleared: Cleared) => Promise<Result<Output, NotRun>>;

const SIMULATED_CLI = fileURLToPath(new URL('../../workers/simulated-cli.js', import.meta.url));

function notRun(code: string, detail: string): Result<never, NotRun> {
  return err({ code, detail });
}

interface Started {
  readonly program: Program;
  readonly canonical: string;
  readonly limits: Limits;
}

async function start({ canonical, limits, program }: Started, doors: RunnerDoors): Promise<Result<Output, NotRun>> {
  const running = runProgram(program, limits);
  if (!running) return notRun('not-started', `${program.file} could not be started`);
  doors.onBegan(running, canonical);
  try {
    const output = await running.finished;
    if (output.timedOut) return notRun('deadline', `ended after ${String(limits.milliseconds / 1_000)} s`);
    return ok(output);
  } finally {
    doors.onEnded(running);
  }
}

function simulated(armed: Armed, doors: RunnerDoors): Runner {
  return (cleared) => {
    const words = [
      ...armed.tether,
      process.execPath,
      ...nodeFlags(process.execArgv),
      SIMULATED_CLI,
      armed.attest.world ?? '',
      ...cleared.argv,
    ];
    const [file = process.execPath, ...args] = words;
    // The simulated cloud needs nothing of the environment, and gets nothing.
    const program = { file, args, environment: {}, directory: emptyDirectory(armed.attest.stateDirectory) };
    return start({ program, canonical: cleared.canonical, limits: armed.attest.cli }, doors);
  };
}

/** T8: whose credentials a program would use. kubectl and az have none here, so they run by hand only. */
const PROGRAMS_OF: Readonly<Record<Attest['provider'], readonly Binary[]>> = { aws: ['aws'], gcp: ['gcloud', 'bq', 'gsutil'] };

function active(armed: Armed, doors: RunnerDoors): Runner {
  const { workplace } = armed;
  if (!workplace) throw new Error('an active run has no place for its programs');
  const directories = [...armed.attest.binaryDirectories, ...STANDARD_DIRECTORIES];
  const pinned = new Map<string, PinnedBinary>();
  return async (cleared) => {
    if (!PROGRAMS_OF[armed.attest.provider].includes(cleared.binary))
      return notRun('other-provider', `${cleared.binary} is not run with credentials of ${armed.attest.provider}`);
    const known = pinned.get(cleared.binary);
    const found = known ? ok(known) : pinBinary(cleared.binary, directories);
    if (!found.ok) return notRun('no-binary', found.error);
    pinned.set(cleared.binary, found.value);
    const redirected = workplace.fault(found.value);
    if (redirected !== undefined) return notRun('redirected', redirected);
    const program = workplace.program(found.value, cleared.argv.slice(1));
    // T-PATH: looked at last of all, right before the start.
    const fault = pinFault(found.value);
    if (fault !== undefined) return notRun('binary-changed', fault);
    try {
      return await start({ program, canonical: cleared.canonical, limits: armed.attest.cli }, doors);
    } finally {
      workplace.tidy();
    }
  };
}

function paranoid(doors: RunnerDoors): Runner {
  return async (cleared) => {
    const started = performance.now();
    const { output: pasted, note } = await doors.byHand({ canonical: cleared.canonical, microUsd: mostOf(cleared) });
    if (pasted === null) return err({ code: 'skipped', detail: 'the person pasted nothing', note });
    const out = Buffer.from(pasted.text, 'utf8');
    return ok({
      exit: 0,
      out,
      err: new Uint8Array(0),
      cutBytes: pasted.cutBytes,
      milliseconds: Math.round(performance.now() - started),
      timedOut: false,
      note,
    });
  };
}

export function runnerFor(armed: Armed, doors: RunnerDoors): Runner {
  const { mode } = armed.attest;
  const runner = mode === 'simulated' ? simulated(armed, doors) : mode === 'active' ? active(armed, doors) : paranoid(doors);
  return (cleared) => {
    // INVARIANT: the type already says so; a forged value would have to come from a bug of ours, and a bug ends the process.
    if (!isCleared(cleared)) throw new Error('a command reached the runner without a seal');
    return runner(cleared);
  };
}
