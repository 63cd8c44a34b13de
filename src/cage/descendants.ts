// T-ORPHAN: a command can leave its process group and its session, but not its ancestors, once these adopt whoever loses a parent below
// them. Supervisor, executor and keeper each adopt, and each ends what is left below it: whichever of them is killed, the next one above
// or below ends the rest.

import { readdirSync, readFileSync } from 'node:fs';
import { errorCode } from '../shared/index.js';
import { openKernel } from './native.js';
import type { Hardening } from './tether.js';

const PR_SET_CHILD_SUBREAPER = 36;
/** A killed process is still listed for a moment, and one that forks quickly needs more than one look. */
const MOST_LOOKS = 200;
const BETWEEN_LOOKS_MS = 1;

export function adoptOrphans(): Hardening {
  const kernel = openKernel();
  if (!kernel.ok) return { applied: false, why: kernel.error };
  const set = kernel.value.syscall('prctl', PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  return set.ok ? { applied: true, why: '' } : { applied: false, why: `prctl SUBREAPER: errno ${String(set.error)}` };
}

/**
 * Ends every process that this one or a descendant started and that still runs. `last` are those that would end the rest if this process
 * were killed in the middle of it: they go when nobody else is left. True when none is.
 */
export function killDescendants(last: ReadonlySet<number> = new Set()): boolean {
  if (process.platform !== 'linux' || isChildless()) return true;
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const found = descendants(process.pid);
    if (found.length === 0) return true;
    const others = found.filter((pid) => !last.has(pid));
    for (const pid of others.length > 0 ? others : found) kill(pid);
    pause(BETWEEN_LOOKS_MS);
  }
  return false;
}

/**
 * After most commands nobody is left, and then this says so for a tenth of the price of a look at all processes. Whoever lost its parent
 * below us is a child of ours. False where the kernel does not list children.
 */
function isChildless(): boolean {
  try {
    const threads = readdirSync('/proc/self/task');
    return threads.every((thread) => readFileSync(`/proc/self/task/${thread}/children`, 'latin1').trim() === '');
  } catch (cause) {
    // No such list here, or a thread that has just ended: look at everybody.
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ESRCH' || errorCode(cause) === 'EACCES') return false;
    throw cause;
  }
}

function descendants(ancestor: number): readonly number[] {
  const running = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => parentOf(Number(name)));
  const found: number[] = [];
  for (let ancestors = new Set([ancestor]); ancestors.size > 0; ) {
    const children = running.filter(({ parent }) => ancestors.has(parent));
    found.push(...children.filter(({ isDead }) => !isDead).map(({ pid }) => pid));
    ancestors = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

interface Kinship {
  readonly pid: number;
  readonly parent: number;
  readonly isDead: boolean;
}

function parentOf(pid: number): readonly Kinship[] {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // The name stands in parentheses and may hold any character.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return [{ pid, parent: Number(parent), isDead: state === 'Z' || state === 'X' }];
  } catch (cause) {
    // Gone since it was listed.
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ESRCH') return [];
    throw cause;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    // EPERM: a program that took another identity on is out of our reach, and of what this user may end.
    if (errorCode(cause) !== 'ESRCH' && errorCode(cause) !== 'EPERM') throw cause;
  }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
