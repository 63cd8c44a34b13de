// A file of the person's own is whole or not there, for them alone, and never replaced unasked.

import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Fault } from '../../shared/index.js';

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

export function writeNew(path: string, text: string, mayReplace: boolean): void {
  const unfinished = `${path}.${String(process.pid)}.unfinished`;
  try {
    rmSync(unfinished, { force: true });
    const file = openSync(unfinished, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    // A link is refused where something is, whoever put it there since we looked.
    if (mayReplace) renameSync(unfinished, path);
    else linkSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === 'EEXIST')
      throw new Fault('usage', `${path} is there already`, { cause, fix: 'look at it, or give --force to replace it' });
    throw new Fault('file', `cannot write ${path}: ${code}`, { cause, fix: 'look at what is there and at the disk it is on' });
  } finally {
    rmSync(unfinished, { force: true });
  }
}
