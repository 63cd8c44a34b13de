// Who works on an item. Leases are files with rising numbers, each made by exactly one: the highest is the one that counts, and none is ever
// taken away, so whoever comes back late sees that it was followed. Time is the disk's own: hosts need no common clock.
// INVARIANT: a process holds an item as long as its lease has the highest number.

import { closeSync, fstatSync, fsyncSync, openSync, readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { hostHere } from '../../audit/index.js';
import { parseJson } from '../../protocol/index.js';
import { errorCode } from '../../shared/index.js';
import type { Disk } from './disk.js';

const NAME = /^lease-(\d{6})$/u;
const HELD = 'H';
const RELEASED = 'R';
/** `H 0000000001 {…}`: one byte for the state, digits that change with each sign of life, and whose it is. */
const DIGITS = 10;
const MOST_BYTES = 2_048;

const owner = z.object({ host: z.string(), pid: z.int().min(1), start: z.string(), label: z.string() });
export type Owner = z.infer<typeof owner>;

export interface LeaseRules {
  readonly disk: Disk;
  readonly self: Owner;
  /** Without a sign of life for so long, by the clock of the disk, its owner counts as gone. */
  readonly milliseconds: number;
  /** Now, by the clock of the disk. */
  readonly diskNow: () => number;
  readonly isAlive: (pid: number, start: string) => boolean;
}

export interface Held {
  readonly number: number;
  /** A sign of life; false when somebody else has the item by now. */
  readonly beat: () => boolean;
  readonly isMine: () => boolean;
  readonly release: () => void;
}

/** When a process began, in the kernel's own count: numbers of processes come again. */
export function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // Behind the name, which may hold anything: state is field 3, the start field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number, start: string): boolean {
  if (process.platform === 'linux') return startOf(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errorCode(cause) !== 'ESRCH';
  }
}

export function ownerHere(label: string): Owner {
  return { host: hostHere(), pid: process.pid, start: startOf(process.pid) ?? '', label };
}

interface Found {
  readonly isReleased: boolean;
  readonly owner: Owner | undefined;
  readonly beatenAt: number;
}

const pathOf = (folder: string, number: number): string => join(folder, `lease-${String(number).padStart(6, '0')}`);

/** 0 where there is none. */
export function lastNumber(folder: string): number {
  return Math.max(0, ...readdirSync(folder).map((name) => Number(NAME.exec(name)?.[1] ?? 0)));
}

/** Opened anew each time: over a network that is when a host looks at what others wrote. */
function look(path: string): Found {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    const text = bytes.subarray(0, readSync(file, bytes, 0, MOST_BYTES, 0)).toString('utf8');
    const json = parseJson(text.slice(2 + DIGITS + 1));
    const parsed = json.ok ? owner.safeParse(json.value) : undefined;
    return {
      isReleased: text.startsWith(RELEASED),
      owner: parsed?.success === true ? parsed.data : undefined,
      beatenAt: fstatSync(file).mtimeMs,
    };
  } finally {
    closeSync(file);
  }
}

function overwrite(path: string, text: string, at: number): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, text, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function isOver({ beatenAt, isReleased, owner: of }: Found, { diskNow, isAlive: alive, milliseconds, self }: LeaseRules): boolean {
  if (isReleased) return true;
  // On one host nobody has to wait for a process that is seen to be gone.
  if (of?.host === self.host && !alive(of.pid, of.start)) return true;
  return diskNow() - beatenAt > milliseconds;
}

/** Undefined while somebody else works on it. */
export function claim(folder: string, rules: LeaseRules): Held | undefined {
  const last = lastNumber(folder);
  if (last > 0 && !isOver(look(pathOf(folder, last)), rules)) return undefined;
  const number = last + 1;
  const path = pathOf(folder, number);
  let beats = 0;
  const digits = (): string => String(beats).padStart(DIGITS, '0');
  if (!rules.disk.writeOnce(path, `${HELD} ${digits()} ${JSON.stringify(rules.self)}\n`)) return undefined;
  const isMine = (): boolean => lastNumber(folder) === number;
  return {
    number,
    isMine,
    beat: () => {
      if (!isMine()) return false;
      beats += 1;
      overwrite(path, digits(), 2);
      return true;
    },
    release: () => {
      overwrite(path, RELEASED, 0);
    },
  };
}

/** Who has it, while somebody does. */
export function holderOf(folder: string, rules: LeaseRules): Owner | undefined {
  const last = lastNumber(folder);
  if (last === 0) return undefined;
  const found = look(pathOf(folder, last));
  return isOver(found, rules) ? undefined : found.owner;
}

/** The clock of the disk: the time that it gives to a file that is written now. */
export function openDiskClock(path: string): () => number {
  return () => {
    const file = openSync(path, 'w', 0o600);
    try {
      writeSync(file, '.');
      fsyncSync(file);
      return fstatSync(file).mtimeMs;
    } finally {
      closeSync(file);
    }
  };
}
