// Which bill is asked for where it lies, as flags say it and as a run keeps it: the days are fixed once, so that a run that goes on asks what it
// had asked.

import { Fault, printable } from '../../../shared/index.js';
import { bigQueryQuestion, checkTable } from './bigquery.js';
import { costExplorerQuestion } from './cost-explorer.js';
import { type FarQuestion, periodOf } from './question.js';

export interface FarFlags {
  readonly fromCostExplorer?: boolean;
  readonly fromBigquery?: string;
  /** How many days of it. */
  readonly days?: string;
}

export interface FarSource {
  /** The table of the export; null for Cost Explorer. */
  readonly table: string | null;
  readonly from: string;
  /** The first day that is not asked for. */
  readonly until: string;
}

const DEFAULT_DAYS = 60;
const LEAST_DAYS = 14;
const MOST_DAYS = 180;

/** Whether a bill is asked for at all. */
export function isFar({ fromBigquery, fromCostExplorer }: FarFlags): boolean {
  return fromBigquery !== undefined || fromCostExplorer === true;
}

function parseDays(text: string | undefined): number {
  const count = text === undefined ? DEFAULT_DAYS : /^[1-9]\d{1,2}$/u.test(text) ? Number(text) : 0;
  if (count >= LEAST_DAYS && count <= MOST_DAYS) return count;
  throw new Fault('usage', `--days takes ${String(LEAST_DAYS)} to ${String(MOST_DAYS)}`, { fix: 'for example --days=60' });
}

/** Undefined where no bill is asked for. */
export function parseSource(flags: FarFlags, today: string): FarSource | undefined {
  const { days, fromBigquery, fromCostExplorer } = flags;
  if (!isFar(flags)) {
    if (days === undefined) return undefined;
    throw new Fault('usage', '--days says how much of a bill is asked for, and none is', {
      fix: 'add --from-cost-explorer or --from-bigquery, or leave --days out',
    });
  }
  if (fromBigquery !== undefined && fromCostExplorer === true)
    throw new Fault('usage', '--from-bigquery and --from-cost-explorer exclude each other', { fix: 'leave one of them out' });
  const period = periodOf(parseDays(days), today);
  if (fromBigquery !== undefined) checkTable(fromBigquery);
  return { table: fromBigquery ?? null, ...period };
}

export function providerOfSource({ table }: Pick<FarSource, 'table'>): FarQuestion['provider'] {
  return table === null ? 'aws' : 'gcp';
}

export function questionOf({ table, ...period }: FarSource): FarQuestion {
  return table === null ? costExplorerQuestion(period) : bigQueryQuestion(table, period);
}

/** For people. */
export function sourceText({ from, table, until }: FarSource): string {
  return `${table === null ? 'Cost Explorer' : printable(table, 300)}, ${from} to the day before ${until}`;
}
