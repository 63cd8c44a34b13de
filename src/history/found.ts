// The entries that are asked for, one after the other; of the last so many, where the first of them stands.

import { type LogEntry, type Place, readEntries, readEntriesBack } from '../audit/index.js';
import { type Filter, look, type Looked } from './filter.js';

/** Lines that are no entries as they were written, and that no seal speaks for. */
export interface Strays {
  readonly pass: (kind: Looked['kind'], bytes: Buffer) => void;
  /** So many since this was asked last, of which it is certain. */
  readonly take: () => number;
  /** And those at the end, which nothing follows. */
  readonly takeAll: () => number;
}

const SEALED = '"event":"sealed"';

export function openStrays(): Strays {
  let count = 0;
  let unsure = 0;
  function taken(): number {
    const all = count;
    count = 0;
    return all;
  }
  return {
    pass: (kind, bytes) => {
      if (kind === 'no-entry') unsure += 1;
      if (kind === 'no-entry' || unsure === 0) return;
      if (!bytes.includes(SEALED)) count += unsure;
      unsure = 0;
    },
    take: taken,
    takeAll: () => {
      count += unsure;
      unsure = 0;
      return taken();
    },
  };
}

/** Where the last so many of them begin. */
export function placeOfLast(directory: string, filter: Filter, count: number): Place | undefined {
  let left = count;
  let place: Place | undefined;
  for (const line of readEntriesBack(directory)) {
    if (look(line.bytes, filter).kind !== 'entry') continue;
    place = line.place;
    left -= 1;
    if (left === 0) break;
  }
  return place;
}

export interface Found {
  readonly entries: Iterable<LogEntry>;
  readonly strays: Strays;
}

export function found(directory: string, filter: Filter, from: Place | undefined): Found {
  const strays = openStrays();
  function* entries(): Generator<LogEntry, void> {
    for (const { bytes } of readEntries(directory, from)) {
      const looked = look(bytes, filter);
      strays.pass(looked.kind, bytes);
      if (looked.kind === 'entry') yield looked.entry;
    }
  }
  return { entries: entries(), strays };
}

export function straysLine(count: number): string {
  return `${String(count)} ${count === 1 ? 'line is' : 'lines are'} no entry as it was written; ghosthunter audit verify says where`;
}
