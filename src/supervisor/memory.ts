// Memory of a caged process, looked at from outside. Threat T-FLOOD: compromised code that eats the machine's memory.
// V8's own limit is set at launch; this one also holds for buffers and native memory.

import { readFileSync } from 'node:fs';
import { errorCode } from '../shared/index.js';

const EVERY_MS = 250;
const PAGE_BYTES = 4_096;

/** Resident bytes of a process; `undefined` when it is gone or the system does not tell. */
export function residentBytes(pid: number): number | undefined {
  try {
    const pages = Number(readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ')[1]);
    return Number.isFinite(pages) ? pages * PAGE_BYTES : undefined;
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return undefined;
  }
}

/** Calls `onOver` once when the process holds more than `limit`; returns how to stop watching. */
export function watchMemory(pid: number, limit: number, onOver: (bytes: number) => void): () => void {
  const timer = setInterval(() => {
    const bytes = residentBytes(pid);
    if (bytes === undefined || bytes <= limit) return;
    clearInterval(timer);
    onOver(bytes);
  }, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
