// What every rendering is made of: one row for each resource and day, one for each charge that comes once; text with exact decimals.

import { civilDay, isoDay } from '../../../src/spikes/day.js';
import type { Leaf, OneOff } from '../../../src/spikes/index.js';
import { type Bill, type Line, nano } from '../bill.js';

export interface RenderedFile {
  readonly name: string;
  readonly text: string;
}

export interface Dirt {
  readonly bom?: boolean;
  /** `1.234,56` between semicolons, as a German spreadsheet saves it. */
  readonly decimalComma?: boolean;
  /** `2` writes every file twice, under another name. */
  readonly copies?: number;
  /** One file for each month, as most exports are. */
  readonly byMonth?: boolean;
}

export interface UsageRow {
  readonly kind: 'usage';
  readonly line: Line;
  readonly day: number;
  /** Amortised, nano-units. */
  readonly cost: bigint;
  /** At the public price. */
  readonly list: bigint;
  readonly quantity: number;
  readonly isCovered: boolean;
}

export interface OnceRow {
  readonly kind: 'once';
  readonly charge: OneOff;
  readonly day: number;
}

export type Row = UsageRow | OnceRow;

/** In the order of days, as exports are. */
export function rowsOf(bill: Bill): readonly Row[] {
  const rows: Row[] = [];
  for (let day = 0; day < bill.days; day += 1) {
    for (const charge of bill.oneOffs) if (charge.day === day) rows.push({ kind: 'once', charge, day: bill.firstDay + day });
    for (const line of bill.lines) {
      const cost = line.cost[day] ?? 0n;
      const quantity = line.quantity[day] ?? 0;
      if (cost === 0n && quantity === 0) continue;
      const isCovered = day < line.coveredUntil;
      const list = isCovered ? nano(quantity * line.price) : cost;
      rows.push({ kind: 'usage', line, day: bill.firstDay + day, cost, list, quantity, isCovered });
    }
  }
  return rows;
}

/** What a commitment costs on one day: what it paid for. */
export function commitments(rows: readonly Row[]): ReadonlyMap<number, bigint> {
  const paid = new Map<number, bigint>();
  for (const row of rows) if (row.kind === 'usage' && row.isCovered) paid.set(row.day, (paid.get(row.day) ?? 0n) + row.cost);
  return paid;
}

export const leafOf = (row: Row): Leaf => (row.kind === 'usage' ? row.line.leaf : row.charge.leaf);

/** Nano-units as an exact decimal. */
export function decimal(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0{1,8}$/u, '');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -9)}.${fraction}`;
}

export const monthStart = (day: number): string => `${isoDay(day).slice(0, 8)}01`;
export function nextMonth(day: number): string {
  const { year, month } = civilDay(day);
  return month === 12 ? `${String(year + 1)}-01-01` : `${String(year)}-${String(month + 1).padStart(2, '0')}-01`;
}
/** `09/21/2023`. */
export function usDay(day: number): string {
  const { year, month, day: ofMonth } = civilDay(day);
  return `${String(month).padStart(2, '0')}/${String(ofMonth).padStart(2, '0')}/${String(year)}`;
}

/** A small number that is the same for the same text: ids of what has no name. */
export function idOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').toUpperCase();
}
