// The inbox over time: the kernel says that something happened, and a look at the whole folder from time to time says what it missed.

import { type FSWatcher, lstatSync, mkdirSync, watch } from 'node:fs';
import { errorCode, Fault } from '../shared/index.js';
import { type Ages, type Bill, judgeInbox, lookInto } from './inbox.js';
import type { Log } from './log.js';

export interface WatchOptions {
  readonly folder: string;
  /** Ours: it is made where it is missing. */
  readonly isOwn: boolean;
  readonly quiet: number;
  readonly every: number;
  readonly isKnown: (print: string) => boolean;
  /** The next one is not handed over before this one was looked at. */
  readonly onBill: (bill: Bill) => Promise<void>;
  readonly log: Log;
  readonly now: () => number;
  /** Something no longer works in a way that nobody expects. */
  readonly onFailure: (cause: unknown) => void;
}

export interface Watch {
  readonly scan: () => Promise<void>;
  readonly last: () => number | null;
  readonly next: () => number | null;
  readonly close: () => void;
}

const BREATH_MS = 200;

export function openWatch(options: WatchOptions): Watch {
  const { every, folder, isKnown, isOwn, log, now, onBill, onFailure, quiet } = options;
  let ages: Ages = new Map();
  let watcher: { readonly handle: FSWatcher; readonly inode: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let due: number | null = null;
  let last: number | null = null;
  let isClosed = false;
  let scanning: Promise<void> | undefined;
  let again = false;
  const said = new Set<string>();

  function isNoticed(): boolean {
    return again;
  }

  function say(name: string, why: string): void {
    if (said.size > 10_000 || said.has(`${why} ${name}`)) return;
    said.add(`${why} ${name}`);
    log('warning', 'left-out', { name, why });
  }

  function plan(milliseconds: number): void {
    if (isClosed) return;
    clearTimeout(timer);
    due = now() + milliseconds;
    timer = setTimeout(() => {
      scan().catch(onFailure);
    }, milliseconds);
  }

  /** A folder that was taken away and made anew is another one, and nobody watches it. */
  function ensureWatcher(): boolean {
    if (isOwn) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory() !== true) {
      say(folder, 'no-folder');
      watcher?.handle.close();
      watcher = undefined;
      return false;
    }
    if (watcher?.inode === found.ino) return true;
    watcher?.handle.close();
    watcher = undefined;
    try {
      const handle = watch(folder, { persistent: true }, () => {
        if (scanning === undefined && (due === null || due - now() > BREATH_MS)) plan(BREATH_MS);
        again = true;
      });
      handle.on('error', () => {
        handle.close();
        watcher = undefined;
      });
      watcher = { handle, inode: found.ino };
    } catch (cause) {
      // No more watches are to be had: the look from time to time still finds everything.
      if (errorCode(cause) === undefined) throw cause;
      say(folder, 'not-watched');
    }
    return true;
  }

  async function once(): Promise<void> {
    again = false;
    last = now();
    let wait: number | undefined;
    if (ensureWatcher()) {
      const seen = lookInto(folder);
      for (const { name, why } of seen.left) say(name, why);
      const judged = judgeInbox(seen, ages, now(), quiet);
      ages = judged.ages;
      wait = judged.wait;
      for (const bill of judged.settled) {
        if (isClosed) return;
        if (!isKnown(bill.print)) await onBill(bill);
      }
    }
    plan(Math.min(every, wait === undefined ? every : wait + BREATH_MS, isNoticed() ? BREATH_MS : every));
  }

  function scan(): Promise<void> {
    if (isClosed) return Promise.resolve();
    scanning ??= once()
      .catch((cause: unknown) => {
        // A folder that cannot be read is said, and tried again.
        if (errorCode(cause) === undefined && !(cause instanceof Fault)) throw cause;
        say(folder, errorCode(cause) ?? 'unreadable');
        plan(every);
      })
      .finally(() => {
        scanning = undefined;
      });
    return scanning;
  }

  return {
    scan,
    last: () => last,
    next: () => due,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      watcher?.handle.close();
    },
  };
}
