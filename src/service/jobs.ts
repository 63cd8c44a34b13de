// Investigations one after the other, or a few at a time. What is begun is written down before it starts, so that a stop at any instant
// leaves something that goes on: the run itself knows what it has done, by its ledger and the audit log.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Item, ItemEnded, ItemRun } from '../batch/index.js';
import { billAnswer, parseJson } from '../protocol/index.js';
import { folderOf } from '../supervisor/index.js';
import type { Events } from './events.js';
import { isSameSpike, type KnownSpike, knownSpike } from './identity.js';
import type { Log } from './log.js';
import { type Job, type Memories, type Memory, withJob } from './memory.js';
import type { Settings } from './settings.js';

/** Something that a person may want to hear of. */
export interface Noteworthy {
  readonly kind: 'investigated' | 'failed' | 'unreadable';
  readonly name: string;
  readonly spike: string | null;
  readonly outcome: string;
  /** Where the report is; null where there is none. */
  readonly folder: string | null;
  readonly run: string | null;
  /** The run itself has told the person what came of it. */
  readonly isTold: boolean;
}

export interface JobDoors {
  readonly stateDirectory: string;
  readonly memory: Memory;
  readonly events: Events;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly now: () => number;
  readonly notify: (event: Noteworthy) => void;
  /** Starts a run, or lets one go on. */
  readonly investigate: (id: string, item: Item, goesOn: boolean, onEvent: (line: string) => void) => ItemRun;
  /** What the run has left behind; undefined where it has not concluded. */
  readonly concluded: (id: string) => { readonly outcome: string; readonly microUsd: number } | undefined;
}

export interface Jobs {
  readonly pump: () => void;
  readonly begun: () => number;
  /** Ends the running ones in a way that they can go on; resolves when they have ended. */
  readonly stop: () => Promise<void>;
}

