// Who has changed how the terminal behaves, and how it is put right before somebody else has it: at the end, in the background, after a signal.

import { readFileSync } from 'node:fs';
import { errorCode } from '../shared/index.js';

interface Tenant {
  readonly leave: () => void;
  readonly back: () => void;
}

const tenants = new Set<Tenant>();
const AWAY_MS = 50;
let isAway = false;

function comeBack(): void {
  if (isAway) process.on('SIGTSTP', stepAside);
  isAway = false;
  for (const { back } of tenants) back();
}

/** Ctrl-Z. Where nobody could ever wake us the kernel does not stop us, and we go on. */
function stepAside(): void {
  if (isAway) return;
  isAway = true;
  for (const { leave } of tenants) leave();
  process.off('SIGTSTP', stepAside);
  process.kill(process.pid, 'SIGTSTP');
  setTimeout(() => {
    if (isAway) comeBack();
  }, AWAY_MS);
}

/** Leaves at the latest when this process ends, however, short of being killed outright. */
export function moveIn(tenant: Tenant): () => void {
  if (tenants.size === 0) process.on('SIGTSTP', stepAside).on('SIGCONT', comeBack);
  tenants.add(tenant);
  process.once('exit', tenant.leave);
  return () => {
    if (!tenants.delete(tenant)) return;
    process.off('exit', tenant.leave);
    tenant.leave();
    if (tenants.size === 0) process.off('SIGTSTP', stepAside).off('SIGCONT', comeBack);
  };
}

/** At the keyboard a raw terminal sends a byte in place of the signal. */
export function sendToBackground(): void {
  // The whole group, as the terminal would: whoever waits for us stops too.
  process.kill(0, 'SIGTSTP');
}

/** Fields of `/proc/self/stat` behind the name of the program, which may hold blanks and brackets. */
const GROUP = 2;
const FOREGROUND_GROUP = 5;

/** Whether the terminal is ours: who reads or draws in the background is stopped, or draws over somebody else. Where nothing says it: yes. */
export function isInForeground(stat: () => string = () => readFileSync('/proc/self/stat', 'latin1')): boolean {
  try {
    const text = stat();
    const fields = text
      .slice(text.lastIndexOf(')') + 1)
      .trim()
      .split(' ');
    const [group, foreground] = [fields[GROUP], fields[FOREGROUND_GROUP]];
    // Without a terminal of its own a process has no foreground: `-1`.
    return foreground === undefined || foreground === '-1' || group === foreground;
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return true;
  }
}
