// What commands printed, as they printed it, for the person at this machine: named by its digest, readable by its owner alone, for some
// days. It is never sent anywhere. Threat T-RAW: raw output holds the secrets that the digest takes out.

import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode, Fault } from '../shared/index.js';

export interface RawStore {
  /** Keeps the bytes; gives the digest that names them. */
  readonly keep: (bytes: Uint8Array) => string;
}

export interface RawStoreOptions {
  readonly now: () => number;
  readonly days?: number;
  readonly mostBytes?: number;
}

const DAYS = 7;
const MOST_BYTES = 512 * 1024 * 1024;
const DAY_MS = 86_400_000;
const NAME = /^[0-9a-f]{64}$/;
const UNFINISHED = /^\.[0-9a-f]{16}$/;

interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly at: number;
}

function keptIn(folder: string): readonly Kept[] {
  return readdirSync(folder)
    .filter((name) => NAME.test(name) || UNFINISHED.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found ? [{ path, bytes: found.size, at: found.mtimeMs }] : [];
    });
}

/** What is too old goes, then the oldest, until the rest is within the bound. */
function sweep(folder: string, { now, days = DAYS, mostBytes = MOST_BYTES }: RawStoreOptions): void {
  const kept = keptIn(folder).toSorted((one, other) => other.at - one.at);
  let total = 0;
  for (const { path, bytes, at } of kept) {
    total += bytes;
    if (now() - at > days * DAY_MS || total > mostBytes) rmSync(path, { force: true });
  }
}

function write(folder: string, name: string, bytes: Uint8Array): void {
  const unfinished = join(folder, `.${randomBytes(8).toString('hex')}`);
  try {
    const file = openSync(unfinished, 'wx', 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, join(folder, name));
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new Fault('file', 'the raw output could not be kept', { cause });
  }
}

/** The folder, ours alone; a link or somebody else's folder is not used. */
function ownFolder(stateDirectory: string): string {
  const folder = join(stateDirectory, 'raw');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (found.mode & 0o077) !== 0 || found.uid !== process.getuid?.())
    throw new Fault('file', 'the folder for raw output is not ours alone');
  return folder;
}

export function openRawStore(stateDirectory: string, options: RawStoreOptions): RawStore {
  const folder = ownFolder(stateDirectory);
  sweep(folder, options);
  return {
    keep: (bytes) => {
      const name = createHash('sha256').update(bytes).digest('hex');
      const path = join(folder, name);
      try {
        // Kept before: its days begin anew.
        const seconds = options.now() / 1_000;
        utimesSync(path, seconds, seconds);
      } catch (cause) {
        if (errorCode(cause) !== 'ENOENT') throw new Fault('file', 'the raw output could not be kept', { cause });
        write(folder, name, bytes);
      }
      return name;
    },
  };
}
