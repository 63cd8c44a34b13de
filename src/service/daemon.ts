// The daemon: an inbox, a schedule, a socket, and investigations one after the other. It holds no key and no credentials but the
// environment that it was started with; whatever touches a bill or a cloud runs in processes of its own.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ServiceRequest, ServiceStatus, Tier, ToldJob } from '../protocol/index.js';
import { Fault } from '../shared/index.js';
import { type BillDoors, itemFor, newJob, openBills } from './bills.js';
import { openDoor } from './door.js';
import { openEvents } from './events.js';
import { type Bill, printNow } from './inbox.js';
import { type JobDoors, openJobs } from './jobs.js';
import type { Log } from './log.js';
import type { ServiceManager } from './manager.js';
import { type Job, memoryFolder, openMemory } from './memory.js';
import { nextTime } from './schedule.js';
import type { Settings, Source } from './settings.js';
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
const KEPT_BILLS = 3;
const LONGEST_TIMER = 2 ** 31 - 1;

function told({ ended, id, made, microUsd, name, origin, outcome, spike, state }: Job): ToldJob {
  return { job: id, origin, name, spike: spike?.title ?? null, state, outcome, microUsd, made, ended };
}

export async function startDaemon(doors: DaemonDoors): Promise<Daemon> {
  const { concluded, investigate, log, look, manager, newId, notify, now, onBug, readSettings, stateDirectory } = doors;
  let settings = readSettings();
  let fault: string | null = null;
  const since = now();
  const memory = openMemory(stateDirectory);
  const events = openEvents(stateDirectory);
  let isStopping = false;

  /** Its runs read configuration and policies themselves: while those are broken none is started. */
  function mayStart(): boolean {
    try {
      readSettings();
      if (fault !== null) log('notice', 'configuration-sound', {});
      fault = null;
      return true;
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      if (fault !== cause.message) log('error', 'configuration-invalid', { why: cause.message, fix: cause.fix ?? null });
      fault = cause.message.slice(0, 2_000);
      return false;
    }
  }

  const current = (): Settings => settings;
  const jobs = openJobs({ stateDirectory, memory, events, settings: current, log, now, notify, investigate, concluded });
  const bills = openBills({ memory, settings: current, log, now, newId, notify, look });

  function pump(): void {
    const isWaiting = memory.now().jobs.some(({ state }) => state === 'waiting' || state === 'begun');
    if (!isStopping && isWaiting && mayStart()) jobs.pump();
    tellStatus();
  }

  function statusText(): string {
    const { jobs: all, spikes } = memory.now();
    const waiting = all.filter(({ state }) => state === 'waiting').length;
    const work = jobs.begun() === 0 ? 'idle' : `investigating ${String(jobs.begun())}`;
    return `${work}, ${String(waiting)} waiting, ${String(spikes.length)} spikes known${fault === null ? '' : '; the configuration is invalid'}`;
  }

  let saidStatus = '';
  function tellStatus(): void {
    const text = statusText();
    if (text !== saidStatus) manager.status(text);
    saidStatus = text;
  }

  async function take(bill: Bill, origin: 'inbox' | 'schedule', source?: Source): Promise<void> {
    // What cannot be looked at now is looked at when it can.
    if (isStopping || !mayStart()) return;
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

  // Bills that were asked for, as long as an investigation may need them.
  const fetched = join(memoryFolder(stateDirectory), 'bills');
  mkdirSync(fetched, { recursive: true, mode: 0o700 });

  function pruneFetched(): void {
    const open = memory.now().jobs.filter(({ state }) => state === 'waiting' || state === 'begun');
    const needed = JSON.stringify(open.map(({ item }) => item));
    const newest = [...settings.sources].flatMap(({ name }) =>
      readdirSync(fetched)
        .filter((folder) => folder.replace(/-[0-9]{13}-\w+$/u, '') === name)
        .sort()
        .slice(-KEPT_BILLS),
    );
    for (const folder of readdirSync(fetched)) {
      if (newest.includes(folder) || needed.includes(join(fetched, folder))) continue;
      rmSync(join(fetched, folder), { recursive: true, force: true });
    }
    events.prune(new Set(memory.now().jobs.map(({ id }) => id)));
  }

  async function askSources(): Promise<void> {
    // Before they are asked: what was paid for is not asked again because of a stop in between.
    memory.change((before) => ({ ...before, lastSchedule: now() }));
    for (const source of settings.sources) {
      if (isStopping || !mayStart()) return;
      const folder = mkdtempSync(join(fetched, `${source.name}-${String(now())}-`));
      try {
        log('info', 'asking', { source: source.name });
        const path = await doors.ask(source, folder);
        await take({ name: source.name, files: [path], print: printNow([path]) }, 'schedule', source);
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        log('error', 'source-failed', { source: source.name, why: cause.message, fix: cause.fix ?? null });
        notify({ kind: 'unreadable', name: source.name, spike: null, outcome: cause.message, folder: null, run: null, isTold: false });
      }
    }
    pruneFetched();
  }

  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function nextSources(): number | null {
    const { schedule, sources } = settings;
    return schedule === null || sources.length === 0 ? null : nextTime(schedule, memory.now().lastSchedule, now());
  }

  function startAsking(): void {
    asking ??= askSources()
      .catch(onBug)
      .finally(() => {
        asking = undefined;
        planSources();
      });
  }

  function planSources(): void {
    clearTimeout(timer);
    const next = nextSources();
    if (next === null || isStopping) return;
    timer = setTimeout(
      () => {
        const due = nextSources();
        if (due !== null && due <= now()) startAsking();
        else planSources();
      },
      Math.min(Math.max(0, next - now()), LONGEST_TIMER),
    );
  }

  function scanNow(): void {
    watch.scan().then(pump).catch(onBug);
    if (settings.sources.length > 0) startAsking();
  }

  function submit(asked: Extract<ServiceRequest, { kind: 'submit' }>): string {
    if (asked.version !== doors.version) {
      throw new Fault('usage', `the service is of version ${doors.version}`, { fix: 'ghosthunter service install starts the new one' });
    }
    // T-SOCKET: nobody gets more through the socket than the configuration gives.
    if (asked.active && settings.mode !== 'active') {
      throw new Fault('usage', 'this service runs no commands with your credentials', {
        fix: 'set `active = true` in section [service] of config.toml and reload it, or leave --active out',
      });
    }
    const base = { ...itemFor(asked.files, asked.spike, undefined, settings) };
    const { active: _, ...bill } = base;
    const item = {
      ...(asked.active ? base : bill),
      ...(asked.offline ? { offline: true } : {}),
      ...(asked.provider === null ? {} : { provider: asked.provider }),
    };
    const job = newJob(newId(), 'submitted', basename(asked.files[0] ?? '').slice(0, 4_096), item, now());
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
      fault,
      lastScan: watch.last(),
      nextScan: watch.next(),
      nextSources: nextSources(),
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
  planSources();
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
        fault = null;
        if (isOther) {
          watch.close();
          watch = watchInbox();
        }
        log('notice', 'reloaded', { inbox: settings.inbox, mode: settings.mode, sources: settings.sources.length });
        watch.scan().then(pump).catch(onBug);
        planSources();
      } catch (cause) {
        if (!(cause instanceof Fault)) throw cause;
        fault = cause.message.slice(0, 2_000);
        log('error', 'reload-refused', { why: cause.message, fix: cause.fix ?? null, kept: 'what was in force before' });
      }
      manager.ready(statusText());
    },
    stop: async () => {
      if (isStopping) return;
      isStopping = true;
      manager.stopping('parking what runs');
      log('notice', 'stopping', { begun: jobs.begun() });
      clearTimeout(timer);
      watch.close();
      closeDoor();
      await jobs.stop();
      clearInterval(beat);
      log('notice', 'stopped', {});
    },
  };
}
