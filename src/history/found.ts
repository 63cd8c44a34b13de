// The entries that are asked for, one after the other; of the last so many, where the first of them stands.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LogEntry, type Place, readEntries, readEntriesBack } from '../audit/index.js';
import { type Filter, look } from './filter.js';

/** What has been passed by on the way. */
export interface Passed {
  /** Lines that are no entries, or were changed, and that no later entry has sealed. */
  readonly noEntries: () => number;
}

export function isThereALog(directory: string): boolean {
  return ['audit.log', 'audit.head'].some((name) => existsSync(join(directory, name)));
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

export function found(directory: string, filter: Filter, from: Place | undefined): Passed & { readonly entries: Iterable<LogEntry> } {
  let noEntries = 0;
  function* entries(): Generator<LogEntry, void> {
    for (const { bytes } of readEntries(directory, from)) {
      const looked = look(bytes, filter);
      if (looked.kind === 'no-entry') noEntries += 1;
      // What was torn before it is spoken for.
      else if (noEntries > 0 && isSeal(bytes)) noEntries -= 1;
      if (looked.kind === 'entry') yield looked.entry;
    }
  }
  return { entries: entries(), noEntries: () => noEntries };
}

function isSeal(bytes: Buffer): boolean {
  return bytes.includes('"event":"sealed"');
}

export function noEntriesLine(count: number): string {
  return `${String(count)} ${count === 1 ? 'line is' : 'lines are'} no entry as it was written; ghosthunter audit verify says where`;
}
