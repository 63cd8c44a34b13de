// The BigQuery export of Google Cloud: standard and detailed, as CSV with flattened names or as JSON, one object a line.

import { isoDay } from '../days.js';
import { hashOf } from '../random.js';
import { type Bill, type BillFile, type Cover, decimal, money, type OneOffKind, type OnceRow, rowsOf, type UsageRow } from './bill.js';
import { csvFile, type Dated, type Rec } from './csv.js';

export interface GcpExport {
  readonly detailed: boolean;
  readonly as: 'csv' | 'json';
}

interface Credit {
  readonly name: string;
  readonly amount: number;
  readonly full_name: string;
  readonly id: string;
  readonly type: string;
}

interface ExportRow {
  readonly day: number;
  readonly plain: Rec;
  readonly nested: Readonly<Record<string, Rec>>;
  readonly labels: readonly { readonly key: string; readonly value: string }[];
  readonly credits: readonly Credit[];
}

const COST_TYPES: Readonly<Record<OneOffKind, string>> = {
  purchase: 'regular',
  fee: 'regular',
  support: 'regular',
  marketplace: 'regular',
  tax: 'tax',
  credit: 'regular',
  refund: 'adjustment',
  correction: 'adjustment',
};

const CREDIT_TYPES: Readonly<Record<Cover['kind'], string>> = {
  reservation: 'COMMITTED_USAGE_DISCOUNT',
  'savings-plan': 'COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE',
  'committed-use': 'COMMITTED_USAGE_DISCOUNT',
  'spend-commitment': 'COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE',
  promotion: 'PROMOTION',
  'free-tier': 'FREE_TIER',
  'sustained-use': 'SUSTAINED_USAGE_DISCOUNT',
  discount: 'DISCOUNT',
};

function skuId(line: { readonly sku?: string; readonly code: string; readonly usageType: string }): string {
  const hex = (salt: string): string =>
    hashOf(`${salt} ${line.code} ${line.usageType}`).toString(16).toUpperCase().padStart(8, '0').slice(0, 4);
  return line.sku ?? `${hex('a')}-${hex('b')}-${hex('c')}`;
}

function common(bill: Bill, day: number): Rec {
  const absolute = bill.firstDay + day;
  return {
    billing_account_id: bill.payer,
    usage_start_time: `${isoDay(absolute)} 00:00:00 UTC`,
    usage_end_time: `${isoDay(absolute + 1)} 00:00:00 UTC`,
    export_time: `${isoDay(absolute + 1)} 05:12:41.318532 UTC`,
    currency: bill.currency,
    currency_conversion_rate: '1.0',
    transaction_type: 'GOOGLE',
    seller_name: 'Google',
  };
}

function invoice(bill: Bill, day: number): Rec {
  return {
    month: isoDay(bill.firstDay + day)
      .slice(0, 7)
      .replace('-', ''),
  };
}

function once(bill: Bill, { charge, day }: OnceRow): ExportRow {
  const isCredit = charge.kind === 'credit';
  const credit = { name: charge.description, amount: charge.cost, full_name: charge.description, id: 'credit', type: 'PROMOTION' };
  return {
    day,
    plain: { ...common(bill, day), cost: decimal(isCredit ? 0 : charge.cost), cost_type: COST_TYPES[charge.kind] },
    nested: {
      service: { id: charge.code, description: charge.service },
      sku: { id: skuId(charge), description: charge.usageType === '' ? charge.description : charge.usageType },
      project: { id: charge.account, name: charge.account, number: '' },
      location: { location: charge.region, country: '', region: charge.region, zone: '' },
      usage: {},
      invoice: invoice(bill, day),
    },
    labels: [],
    credits: isCredit ? [credit] : [],
  };
}

function usage(bill: Bill, { cost, cover, day, line, list, price, quantity }: UsageRow): ExportRow {
  const amount = decimal(quantity);
  const credit = cover && {
    name: cover.name,
    amount: money(cost - list),
    full_name: cover.name,
    id: cover.id,
    type: CREDIT_TYPES[cover.kind],
  };
  return {
    day,
    plain: { ...common(bill, day), cost: decimal(list), cost_type: 'regular' },
    nested: {
      service: { id: line.code, description: line.service },
      sku: { id: skuId(line), description: line.usageType },
      project: { id: line.account, name: line.accountName, number: String(100_000_000_000 + hashOf(line.account)) },
      location: { location: line.region, country: '', region: line.region, zone: line.zone ?? '' },
      usage: { amount, unit: line.unit, amount_in_pricing_units: amount, pricing_unit: line.unit },
      invoice: invoice(bill, day),
      resource: { name: line.resource.slice(line.resource.lastIndexOf('/') + 1), global_name: line.resource },
      price: { effective_price: decimal(price), unit: line.unit },
    },
    labels: Object.entries(line.tags ?? {}).map(([key, value]) => ({ key, value })),
    credits: credit ? [credit] : [],
  };
}

const COLUMNS = (
  'billing_account_id service.id service.description sku.id sku.description usage_start_time usage_end_time project.id project.name ' +
  'project.number labels location.location location.country location.region location.zone'
).split(' ');
const OF_RESOURCES = ['resource.name', 'resource.global_name', 'price.effective_price', 'price.unit'];
const MORE_COLUMNS = (
  'cost currency currency_conversion_rate usage.amount usage.unit usage.amount_in_pricing_units usage.pricing_unit credits ' +
  'invoice.month cost_type transaction_type seller_name export_time'
).split(' ');

function flattened({ credits, day, labels, nested, plain }: ExportRow): Dated {
  const inner = Object.entries(nested).flatMap(([outer, members]) =>
    Object.entries(members).map(([name, value]): [string, string] => [`${outer}.${name}`, value]),
  );
  return { day, record: [{ labels: JSON.stringify(labels), credits: JSON.stringify(credits) }, Object.fromEntries(inner), plain] };
}

function asJson({ credits, labels, nested, plain }: ExportRow, detailed: boolean): string {
  const { price, resource, ...rest } = nested;
  const shown = detailed ? { ...rest, ...(resource && { resource }), ...(price && { price }) } : rest;
  return JSON.stringify({ ...plain, cost: Number(plain['cost']), currency_conversion_rate: 1, ...shown, labels, credits });
}

function exported(bill: Bill, row: UsageRow | OnceRow): ExportRow {
  return row.kind === 'once' ? once(bill, row) : usage(bill, row);
}

function* flattenedOf(bill: Bill): Iterable<Dated> {
  for (const row of rowsOf(bill)) yield flattened(exported(bill, row));
}

export function gcpExport(bill: Bill, { as, detailed }: GcpExport): readonly BillFile[] {
  const name = detailed ? 'gcp-billing-export-resource' : 'gcp-billing-export';
  if (as === 'json') {
    const lines = rowsOf(bill).map((row) => asJson(exported(bill, row), detailed));
    return [{ name: `${name}.json`, text: `${lines.join('\n')}\n` }];
  }
  return csvFile(name, [...COLUMNS, ...(detailed ? OF_RESOURCES : []), ...MORE_COLUMNS], flattenedOf(bill));
}
