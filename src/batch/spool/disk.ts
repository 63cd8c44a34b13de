// Files that are right after a kill and after a power cut, also on a disk that several hosts share: a file is there whole or not at all, and
// what must be made once is made by exactly one. Threat: somebody else wrote here, so every directory must be its owner's alone.

import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as z from 'zod';
import { syncFolder, writeDraft } from '../../files/index.js';
import { parseJson } from '../../protocol/index.js';
import { errorCode, Fault } from '../../shared/index.js';

const DRAFTS = 'drafts';
const OTHERS = 0o077;

function diskFault(what: string, path: string, cause: unknown): Fault {
  const code = errorCode(cause);
  if (code === undefined) throw cause;
  return new Fault('file', `cannot ${what} ${path}: ${code}`, { cause, fix: 'look at what is there, and at the disk it is on' });
}

/** T-SPOOL: whoever can write here can have items investigated with the credentials of whoever works on it. */
export function ownDirectory(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw diskFault('make', path, cause);
  }
  const { mode, uid, ...found } = lstatSync(path);
  if (!lstatSync(path).isDirectory())
    throw new Fault('file', `${path} is not a directory`, { fix: 'remove it, or give another one with --state' });
  if (process.getuid !== undefined && uid !== process.getuid())
    throw new Fault('file', `${path} belongs to another user (${String(found.gid)})`, { fix: 'give a directory of your own with --state' });
  if ((mode & OTHERS) !== 0) throw new Fault('file', `${path} is open to others`, { fix: `chmod 700 ${path}` });
  return path;
}

/** The files of one spool. Drafts are beside them, since a file can be linked and renamed within one disk only. */
export interface Disk {
  readonly root: string;
  /** False when it is there already: somebody else was first. */
  readonly writeOnce: (path: string, content: string) => boolean;
  readonly write: (path: string, content: string) => void;
}

export function openDisk(root: string): Disk {
  const drafts = ownDirectory(join(ownDirectory(root), DRAFTS));

  function draft(content: string): string {
    const path = join(drafts, randomBytes(12).toString('hex'));
    writeDraft(path, content);
    return path;
  }

  return {
    root,
    writeOnce: (path, content) => {
      try {
        const whole = draft(content);
        try {
          linkSync(whole, path);
        } finally {
          rmSync(whole, { force: true });
        }
        syncFolder(dirname(path));
        return true;
      } catch (cause) {
        if (errorCode(cause) === 'EEXIST') return false;
        throw diskFault('write', path, cause);
      }
    },
    write: (path, content) => {
      try {
        renameSync(draft(content), path);
        syncFolder(dirname(path));
      } catch (cause) {
        throw diskFault('write', path, cause);
      }
    },
  };
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return undefined;
    throw diskFault('read', path, cause);
  }
}

/** Undefined where there is none; a fault where it is not what we wrote. */
export function readRecord<Value>(path: string, schema: z.ZodType<Value>): Value | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  const json = parseJson(text);
  const parsed = json.ok ? schema.safeParse(json.value) : undefined;
  if (parsed?.success === true) return parsed.data;
  throw new Fault('file', `${path} is not what this version wrote`, { fix: 'give another directory with --state, or remove this one' });
}

export const record = (value: object): string => `${JSON.stringify({ schema_version: 1, ...value })}\n`;
