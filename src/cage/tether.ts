// What the trusted processes do to themselves first. T-ORPHAN: none outlives the supervisor, however it dies. T-MEMORY: no other
// process of this user reads their memory, environment or descriptors, and no crash writes them to disk.

import { writeSync } from 'node:fs';
import { openKernel, type Syscall } from './native.js';

export interface Hardening {
  readonly applied: boolean;
  /** Why not, when it was not. */
  readonly why: string;
}

const PR_SET_PDEATHSIG = 1;
const PR_SET_DUMPABLE = 4;
const SIGKILL = 9;
const SIGTERM = 15;
const RLIMIT_CORE = 4;

/** `parentPid` is what the parent said of itself: one that has died already is somebody else. */
function tetherToParent(parentPid: number, signal: number): Hardening {
  const kernel = openKernel();
  if (!kernel.ok) return { applied: false, why: kernel.error };
  const hardened = signalWithParent(kernel.value.syscall, parentPid, signal) ?? hideMemory(kernel.value.syscall);
  return hardened === undefined ? { applied: true, why: '' } : { applied: false, why: hardened };
}

/** For the keeper of a command, which is told of its parent's death and has something to end before its own. */
export function hearOfParentsDeath(parentPid: number): Hardening {
  return tetherToParent(parentPid, SIGTERM);
}

/** For executor and egress. A trusted process that could outlive its supervisor does not start. Where the system has no such tie, the end of its lanes must do. */
export function tetherOrLeave(supervisorPid: number, leave: (code: number) => void): void {
  const { applied, why } = tetherToParent(supervisorPid, SIGKILL);
  if (applied || process.platform !== 'linux') return;
  writeSync(2, `cannot tie itself to the supervisor: ${why}\n`);
  leave(1);
}

/** For the supervisor. A limit on core files is inherited by everything it starts. */
export function becomeUndumpable(): Hardening {
  const kernel = openKernel();
  if (!kernel.ok) return { applied: false, why: kernel.error };
  const failed = hideMemory(kernel.value.syscall);
  return failed === undefined ? { applied: true, why: '' } : { applied: false, why: failed };
}

/** The reason it did not work. */
export function dieWithParent(syscall: Syscall, parentPid: number): string | undefined {
  return signalWithParent(syscall, parentPid, SIGKILL);
}

function signalWithParent(syscall: Syscall, parentPid: number, signal: number): string | undefined {
  const set = syscall('prctl', PR_SET_PDEATHSIG, signal, 0, 0, 0);
  if (!set.ok) return `prctl PDEATHSIG: errno ${String(set.error)}`;
  // The signal is sent once, when the parent dies: one that died before we asked would never send it.
  const parent = syscall('getppid');
  return parent.ok && parent.value === parentPid ? undefined : 'its parent is gone';
}

export function forbidCoreFiles(syscall: Syscall): string | undefined {
  const noBytes = new Uint8Array(16);
  const limited = syscall('prlimit64', 0, RLIMIT_CORE, noBytes, 0);
  return limited.ok ? undefined : `prlimit CORE: errno ${String(limited.error)}`;
}

function hideMemory(syscall: Syscall): string | undefined {
  const hidden = syscall('prctl', PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (!hidden.ok) return `prctl DUMPABLE: errno ${String(hidden.error)}`;
  return forbidCoreFiles(syscall);
}
