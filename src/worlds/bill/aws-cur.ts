// The AWS Cost and Usage Report: as it was for years, and as Data Exports write it.

import { isoDay, monthStart, nextMonth } from '../days.js';
import { hashOf } from '../random.js';
import { type Bill, type BillFile, decimal, money, type OneOffKind, type OnceRow, rowsOf, type UsageRow } from './bill.js';
import { csvByMonth, csvFile, type Dated, type Rec } from './csv.js';

const CUR_COLUMNS: readonly string[] = (
  'identity/LineItemId identity/TimeInterval bill/InvoiceId bill/BillingEntity bill/BillType bill/PayerAccountId ' +
  'bill/BillingPeriodStartDate bill/BillingPeriodEndDate lineItem/UsageAccountId lineItem/LineItemType lineItem/UsageStartDate ' +
  'lineItem/UsageEndDate lineItem/ProductCode lineItem/UsageType lineItem/Operation lineItem/AvailabilityZone lineItem/ResourceId ' +
  'lineItem/UsageAmount lineItem/CurrencyCode lineItem/UnblendedRate lineItem/UnblendedCost lineItem/BlendedCost ' +
  'lineItem/LineItemDescription product/ProductName product/region pricing/publicOnDemandCost pricing/unit reservation/EffectiveCost ' +
  'reservation/ReservationARN reservation/UnusedRecurringFee reservation/UnusedAmortizedUpfrontFeeForBillingPeriod ' +
  'savingsPlan/SavingsPlanARN savingsPlan/SavingsPlanEffectiveCost savingsPlan/TotalCommitmentToDate savingsPlan/UsedCommitment'
).split(' ');

/** `lineItem/UsageStartDate` is `line_item_usage_start_date` in Data Exports. */
function snake(column: string): string {
  return column
    .replace('/', '_')
    .replace('savingsPlan', 'savings_plan')
    .replace('ReservationARN', 'reservation_a_r_n')
    .replace('SavingsPlanARN', 'savings_plan_a_r_n')
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .toLowerCase();
}

/** What Data Exports leave out or write in another way. */
const REPLACED: readonly string[] = ['product/ProductName', 'product/region'];
const CUR2_KEYS: readonly string[] = [
  ...CUR_COLUMNS.filter((column) => !REPLACED.includes(column)),
  'product_region_code',
  'line_item_usage_account_name',
  'product',
  'resource_tags',
  'cost_category',
  'discount',
];
const CUR2_COLUMNS = CUR2_KEYS.map((key) => (key.includes('/') ? snake(key) : key));

const TYPES: Readonly<Record<OneOffKind, string>> = {
  purchase: 'SavingsPlanUpfrontFee',
  fee: 'Fee',
  support: 'Fee',
  marketplace: 'Fee',
  tax: 'Tax',
  credit: 'Credit',
  refund: 'Refund',
  correction: 'Usage',
};

/** The same for all lines of a day, and a bill has many of them. */
const COMMON = new WeakMap<Bill, Map<number, Rec>>();

function common(bill: Bill, day: number): Rec {
  const days = COMMON.get(bill) ?? new Map<number, Rec>();
  COMMON.set(bill, days);
  const known = days.get(day) ?? commonOf(bill, day);
  days.set(day, known);
  return known;
}

function commonOf(bill: Bill, day: number): Rec {
  const absolute = bill.firstDay + day;
  const start = `${isoDay(absolute)}T00:00:00Z`;
  const end = `${isoDay(absolute + 1)}T00:00:00Z`;
  return {
    'identity/TimeInterval': `${start}/${end}`,
    'bill/BillingEntity': 'AWS',
    'bill/BillType': 'Anniversary',
    'bill/PayerAccountId': bill.payer,
    'bill/BillingPeriodStartDate': `${isoDay(monthStart(absolute))}T00:00:00Z`,
    'bill/BillingPeriodEndDate': `${isoDay(nextMonth(absolute))}T00:00:00Z`,
    'lineItem/UsageStartDate': start,
    'lineItem/UsageEndDate': end,
    'lineItem/CurrencyCode': bill.currency,
  };
}

function once(bill: Bill, { charge, day }: OnceRow): Rec {
  const amount = decimal(charge.cost);
  return {
    ...common(bill, day),
    'bill/BillingEntity': charge.kind === 'marketplace' ? 'AWS Marketplace' : 'AWS',
    'lineItem/UsageAccountId': charge.account,
    'lineItem/LineItemType': TYPES[charge.kind],
    'lineItem/ProductCode': charge.code,
    'lineItem/UsageType': charge.usageType,
    'lineItem/UsageAmount': '1',
    'lineItem/UnblendedCost': amount,
    'lineItem/BlendedCost': amount,
    'lineItem/LineItemDescription': charge.description,
    'product/ProductName': charge.service,
    'product/region': charge.region,
  };
}

