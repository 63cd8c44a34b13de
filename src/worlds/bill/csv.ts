// Records as CSV text, one file or one for each month.

import { isoDay } from '../days.js';
import type { Bill, BillFile } from './bill.js';

export type Rec = Readonly<Record<string, string>>;

/** A record and the day of the bill that it belongs to. */
export interface Dated {
  readonly day: number;
  readonly record: Rec;
}

function field(value: string): string {
  return /[",\n\r]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

export function csv(columns: readonly string[], records: readonly Rec[]): string {
  const lines = [columns, ...records.map((record) => columns.map((column) => record[column] ?? ''))];
  return `${lines.map((line) => line.map(field).join(',')).join('\n')}\n`;
}

export function csvFile(name: string, columns: readonly string[], records: readonly Dated[]): readonly BillFile[] {
  return [
    {
      name: `${name}.csv`,
      text: csv(
        columns,
        records.map(({ record }) => record),
      ),
    },
  ];
}

/** As most exports are kept. */
export function csvByMonth(bill: Bill, name: string, columns: readonly string[], records: readonly Dated[]): readonly BillFile[] {
  return [...grouped(bill, records)].map(([month, ofMonth]) => ({ name: `${name}-${month}.csv`, text: csv(columns, ofMonth) }));
}

function grouped(bill: Bill, records: readonly Dated[]): ReadonlyMap<string, readonly Rec[]> {
  const months = new Map<string, Rec[]>();
  for (const { day, record } of records) {
    const month = isoDay(bill.firstDay + day).slice(0, 7);
    const known = months.get(month);
    if (known === undefined) months.set(month, [record]);
    else known.push(record);
  }
  return months;
}
