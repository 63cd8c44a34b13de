// What is kept between runs, and how much of it may go. Nothing is followed: what is a link is named and left alone, and so is all that a
// run that goes on may need. Threat T-PURGE: a link in our folder makes us remove what somebody else owns.

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../../files/index.js';
import { numbering } from '../../programs/index.js';
import { errorCode } from '../../shared/index.js';
import { hold, investigationIds, isHeld } from '../investigation/folder.js';
import { beganAt, isOwnFolder } from './investigation.js';

export const KINDS = ['investigations', 'raw', 'homes', 'worlds', 'batches'] as const;
export type Kind = (typeof KINDS)[number];

export interface Holding {
  readonly kind: Kind;
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  /** When it was last used, as far as is known; milliseconds. */
  readonly at: number;
  /** Why it stays, whatever is asked; undefined where it may go. */
  readonly stays: string | undefined;
}

const NUMBERED = /^(\d{1,10})\.\d+\.(\d+)\./;
const STRANGER_MS = 48 * 60 * 60 * 1_000;
const DEEPEST = 32;

interface Size {
  readonly bytes: number;
  readonly files: number;
  readonly at: number;
}

/** Of a file, or of all that is below a folder; a link is as large as itself. */
export function sizeOf(path: string, depth = 0): Size {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return { bytes: 0, files: 0, at: 0 };
  const own = { bytes: found.isDirectory() ? 0 : found.size, files: found.isDirectory() ? 0 : 1, at: found.mtimeMs };
  if (!found.isDirectory() || depth >= DEEPEST) return own;
  return namesIn(path).reduce((sum, name) => {
    const below = sizeOf(join(path, name), depth + 1);
    return { bytes: sum.bytes + below.bytes, files: sum.files + below.files, at: Math.max(sum.at, below.at) };
  }, own);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errorCode(cause) === 'EPERM';
  }
}

/** A prepared home is named after the process that made it. In doubt it stays: executors clear what is left by themselves. */
function whyHomeStays(name: string, at: number, now: number): string | undefined {
  const [, pid, numbers] = NUMBERED.exec(name) ?? [];
  if (pid === undefined) return 'has no name of ours';
  if (numbers === numbering()) return isAlive(Number(pid)) ? 'in use' : undefined;
  return now - at > STRANGER_MS ? undefined : 'may be in use';
}

interface Known {
  readonly now: number;
  /** When the first of the runs that go on began; Infinity where none does. */
  readonly busySince: number;
}

function whyStays(kind: Kind, path: string, name: string, at: number, { busySince, now }: Known): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true) return 'a link';
  if (kind === 'homes') return whyHomeStays(name, at, now);
  // What a run that goes on reads, or shows to its person.
  return at >= busySince ? 'a run is going on' : undefined;
}

/** The folder of one kind; undefined where there is none, or where it is a link. */
function folderOfKind(stateDirectory: string, kind: Kind): string | undefined {
  const folder = join(stateDirectory, kind);
  return isOwnFolder(folder) ? folder : undefined;
}

export interface Holdings {
  readonly all: readonly Holding[];
  /** Until then nobody takes up an investigation that may be removed. */
  readonly letGo: () => void;
}

async function investigations(stateDirectory: string): Promise<Holdings> {
  if (folderOfKind(stateDirectory, 'investigations') === undefined) return { all: [], letGo: () => undefined };
  const all: Holding[] = [];
  const held: (() => void)[] = [];
  for (const name of investigationIds(stateDirectory)) {
    const path = join(stateDirectory, 'investigations', name);
    const letGo = (await isHeld(path)) ? undefined : await hold(path).catch(() => undefined);
    if (letGo) held.push(letGo);
    const { bytes, files } = sizeOf(path);
    all.push({ kind: 'investigations', name, path, bytes, files, at: Date.parse(beganAt(name)), stays: letGo ? undefined : 'going on' });
  }
  return {
    all,
    letGo: () => {
      for (const one of held) one();
    },
  };
}

export async function holdings(stateDirectory: string, now: number): Promise<Holdings> {
  const { all, letGo } = await investigations(stateDirectory);
  const busySince = Math.min(Infinity, ...all.flatMap(({ at, stays }) => (stays === undefined ? [] : [at])));
  const others = KINDS.filter((kind) => kind !== 'investigations').flatMap((kind) => {
    const folder = folderOfKind(stateDirectory, kind);
    if (folder === undefined) return [];
    return namesIn(folder).map((name): Holding => {
      const path = join(folder, name);
      const size = sizeOf(path);
      return { kind, name, path, ...size, stays: whyStays(kind, path, name, size.at, { now, busySince }) };
    });
  });
  return { all: [...all, ...others], letGo };
}
