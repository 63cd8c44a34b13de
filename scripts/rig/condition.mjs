// How a process stands, as far as another one could have changed it: alive, running, and with the limits, the processors and the priority
// that it had before.

import { readFileSync } from 'node:fs';

/** Fields of /proc/PID/stat after the name, counted from 0: state 0, nice 16, real-time priority 37, policy 38. */
const [STATE, NICE, PRIORITY, POLICY] = [0, 16, 37, 38];
const NOT_RUNNING = ['T', 't', 'Z', 'X'];

function read(pid, file) {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8');
}

/** `undefined` when there is no such process. */
export function condition(pid) {
  try {
    const stat = read(pid, 'stat');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      running: !NOT_RUNNING.includes(fields[STATE]),
      scheduling: [fields[NICE], fields[PRIORITY], fields[POLICY]].join(' '),
      processors: /^Cpus_allowed:\s*(.*)$/m.exec(read(pid, 'status'))?.[1],
      limits: read(pid, 'limits'),
      shortOfMemory: read(pid, 'oom_score_adj').trim(),
    };
  } catch {
    return undefined;
  }
}

/** What is worse about them now; each named by its role. */
export function harm(before, pids) {
  return Object.entries(before).flatMap(([name, then]) => {
    const now = condition(pids[name]);
    if (now === undefined) return [`${name} is gone`];
    return Object.keys(then)
      .filter((what) => now[what] !== then[what])
      .map((what) => `${name}: ${what}`);
  });
}
