// The private directory of one run: the CLIs' home and a place for temporary files. Nothing of the person's
// home is in it but what was chosen. Made when the executor is armed, removed at the end; what a killed run left is removed by the next.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { numbering } from '../../programs/index.js';
import { errorCode, Fault } from '../../shared/index.js';
import { writePrivate } from './private-files.js';

export interface PreparedHome {
  readonly path: string;
  /** The CLI's HOME; the only place it may write to besides the temporary one. */
  readonly home: string;
  readonly temporary: string;
  /** A file of the system's users with one in it. */
  readonly users: string;
  readonly groups: string;
  readonly remove: () => void;
}

const FOLDER = 'homes';
/** Of a process whose number says nothing here: a container that shares the directory. */
const STRANGER_MS = 48 * 60 * 60 * 1000;

/** When a process began, as the kernel counts it: a number that is used again began later. */
function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return undefined;
  }
}

function isAlive(pid: number, began: string): boolean {
  if (process.platform === 'linux') return beganAt(pid) === began;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return errorCode(cause) === 'EPERM';
  }
}

function isLeft(folder: string, name: string, now: number): boolean {
  const [pid = '', began = '', numbers = ''] = name.split('.');
  if (numbers === numbering()) return !isAlive(Number(pid), began);
  const found = statSync(join(folder, name), { throwIfNoEntry: false });
  return found !== undefined && now - found.mtimeMs > STRANGER_MS;
}

/** What killed runs left behind; it holds copies of credentials. */
export function sweepHomes(stateDirectory: string, now: number): readonly string[] {
  const folder = join(stateDirectory, FOLDER);
  try {
    const left = readdirSync(folder).filter((name) => isLeft(folder, name, now));
    for (const name of left) rmSync(join(folder, name), { recursive: true, force: true });
    return left;
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return [];
    throw new Fault('file', `cannot clear ${folder}`, {
      cause,
      fix: `look at it; everything in it may be removed when no run is going on`,
    });
  }
}

/** For a program to stand in: it must not pick up configuration from where the person stands. */
export function emptyDirectory(stateDirectory: string): string {
  const path = join(stateDirectory, 'empty');
  try {
    mkdirSync(path, { recursive: true, mode: 0o500 });
    if (readdirSync(path).length === 0) return path;
  } catch (cause) {
    throw new Fault('file', `cannot make ${path}`, { cause, fix: `make ${stateDirectory} writable for you` });
  }
  throw new Fault('file', `${path} is not empty`, { fix: 'remove what is in it: commands are started there' });
}

export function openHome(stateDirectory: string): PreparedHome {
  const folder = join(stateDirectory, FOLDER);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = mkdtempSync(join(folder, `${String(process.pid)}.${beganAt(process.pid) ?? '0'}.${numbering()}.`));
    const at = (name: string): string => join(path, name);
    for (const name of ['home', 'temporary']) mkdirSync(at(name), { mode: 0o700 });
    const [user, group] = [String(process.getuid?.() ?? 0), String(process.getgid?.() ?? 0)];
    writePrivate(at('users'), `person:x:${user}:${group}::${at('home')}:/nonexistent\n`);
    writePrivate(at('groups'), `person:x:${group}:\n`);
    return {
      path,
      home: at('home'),
      temporary: at('temporary'),
      users: at('users'),
      groups: at('groups'),
      remove: () => {
        rmSync(path, { recursive: true, force: true });
      },
    };
  } catch (cause) {
    throw new Fault('file', `cannot make a private directory in ${folder}`, { cause, fix: `make ${stateDirectory} writable for you` });
  }
}
