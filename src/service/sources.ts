// Clouds that are asked for their bill on a schedule: when, one after the other, and for how long what they answered is kept.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../shared/index.js';
import { type Bill, printNow } from './inbox.js';
import type { JobDoors } from './jobs.js';
import type { Log } from './log.js';
import { type Memory, memoryFolder } from './memory.js';
import { nextTime } from './schedule.js';
import type { Settings, Source } from './settings.js';

export interface SourceDoors {
  readonly stateDirectory: string;
  readonly memory: Memory;
  readonly settings: () => Settings;
  readonly log: Log;
  readonly now: () => number;
  readonly mayStart: () => boolean;
  /** The path of the bill, in a folder of its own. */
  readonly ask: (source: Source, folder: string) => Promise<string>;
  readonly take: (bill: Bill, source: Source) => Promise<void>;
  readonly notify: JobDoors['notify'];
  /** All of them were asked. */
  readonly onAsked: () => void;
  /** Something is wrong with this program. */
  readonly onBug: (cause: unknown) => void;
}

export interface Sources {
  /** When they are asked next; null where they are not. */
  readonly next: () => number | null;
  readonly askNow: () => void;
  /** The schedule may be another one. */
  readonly plan: () => void;
  readonly close: () => void;
}

const KEPT_BILLS = 3;
const LONGEST_TIMER = 2 ** 31 - 1;

/** Bills that were asked for, as long as an investigation may need them. */
function pruneBills(fetched: string, memory: Memory, { sources }: Settings): void {
  const open = memory.now().jobs.filter(({ state }) => state === 'waiting' || state === 'begun');
  const needed = JSON.stringify(open.map(({ item }) => item));
  const newest = [...sources].flatMap(({ name }) =>
    readdirSync(fetched)
      .filter((folder) => folder.replace(/-[0-9]{13}-\w+$/u, '') === name)
      .sort()
      .slice(-KEPT_BILLS),
  );
  for (const folder of readdirSync(fetched)) {
    if (newest.includes(folder) || needed.includes(join(fetched, folder))) continue;
    rmSync(join(fetched, folder), { recursive: true, force: true });
  }
}

export function openSources(doors: SourceDoors): Sources {
  const { log, mayStart, memory, now, notify, onAsked, onBug, settings, stateDirectory, take } = doors;
  const fetched = join(memoryFolder(stateDirectory), 'bills');
  mkdirSync(fetched, { recursive: true, mode: 0o700 });
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function askOne(source: Source): Promise<void> {
    const folder = mkdtempSync(join(fetched, `${source.name}-${String(now())}-`));
    try {
      log('info', 'asking', { source: source.name });
      const path = await doors.ask(source, folder);
      await take({ name: source.name, files: [path], print: printNow([path]) }, source);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      log('error', 'source-failed', { source: source.name, why: cause.message, fix: cause.fix ?? null });
      notify({ kind: 'unreadable', name: source.name, spike: null, outcome: cause.message, folder: null, run: null, isTold: false });
    }
  }

  async function askAll(): Promise<void> {
    // Before they are asked: what was paid for is not asked again because of a stop in between.
    memory.change((before) => ({ ...before, lastSchedule: now() }));
    for (const source of settings().sources) {
      if (isClosed || !mayStart()) return;
      await askOne(source);
    }
    pruneBills(fetched, memory, settings());
    onAsked();
  }

  function next(): number | null {
    const { schedule, sources } = settings();
    return schedule === null || sources.length === 0 ? null : nextTime(schedule, memory.now().lastSchedule, now());
  }

  function askNow(): void {
    asking ??= askAll()
      .catch(onBug)
      .finally(() => {
        asking = undefined;
        plan();
      });
  }

  function plan(): void {
    clearTimeout(timer);
    const at = next();
    if (at === null || isClosed) return;
    timer = setTimeout(
      () => {
        const due = next();
        if (due !== null && due <= now()) askNow();
        else plan();
      },
      Math.min(Math.max(0, at - now()), LONGEST_TIMER),
    );
  }

  return {
    next,
    askNow,
    plan,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}
