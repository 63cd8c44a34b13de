// Which files a person means by what they typed: files, folders, patterns, standard input. Only plain files go into the cage, by the path
// they really have; what could point elsewhere by then is refused.

import { closeSync, lstatSync, openSync, readdirSync, type Stats, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LIMITS } from '../../protocol/index.js';
import { errorCode, Fault } from '../../shared/index.js';
import { isManifest, newestVersions } from './deliveries.js';

export interface MeantFiles {
  /** Absolute, in the order of what was typed, each once. */
  readonly files: readonly string[];
  /** What was left out of folders, and why. */
  readonly notes: readonly string[];
}

const EXPORTS = /\.(?:csv|tsv|txt|gz|zip|parquet|json|ndjson|jsonl)$/iu;
/** What AWS writes for a query engine beside its report is in a folder of this name. */
const NO_FOLDER = /^\.|^cost_and_usage_data_status$/iu;
const DEEPEST = 8;
const STDIN_BYTES = 64 * 1024 ** 3;
const FIX = 'give the path of a billing export that you can read';

export function meantFiles(typed: readonly string[], workingDirectory: string): MeantFiles {
  const notes: string[] = [];
  const found = [...new Set(typed.flatMap((one) => expand(one, workingDirectory, notes)))];
  const manifests = found.filter(isManifest);
  const bills = found.filter((file) => !isManifest(file));
  if (bills.length === 0 && manifests.length > 0) {
    throw new Fault('file', `${manifests[0] ?? ''} is a manifest, which lists bills and is none`, {
      fix: 'give the folder of the delivery',
    });
  }
  const { files: unique, notes: left } = newestVersions(bills, manifests);
  notes.push(...left);
  if (unique.length > LIMITS.billFiles) {
    throw new Fault('usage', `${String(unique.length)} files are too many`, { fix: `give at most ${String(LIMITS.billFiles)} at once` });
  }
  if (unique.length === 0) throw new Fault('usage', 'there is no bill to look at', { fix: 'ghosthunter spikes billing.csv' });
  return { files: unique, notes };
}

function expand(typed: string, workingDirectory: string, notes: string[]): readonly string[] {
  const path = resolve(workingDirectory, typed);
  const found = statOf(path);
  if (found === undefined && /[*?]/u.test(basename(typed))) return matching(path, typed);
  if (found === undefined) throw new Fault('file', `cannot read ${typed}: no such file`, { fix: FIX });
  if (found.isDirectory()) return inFolder(path, typed, notes);
  return [plainFile(path, typed, found)];
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (cause) {
    throw new Fault('file', `cannot read ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix: FIX });
  }
}

/** T-PATH: a link may point elsewhere when the cage is built, and a pipe or a device has no end. */
function plainFile(path: string, typed: string, found: Stats): string {
  if (found.isSymbolicLink())
    throw new Fault('file', `${typed} is a symbolic link`, { fix: 'give the path of the file that it points to' });
  if (!found.isFile()) throw new Fault('file', `${typed} is not a file`, { fix: FIX });
  return path;
}

function inFolder(path: string, typed: string, notes: string[]): readonly string[] {
  const files: string[] = [];
  const walk = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const full = join(folder, entry.name);
      if (entry.isSymbolicLink()) notes.push(`${full} is a symbolic link: left out`);
      else if (entry.isDirectory() && !NO_FOLDER.test(entry.name) && depth < DEEPEST) walk(full, depth + 1);
      else if (entry.isFile() && EXPORTS.test(entry.name) && !entry.name.startsWith('.')) files.push(full);
    }
  };
  walk(path, 0);
  if (files.every(isManifest))
    throw new Fault('file', `${typed} holds no billing export`, { fix: 'give a folder with csv, gz, zip, parquet or json files' });
  return files;
}

/** `*` and `?` in the last part, for those who quoted the pattern away from their shell. */
function matching(path: string, typed: string): readonly string[] {
  const folder = dirname(path);
  const pattern = basename(path);
  const names = statOf(folder)?.isDirectory() === true ? readdirSync(folder).sort() : [];
  const files = names.filter((name) => !name.startsWith('.') && fits(name, pattern)).map((name) => join(folder, name));
  const plain = files.filter((file) => lstatSync(file).isFile());
  if (plain.length === 0) throw new Fault('file', `nothing matches ${typed}`, { fix: FIX });
  return plain;
}

/** One pass over both, remembering the last star: linear in what it skips. */
export function fits(name: string, pattern: string): boolean {
  let at = 0;
  let of = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (of < pattern.length && (pattern[of] === '?' || pattern[of] === name[at]) && pattern[of] !== '*') {
      at += 1;
      of += 1;
    } else if (pattern[of] === '*') {
      star = of;
      resume = at;
      of += 1;
    } else if (star !== -1) {
      of = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[of] === '*') of += 1;
  return of === pattern.length;
}

/** Standard input as a file that only this user can read, in the folder of this run. */
export async function keepInput(input: AsyncIterable<unknown>, folder: string): Promise<string> {
  const path = join(folder, 'stdin');
  const file = openSync(path, 'wx', 0o600);
  let bytes = 0;
  try {
    for await (const chunk of input) {
      const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (!(piece instanceof Uint8Array)) throw new Error('standard input is no bytes');
      bytes += piece.length;
      if (bytes > STDIN_BYTES) throw new Fault('file', 'standard input has no end', { fix: 'write it to a file and give the file' });
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    }
  } finally {
    closeSync(file);
  }
  return path;
}
