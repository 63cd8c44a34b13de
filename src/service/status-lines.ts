// What `service status` says, from what the service told. Names are from bills, and so escaped.

import type { ServiceStatus, Tier, ToldJob } from '../protocol/index.js';
import { dollars, printable } from '../shared/index.js';

const TIERS: Readonly<Record<Tier, string>> = {
  bwrap: 'tier 1 (bubblewrap and seccomp)',
  landlock: 'tier 2 (Landlock and seccomp)',
  'sandbox-exec': 'tier 1m (macOS sandbox-exec, experimental)',
  external: 'a confinement of your own',
  none: 'none',
};

const MODES: Readonly<Record<ServiceStatus['mode'], string>> = {
  bill: 'the bill alone: no command runs',
  active: 'active: cleared commands run with your credentials',
  simulated: 'a simulated cloud',
};

function at(time: number | null): string {
  return time === null ? 'never' : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function jobLine({ ended, job, made, microUsd, name, outcome, spike, state }: ToldJob): string {
  const result = state === 'done' || state === 'failed' ? printable(outcome, 60) : state;
  const money = microUsd > 0 ? `, ${dollars(microUsd)}` : '';
  return `  ${job}  ${at(ended ?? made)}  ${result}${money}  ${printable(spike ?? name, 90)}`;
}

export function statusLines(status: ServiceStatus): readonly string[] {
  const { begun, fault, hasModelKey, inbox, jobs, knownSpikes, lastScan, mode, nextScan, nextSources, pid, since, tier, waiting } = status;
  return [
    `running    since ${at(since)}, pid ${String(pid)}, version ${printable(status.version)}`,
    ...(fault === null ? [] : [`invalid    ${printable(fault)}; what was in force before still is, and no investigation starts`]),
    `cage       ${tier === null ? 'NONE HOLDS: ghosthunter doctor says why' : TIERS[tier]}`,
    `mode       ${MODES[mode]}; ${hasModelKey ? 'with a model' : 'without a model'}`,
    `inbox      ${printable(inbox)}; looked at ${at(lastScan)}, next ${at(nextScan)}`,
    `sources    ${nextSources === null ? 'no schedule' : `next asked ${at(nextSources)}`}`,
    `queue      ${String(begun)} begun, ${String(waiting)} waiting; ${String(knownSpikes)} spikes known`,
    ...(jobs.length === 0 ? [] : ['last', ...jobs.slice(-10).map(jobLine)]),
  ];
}
