// The directory and the files of the log, opened only if nobody else can have touched them. Threats: a symbolic or hard link to
// another file, another owner, a mode that lets others read or write.

import { closeSync, constants, fstatSync, fsyncSync, lstatSync, mkdirSync, openSync, type Stats } from 'node:fs';
import { errorCode, Fault } from '../shared/index.js';

const OTHERS = 0o077;

export function auditFault(message: string, fix: string, cause?: unknown): Fault {
  return new Fault('audit', message, { fix, cause });
}

/** What a person can do about an error of the system. */
const FIXES: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full: free some space there, or set GHOSTHUNTER_HOME to a directory on another disk',
  EDQUOT: 'your quota of that disk is used up: free some space there, or set GHOSTHUNTER_HOME to a directory on another disk',
  EFBIG: 'files may not grow further here: look at `ulimit -f`',
  EROFS: 'its disk is read-only: mount it to be written, or set GHOSTHUNTER_HOME to a directory on another disk',
  EACCES:
    'you may not: give yourself the file and its directory again (ls -ld, chown, chmod u+rwX), or set GHOSTHUNTER_HOME to another directory',
  EPERM: 'the system forbids it: look for `lsattr` flags, or set GHOSTHUNTER_HOME to another directory',
  EIO: 'its disk fails: save what is on it, and set GHOSTHUNTER_HOME to a directory on another disk',
  EMFILE: 'too many files are open: look at `ulimit -n`',
  ENOENT: 'it is not there: put it back, or move the rest of the audit log away to begin another',
  ELOOP: 'it is a link: put the file itself there',
};

/** The world's error as a fault that says what to do; what is a fault already stays as it is. */
export function diskFault(message: string, cause: unknown): Fault {
  if (cause instanceof Fault) return cause;
  return auditFault(message, FIXES[errorCode(cause) ?? ''] ?? 'look at what is there, and at the disk it is on', cause);
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
    throw diskFault(`cannot make \`${path}\``, cause);
  }
  checkDirectory(path);
}

export function checkDirectory(path: string): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw auditFault(`there is no \`${path}\``, 'a run makes it; GHOSTHUNTER_HOME names another place');
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
    throw diskFault(`cannot sync \`${path}\``, cause);
  }
}

export function openOwnFile(path: string, flags: number): number {
  let file: number;
  try {
    file = openSync(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  } catch (cause) {
    throw diskFault(`cannot open \`${path}\``, cause);
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

export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** False when the path has come to name another file than the one that is open. */
export function isStillAt(path: string, file: number): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  const here = fstatSync(file);
  return there?.ino === here.ino && there.dev === here.dev;
}
