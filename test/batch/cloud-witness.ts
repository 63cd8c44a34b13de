// Run as a process of its own: watches the processes below the one that started it and prints `PID ARGUMENTS`, as JSON, of each simulated cloud that was
// started, whoever started it. So the calls are counted at the cloud, and not by what the ledger says of itself.

import { readdirSync, readFileSync, writeSync } from 'node:fs';

const EVERY = 25;
const seen = new Set<string>();

function parentOf(pid: string): string {
  try {
    return /^PPid:\s*(\d+)$/mu.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? '0';
  } catch {
    return '0';
  }
}

/** Other tests have clouds of their own. */
function isOurs(pid: string): boolean {
  for (let at = pid; at !== '0' && at !== '1'; at = parentOf(at)) if (at === String(process.ppid)) return true;
  return false;
}

function look(pid: string): void {
  let words: readonly string[];
  try {
    words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1);
  } catch {
    return;
  }
  // The program itself, not the cage or the keeper that it is an argument of.
  const at = words.findIndex((word, place) => place > 0 && !word.startsWith('--'));
  if (words[at]?.endsWith('/simulated-cli.js') !== true || !isOurs(pid)) return;
  seen.add(pid);
  writeSync(1, `${JSON.stringify({ pid, words: words.slice(at + 1) })}\n`);
}

setInterval(() => {
  for (const pid of readdirSync('/proc')) if (/^\d+$/u.test(pid) && !seen.has(pid)) look(pid);
}, EVERY);
