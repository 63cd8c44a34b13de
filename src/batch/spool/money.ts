// The money of a batch: set aside for an item before it starts, as much as it may spend at worst, and settled when it has ended. Entries are
// files with rising numbers, each made by exactly one writer who had read all before it, so that no two workers, on one host or on many, give
// away the same dollar. After a kill at any instant each entry is there or not.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { MicroUsd } from '../../shared/index.js';
import { type Disk, ownDirectory, readRecord, record } from './disk.js';

const NAME = /^(\d{8})\.json$/u;

const entry = z.strictObject({
  schema_version: z.literal(1),
  item: z.string().regex(/^[0-9a-f]{16}$/u),
  /** What it may cost at worst while it is open, what it did cost when it is not. */
  microUsd: z.int().min(0),
  isOpen: z.boolean(),
});
type Entry = z.infer<typeof entry>;

export interface Money {
  /** False when not so much is left: then nothing was set aside. */
  readonly setAside: (item: string, most: MicroUsd, budget: MicroUsd | undefined) => boolean;
  /** Whether it would be. */
  readonly isEnough: (item: string, most: MicroUsd, budget: MicroUsd | undefined) => boolean;
  readonly settle: (item: string, spent: MicroUsd) => void;
  /** Known to be spent, and beyond that set aside. */
  readonly account: () => { readonly spent: MicroUsd; readonly open: MicroUsd };
}

export function openMoney(disk: Disk): Money {
  const folder = ownDirectory(join(disk.root, 'money'));
  const latest = new Map<string, Entry>();
  let read = 0;
  const pathOf = (number: number): string => join(folder, `${String(number).padStart(8, '0')}.json`);

  function catchUp(): void {
    const last = Math.max(0, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
    while (read < last) {
      const found = readRecord(pathOf(read + 1), entry);
      if (!found) return;
      latest.set(found.item, found);
      read += 1;
    }
  }

  /** Decides on what is there, and again when somebody else was faster. */
  function append(decide: () => Omit<Entry, 'schema_version'> | undefined): boolean {
    for (;;) {
      catchUp();
      const next = decide();
      if (!next) return false;
      if (disk.writeOnce(pathOf(read + 1), record(next))) return true;
    }
  }

  function account(): { readonly spent: MicroUsd; readonly open: MicroUsd } {
    let [spent, open] = [0, 0];
    for (const { isOpen, microUsd } of latest.values()) {
      if (isOpen) open += microUsd;
      else spent += microUsd;
    }
    return { spent, open };
  }

  function isEnough(item: string, most: MicroUsd, budget: MicroUsd | undefined): boolean {
    const { open, spent } = account();
    return budget === undefined || spent + open - (latest.get(item)?.microUsd ?? 0) + most <= budget;
  }

  return {
    isEnough: (item, most, budget) => {
      catchUp();
      return isEnough(item, most, budget);
    },
    setAside: (item, most, budget) => {
      catchUp();
      const before = latest.get(item);
      if (before?.isOpen === true && before.microUsd === most) return true;
      return append(() => (isEnough(item, most, budget) ? { item, microUsd: most, isOpen: true } : undefined));
    },
    settle: (item, spent) => {
      append(() => ({ item, microUsd: spent, isOpen: false }));
    },
    account: () => {
      catchUp();
      return account();
    },
  };
}
