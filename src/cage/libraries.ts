// Which files a Node binary needs to start, as its own loader says. The GNU C library only: another loader answers differently,
// and then there is no cage rather than a guess.

import { basename, dirname } from 'node:path';
import { err, ok, type Result } from '../shared/index.js';

export interface LinkedFiles {
  readonly loader: Library;
  readonly libraries: readonly Library[];
}

export interface Library {
  /** Where the file is. */
  readonly source: string;
  /** Where the loader of an empty root finds it: its own path, or the folder of the C library. */
  readonly inside: string;
}

/** With this variable set the loader lists what it would load, and does not start the program. */
export const LOADER_TRACE = { LD_TRACE_LOADED_OBJECTS: '1' } as const;

const FOUND = /^\t(\S+)(?: => (\/\S+))? \(0x[0-9a-f]+\)$/u;

export function parseLoaderTrace(node: string, trace: string): Result<LinkedFiles, string> {
  let loader: Library | undefined;
  const found = new Map<string, string>();
  for (const line of trace.split('\n')) {
    if (line === '' || line.startsWith('\tlinux-vdso.')) continue;
    const [, name, path] = FOUND.exec(line) ?? [];
    if (name === undefined) return err(`the loader of ${node} says \`${line.trim().slice(0, 100)}\``);
    if (basename(name).startsWith('ld-linux')) loader = { source: path ?? name, inside: name };
    else if (path === undefined || name.includes('/')) return err(`${node} needs ${name} at a fixed place`);
    else found.set(name, path);
  }
  const libc = found.get('libc.so.6');
  if (loader === undefined || libc === undefined) return err(`${node} is not linked with the GNU C library`);
  // Without a cache the loader searches its built-in folders, and the C library always lies in one of them.
  const folder = dirname(libc);
  return ok({ loader, libraries: [...found].map(([name, source]) => ({ source, inside: `${folder}/${name}` })) });
}