const MOST_STARTS = 3;
const AGAIN_MS = 5_000;
const DAY_MS = 86_400_000;
const TERMINATED = 143;
const SPIKES_EVENT = /^\{"schema_version":\d{1,3},"event":"spikes",/u;

export function jobItem(job: Job): Item {
  return job.item;
}

/** The spike that a run has really taken, from the event in which it says so. */
export function takenSpike(line: string): KnownSpike | undefined {
  if (!SPIKES_EVENT.test(line)) return undefined;
  const json = parseJson(line);
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return undefined;
  const event: Readonly<Record<string, unknown>> = { ...json.value };
  const answer = billAnswer.safeParse(event['answer']);
  if (!answer.success || answer.data.kind !== 'spikes-found') return undefined;
  const report = answer.data.reports.find(({ currency }) => currency === event['currency']);
  const spike = report?.spikes.find(({ rank }) => rank === event['rank']);
  return report && spike && knownSpike(spike, report.currency);
}

/** Of one day, by the clock of the bill. */
export function spentToday({ jobs }: Memories, now: number): number {
  const today = Math.floor(now / DAY_MS);
  return jobs
    .filter(({ ended }) => ended !== null && Math.floor(ended / DAY_MS) === today)
    .reduce((sum, { microUsd }) => sum + microUsd, 0);
}

export function openJobs(doors: JobDoors): Jobs {
  const { concluded, events, investigate, log, memory, notify, now, settings, stateDirectory } = doors;
  const running = new Map<string, ItemRun>();
  const pausing = new Set<string>();
  let isStopping = false;
  let saidBudget = false;

  function over(job: Job, change: Pick<Job, 'state' | 'exit' | 'outcome' | 'microUsd'>, isTold = change.state === 'done'): void {
    memory.change((before) => {
      const after = withJob(job.id, { ...change, ended: now() })(before);
      // What was not looked into counts as new when the next export tells of it.
      return change.state === 'done' ? after : { ...after, spikes: after.spikes.filter((one) => one.job !== job.id) };
    });
    const folder = change.state === 'done' ? folderOf(stateDirectory, job.id) : null;
    const said = { run: job.id, bill: job.name, spike: job.spike?.title ?? null, outcome: change.outcome, exit: change.exit };
    log(change.state === 'done' ? 'notice' : 'error', change.state === 'done' ? 'investigated' : 'failed', { ...said, folder });
    notify({
      kind: change.state === 'done' ? 'investigated' : 'failed',
      name: job.name,
      spike: said.spike,
      outcome: change.outcome,
      folder,
      run: job.id,
      isTold,
    });
    events.wake(job.id);
  }

  function ended(job: Job, { code, error, seen, signal }: ItemEnded): void {
    running.delete(job.id);
    const report = concluded(job.id);
    if (report !== undefined) {
      over(job, { state: 'done', exit: code, outcome: report.outcome, microUsd: report.microUsd });
    } else if (isStopping) {
      // Parked: it was not its fault.
      memory.change(withJob(job.id, { starts: Math.max(0, job.starts - 1) }));
      log('notice', 'parked', { run: job.id });
    } else if ((signal !== null || code === TERMINATED) && job.starts < MOST_STARTS) {
      log('warning', 'died', { run: job.id, signal, starts: job.starts });
      pausing.add(job.id);
      setTimeout(() => {
        pausing.delete(job.id);
        pump();
      }, AGAIN_MS).unref();
    } else {
      const why = error ?? seen.ending?.detail ?? '';
      const outcome = seen.ending === undefined ? why : `${seen.ending.outcome}${why === '' ? '' : `: ${why}`}`;
      // One that got as far as a report has told it.
      over(job, { state: 'failed', exit: code, outcome: outcome.slice(0, 4_000), microUsd: seen.microUsd }, seen.report !== undefined);
    }
    if (!isStopping) pump();
  }

  function start(id: string): void {
    memory.change((before) => {
      const starts = before.jobs.find((one) => one.id === id)?.starts ?? 0;
      return withJob(id, { state: 'begun', starts: starts + 1 })(before);
    });
    const job = memory.now().jobs.find((one) => one.id === id);
    if (job === undefined) return;
    const goesOn = existsSync(join(folderOf(stateDirectory, id), 'run.json'));
    log('info', goesOn ? 'resumed' : 'begun', { run: id, bill: job.name, spike: job.spike?.title ?? null });
    const run = investigate(id, jobItem(job), goesOn, (line) => {
      events.add(id, line);
      const taken = job.spike === null ? undefined : takenSpike(line);
      if (taken === undefined || job.spike === null || isSameSpike(taken, job.spike)) return;
      // The bill was written over since it was looked at: what is looked into now is not what was asked for.
      log('warning', 'bill-changed', { run: id, asked: job.spike.title, found: taken.title });
      run.kill();
    });
    running.set(id, run);
    void run.ended.then((end) => {
      ended(job, end);
    });
  }

  function mayPay(): boolean {
    const { budgetUsd, dailyMicroUsd } = settings();
    const each = budgetUsd * 1_000_000;
    const may = spentToday(memory.now(), now()) + (running.size + 1) * each <= dailyMicroUsd;
    if (!may && !saidBudget) log('warning', 'budget-waits', { spent: spentToday(memory.now(), now()), daily: dailyMicroUsd });
    saidBudget = !may;
    return may;
  }

  function pump(): void {
    while (!isStopping && running.size < settings().concurrency) {
      const open = memory.now().jobs.filter(({ id }) => !running.has(id) && !pausing.has(id));
      const begun = open.find(({ state }) => state === 'begun');
      if (begun) {
        const report = concluded(begun.id);
        // It had concluded, and whoever should have written that down was stopped.
        if (report) over(begun, { state: 'done', exit: null, outcome: report.outcome, microUsd: report.microUsd });
        else if (begun.starts >= MOST_STARTS) over(begun, { state: 'failed', exit: null, outcome: 'it died too often', microUsd: 0 });
        else start(begun.id);
        continue;
      }
      const next = open.find(({ state }) => state === 'waiting');
      if (!next || !mayPay()) return;
      start(next.id);
    }
  }

  return {
    pump,
    begun: () => running.size,
    stop: async () => {
      isStopping = true;
      const all = [...running.values()];
      for (const run of all) run.stop();
      await Promise.all(all.map((run) => run.ended));
    },
  };
}
