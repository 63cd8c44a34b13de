// A file of the person's own is whole or not there, for them alone, and never replaced unasked.

import { linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder, writeDraft } from '../../files/index.js';
import { errorCode, Fault } from '../../shared/index.js';

export function writeNew(path: string, text: string, mayReplace: boolean): void {
  const unfinished = `${path}.${String(process.pid)}.unfinished`;
  try {
    writeDraft(unfinished, text);
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
