// Which file a binary name means. Found once, in directories the person trusts, never through PATH; looked at again before each
// spawn. Threat T-PATH: a program of the same name that somebody else could write.

import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { err, errorCode, ok, type Result } from '../shared/index.js';

export const STANDARD_DIRECTORIES: readonly string[] = [
  '/usr/bin',
  '/usr/local/bin',
  '/bin',
  '/opt/homebrew/bin',
  '/usr/lib/google-cloud-sdk/bin',
  '/opt/google-cloud-sdk/bin',
  '/snap/bin',
];

export interface PinnedBinary {
  readonly name: string;
  readonly path: string;
  readonly owner: number;
  /** What a swapped file cannot keep. */
  readonly fingerprint: string;
}

const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;
/** In a user namespace: the owner of all that belongs to users it does not know, root among them, who owns `/`. */
const UNMAPPED = 65_534;

function isTrustedOwner(uid: number): boolean {
  return uid === 0 || uid === process.getuid?.();
}

function writableFault(path: string, found: Stats): string | undefined {
  if (!isTrustedOwner(found.uid)) return `${path} belongs to user ${String(found.uid)}`;
  if ((found.mode & OTHERS_MAY_WRITE) !== 0) return `${path} may be written by others`;
  return undefined;
}

function fingerprint(found: Stats): string {
  return [found.dev, found.ino, found.size, found.ctimeMs, found.mode].map(String).join(':');
}

/**
 * Whoever may rename a directory further up can put another in its place between the last look and the start. In a sticky one nobody
 * can rename what is not theirs.
 */
function aboveFault(directory: string): string | undefined {
  const parent = dirname(directory);
  if (parent === directory) return undefined;
  const { mode, uid } = lstatSync(parent);
  if (!isTrustedOwner(uid) && uid !== UNMAPPED) return `${parent} belongs to user ${String(uid)}`;
  if ((mode & OTHERS_MAY_WRITE) !== 0 && (mode & STICKY) === 0) return `${parent} may be written by others`;
  return aboveFault(parent);
}

/** Why this file, named without links, must not be run; `undefined` when it may. */
function trustFault(path: string): string | undefined {
  const found = statSync(path);
  if (!found.isFile() || (found.mode & 0o111) === 0) return `${path} is not a program`;
  return writableFault(path, found) ?? writableFault(dirname(path), lstatSync(dirname(path))) ?? aboveFault(dirname(path));
}

/** False also where we may not look, or where a directory of the path is none. */
export function isFileAt(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return false;
  }
}

function findIn(directory: string, name: string): string | undefined {
  const candidate = join(directory, name);
  return isFileAt(candidate) ? realpathSync(candidate) : undefined;
}

export function pinBinary(name: string, directories: readonly string[]): Result<PinnedBinary, string> {
  for (const directory of directories) {
    const path = findIn(directory, name);
    if (path === undefined) continue;
    // T-PATH: some programs do what they are called, and are started here by their own name (`/snap/bin/gcloud` is `snap`).
    if (basename(path) !== name) return err(`${join(directory, name)} is a link to ${path}, which is another program`);
    const fault = trustFault(path);
    return fault === undefined ? ok({ name, path, owner: statSync(path).uid, fingerprint: fingerprint(statSync(path)) }) : err(fault);
  }
  return err(`${name} is in none of ${directories.join(', ')}`);
}

/** Looked at again right before a spawn: the file that was pinned, unchanged and still trusted. */
export function pinFault(pinned: PinnedBinary): string | undefined {
  const found = statSync(pinned.path, { throwIfNoEntry: false });
  if (!found || fingerprint(found) !== pinned.fingerprint) return `${pinned.path} changed since it was pinned`;
  return trustFault(pinned.path);
}

/** The first of these absolute paths that exists and may be trusted. */
export function firstTrusted(candidates: readonly string[]): string | undefined {
  return candidates.find(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true && trustFault(realpathSync(path)) === undefined,
  );
}
