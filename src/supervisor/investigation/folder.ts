// Where investigations are kept: one folder each, its owner's alone, below the state directory. One process at a time works in one.

import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { syncFolder } from '../../files/index.js';
import { errorCode, Fault } from '../../shared/index.js';
import { directoryFault } from '../state-directory.js';

const FOLDER = 'investigations';
const ID = /^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/;
const MOST_LISTED = 8;

export function folderOf(stateDirectory: string, id: string): string {
  return join(stateDirectory, FOLDER, id);
}

function ownFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Fault('file', `cannot create ${path}: ${errorCode(cause) ?? 'unknown error'}`, { cause, fix: 'look at what is there' });
  }
  const fault = directoryFault(path);
  if (fault !== undefined) throw new Fault('file', `${path} ${fault}`, { fix: `chown it to yourself and run: chmod 700 ${path}` });
}

export function isRunId(text: string): boolean {
  return ID.test(text);
}

export function makeFolder(stateDirectory: string, id: string): string {
  ownFolder(join(stateDirectory, FOLDER));
  const path = folderOf(stateDirectory, id);
  ownFolder(path);
  syncFolder(join(stateDirectory, FOLDER));
  return path;
}

/** The latest first. */
export function investigationIds(stateDirectory: string): readonly string[] {
  try {
    return readdirSync(join(stateDirectory, FOLDER))
      .filter((name) => ID.test(name) && lstatSync(join(stateDirectory, FOLDER, name)).isDirectory())
      .sort()
      .reverse();
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw new Fault('file', `cannot read ${join(stateDirectory, FOLDER)}: ${errorCode(cause) ?? 'unknown error'}`, {
      cause,
      fix: 'make it readable for you',
    });
  }
}

/** By its id, or the beginning of it where only one begins so. */
export function foundId(stateDirectory: string, asked: string): string {
  const ids = investigationIds(stateDirectory);
  const meant = asked === '' ? [] : ids.filter((id) => id.startsWith(asked));
  const [only, ...more] = meant;
  if (only !== undefined && more.length === 0) return only;
  const listed = meant.length === 0 ? ids : meant;
  const fix =
    listed.length === 0
      ? 'there is none: ghosthunter run billing.csv begins one'
      : `one of: ${listed.slice(0, MOST_LISTED).join(', ')}${listed.length > MOST_LISTED ? `, and ${String(listed.length - MOST_LISTED)} older ones` : ''}`;
  throw new Fault('usage', meant.length === 0 ? `there is no investigation \`${asked}\`` : `\`${asked}\` begins several investigations`, {
    fix,
  });
}

type Held = 'mine' | 'taken';

/** Until this process ends, however it ends, or until it is let go. Only Linux has names that go with their process: elsewhere nothing is held. */
async function taken(folder: string): Promise<{ readonly held: Held; readonly letGo: () => void; readonly cause: unknown }> {
  if (process.platform !== 'linux') return { held: 'mine', letGo: () => undefined, cause: undefined };
  const { dev, ino } = lstatSync(folder);
  const server = createServer();
  const letGo = (): void => {
    server.close();
  };
  return new Promise((resolve) => {
    server.once('error', (cause) => {
      resolve({ held: 'taken', letGo, cause });
    });
    server.listen(`\0ghosthunter-investigation-${String(dev)}-${String(ino)}`, () => {
      server.unref();
      resolve({ held: 'mine', letGo, cause: undefined });
    });
  });
}

/** Gives what lets go of it. */
export async function hold(folder: string, otherwise = 'this investigation is being worked on by another process'): Promise<() => void> {
  const { cause, held, letGo } = await taken(folder);
  if (held === 'mine') return letGo;
  throw new Fault('usage', otherwise, { cause, fix: 'wait for it, or stop it first' });
}

const LATELY_MS = 30_000;

/** Whether a process works in it. Elsewhere than on Linux: whether one wrote down its time just now. */
export async function isHeld(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    const spent = lstatSync(join(folder, 'spent'), { throwIfNoEntry: false });
    return spent !== undefined && Date.now() - spent.mtimeMs < LATELY_MS;
  }
  const { held, letGo } = await taken(folder);
  if (held === 'mine') letGo();
  return held === 'taken';
}
