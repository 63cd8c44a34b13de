// Copies of the person's tokens in a prepared home. They are fresh before each command; what the CLI itself must renew, and nothing else,
// goes back to where it came from.

import { lstatSync, renameSync, rmSync, statSync } from 'node:fs';
import { errorCode } from '../../shared/index.js';
import { readPersons, writePrivate } from './private-files.js';

export interface CopiedFile {
  readonly source: string;
  readonly copy: string;
  /** A token that ends, and that the CLI exchanges for a new one: lost, the person would have to log in again. */
  readonly isRefreshedByCli: boolean;
}

export interface KeptCopies {
  /** Before a command. */
  readonly fetch: () => void;
  /** After a command. */
  readonly giveBack: () => void;
}

const LARGEST_TOKEN = 64 * 1024;

interface Copied {
  readonly stamp: string;
  readonly bytes: Buffer;
}

function stampOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && [found.ino, found.size, found.mtimeMs].join(':');
}

/** The CLI's files are read without following what it may have put in their place. */
function renewedToken(path: string): Buffer | undefined {
  try {
    const found = lstatSync(path);
    if (!found.isFile() || found.size > LARGEST_TOKEN) return undefined;
    const bytes = readPersons(path);
    const value: unknown = JSON.parse(bytes?.toString('utf8') ?? '');
    const isToken = typeof value === 'object' && value !== null && 'accessToken' in value && typeof value.accessToken === 'string';
    return isToken ? bytes : undefined;
  } catch (cause) {
    if (cause instanceof SyntaxError || errorCode(cause) !== undefined) return undefined;
    throw cause;
  }
}

/** Whole or not at all: a second program of the person may read it at the same time. */
function replace(path: string, bytes: Buffer): void {
  const beside = `${path}.ghosthunter-${String(process.pid)}`;
  try {
    writePrivate(beside, bytes);
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    // A token that cannot be kept is asked for again; no reason to end a run.
    if (errorCode(cause) === undefined) throw cause;
  }
}

export function keepCopies(files: readonly CopiedFile[]): KeptCopies {
  const copied = new Map<CopiedFile, Copied>();

  function fetchOne(file: CopiedFile): void {
    const stamp = stampOf(file.source);
    if (stamp === undefined || stamp === copied.get(file)?.stamp) return;
    const bytes = readPersons(file.source);
    if (bytes === undefined) return;
    writePrivate(file.copy, bytes);
    copied.set(file, { stamp, bytes });
  }

  function giveBackOne(file: CopiedFile): void {
    const before = copied.get(file);
    if (!file.isRefreshedByCli || before === undefined) return;
    const now = renewedToken(file.copy);
    // Somebody else renewed it in the meantime: theirs stands.
    if (now === undefined || now.equals(before.bytes) || stampOf(file.source) !== before.stamp) return;
    replace(file.source, now);
    copied.set(file, { stamp: stampOf(file.source) ?? '', bytes: now });
  }

  return {
    fetch: () => {
      for (const file of files) fetchOne(file);
    },
    giveBack: () => {
      for (const file of files) giveBackOne(file);
    },
  };
}
