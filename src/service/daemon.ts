// The daemon: an inbox, a schedule, a socket, and investigations one after the other. It holds no key and no credentials but the
// environment that it was started with; whatever touches a bill or a cloud runs in processes of its own.

import type { ServiceStatus, Tier, ToldJob } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { type BillDoors, openBills } from './bills.js';
import { openDoor } from './door.js';
import { openEvents } from './events.js';
import type { Bill } from './inbox.js';
import { type JobDoors, openJobs } from './jobs.js';
import type { Log } from './log.js';
import type { ServiceManager } from './manager.js';
import { type Job, openMemory } from './memory.js';
import type { Settings, Source } from './settings.js';
import { openSoundness } from './soundness.js';
import { openSources } from './sources.js';
import { type Submission, submittedJob } from './submitted.js';
import { openWatch, type Watch } from './watch.js';

export interface DaemonDoors {
  readonly stateDirectory: string;
  readonly socketPath: string;
  readonly version: string;
  readonly user: number | undefined;
  readonly manager: ServiceManager;
  readonly log: Log;
  readonly now: () => number;
  /** Read and checked anew: configuration and policies. Throws a Fault. */
  readonly readSettings: () => Settings;
  /** The cage that holds here. */
  readonly tier: () => Promise<Tier | null>;
  readonly newId: () => string;
  readonly look: BillDoors['look'];
  /** The path of the bill, in a folder of its own. */
  readonly ask: (source: Source, folder: string) => Promise<string>;
  readonly investigate: JobDoors['investigate'];
  readonly concluded: JobDoors['concluded'];
  readonly notify: JobDoors['notify'];
  /** Something is wrong with this program. */
  readonly onBug: (cause: unknown) => void;
}

export interface Daemon {
  readonly reload: () => void;
  readonly stop: () => Promise<void>;
}

const TOLD_JOBS = 20;

function told({ ended, id, made, microUsd, name, origin, outcome, spike, state }: Job): ToldJob {
  return { job: id, origin, name, spike: spike?.title ?? null, state, outcome, microUsd, made, ended };
}

export async function startDaemon(doors: DaemonDoors): Promise<Daemon> {
  const { concluded, investigate, log, look, manager, newId, notify, now, onBug, readSettings, stateDirectory } = doors;
  let settings = readSettings();
  const since = now();
  const memory = openMemory(stateDirectory);
  const events = openEvents(stateDirectory);
  let isStopping = false;

  const soundness = openSoundness(readSettings, log);

  const current = (): Settings => settings;
  const jobs = openJobs({ stateDirectory, memory, events, settings: current, log, now, notify, investigate, concluded });
  const bills = openBills({ memory, settings: current, log, now, newId, notify, look });

  function pump(): void {
    const isWaiting = memory.now().jobs.some(({ state }) => state === 'waiting' || state === 'begun');
    if (!isStopping && isWaiting && soundness.isSound()) jobs.pump();
    tellStatus();
  }

  function statusText(): string {
    const { jobs: all, spikes } = memory.now();
    const waiting = all.filter(({ state }) => state === 'waiting').length;
    const work = jobs.begun() === 0 ? 'idle' : `investigating ${String(jobs.begun())}`;
    return `${work}, ${String(waiting)} waiting, ${String(spikes.length)} spikes known${soundness.fault() === null ? '' : '; the configuration is invalid'}`;
  }

  let saidStatus = '';
  function tellStatus(): void {
    const text = statusText();
    if (text !== saidStatus) manager.status(text);
    saidStatus = text;
  }

  async function take(bill: Bill, origin: 'inbox' | 'schedule', source?: Source): Promise<void> {
    // What cannot be looked at now is looked at when it can.
    if (isStopping || !soundness.isSound()) return;
    await bills.lookAt(bill, origin, source);
    pump();
  }

  function watchInbox(): Watch {
    const { inbox, isOwnInbox, quietMilliseconds, scanMilliseconds } = settings;
    return openWatch({
      folder: inbox,
      isOwn: isOwnInbox,
      quiet: quietMilliseconds,
      every: scanMilliseconds,
      isKnown: (print) => memory.now().bills.some((one) => one.print === print.slice(0, 65_536)),
      onBill: (bill) => take(bill, 'inbox'),
      log,
      now,
      onFailure: onBug,
    });
  }

  const sources = openSources({
    ...doors,
    memory,
    settings: current,
    mayStart: soundness.isSound,
    take: (bill, source) => take(bill, 'schedule', source),
    onAsked: () => {
      events.prune(new Set(memory.now().jobs.map(({ id }) => id)));
    },
  });

  function scanNow(): void {
    watch.scan().then(pump).catch(onBug);
    if (settings.sources.length > 0) sources.askNow();
  }

  function submit(asked: Submission): string {
    const job = submittedJob(asked, settings, doors);
    memory.change((before) => ({ ...before, jobs: [...before.jobs, job] }));
    log('info', 'submitted', { run: job.id, files: asked.files.length });
    pump();
    return job.id;
  }

  const tier = await doors.tier();
  if (tier === null) log('error', 'no-cage', { fix: 'ghosthunter doctor says what is missing' });

  function status(): Omit<ServiceStatus, 'kind' | 'id'> {
    const { jobs: all, spikes } = memory.now();
    return {
      version: doors.version,
      pid: process.pid,
      since,
      tier,
      inbox: settings.inbox,
      mode: settings.mode,
      hasModelKey: settings.hasModelKey,
      fault: soundness.fault(),
      lastScan: watch.last(),
      nextScan: watch.next(),
      nextSources: sources.next(),
      knownSpikes: spikes.length,
      waiting: all.filter(({ state }) => state === 'waiting').length,
      begun: all.filter(({ state }) => state === 'begun').length,
      jobs: all.slice(-TOLD_JOBS).map(told),
    };
  }

  let watch = watchInbox();
  const closeDoor = await openDoor({
    path: doors.socketPath,
    events,
    log,
    user: doors.user,
    status,
    scan: scanNow,
    submit,
    job: (id) => memory.now().jobs.find((one) => one.id === id),
  });
  const heart = manager.watchdogMilliseconds;
  const beat = heart === undefined ? undefined : setInterval(manager.alive, Math.max(100, heart / 3));
  pump();
  watch.scan().then(pump).catch(onBug);
  sources.plan();
  log('notice', 'ready', { inbox: settings.inbox, mode: settings.mode, tier, sources: settings.sources.length });
  manager.ready(statusText());

  return {
    reload: () => {
      manager.reloading();
      try {
        const next = readSettings();
        const isElsewhere = next.inbox !== settings.inbox || next.scanMilliseconds !== settings.scanMilliseconds;
        const isOther = isElsewhere || next.quietMilliseconds !== settings.quietMilliseconds;
        settings = next;
        soundness.accept();
        if (isOther) {
          watch.close();
          watch = watchInbox();
        }
        log('notice', 'reloaded', { inbox: settings.inbox, mode: settings.mode, sources: settings.sources.length });
        watch.scan().then(pump).catch(onBug);
        sources.plan();
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        soundness.refuse(cause);
        log('error', 'reload-refused', { why: cause.message, fix: cause.fix ?? null, kept: 'what was in force before' });
      }
      manager.ready(statusText());
    },
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      manager.stopping('parking what runs');
      log('notice', 'stopping', { begun: jobs.begun() });
      sources.close();
      watch.close();
      closeDoor();
      await jobs.stop();
      clearInterval(beat);
      log('notice', 'stopped', {});
    },
  };
}
