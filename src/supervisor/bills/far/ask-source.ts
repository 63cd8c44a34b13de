// A bill that is asked for where it lies, with nobody there to ask: for a service, whose configuration has agreed to it.

import { askAlone, type AloneDoors } from './ask-alone.js';
import { periodOf } from './question.js';
import { questionOf } from './source.js';

/** With the credentials of this source in its surroundings; its folder is empty, and its owner's alone. */
export interface AskedSource extends Omit<AloneDoors, 'isAgreed'> {
  /** The table of the export; null for Cost Explorer. */
  readonly table: string | null;
  readonly days: number;
  readonly today: string;
}

/** The path of the bill. */
export function askSource({ days, table, today, ...doors }: AskedSource): Promise<string> {
  return askAlone(questionOf({ table, ...periodOf(days, today) }), { ...doors, isAgreed: true });
}
