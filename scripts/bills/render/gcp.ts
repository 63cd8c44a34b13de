// What Google writes: the BigQuery export, standard and detailed, the console's report and the cost table of an invoice.

import { isoDay } from '../../../src/spikes/day.js';
import type { Bill } from '../bill.js';
import { codeOf } from '../catalog.js';
import type { Rec } from './csv.js';
import { decimal, idOf, leafOf, monthStart, type OnceRow, type Row, rowsOf } from './rows.js';

interface Credit {
  readonly name: string;
  readonly amount: string;
  readonly type: string;
  readonly id: string;
  readonly full_name: string;
}

/** One row of the export as JSON; numbers are text here and become numbers when written. */
interface ExportRow {
  readonly plain: Rec;
  readonly nested: Readonly<Record<string, Rec>>;
  readonly credits: readonly Credit[];
}

const COST_TYPES: Readonly<Record<OnceRow['charge']['kind'], string>> = {
  purchase: 'regular',
  fee: 'regular',
  support: 'regular',
  marketplace: 'regular',
  tax: 'tax',
  credit: 'regular',
  refund: 'adjustment',
  correction: 'adjustment',
};
const ONCE_SKU: Readonly<Partial<Record<OnceRow['charge']['kind'], string>>> = {
  purchase: 'Commitment - dollar based v1: upfront',
  tax: 'Tax',
  support: 'Enhanced Support',
};

const at = (day: number): string => `${isoDay(day)} 00:00:00 UTC`;
const credit = (type: string, name: string, amount: bigint): Credit => ({
  name,
  amount: decimal(amount),
  type,
  id: idOf(name),
  full_name: name,
});

function exportRow(bill: Bill, row: Row, detailed: boolean): ExportRow {
  const leaf = leafOf(row);
  const isCredit = row.kind === 'once' && row.charge.kind === 'credit';
  const sku = row.kind === 'once' ? (ONCE_SKU[row.charge.kind] ?? row.charge.description) : leaf.usageType;
  const cost = row.kind === 'usage' ? row.list : isCredit ? 0n : row.charge.cost;
  const credits =
    row.kind === 'usage'
      ? row.isCovered
        ? [credit('COMMITTED_USAGE_DISCOUNT', 'Committed usage discount', row.cost - row.list)]
        : []
      : isCredit
        ? [credit('PROMOTION', 'Welcome', row.charge.cost)]
        : [];
  const plain: Rec = {
    billing_account_id: '01A2B3-C4D5E6-F70819',
    usage_start_time: at(row.day),
    usage_end_time: at(row.day + 1),
    export_time: `${isoDay(row.day + 1)} 04:31:22.123456 UTC`,
    cost: decimal(cost),
    currency: bill.currency,
    currency_conversion_rate: '1.0',
    cost_type: row.kind === 'once' ? COST_TYPES[row.charge.kind] : 'regular',
    transaction_type: 'GOOGLE',
    seller_name: 'Google',
  };
  const nested: Record<string, Rec> = {
    service: { id: codeOf(leaf.service), description: leaf.service },
    sku: { id: `${idOf(sku).slice(0, 4)}-${idOf(sku).slice(4)}`, description: sku },
    project: { id: leaf.account, name: leaf.account, number: '1' },
    location: { location: leaf.region, country: 'US', region: leaf.region, zone: '' },
    usage:
      row.kind === 'usage'
        ? { amount: String(row.quantity), unit: row.line.unit, amount_in_pricing_units: String(row.quantity), pricing_unit: row.line.unit }
        : {},
    invoice: { month: monthStart(row.day).slice(0, 7).replace('-', '') },
    ...(detailed && row.kind === 'usage'
      ? { resource: { name: row.line.resource.slice(row.line.resource.lastIndexOf('/') + 1), global_name: row.line.resource } }
      : {}),
    ...(detailed && row.kind === 'usage' ? { price: { effective_price: String(row.line.price), unit: row.line.unit } } : {}),
  };
  return { plain, nested, credits };
}

export const exportRows = (bill: Bill, detailed: boolean): readonly ExportRow[] =>
  rowsOf(bill).map((row) => exportRow(bill, row, detailed));

/** One object a line, as `bq extract` and a query's answer write them. */
export function exportJson(bill: Bill, detailed: boolean): readonly string[] {
  return exportRows(bill, detailed).map(({ plain, nested, credits }) => {
    const numbers = { cost: Number(plain['cost']), currency_conversion_rate: 1 };
    return JSON.stringify({
      ...plain,
      ...numbers,
      ...nested,
      labels: [],
      credits: credits.map((one) => ({ ...one, amount: Number(one.amount) })),
    });
  });
}

/** Flattened: `service.description`, and the credits as JSON in one field. */
export function exportTable(bill: Bill, detailed: boolean): readonly Rec[] {
  return exportRows(bill, detailed).map(({ plain, nested, credits }) => ({
    ...plain,
    ...Object.fromEntries(
      Object.entries(nested).flatMap(([outer, inner]) => Object.entries(inner).map(([name, value]) => [`${outer}.${name}`, value])),
    ),
    labels: '[]',
    credits: JSON.stringify(credits.map((one) => ({ ...one, amount: Number(one.amount) }))),
  }));
}

