// From a bill to investigations: what rose in it, what of that is new, and one job for each. Bill, spikes and jobs are remembered in one
// step, so that no stop lies between them.

import type { Item } from '../batch/index.js';
import { Fault } from '../shared/index.js';
import type { FoundReport } from '../supervisor/index.js';
import { knownSpike, standingOf } from './identity.js';
import { type Bill, printNow } from './inbox.js';
import type { Noteworthy } from './jobs.js';
import type { Log } from './log.js';
import type { Job, Memory } from './memory.js';
import type { Settings, Source } from './settings.js';

export interface BillDoors {
  readonly memory: Memory;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly now: () => number;
  readonly newId: () => string;
  readonly notify: (event: Noteworthy) => void;
  /** Undefined where nothing rose. */
  readonly look: (files: readonly string[]) => Promise<FoundReport | undefined>;
}

const NANO = 1_000_000_000;
/** By then it is the bill, and not the moment. */
const MOST_TRIES = 3;

export function itemFor(files: readonly string[], spike: number | null, source: Source | undefined, settings: Settings): Item {
  return {
    files: [...files],
    ...(spike === null ? {} : { spike }),
    ...(settings.world === null ? {} : { world: settings.world }),
    ...(settings.mode === 'active' ? { active: true } : {}),
    ...(source?.profile === undefined ? {} : { profile: source.profile }),
    ...(source?.configuration === undefined ? {} : { configuration: source.configuration }),
    ...(source?.project === undefined ? {} : { project: source.project }),
  };
}

export function newJob(id: string, origin: Job['origin'], name: string, item: Item, made: number): Job {
  const plain: Job['item'] = Object.fromEntries(
    Object.entries(item).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  return {
    id,
    origin,
    name,
    spike: null,
    item: plain,
    state: 'waiting',
    starts: 0,
    exit: null,
    outcome: '',
    microUsd: 0,
    made,
    ended: null,
  };
}

function isStillThere({ files, print }: Bill): boolean {
  return printNow(files) === print;
}

export interface Bills {
  /** Resolves when the bill was looked at, however that went. */
  readonly lookAt: (bill: Bill, origin: 'inbox' | 'schedule', source?: Source) => Promise<void>;
}

export function openBills({ log, look, memory, newId, notify, now, settings }: BillDoors): Bills {
  const tries = new Map<string, number>();

  function remember(bill: Bill): void {
    memory.change((before) => ({
      ...before,
      bills: [...before.bills, { print: bill.print.slice(0, 65_536), name: bill.name.slice(0, 4_096), at: now() }],
    }));
  }

  function unreadable(bill: Bill, fault: Fault): void {
    const tried = (tries.get(bill.print) ?? 0) + 1;
    tries.set(bill.print, tried);
    const isForGood = fault.code === 'file' || fault.code === 'usage' || tried >= MOST_TRIES;
    log(isForGood ? 'error' : 'warning', 'unreadable', { bill: bill.name, why: fault.message, fix: fault.fix ?? null, tried });
    if (!isForGood) return;
    remember(bill);
    notify({ kind: 'unreadable', name: bill.name, spike: null, outcome: fault.message, folder: null, run: null, isTold: false });
  }

  function take(bill: Bill, report: FoundReport | undefined, origin: 'inbox' | 'schedule', source: Source | undefined): void {
    const { grownTimes, leastAmount, mostPerBill } = settings();
    const currency = report?.currency ?? '';
    const worth = (report?.spikes ?? []).filter(({ excess }) => Number(excess) >= leastAmount * NANO);
    const known = memory.now().spikes;
    const standing = worth.map((spike) => ({ spike, is: standingOf(knownSpike(spike, currency), known, grownTimes) }));
    const fresh = standing.filter(({ is }) => is !== 'known');
    const begun = fresh.slice(0, mostPerBill).map(({ spike }) => {
      const job = newJob(newId(), origin, bill.name.slice(0, 4_096), itemFor(bill.files, spike.rank, source, settings()), now());
      return { job, spike: knownSpike(spike, currency) };
    });
    memory.change((before) => ({
      ...before,
      bills: [...before.bills, { print: bill.print.slice(0, 65_536), name: bill.name.slice(0, 4_096), at: now() }],
      spikes: [...before.spikes, ...begun.map(({ job, spike }) => ({ ...spike, job: job.id, at: now() }))],
      jobs: [...before.jobs, ...begun.map(({ job, spike }) => ({ ...job, spike }))],
    }));
    log('info', 'looked', {
      bill: bill.name,
      spikes: report?.spikes.length ?? 0,
      small: (report?.spikes.length ?? 0) - worth.length,
      known: standing.length - fresh.length,
      grown: fresh.filter(({ is }) => is === 'grown').length,
      investigated: begun.length,
      left: fresh.length - begun.length,
    });
  }

  return {
    lookAt: async (bill, origin, source) => {
      try {
        const report = await look(bill.files);
        // Written over or taken away while it was read: what is there by then is looked at when it has settled.
        if (isStillThere(bill)) take(bill, report, origin, source);
        else log('info', 'vanished', { bill: bill.name });
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        if (isStillThere(bill)) unreadable(bill, cause);
        else log('info', 'vanished', { bill: bill.name });
      }
    },
  };
}
