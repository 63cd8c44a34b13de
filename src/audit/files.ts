// The names of the log's files. The one that is written to is `audit.log`; when it is full it becomes `audit.log.N`, where N is the
// number of its first entry, so that the names alone say what stands where.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export const LOG_NAME = 'audit.log';
export const HEAD_NAME = 'audit.head';
/** The next file, before it takes its place; not a part of the log while there is an `audit.log`. */
export const NEXT_NAME = 'audit.log.next';

const FULL = /^audit\.log\.([1-9][0-9]{0,14})$/;

export function fullName(first: number): string {
  return `${LOG_NAME}.${String(first)}`;
}

export interface Places {
  readonly directory: string;
  readonly log: string;
  readonly head: string;
  readonly next: string;
}

export function placesIn(directory: string): Places {
  return { directory, log: join(directory, LOG_NAME), head: join(directory, HEAD_NAME), next: join(directory, NEXT_NAME) };
}

/** The numbers of the full files, in order. */
export function fullFiles(directory: string): readonly number[] {
  return readdirSync(directory)
    .flatMap((name) => {
      const [, first] = FULL.exec(name) ?? [];
      return first === undefined ? [] : [Number(first)];
    })
    .sort((one, other) => one - other);
}

/** Or what is left of one. */
export function isThereALog(directory: string): boolean {
  return [LOG_NAME, HEAD_NAME, NEXT_NAME].some((name) => existsSync(join(directory, name)));
}
