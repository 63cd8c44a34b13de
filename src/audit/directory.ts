// The directory and the files of the log, opened only if nobody else can have touched them. Threats: a symbolic or hard link to
// another file, another owner, a mode that lets others read or write.

import { closeSync, constants, fstatSync, fsyncSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { Fault } from '../shared/index.js';

const OTHERS = 0o077;

export function auditFault(message: string, fix: string, cause?: unknown): Fault {
  return new Fault('audit', message, { fix, cause });
}

function checkOwner(path: string, stats: Stats): void {
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user)
    throw auditFault(`\`${path}\` belongs to another user`, `remove it, or give it to yourself`);
  if ((stats.mode & OTHERS) !== 0)
    throw auditFault(`\`${path}\` is open to others`, `chmod ${stats.isDirectory() ? '700' : '600'} ${path}`);
}

/** Makes the directory if it is missing, and accepts it only if it is this user's alone. */
export function openDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw auditFault(`cannot make \`${path}\``, 'choose a state directory that can be written', cause);
  }
  const stats = lstatSync(path);
  if (!stats.isDirectory()) throw auditFault(`\`${path}\` is not a directory`, 'remove it, or choose another state directory');
  checkOwner(path, stats);
}

/** Makes the new entries of the directory last. */
export function syncDirectory(path: string): void {
  try {
    const directory = openSync(path, constants.O_RDONLY);
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (cause) {
    throw auditFault(`cannot sync \`${path}\``, 'look at the disk it is on, or choose another state directory', cause);
  }
}

export function openOwnFile(path: string, flags: number): number {
  let file: number;
  try {
    file = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  } catch (cause) {
    throw auditFault(`cannot open \`${path}\``, `look at what \`${path}\` is; it must be a plain file of your own`, cause);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() || stats.nlink !== 1) throw auditFault(`\`${path}\` is not a plain file of its own`, 'remove it');
    checkOwner(path, stats);
  } catch (fault) {
    closeSync(file);
    throw fault;
  }
  return file;
}

/** False when the path has come to name another file than the one that is open. */
export function isStillAt(path: string, file: number): boolean {
  try {
    const there = lstatSync(path);
    const here = fstatSync(file);
    return there.ino === here.ino && there.dev === here.dev;
  } catch {
    return false;
  }
}
