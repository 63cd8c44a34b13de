// A file that is there whole or as it was before, after a kill and after a power cut alike. One process at a time writes one path.

import { renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, Fault } from '../shared/index.js';
import { syncFolder } from './sync-folder.js';
import { writeDraft } from './write-draft.js';

export function writeWhole(path: string, content: string): void {
  const unfinished = `${path}.unfinished`;
  try {
    writeDraft(unfinished, content);
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    throw new Fault('file', `cannot write ${path}: ${code}`, { cause, fix: 'look at what is there and at the disk it is on' });
  }
}
