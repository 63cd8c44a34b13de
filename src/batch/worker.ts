// Works through the items of a spool, so many at a time, until nothing is left that it could do. What other workers have it looks at again
// from time to time: they may finish it, or die.

import { setTimeout as pause } from 'node:timers/promises';
import { type Attempted, attempt, type AttemptDoors } from './attempt.js';
import type { ItemRun } from './run-item.js';

const LOOK_AGAIN = 1_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export type WorkEnd =
  /** Each item has a result or was given up. */
  | 'done'
  /** Those that are left cost more than there is. */
  | 'no-money'
  | 'stopped';

export interface WorkerDoors extends Omit<AttemptDoors, 'onRun' | 'isStopping'> {
  readonly ids: readonly string[];
  readonly concurrency: number;
  /** So many may be about to begin: to start is the only thing that all of them want a core for at the same time. */
  readonly startsAtATime?: number;
  /** Heard besides the worker. */
  readonly onStart?: AttemptDoors['onRun'];
  readonly onAttempted: (id: string, attempted: Attempted) => void;
  readonly onRunning: (count: number) => void;
}

export interface Worker {
  readonly ended: Promise<WorkEnd>;
  /** Parks what runs and begins nothing more; the second time ends it at once. */
  readonly stop: (atOnce: boolean) => void;
}

const pauseAfter = (failures: number): number => Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1));

/** What is running here, and how it is told to stop; shared by every way in which items are handed out. */
export interface Running {
  readonly onRun: AttemptDoors['onRun'];
  readonly isStopping: () => boolean;
  readonly stop: (atOnce: boolean) => void;
}

export function openRunning(onCount: (count: number) => void): Running {
  const runs = new Map<string, ItemRun>();
  let isStopping = false;
  return {
    onRun: (id, run) => {
      runs.set(id, run);
      // Started while it was being stopped.
      if (isStopping) run.stop();
      onCount(runs.size);
      return () => {
        runs.delete(id);
        onCount(runs.size);
      };
    },
    isStopping: () => isStopping,
    stop: (atOnce) => {
      isStopping = true;
      for (const run of runs.values()) {
        if (atOnce) run.kill();
        else run.stop();
      }
    },
  };
}

export function startWorker({ concurrency, ids, onAttempted, onRunning, onStart, startsAtATime, ...doors }: WorkerDoors): Worker {
  const running = openRunning(onRunning);
  const pending = new Set(ids);
  const active = new Set<string>();
  const starting = new Set<string>();
  const later = new Map<string, number>();
  const withoutMoney = new Set<string>();
  let wake = (): void => undefined;

  function settle(id: string, attempted: Attempted): void {
    withoutMoney.delete(id);
    switch (attempted.kind) {
      case 'finished':
      case 'dead':
        pending.delete(id);
        // It cost less than was set aside for it: there may be enough for another one now.
        for (const one of withoutMoney) later.delete(one);
        withoutMoney.clear();
        break;
      case 'no-money':
        withoutMoney.add(id);
        later.set(id, performance.now() + LOOK_AGAIN);
        break;
      case 'failed':
        later.set(id, performance.now() + pauseAfter(attempted.failures));
        break;
      case 'busy':
      case 'lost':
      case 'parked':
        later.set(id, performance.now() + LOOK_AGAIN);
    }
    onAttempted(id, attempted);
  }

  function hasBegun(id: string): void {
    starting.delete(id);
    wake();
  }

  const onRun: AttemptDoors['onRun'] = (id, run) => {
    void run.begun?.then(() => {
      hasBegun(id);
    });
    const ends = [running.onRun(id, run), onStart?.(id, run)];
    return () => {
      for (const end of ends) end?.();
    };
  };

  async function attemptOne(id: string): Promise<void> {
    try {
      settle(id, await attempt(id, { ...doors, isStopping: running.isStopping, onRun }));
    } finally {
      active.delete(id);
      hasBegun(id);
    }
  }

  /** What may be tried now, in the order of the manifest. */
  function* due(): Generator<string> {
    const now = performance.now();
    for (const id of pending) if (!active.has(id) && (later.get(id) ?? 0) <= now) yield id;
  }

  function soonest(): number {
    const times = [...pending].filter((id) => !active.has(id)).map((id) => later.get(id) ?? 0);
    return Math.max(10, Math.min(LOOK_AGAIN, ...times.map((time) => time - performance.now())));
  }

  async function work(): Promise<WorkEnd> {
    const failed: unknown[] = [];
    for (;;) {
      if (failed.length > 0) throw failed[0];
      if (!running.isStopping()) {
        for (const id of due()) {
          if (active.size >= concurrency || starting.size >= (startsAtATime ?? concurrency)) break;
          active.add(id);
          starting.add(id);
          attemptOne(id).catch((cause: unknown) => failed.push(cause));
        }
      }
      if (active.size === 0) {
        if (running.isStopping()) return 'stopped';
        if (pending.size === 0) return 'done';
        if ([...pending].every((id) => withoutMoney.has(id))) return 'no-money';
      }
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const timer = new AbortController();
      await Promise.race([
        woken,
        pause(active.size >= concurrency ? LOOK_AGAIN : soonest(), undefined, { signal: timer.signal }).catch(() => undefined),
      ]);
      timer.abort();
    }
  }

  return {
    ended: work(),
    stop: (atOnce) => {
      running.stop(atOnce);
      wake();
    },
  };
}
