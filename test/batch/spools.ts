// A spool for a test, with a clock that the test moves, and items that end as the test says without any process.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { itemId } from '../../src/batch/item.js';
import type { ItemEnded, ItemRun, ItemStart } from '../../src/batch/run-item.js';
import type { SeenReport } from '../../src/batch/seen.js';
import { type Owner, ownerHere } from '../../src/batch/spool/lease.js';
import { addItem, type AskedRules, openSpool, type Spool, writeRules } from '../../src/batch/spool/spool.js';

export function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-batch-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

export const RULES: AskedRules = {
  name: 'test',
  hasHomes: true,
  budgetMicroUsd: null,
  itemBudgetUsd: 1,
  maxCommands: null,
  maxMinutes: null,
  attempts: 3,
};

export function filled(root: string, count: number, over: Partial<AskedRules> = {}): readonly string[] {
  writeRules(root, { ...RULES, ...over });
  return Array.from({ length: count }, (_, at) => {
    const item = { world: 'aws-kms', seed: at };
    const id = itemId(item);
    addItem(root, { id, at, folder: root, item });
    return id;
  });
}

export const ELSEWHERE: Owner = { host: 'another-boot/pid:[1]', pid: 1, start: '1', label: 'elsewhere' };

export interface Clock {
  now: number;
}

/** `clock` is what the disk says; left out, it says the truth. */
export function opened(
  root: string,
  over: { readonly self?: Owner; readonly clock?: Clock; readonly leaseMilliseconds?: number } = {},
): Spool {
  const { clock, leaseMilliseconds = 30_000, self = ownerHere('here') } = over;
  const doors = { leaseMilliseconds, label: 'here', stateDirectory: root, self };
  return openSpool(root, clock ? { ...doors, diskNow: () => clock.now } : doors);
}

export function report(run: string, over: Partial<SeenReport> = {}): SeenReport {
  return {
    run,
    outcome: 'cause-found',
    ending: { outcome: 'done', detail: '' },
    spike: null,
    conclusion: { cause: 'A01', title: 'a cause', statement: '', confidence: 0.9, by: 'offline', money: null },
    spent: { commands: 2, microUsd: 250_000, milliseconds: 10 },
    ...over,
  };
}

export function ended(over: Partial<ItemEnded> & { readonly report?: SeenReport } = {}): ItemEnded {
  const { report: seen, ...rest } = over;
  return {
    code: 10,
    signal: null,
    error: undefined,
    fix: undefined,
    seen: { report: seen, wasStarted: true, commands: 2, microUsd: 250_000, ending: undefined },
    ...rest,
  };
}

/** Items that end by `how`, and are never a process. */
export function starting(how: (start: ItemStart) => ItemEnded | Promise<ItemEnded>): (start: ItemStart) => ItemRun {
  return (start) => ({ pid: undefined, ended: Promise.resolve().then(() => how(start)), stop: () => undefined, kill: () => undefined });
}
