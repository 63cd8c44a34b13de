// Files of a prepared home: nobody else's to read, and read from the person's own only when they are plain, small files.

import { lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, Fault } from '../../shared/index.js';

const MOST_BYTES = 1024 * 1024;

export function writePrivate(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, content, { mode: 0o600 });
}

/** `undefined` when there is no such file. */
export function readPersons(path: string): Buffer | undefined {
  try {
    const found = lstatSync(realpathSync(path));
    if (!found.isFile() || found.size > MOST_BYTES)
      throw new Fault('file', `${path} is no file of settings`, { fix: `look at it, or move it away` });
    return readFileSync(path);
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR') return undefined;
    if (cause instanceof Fault) throw cause;
    throw new Fault('file', `cannot read ${path}`, { cause, fix: 'make it readable for you' });
  }
}

/** As the CLIs read a path of the person's: `~` is the person's home, and nothing else is relative. */
export function personsPath(path: string, home: string): string | undefined {
  if (path.startsWith('~/')) return join(home, path.slice(2));
  return path.startsWith('/') ? path : undefined;
}