function usage(bill: Bill, { cost, cover, day, line, list, price, quantity }: UsageRow): readonly Rec[] {
  const used: Rec = {
    ...common(bill, day),
    'lineItem/UsageAccountId': line.account,
    'lineItem/LineItemType': 'Usage',
    'lineItem/ProductCode': line.code,
    'lineItem/UsageType': line.usageType,
    'lineItem/Operation': line.operation ?? '',
    'lineItem/AvailabilityZone': line.zone ?? '',
    'lineItem/ResourceId': line.resource,
    'lineItem/UsageAmount': decimal(quantity),
    'lineItem/UnblendedRate': decimal(price),
    'lineItem/UnblendedCost': decimal(list),
    'lineItem/BlendedCost': decimal(list),
    'lineItem/LineItemDescription': `$${String(price)} per ${line.unit} ${line.usageType}`,
    'product/ProductName': line.service,
    'product/region': line.region,
    'pricing/publicOnDemandCost': decimal(list),
    'pricing/unit': line.unit,
    resource_tags: JSON.stringify(line.tags ?? {}),
    line_item_usage_account_name: line.accountName,
  };
  if (cover === undefined) return [used];
  if (cover.kind === 'reservation') {
    return [
      {
        ...used,
        'lineItem/LineItemType': 'DiscountedUsage',
        'lineItem/UnblendedCost': '0.0',
        'lineItem/UnblendedRate': '0.0',
        'reservation/EffectiveCost': decimal(cost),
        'reservation/ReservationARN': cover.id,
      },
    ];
  }
  const plan = { 'savingsPlan/SavingsPlanARN': cover.id };
  return [
    { ...used, ...plan, 'lineItem/LineItemType': 'SavingsPlanCoveredUsage', 'savingsPlan/SavingsPlanEffectiveCost': decimal(cost) },
    {
      ...used,
      ...plan,
      'lineItem/LineItemType': 'SavingsPlanNegation',
      'lineItem/UnblendedCost': decimal(-list),
      'lineItem/BlendedCost': decimal(-list),
      'lineItem/LineItemDescription': 'SavingsPlanNegation used by AccountId',
      'pricing/publicOnDemandCost': '0.0',
    },
  ];
}

/** What a savings plan costs each day: what it paid for, all of it used. */
function planFees(bill: Bill, rows: readonly (UsageRow | OnceRow)[]): readonly Dated[] {
  const paid = new Map<string, { readonly day: number; readonly id: string; cost: number }>();
  for (const row of rows) {
    if (row.kind !== 'usage' || row.cover?.kind !== 'savings-plan') continue;
    const key = `${String(row.day)} ${row.cover.id}`;
    const known = paid.get(key) ?? { day: row.day, id: row.cover.id, cost: 0 };
    paid.set(key, { ...known, cost: money(known.cost + row.cost) });
  }
  return [...paid.values()].map(({ cost, day, id }) => ({
    day,
    record: {
      ...common(bill, day),
      'lineItem/UsageAccountId': bill.payer,
      'lineItem/LineItemType': 'SavingsPlanRecurringFee',
      'lineItem/ProductCode': 'ComputeSavingsPlans',
      'product/ProductName': 'Savings Plans for AWS Compute usage',
      'lineItem/UsageType': 'ComputeSP:1yrNoUpfront',
      'lineItem/UsageAmount': '24',
      'lineItem/UnblendedCost': decimal(cost),
      'lineItem/BlendedCost': decimal(cost),
      'lineItem/LineItemDescription': '1 year No Upfront Compute Savings Plan',
      'savingsPlan/SavingsPlanARN': id,
      'savingsPlan/TotalCommitmentToDate': decimal(cost),
      'savingsPlan/UsedCommitment': decimal(cost),
    },
  }));
}

function* unnumbered(bill: Bill): Iterable<Dated> {
  const rows = rowsOf(bill);
  for (const row of rows) {
    if (row.kind === 'once') yield { day: row.day, record: once(bill, row) };
    else for (const record of usage(bill, row)) yield { day: row.day, record };
  }
  yield* planFees(bill, rows);
}

function* records(bill: Bill): Iterable<Dated> {
  let index = 0;
  for (const { day, record } of unnumbered(bill)) {
    const id = hashOf(`${bill.payer} ${String(index)}`).toString(36);
    yield { day, record: { ...record, 'identity/LineItemId': id.padStart(7, '0') } };
    index += 1;
  }
}

export function curLegacy(bill: Bill, byMonth = false): readonly BillFile[] {
  const all = records(bill);
  return byMonth ? csvByMonth(bill, 'cost-and-usage', CUR_COLUMNS, all) : csvFile('cost-and-usage', CUR_COLUMNS, all);
}

function* exported(bill: Bill): Iterable<Dated> {
  for (const { day, record } of records(bill)) {
    yield {
      day,
      record: {
        line_item_usage_account_name: record['lineItem/UsageAccountId'] ?? '',
        resource_tags: '{}',
        ...record,
        product_region_code: record['product/region'] ?? '',
        product: JSON.stringify({ product_name: record['product/ProductName'] ?? '', region: record['product/region'] ?? '' }),
        cost_category: '{}',
        discount: '{}',
      },
    };
  }
}

export function cur2(bill: Bill): readonly BillFile[] {
  return csvFile('data-export', CUR2_COLUMNS, exported(bill), CUR2_KEYS);
}