export const exportColumns = (detailed: boolean): readonly string[] => [
  ...(
    'billing_account_id service.id service.description sku.id sku.description usage_start_time usage_end_time ' +
    'project.id project.name project.number labels location.location location.country location.region location.zone'
  ).split(' '),
  ...(detailed ? ['resource.name', 'resource.global_name', 'price.effective_price', 'price.unit'] : []),
  ...(
    'cost currency currency_conversion_rate usage.amount usage.unit usage.amount_in_pricing_units ' +
    'usage.pricing_unit credits invoice.month cost_type transaction_type seller_name export_time'
  ).split(' '),
];

const cents = (amount: bigint): string => (Number(amount) / 1e9).toFixed(2);
const sign = (currency: string): string => (currency === 'EUR' ? '€' : currency === 'GBP' ? '£' : '$');

export function reportsColumns(currency: string): readonly string[] {
  const money = sign(currency);
  return [
    'Usage start date',
    'Service description',
    'Service ID',
    'SKU description',
    'SKU ID',
    `Cost (${money})`,
    `Discounts (${money})`,
    `Promotions and others (${money})`,
    `Subtotal (${money})`,
    `Unrounded subtotal (${money})`,
    'Percent change in subtotal compared to previous period',
  ];
}

/** By SKU and day, with the rows of sums that the console adds at the end. */
export function reportsTable(bill: Bill): readonly Rec[] {
  const money = sign(bill.currency);
  const sums = new Map<string, { readonly row: Row; cost: bigint; list: bigint }>();
  let all = 0n;
  for (const row of rowsOf(bill)) {
    if (row.kind === 'once') continue;
    const key = `${String(row.day)} ${row.line.leaf.service} ${row.line.leaf.usageType}`;
    const sum = sums.get(key) ?? { row, cost: 0n, list: 0n };
    sums.set(key, sum);
    sum.cost += row.cost;
    sum.list += row.list;
    all += row.cost;
  }
  const records = [...sums.values()].map(({ row, cost, list }): Rec => {
    const { service, usageType } = leafOf(row);
    return {
      'Usage start date': isoDay(row.day),
      'Service description': service,
      'Service ID': codeOf(service),
      'SKU description': usageType,
      'SKU ID': idOf(usageType),
      [`Cost (${money})`]: cents(list),
      [`Discounts (${money})`]: cents(cost - list),
      [`Promotions and others (${money})`]: '0.00',
      [`Subtotal (${money})`]: cents(cost),
      [`Unrounded subtotal (${money})`]: decimal(cost),
      'Percent change in subtotal compared to previous period': '0%',
    };
  });
  const summary = (title: string): Rec => ({
    'SKU ID': title,
    [`Subtotal (${money})`]: cents(all),
    [`Unrounded subtotal (${money})`]: decimal(all),
  });
  return [...records, summary('Subtotal'), summary('Filtered total')];
}

export const COST_TABLE_COLUMNS: readonly string[] = [
  'Billing account name',
  'Billing account ID',
  'Project name',
  'Project ID',
  'Project hierarchy',
  'Service description',
  'Service ID',
  'SKU description',
  'SKU ID',
  'Credit type',
  'Cost type',
  'Usage start date',
  'Usage end date',
  'Usage amount',
  'Usage unit',
  'Unrounded Cost ($)',
  'Cost ($)',
];

export function costTable(bill: Bill): readonly Rec[] {
  return rowsOf(bill).flatMap((row): readonly Rec[] => {
    const leaf = leafOf(row);
    const record = (type: string, creditType: string, cost: bigint): Rec => ({
      'Billing account name': 'Payer',
      'Billing account ID': '01A2B3-C4D5E6-F70819',
      'Project name': leaf.account,
      'Project ID': leaf.account,
      'Project hierarchy': 'org > shop',
      'Service description': leaf.service,
      'Service ID': codeOf(leaf.service),
      'SKU description': leaf.usageType === '' && row.kind === 'once' ? row.charge.description : leaf.usageType,
      'SKU ID': idOf(leaf.usageType),
      'Credit type': creditType,
      'Cost type': type,
      'Usage start date': isoDay(row.day),
      'Usage end date': isoDay(row.day),
      'Usage amount': row.kind === 'usage' ? String(row.quantity) : '',
      'Usage unit': row.kind === 'usage' ? row.line.unit : '',
      'Unrounded Cost ($)': decimal(cost),
      'Cost ($)': cents(cost),
    });
    if (row.kind === 'usage') {
      const used = record('Usage', '', row.list);
      return row.isCovered ? [used, record('Usage', 'Committed use discount', row.cost - row.list)] : [used];
    }
    const { kind, cost } = row.charge;
    if (kind === 'tax') return [record('Tax', '', cost)];
    if (kind === 'credit') return [record('Usage', 'Promotion', cost)];
    return [record(kind === 'refund' || kind === 'correction' ? 'Adjustment' : 'Usage', '', cost)];
  });
}

/** What stands above the header of a downloaded cost table. */
export function costTablePreamble(bill: Bill): string {
  const total = rowsOf(bill).reduce((sum, row) => sum + (row.kind === 'usage' ? row.cost : row.charge.cost), 0n);
  const month = monthStart(bill.firstDay);
  const invoice = `Invoice number,4711000123\nInvoice date,${month}\nDue date,${month}\n`;
  return `${invoice}Currency,${bill.currency}\nTotal amount due,"${cents(total)}"\n\n`;
}
