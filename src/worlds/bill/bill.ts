// A bill before it is written: what each resource used day by day and at what price, who pays less for it, and what comes once.

import type { Random } from '../random.js';

/** A commitment, credit or discount that pays for a part of the list price. */
export interface Cover {
  readonly kind:
    | 'reservation'
    | 'savings-plan'
    | 'committed-use'
    | 'spend-commitment'
    | 'promotion'
    | 'free-tier'
    | 'sustained-use'
    | 'discount';
  /** The ARN or id of what covers it. */
  readonly id: string;
  readonly name: string;
  /** Days of the bill, the end not included. */
  readonly from: number;
  readonly until: number;
  /** What is still paid, as a share of the list price. */
  readonly paid: number;
}

export interface BillLine {
  readonly account: string;
  readonly accountName: string;
  /** The long name, `Amazon Elastic Compute Cloud`. */
  readonly service: string;
  /** The short one, `AmazonEC2`; with GCP the id of the service. */
  readonly code: string;
  /** Usage type, or the text of the SKU. */
  readonly usageType: string;
  /** The id of the SKU, where the cloud has one. */
  readonly sku?: string;
  readonly operation?: string;
  readonly region: string;
  readonly zone?: string;
  readonly resource: string;
  readonly unit: string;
  /** Units of currency for one unit, at the public price. */
  readonly price: number;
  /** Where the price changed: one for each day. */
  readonly prices?: readonly number[];
  /** One for each day of the bill. */
  readonly quantity: readonly number[];
  readonly covers?: readonly Cover[];
  readonly tags?: Readonly<Record<string, string>>;
}

export type OneOffKind = 'purchase' | 'fee' | 'support' | 'marketplace' | 'tax' | 'credit' | 'refund' | 'correction';

export interface OneOff {
  readonly kind: OneOffKind;
  /** Of the bill, from 0. */
  readonly day: number;
  readonly account: string;
  readonly service: string;
  readonly code: string;
  readonly usageType: string;
  readonly region: string;
  readonly description: string;
  readonly cost: number;
}

export interface Bill {
  readonly provider: 'AWS' | 'Google Cloud';
  /** The account that pays, or the billing account. */
  readonly payer: string;
  readonly currency: string;
  /** Since 1970-01-01. */
  readonly firstDay: number;
  readonly days: number;
  readonly lines: readonly BillLine[];
  readonly oneOffs: readonly OneOff[];
}

export interface BillFile {
  readonly name: string;
  readonly text: string;
}

export interface UsageRow {
  readonly kind: 'usage';
  readonly line: BillLine;
  readonly day: number;
  readonly quantity: number;
  readonly price: number;
  /** At the public price. */
  readonly list: number;
  /** After what covers it: amortised. */
  readonly cost: number;
  readonly cover: Cover | undefined;
}

export interface OnceRow {
  readonly kind: 'once';
  readonly charge: OneOff;
  readonly day: number;
}

const EXACT = 1e9;

/** To a billionth, as exports do. */
export function money(amount: number): number {
  return Math.round(amount * EXACT) / EXACT;
}

/** Never `1e-7`, which not every reader takes for a number. */
export function decimal(amount: number): string {
  const text = amount.toFixed(9);
  return text.replace(/0{1,8}$/u, '');
}

/** In the order of days, as exports are. */
export function rowsOf(bill: Bill): readonly (UsageRow | OnceRow)[] {
  const rows: (UsageRow | OnceRow)[] = [];
  for (let day = 0; day < bill.days; day += 1) {
    for (const charge of bill.oneOffs) if (charge.day === day) rows.push({ kind: 'once', charge, day });
    for (const line of bill.lines) {
      const quantity = money(line.quantity[day] ?? 0);
      if (quantity === 0) continue;
      const price = line.prices?.[day] ?? line.price;
      const cover = line.covers?.find((one) => day >= one.from && day < one.until);
      const list = money(quantity * price);
      rows.push({ kind: 'usage', line, day, quantity, price, list, cost: money(list * (cover?.paid ?? 1)), cover });
    }
  }
  return rows;
}

/** The last days come late: each service has its own share of what is missing. */
export function withLateTail(bill: Bill, random: Random, days: number, share: number): Bill {
  const shares = new Map<string, number>();
  const of = (service: string): number => {
    const known = shares.get(service) ?? Math.min(0.95, share * random.between(0.85, 1.1));
    shares.set(service, known);
    return known;
  };
  const lines = bill.lines.map((line) => ({
    ...line,
    quantity: line.quantity.map((value, day) =>
      day < bill.days - days ? value : value * of(line.service) ** (day - (bill.days - days) + 1),
    ),
  }));
  return { ...bill, lines };
}
