// The SQL engine's module: 70 MB of native code, imported only where a bill is read, and only where it can run.

import { existsSync, readFileSync } from 'node:fs';

export type SqlModule = typeof import('@duckdb/node-api');

/**
 * The engine looks whether this file exists and, if it does, takes for granted that it can be read; else it ends the process. In the first
 * tier there is no such file. Landlock hides no file, so there the plain engine does the work.
 */
const MUST_BE_READABLE = '/proc/self/cgroup';

function canRun(): boolean {
  if (!existsSync(MUST_BE_READABLE)) return true;
  try {
    // Asking for permission would be told yes: only opening is refused.
    readFileSync(MUST_BE_READABLE);
    return true;
  } catch {
    return false;
  }
}

/** Undefined where npm installed none for this machine, or this cage does not let it run. */
export async function loadSqlModule(): Promise<SqlModule | undefined> {
  if (!canRun()) return undefined;
  try {
    return await import('@duckdb/node-api');
  } catch {
    return undefined;
  }
}
