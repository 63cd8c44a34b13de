// A cloud delivers the same month again and again: a folder for the month, in it one for each version. Only the newest version of a month is
// the bill. Which one that is says the manifest beside it; where there is none, the time in the version's name; else when it was written.

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import * as z from 'zod';
import { errorCode, printable } from '../../shared/index.js';

export interface Newest {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

const MANIFEST = /manifest\.json$/iu;
const MANIFEST_BYTES = 1024 ** 2;
/** `BILLING_PERIOD=2026-01` of Data Exports; `20260101-20260201` of the AWS report and of Azure. */
const PERIOD = /^(?:billing_period=(\d{4})-?(\d{2})(?:-\d{2})?|(\d{4})(\d{2})\d{2}-\d{8})$/iu;
const STAMP = /^(\d{4})-?(\d{2})-?(\d{2})[T ]?(\d{2}):?(\d{2})(?::?(\d{2}))?/u;
const SECOND_MS = 1_000;

export function isManifest(path: string): boolean {
  return MANIFEST.test(basename(path));
}

interface Delivered {
  readonly file: string;
  readonly monthFolder: string;
  readonly shown: string;
  /** The folders between the month and the file. */
  readonly version: string;
}

/** Undefined for a file that lies in no folder of a month. */
function deliveredAs(file: string): Delivered | undefined {
  const folders = dirname(file).split(sep);
  const at = folders.findLastIndex((name) => PERIOD.test(name));
  const [, year, month, otherYear, otherMonth] = PERIOD.exec(folders[at] ?? '') ?? [];
  if (at === -1) return undefined;
  return {
    file,
    monthFolder: folders.slice(0, at + 1).join(sep),
    shown: `${year ?? otherYear ?? ''}-${month ?? otherMonth ?? ''}`,
    version: folders.slice(at + 1).join(sep),
  };
}

/** Data Exports keep manifests in a tree of their own, beside the one of the data. */
function manifestFolders(monthFolder: string): readonly string[] {
  const folders = monthFolder.split(sep);
  const at = folders.lastIndexOf('data');
  return at === -1 ? [monthFolder] : [monthFolder, [...folders.slice(0, at), 'metadata', ...folders.slice(at + 1)].join(sep)];
}

/** What of a manifest is looked at; the rest is no concern. */
const manifest = z.object({ assemblyId: z.string().max(200).optional(), executionId: z.string().max(200).optional() });

/** T-FLOOD, T-PATH: bounded, and only ever compared with names of folders that are there. */
function versionNamedBy(path: string): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(MANIFEST_BYTES);
      const raw: unknown = JSON.parse(bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0)));
      const parsed = manifest.safeParse(raw);
      return parsed.success ? (parsed.data.assemblyId ?? parsed.data.executionId) : undefined;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    // A manifest that cannot be read names no version; then the names and the times decide.
    if (cause instanceof SyntaxError || errorCode(cause) !== undefined) return undefined;
    throw cause;
  }
}

function stampOf(version: string): string | undefined {
  for (const name of version.split(sep)) {
    const [, ...parts]: readonly (string | undefined)[] = STAMP.exec(name) ?? [];
    if (parts.length > 0) return parts.map((part) => part ?? '00').join('');
  }
  return undefined;
}

const writtenAt = (files: readonly string[]): number =>
  files.reduce((latest, file) => Math.max(latest, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0), 0);

/** Undefined where nothing tells: then all are read, and what they have in common decides. */
function newestOf(versions: ReadonlyMap<string, readonly string[]>, monthFolder: string, manifests: readonly string[]): string | undefined {
  const names = [...versions.keys()];
  const folders = manifestFolders(monthFolder);
  const current = manifests.filter((path) => folders.includes(dirname(path))).map(versionNamedBy);
  const named = names.filter((name) => current.some((id) => id !== undefined && name.split(sep).includes(id)));
  if (named.length === 1) return named[0];
  const stamps = names.map((name) => stampOf(name) ?? '').sort();
  if (stamps.every((stamp) => stamp !== '') && stamps.at(-1) !== stamps.at(-2))
    return names.find((name) => stampOf(name) === stamps.at(-1));
  const times = names.map((name) => ({ name, at: writtenAt(versions.get(name) ?? []) })).sort((one, other) => other.at - one.at);
  const [latest, next] = times;
  return latest !== undefined && next !== undefined && latest.at - next.at >= SECOND_MS ? latest.name : undefined;
}

/** `manifests` may lie anywhere; only those in the folder of a month say which version is its newest. */
export function newestVersions(files: readonly string[], manifests: readonly string[]): Newest {
  const months = new Map<string, { readonly first: Delivered; readonly versions: Map<string, string[]> }>();
  for (const file of files) {
    const delivered = deliveredAs(file);
    if (delivered === undefined) continue;
    const month = months.get(delivered.monthFolder) ?? { first: delivered, versions: new Map<string, string[]>() };
    months.set(delivered.monthFolder, month);
    month.versions.set(delivered.version, [...(month.versions.get(delivered.version) ?? []), file]);
  }
  const left = new Set<string>();
  const notes: string[] = [];
  for (const { first, versions } of months.values()) {
    if (versions.size < 2) continue;
    const newest = newestOf(versions, first.monthFolder, manifests);
    if (newest === undefined) continue;
    const older = [...versions].filter(([name]) => name !== newest).flatMap(([, all]) => all);
    for (const file of older) left.add(file);
    const count = versions.size - 1;
    const what = `${String(count)} earlier version${count === 1 ? '' : 's'} of ${first.shown} (${String(older.length)} files)`;
    notes.push(`${what} left out: ${printable(newest === '' ? 'what lies beside them' : newest, 120)} is the newest`);
  }
  return { files: files.filter((file) => !left.has(file)), notes };
}
