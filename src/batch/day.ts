// The day on which a batch asks for bills. It stays that day until each of those items has ended, so that a batch that was killed goes on with
// what it has paid for, also after midnight; begun again on a later day, once all have ended, it asks anew.

import { plannedItems, type ReadManifest } from './plan.js';
import { dayIn, openSpool, type Spool, type SpoolDoors } from './spool/spool.js';

export function hasEnded(spool: Spool, id: string): boolean {
  const { dead, result } = spool.standing(id);
  return dead !== undefined || result !== undefined;
}

export interface DayDoors extends SpoolDoors {
  readonly today: string;
  /** What was given up is tried again: it is of the day that it was. */
  readonly isRetry: boolean;
}

export async function batchDay(read: ReadManifest, root: string, { isRetry, today, ...doors }: DayDoors): Promise<string> {
  const before = dayIn(root);
  if (before === undefined || before === today || isRetry) return before ?? today;
  const spool = openSpool(root, doors);
  const known = new Set(spool.ids());
  const asked = (await plannedItems(read, before)).filter(({ id, item }) => item.source !== undefined && known.has(id));
  return asked.some(({ id }) => !hasEnded(spool, id)) ? before : today;
}
