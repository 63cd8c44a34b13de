// Run as a process of its own: watches the processes of this machine and prints `PID ARGUMENTS`, as JSON, of each simulated cloud that was
// started, whoever started it. So the calls are counted at the cloud, and not by what the ledger says of itself.

import { readdirSync, readFileSync, writeSync } from 'node:fs';

const EVERY = 25;
const seen = new Set<string>();

function look(pid: string): void {
  let words: readonly string[];
  try {
    words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1);
  } catch {
    return;
  }
  // The program itself, not the cage or the keeper that it is an argument of.
  const at = words[1]?.endsWith('/simulated-cli.js') === true ? 1 : -1;
  if (at < 0) return;
  seen.add(pid);
  writeSync(1, `${JSON.stringify({ pid, words: words.slice(at + 1) })}\n`);
}

setInterval(() => {
  for (const pid of readdirSync('/proc')) if (/^\d+$/u.test(pid) && !seen.has(pid)) look(pid);
}, EVERY);
