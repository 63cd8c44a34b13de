// The events of an investigation, as its own process printed them: a file for each, so that whoever follows later gets the same as whoever
// was there from the first, and a slow reader makes nobody wait.

import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../shared/index.js';
import { memoryFolder } from './memory.js';

const MOST_BYTES = 64 * 1024 ** 2;
const CHUNK = 256 * 1024;
const MOST_KEPT = 100;

export interface Follower {
  /** The lines that are new and whole, in order, as long as `mayTake` says so. */
  readonly take: (mayTake: () => boolean, onLine: (line: string) => void) => void;
  readonly close: () => void;
}

export interface Events {
  readonly add: (job: string, line: string) => void;
  readonly follow: (job: string, onMore: () => void) => Follower;
  /** Something about this job has changed: whoever follows it looks again. */
  readonly wake: (job: string) => void;
  /** All but the latest of them and those that are still needed. */
  readonly prune: (needed: ReadonlySet<string>) => void;
}

export function openEvents(stateDirectory: string): Events {
  const folder = join(memoryFolder(stateDirectory), 'events');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const sizes = new Map<string, number>();
  const waiting = new Map<string, Set<() => void>>();
  const pathOf = (job: string): string => join(folder, `${job}.ndjson`);

  function wake(job: string): void {
    for (const one of waiting.get(job) ?? []) one();
  }

  return {
    wake,
    add: (job, line) => {
      const size = (sizes.get(job) ?? 0) + line.length + 1;
      sizes.set(job, size);
      // T-FLOOD: an investigation that prints without end fills no disk.
      if (size > MOST_BYTES) return;
      appendFileSync(pathOf(job), `${line}\n`, { mode: 0o600 });
      wake(job);
    },
    follow: (job, onMore) => {
      const others = waiting.get(job) ?? new Set();
      waiting.set(job, others.add(onMore));
      let at = 0;
      let rest = Buffer.alloc(0);
      return {
        take: (mayTake, onLine) => {
          let file: number;
          try {
            file = openSync(pathOf(job), 'r');
          } catch (cause) {
            if (errorCode(cause) === 'ENOENT') return;
            throw cause;
          }
          try {
            const chunk = Buffer.alloc(CHUNK);
            while (mayTake()) {
              const end = rest.indexOf(0x0a);
              if (end !== -1) {
                onLine(rest.subarray(0, end).toString('utf8'));
                rest = rest.subarray(end + 1);
                continue;
              }
              const read = readSync(file, chunk, 0, CHUNK, at);
              if (read === 0) return;
              at += read;
              rest = Buffer.concat([rest, chunk.subarray(0, read)]);
            }
          } finally {
            closeSync(file);
          }
        },
        close: () => {
          others.delete(onMore);
          if (others.size === 0) waiting.delete(job);
        },
      };
    },
    prune: (needed) => {
      const old = readdirSync(folder)
        .filter((name) => !needed.has(name.replace(/\.ndjson$/u, '')))
        .sort()
        .slice(0, -MOST_KEPT);
      for (const name of old) rmSync(join(folder, name), { force: true });
    },
  };
}
