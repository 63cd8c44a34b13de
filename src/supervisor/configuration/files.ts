// The two files: your own, and the one of the project that you stand in. T-PROJECT: a file that somebody else could write is not read, it is
// complained about, because to pass over it in silence would drop what it tightens.

import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, Fault } from '../../shared/index.js';

export const PROJECT_FILE = '.ghosthunter.toml';
const MOST_BYTES = 256 * 1024;
/** Folders between here and the root of a repository. */
const MOST_FOLDERS = 64;

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

function faultOf(found: Stats): string | undefined {
  if (!found.isFile()) return 'is not a file';
  if (found.uid !== 0 && process.getuid !== undefined && found.uid !== process.getuid()) return `belongs to user ${String(found.uid)}`;
  if ((found.mode & 0o022) !== 0) return `may be written by others (mode ${(found.mode & 0o777).toString(8)})`;
  if (found.size > MOST_BYTES) return 'is too large for a configuration';
  return undefined;
}

/** Undefined where there is none. */
export function readConfigFile(path: string): ConfigFile | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const fault = faultOf(fstatSync(file));
    if (fault !== undefined)
      throw new Fault('config', `${path} ${fault}`, { fix: `chown it to yourself and chmod 600 ${path}, or remove it` });
    return { path, text: readFileSync(file, 'utf8') };
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw cause;
    throw new Fault('config', `cannot read ${path}: ${code}`, { cause, fix: 'make the file readable for you, or move it away' });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/**
 * In the working directory, or above it: up to the root of its repository, or the home, or the root of the file system. The nearest one counts
 * and is the only one that is read.
 */
export function findProjectFile(workingDirectory: string, home: string): ConfigFile | undefined {
  let folder = workingDirectory;
  for (let step = 0; step < MOST_FOLDERS; step += 1) {
    const found = readConfigFile(join(folder, PROJECT_FILE));
    if (found) return found;
    const above = dirname(folder);
    if (folder === home || above === folder || existsSync(join(folder, '.git'))) return undefined;
    folder = above;
  }
  return undefined;
}
