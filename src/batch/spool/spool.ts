// A batch on disk: its items, and of each one its run, its attempts and its result. Nothing is ever changed in place: a file is made once by
// exactly one worker, so that a batch that was killed at any instant, also by a power cut, stands where it stood.

import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { SHARED_NAME } from '../../audit/index.js';
import { Fault } from '../../shared/index.js';
import { parseItem, type SpoolItem } from '../item.js';
import { type ItemResult, itemResult } from '../result.js';
import { openDisk, type Disk, ownDirectory, readRecord, record } from './disk.js';
import { claim, type Held, holderOf, isAlive, openDiskClock, type Owner, ownerHere } from './lease.js';
import { type Money, openMoney } from './money.js';

const ID = /^[0-9a-f]{16}$/u;
const RUN = /^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/u;

const known = z.strictObject({
  schema_version: z.literal(1),
  id: z.string().regex(ID),
  /** Its place in the manifest that named it first. */
  at: z.int().min(0),
  folder: z.string(),
  item: z.unknown(),
});
const batchFile = z.strictObject({
  schema_version: z.literal(1),
  /** Of this spool, whatever its manifest is called. */
  id: z.string().regex(ID),
  name: z.string(),
  /** Each item has a state directory of its own, which goes where the spool goes. */
  hasHomes: z.boolean(),
  /** Of the batch that began last: what every worker abides by. */
  budgetMicroUsd: z.union([z.int().min(0), z.null()]),
  itemBudgetUsd: z.number().positive(),
  maxCommands: z.union([z.int().min(0), z.null()]),
  maxMinutes: z.union([z.number().positive(), z.null()]),
  attempts: z.int().min(1),
  /** On which it asks for bills. */
  day: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/u)
    .optional(),
});
const runFile = z.strictObject({ schema_version: z.literal(1), run: z.string().regex(RUN) });
const attempt = z.strictObject({ schema_version: z.literal(1), error: z.string(), fix: z.string() });

export type BatchRules = Omit<z.infer<typeof batchFile>, 'schema_version'>;
/** As a person may say them. */
export type AskedRules = Omit<BatchRules, 'id'>;

/** A round of attempts ends with a result or with a dead letter, and a new round begins when a person asks for it. */
export interface Standing {
  readonly result: ItemResult | undefined;
  /** It was given up, and nobody has asked for it again. */
  readonly dead: ItemResult | undefined;
  readonly round: number;
  /** Of this round. */
  readonly failures: number;
}

export interface Spool {
  readonly root: string;
  readonly rules: BatchRules;
  readonly money: Money;
  readonly ids: () => readonly string[];
  readonly item: (id: string) => SpoolItem;
  readonly standing: (id: string) => Standing;
  readonly claim: (id: string) => Held | undefined;
  readonly holder: (id: string) => Owner | undefined;
  /** Only one process of a batch collects calls of models. */
  readonly claimEconomy: () => Held | undefined;
  /** The run of this item, fixed on disk before anything of it starts. */
  readonly runOf: (id: string, round: number, now: Date) => string;
  /** The state directory of its runs; undefined for the one of this person. */
  readonly homeOf: (id: string) => string | undefined;
  readonly fail: (id: string, round: number, error: string, fix: string) => void;
  readonly finish: (id: string, result: ItemResult) => void;
  readonly bury: (id: string, round: number, result: ItemResult) => void;
  readonly retry: (id: string, round: number) => void;
}

export interface SpoolDoors {
  readonly leaseMilliseconds: number;
  readonly label: string;
  /** Where runs are kept when items have no home of their own. */
  readonly stateDirectory: string;
  readonly self?: Owner;
  readonly diskNow?: () => number;
}

const BATCH = 'batch.json';

/** What every worker of a spool abides by; written by whoever begins or goes on with a batch. */
export function writeRules(root: string, rules: AskedRules): void {
  const disk = openDisk(root);
  ownDirectory(join(root, 'items'));
  ownDirectory(join(root, 'runs'));
  const path = join(root, BATCH);
  const before = readRecord(path, batchFile);
  if (before !== undefined && before.hasHomes !== rules.hasHomes)
    throw new Fault('usage', `${root} is the spool of another kind of batch`, {
      fix: 'give it with --state, or leave --state out, as it began',
    });
  disk.write(path, record({ id: before?.id ?? randomBytes(8).toString('hex'), ...rules }));
}

/** Undefined where nothing was begun, or nothing that asks for a bill. */
export function dayIn(root: string): string | undefined {
  return existsSync(join(root, BATCH)) ? readRecord(join(root, BATCH), batchFile)?.day : undefined;
}

export function addItem(root: string, { at, folder, id, item }: SpoolItem, disk: Disk = openDisk(root)): void {
  const own = ownDirectory(join(root, 'items', id));
  disk.writeOnce(join(own, 'item.json'), record({ id, at, folder, item }));
}

