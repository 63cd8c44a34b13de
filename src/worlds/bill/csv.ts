// Records as CSV text, one file or one for each month.

import { isoDay } from '../days.js';
import type { Bill, BillFile } from './bill.js';

export type Rec = Readonly<Record<string, string>>;

/** A record in parts, of which the first that has a column says what stands there. What many records have alike is one part for them all. */
export type Parts = readonly Rec[];

/** A record and the day of the bill that it belongs to. */
export interface Dated {
  readonly day: number;
  readonly record: Parts;
}

/** Made once for each of whatever it is made of. */
export function once<Of, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const all = new Map<Of, Made>();
  return (of) => {
    const made = all.get(of) ?? make(of);
    all.set(of, made);
    return made;
  };
}

function field(value: string): string {
  return value.includes('"') || value.includes(',') || value.includes('\n') ? `"${value.replaceAll('"', '""')}"` : value;
}

export function valueOf(record: Parts, key: string): string {
  for (const part of record) {
    const value = part[key];
    if (value !== undefined) return value;
  }
  return '';
}

function lineOf(cells: readonly string[]): string {
  return cells.map(field).join(',');
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** `keys` where the records call the columns by other names. Each record is let go when its line is there: a bill has many. */
export function csv(columns: readonly string[], records: Iterable<Parts>, keys: readonly string[] = columns): string {
  const lines = [lineOf(columns)];
  for (const record of records) lines.push(lineOf(keys.map((key) => valueOf(record, key))));
  return textOf(lines);
}

function* recordsOf(dated: Iterable<Dated>): Iterable<Parts> {
  for (const { record } of dated) yield record;
}

export function csvFile(name: string, columns: readonly string[], records: Iterable<Dated>, keys = columns): readonly BillFile[] {
  return [{ name: `${name}.csv`, text: csv(columns, recordsOf(records), keys) }];
}

/** As most exports are kept. */
export function csvByMonth(bill: Bill, name: string, columns: readonly string[], records: Iterable<Dated>): readonly BillFile[] {
  const months = new Map<string, string[]>();
  for (const { day, record } of records) {
    const month = isoDay(bill.firstDay + day).slice(0, 7);
    const lines = months.get(month) ?? [lineOf(columns)];
    months.set(month, lines);
    lines.push(lineOf(columns.map((key) => valueOf(record, key))));
  }
  return [...months].map(([month, lines]) => ({ name: `${name}-${month}.csv`, text: textOf(lines) }));
}
