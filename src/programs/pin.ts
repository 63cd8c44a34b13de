// Which file a binary name means. Found once, in directories the person trusts, never through PATH; looked at again before each
// spawn. Threat T-PATH: a program of the same name that somebody else could write.
// What stays open: between the last look and the start, root and the owner can still change the file; and only the program and what its
// first line names are looked at, not the modules that it loads.

import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
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
  /** Of the content, for a file system whose times and numbers can be made to repeat. */
  readonly sha256: string;
  /** What the kernel starts in place of a script. */
  readonly interpreter: Interpreter | undefined;
}

interface Interpreter {
  /** As the script names it. */
  readonly named: string;
  /** Without links. */
  readonly path: string;
  readonly fingerprint: string;
}

const OTHERS_MAY_WRITE = 0o022;
const STICKY = 0o1000;
/** In a user namespace: the owner of all that belongs to users it does not know, root among them, who owns `/`. */
const UNMAPPED = 65_534;

function isTrustedOwner(uid: number): boolean {
  return uid === 0 || uid === process.getuid?.();
}

type Trust = (uid: number) => boolean;

function writableFault(path: string, found: Stats, isTrusted: Trust): string | undefined {
  if (!isTrusted(found.uid)) return `${path} belongs to user ${String(found.uid)}`;
  if ((found.mode & OTHERS_MAY_WRITE) !== 0) return `${path} may be written by others`;
  return undefined;
}

function fingerprint(found: Stats): string {
  return [found.dev, found.ino, found.size, found.ctimeMs, found.mode].map(String).join(':');
}

const PART_BYTES = 256 * 1024;
/** The kernel reads no more of a first line. */
const FIRST_LINE_BYTES = 256;

interface Content {
  readonly sha256: string;
  readonly start: string;
}

/** Part by part: a program may be large, and the executor is not. */
function readContent(path: string): Content {
  const hash = createHash('sha256');
  const part = Buffer.allocUnsafe(Math.min(PART_BYTES, Math.max(1, statSync(path).size)));
  const file = openSync(path, 'r');
  let start = '';
  try {
    for (let read = readSync(file, part); read > 0; read = readSync(file, part)) {
      if (start === '') start = part.toString('latin1', 0, Math.min(read, FIRST_LINE_BYTES));
      hash.update(part.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return { sha256: hash.digest('hex'), start };
}

/** The absolute path behind `#!`; `undefined` for a program that is no script. */
function interpreterNamed(start: string): string | undefined {
  if (!start.startsWith('#!')) return undefined;
  const [line = ''] = start.slice(2).split('\n');
  return line.trim().split(/[ \t]/u)[0];
}

/**
 * In a user namespace that does not know root, what the system's own directories hold belongs to nobody we know, as `/` does. Where that is
 * so, an interpreter in them is the system's; a program that we are asked to run is not trusted for that.
 */
function trustOf(interpreter: string): Trust {
  const isSystems = STANDARD_DIRECTORIES.includes(dirname(interpreter)) && lstatSync('/').uid === UNMAPPED;
  return (uid) => isTrustedOwner(uid) || (isSystems && uid === UNMAPPED);
}

/** A script is as trustworthy as what reads it. */
function pinInterpreter(named: string): Result<Interpreter, string> {
  if (!named.startsWith('/') || !isFileAt(named)) return err(`its interpreter ${named} is no file`);
  const path = realpathSync(named);
  const fault = trustFault(path, trustOf(path));
  return fault === undefined ? ok({ named, path, fingerprint: fingerprint(statSync(path)) }) : err(fault);
}

function interpreterFault({ named, path, fingerprint: before }: Interpreter): string | undefined {
  if (!isFileAt(named) || realpathSync(named) !== path || fingerprint(statSync(path)) !== before)
    return `${named} changed since it was pinned`;
  return trustFault(path, trustOf(path));
}

function pinFile(name: string, path: string): Result<PinnedBinary, string> {
  const fault = trustFault(path);
  if (fault !== undefined) return err(fault);
  const found = statSync(path);
  const { sha256, start } = readContent(path);
  const pinned = { name, path, owner: found.uid, fingerprint: fingerprint(found), sha256 };
  const named = interpreterNamed(start);
  if (named === undefined) return ok({ ...pinned, interpreter: undefined });
  const interpreter = pinInterpreter(named);
  return interpreter.ok ? ok({ ...pinned, interpreter: interpreter.value }) : interpreter;
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
function trustFault(path: string, isTrusted: Trust = isTrustedOwner): string | undefined {
  const found = statSync(path);
  if (!found.isFile() || (found.mode & 0o111) === 0) return `${path} is not a program`;
  const directory = dirname(path);
  return writableFault(path, found, isTrusted) ?? writableFault(directory, lstatSync(directory), isTrusted) ?? aboveFault(directory);
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
    return pinFile(name, path);
  }
  return err(`${name} is in none of ${directories.join(', ')}`);
}

/** Looked at again right before a spawn: the file that was pinned, unchanged and still trusted. */
export function pinFault(pinned: PinnedBinary): string | undefined {
  const found = statSync(pinned.path, { throwIfNoEntry: false });
  if (!found || fingerprint(found) !== pinned.fingerprint) return `${pinned.path} changed since it was pinned`;
  const untrusted = trustFault(pinned.path);
  if (untrusted !== undefined) return untrusted;
  if (readContent(pinned.path).sha256 !== pinned.sha256) return `${pinned.path} has another content than when it was pinned`;
  return pinned.interpreter && interpreterFault(pinned.interpreter);
}

/** The first of these absolute paths that exists and may be trusted. */
export function firstTrusted(candidates: readonly string[]): string | undefined {
  return candidates.find(
    (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true && trustFault(realpathSync(path)) === undefined,
  );
}