export function openSpool(root: string, doors: SpoolDoors): Spool {
  if (!existsSync(join(root, BATCH)))
    throw new Fault('usage', `${root} holds no batch`, { fix: 'begin one there: ghosthunter batch MANIFEST --state DIR' });
  const disk = openDisk(root);
  const { schema_version: _, ...rules } = readRecord(join(root, BATCH), batchFile) ?? neverThere(root);
  const self = doors.self ?? ownerHere(doors.label);
  const clock = doors.diskNow ?? openDiskClock(join(root, 'drafts', `clock-${randomBytes(6).toString('hex')}`));
  const leases = { disk, self, milliseconds: doors.leaseMilliseconds, diskNow: clock, isAlive };
  const folderOf = (id: string): string => join(root, 'items', id);
  const items = new Map<string, SpoolItem>();
  const count = (names: readonly string[], prefix: string): number => names.filter((name) => name.startsWith(prefix)).length;

  function item(id: string): SpoolItem {
    const found = items.get(id);
    if (found) return found;
    const path = join(folderOf(id), 'item.json');
    const read = readRecord(path, known);
    // T-SPOOL: checked again, as if it came from a manifest: the disk may be shared.
    const parsed = read === undefined ? undefined : parseItem(read.item);
    if (read?.id !== id || parsed?.ok !== true)
      throw new Fault('file', `${path} is no item of this version`, { fix: 'remove its folder, and begin the batch again' });
    const whole = { id, at: read.at, folder: read.folder, item: parsed.value };
    items.set(id, whole);
    return whole;
  }

  function homeOf(id: string): string | undefined {
    if (!rules.hasHomes) return undefined;
    const home = ownDirectory(join(folderOf(id), 'home'));
    // Its audit log may be written to by several hosts, one after the other.
    disk.writeOnce(join(home, SHARED_NAME), '');
    return home;
  }

  function newRun(id: string, now: Date): string {
    const runs = join(homeOf(id) ?? doors.stateDirectory, 'investigations');
    const minute = now.toISOString().slice(0, 16).replace(/[-:]/gu, '').replace('T', '-');
    for (;;) {
      const run = `${minute}-${randomBytes(3).toString('hex')}`;
      // In one minute a large batch begins so many that two of them would soon be the same.
      if (!existsSync(join(runs, run)) && disk.writeOnce(join(root, 'runs', run), `${id}\n`)) return run;
    }
  }

  return {
    root,
    rules,
    money: openMoney(disk),
    ids: () =>
      readdirSync(join(root, 'items'))
        .filter((name) => ID.test(name) && existsSync(join(folderOf(name), 'item.json')))
        .map(item)
        .sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1))
        .map(({ id }) => id),
    item,
    standing: (id) => {
      const names = readdirSync(folderOf(id));
      const round = count(names, 'retry-') + 1;
      const dead = `dead-${String(round)}.json`;
      return {
        round,
        failures: count(names, `failure-${String(round)}-`),
        result: names.includes('result.json') ? readRecord(join(folderOf(id), 'result.json'), itemResult) : undefined,
        dead: names.includes(dead) ? readRecord(join(folderOf(id), dead), itemResult) : undefined,
      };
    },
    claim: (id) => claim(folderOf(id), leases),
    holder: (id) => holderOf(folderOf(id), leases),
    claimEconomy: () => claim(ownDirectory(join(root, 'economy')), leases),
    runOf: (id, round, now) => {
      const pathOf = (of: number): string => join(folderOf(id), `run-${String(of)}.json`);
      const earlier = readRecord(pathOf(round), runFile) ?? (round > 1 ? readRecord(pathOf(round - 1), runFile) : undefined);
      const found = readRecord(pathOf(round), runFile);
      if (found) return found.run;
      const home = homeOf(id) ?? doors.stateDirectory;
      // What was given up without a conclusion goes on where it was; what had concluded is over, and begins anew.
      const goesOn = earlier !== undefined && !existsSync(join(home, 'investigations', earlier.run, 'report.json'));
      const run = goesOn ? earlier.run : newRun(id, now);
      disk.writeOnce(pathOf(round), record({ run }));
      return readRecord(pathOf(round), runFile)?.run ?? run;
    },
    homeOf,
    fail: (id, round, error, fix) => {
      const names = readdirSync(folderOf(id));
      const next = count(names, `failure-${String(round)}-`) + 1;
      disk.writeOnce(
        join(folderOf(id), `failure-${String(round)}-${String(next)}.json`),
        record(attempt.omit({ schema_version: true }).parse({ error, fix })),
      );
    },
    finish: (id, result) => {
      disk.writeOnce(join(folderOf(id), 'result.json'), `${JSON.stringify(result)}\n`);
    },
    bury: (id, round, result) => {
      disk.writeOnce(join(folderOf(id), `dead-${String(round)}.json`), `${JSON.stringify(result)}\n`);
    },
    retry: (id, round) => {
      disk.writeOnce(join(folderOf(id), `retry-${String(round)}`), '');
    },
  };
}

function neverThere(root: string): never {
  throw new Fault('file', `${join(root, BATCH)} is gone`, { fix: 'begin the batch again' });
}
