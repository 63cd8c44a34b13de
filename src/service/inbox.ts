// A folder that somebody drops billing exports into. A file is a bill, a folder in it is one bill of many files. It counts once nothing of
// it has changed for a while, and once only as long as it stays what it is, whatever it is called. T-INBOX: who may write there may write
// anything: links, pipes and devices are left alone, names are only data, and there is an end to how much is looked at.

import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../shared/index.js';

/** Made of what a file is, not of what it is called: a rename is no new bill, and one that is written over is. */
export interface SeenFile {
  readonly path: string;
  readonly print: string;
}

export interface InboxEntry {
  readonly name: string;
  readonly files: readonly SeenFile[];
}

export interface Bill {
  readonly name: string;
  readonly files: readonly string[];
  /** The same as long as its content was not touched. */
  readonly print: string;
}

export interface InboxLook {
  readonly entries: readonly InboxEntry[];
  /** What is there and is not looked at, and why. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

const EXPORTS = /\.(?:csv|tsv|txt|gz|zip|parquet|json|ndjson|jsonl)$/iu;
/** Uploads that are not finished, and what describes an export without being one. */
const UNFINISHED = /^[._~]|\.(?:part|partial|tmp|temp|crdownload|filepart|download|swp)$|~$|manifest\.json$/iu;
const MOST_ENTRIES = 2_000;
const MOST_FILES = 256;
const DEEPEST = 8;

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    // Gone, or closed to us, since it was listed.
    if (errorCode(cause) === undefined) throw cause;
    return [];
  }
}

function filePrint({ dev, ino, mtimeMs: modified, size }: Stats): string {
  return `${String(dev)}:${String(ino)}:${String(size)}:${String(modified)}`;
}

interface Found {
  readonly files: SeenFile[];
  readonly left: { readonly name: string; readonly why: string }[];
}

function look(path: string, name: string, depth: number, found: Found): void {
  if (UNFINISHED.test(name.slice(name.lastIndexOf('/') + 1)) || found.files.length > MOST_FILES) return;
  let stats;
  try {
    // Never through a link.
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return;
  }
  if (stats === undefined) return;
  if (stats.isDirectory()) {
    if (depth >= DEEPEST) found.left.push({ name, why: 'too-deep' });
    else for (const inner of names(path)) look(join(path, inner), `${name}/${inner}`, depth + 1, found);
    return;
  }
  if (!stats.isFile()) {
    found.left.push({ name, why: stats.isSymbolicLink() ? 'symbolic-link' : 'no-plain-file' });
    return;
  }
  if (!EXPORTS.test(name)) {
    found.left.push({ name, why: 'no-export' });
    return;
  }
  found.files.push({ path, print: filePrint(stats) });
}

export function lookInto(folder: string): InboxLook {
  const all = names(folder);
  const entries: InboxEntry[] = [];
  const left: { readonly name: string; readonly why: string }[] = [];
  if (all.length > MOST_ENTRIES) left.push({ name: all[MOST_ENTRIES] ?? '', why: 'too-many' });
  for (const name of all.slice(0, MOST_ENTRIES)) {
    const found: Found = { files: [], left };
    look(join(folder, name), name, 0, found);
    if (found.files.length > MOST_FILES) left.push({ name, why: 'too-many-files' });
    else if (found.files.length > 0) entries.push({ name, files: found.files });
  }
  return { entries, left };
}

function printOf(prints: readonly string[]): string {
  return prints.toSorted().join('|');
}

/** What the files of a bill are by now; empty where one of them is gone. */
export function printNow(files: readonly string[]): string {
  const stats = files.map((path) => lstatSync(path, { throwIfNoEntry: false }));
  const there = stats.flatMap((one) => (one?.isFile() === true ? [filePrint(one)] : []));
  return there.length === files.length ? printOf(there) : '';
}

/** How long each bill has been what it is. */
export type Ages = ReadonlyMap<string, number>;

export interface Judged {
  readonly settled: readonly Bill[];
  /** For the next look. */
  readonly ages: Ages;
  /** Until the next one may be settled; undefined when there is none to wait for. */
  readonly wait: number | undefined;
}

/**
 * Settled is what looked the same for `quiet` ms on our own clock. The times of files are not asked: they are the writer's, who may copy
 * an old one with them.
 */
export function judgeInbox({ entries }: InboxLook, before: Ages, now: number, quiet: number): Judged {
  const ages = new Map<string, number>();
  const settled: Bill[] = [];
  let wait: number | undefined;
  for (const entry of entries) {
    const print = printOf(entry.files.map((file) => file.print));
    const since = Math.min(before.get(print) ?? now, now);
    ages.set(print, since);
    const left = since + quiet - now;
    if (left <= 0) settled.push({ name: entry.name, files: entry.files.map(({ path }) => path), print });
    else wait = Math.min(wait ?? left, left);
  }
  return { settled, ages, wait };
}
