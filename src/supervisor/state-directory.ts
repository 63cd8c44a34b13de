// ~/.ghosthunter: the audit log, configuration and everything kept between runs. Private to its owner, or nothing starts.

import { lstatSync, mkdirSync } from 'node:fs';
import { Fault } from '../shared/index.js';

export { stateDirectoryPath, type Surroundings } from '../audit/index.js';

/** What is wrong with the permissions of a directory of ours; `undefined` when nothing is. */
export function directoryFault(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'does not exist yet';
  if (!found.isDirectory()) return 'is not a directory';
  if (process.getuid !== undefined && found.uid !== process.getuid()) return 'belongs to another user';
  // T-FILES: others could read evidence or replace configuration.
  if ((found.mode & 0o077) !== 0) return `is open to others (mode ${(found.mode & 0o777).toString(8)})`;
  return undefined;
}

export function readyStateDirectory(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new Fault('file', `cannot create ${path}`, {
      cause,
      fix: 'make its parent writable, or set GHOSTHUNTER_HOME to a directory of yours',
    });
  }
  const fault = directoryFault(path);
  if (fault !== undefined) throw new Fault('file', `${path} ${fault}`, { fix: `chown it to yourself and run: chmod 700 ${path}` });
  return path;
}
