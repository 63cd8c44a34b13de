// The AWS Cost and Usage Report: as it was for years, and as Data Exports write it.

import { isoDay, monthStart, nextMonth } from '../days.js';
import { hashOf } from '../random.js';
import { type Bill, type BillFile, type BillLine, decimal, money, type OneOffKind, type OnceRow, rowsOf, type UsageRow } from './bill.js';
import { csvByMonth, csvFile, type Dated, once, type Parts, type Rec, valueOf } from './csv.js';

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

/** What records are made with: what all of a day or of a line have alike, and a name for each. */
interface Making {
  readonly bill: Bill;
  readonly onDay: (day: number) => Rec;
  readonly ofLine: (line: BillLine) => Rec;
  readonly name: () => Rec;
}

function makingOf(bill: Bill): Making {
  let index = -1;
  return {
    bill,
    onDay: once((day: number) => dayPart(bill, day)),
    ofLine: once(linePart),
    name: () => {
      index += 1;
      return {
        'identity/LineItemId': hashOf(`${bill.payer} ${String(index)}`)
          .toString(36)
          .padStart(7, '0'),
      };
    },
  };
}

function dayPart(bill: Bill, day: number): Rec {
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

function linePart(line: BillLine): Rec {
  return {
    'lineItem/UsageAccountId': line.account,
    'lineItem/LineItemType': 'Usage',
    'lineItem/ProductCode': line.code,
    'lineItem/UsageType': line.usageType,
    'lineItem/Operation': line.operation ?? '',
    'lineItem/AvailabilityZone': line.zone ?? '',
    'lineItem/ResourceId': line.resource,
    'product/ProductName': line.service,
    'product/region': line.region,
    'pricing/unit': line.unit,
    resource_tags: JSON.stringify(line.tags ?? {}),
    line_item_usage_account_name: line.accountName,
  };
}

function chargeOnce({ name, onDay }: Making, { charge, day }: OnceRow): Parts {
  const amount = decimal(charge.cost);
  return [
    name(),
    {
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
    },
    onDay(day),
  ];
}

function usage({ name, ofLine, onDay }: Making, { cost, cover, day, line, list, price, quantity }: UsageRow): readonly Parts[] {
  const listed = decimal(list);
  const used: Parts = [
    {
      'lineItem/UsageAmount': decimal(quantity),
      'lineItem/UnblendedRate': decimal(price),
      'lineItem/UnblendedCost': listed,
      'lineItem/BlendedCost': listed,
      'lineItem/LineItemDescription': `$${String(price)} per ${line.unit} ${line.usageType}`,
      'pricing/publicOnDemandCost': listed,
    },
    ofLine(line),
    onDay(day),
  ];
  if (cover === undefined) return [[name(), ...used]];
  if (cover.kind === 'reservation') {
    const reserved = {
      'lineItem/LineItemType': 'DiscountedUsage',
      'lineItem/UnblendedCost': '0.0',
      'lineItem/UnblendedRate': '0.0',
      'reservation/EffectiveCost': decimal(cost),
      'reservation/ReservationARN': cover.id,
    };
    return [[name(), reserved, ...used]];
  }
  const covered = {
    'savingsPlan/SavingsPlanARN': cover.id,
    'lineItem/LineItemType': 'SavingsPlanCoveredUsage',
    'savingsPlan/SavingsPlanEffectiveCost': decimal(cost),
  };
  const negation = {
    'savingsPlan/SavingsPlanARN': cover.id,
    'lineItem/LineItemType': 'SavingsPlanNegation',
    'lineItem/UnblendedCost': decimal(-list),
    'lineItem/BlendedCost': decimal(-list),
    'lineItem/LineItemDescription': 'SavingsPlanNegation used by AccountId',
    'pricing/publicOnDemandCost': '0.0',
  };
  return [
    [name(), covered, ...used],
    [name(), negation, ...used],
  ];
}

/** What a savings plan costs each day: what it paid for, all of it used. */
function planFees({ bill, name, onDay }: Making, rows: readonly (UsageRow | OnceRow)[]): readonly Dated[] {
  const paid = new Map<string, { readonly day: number; readonly id: string; cost: number }>();
  for (const row of rows) {
    if (row.kind !== 'usage' || row.cover?.kind !== 'savings-plan') continue;
    const key = `${String(row.day)} ${row.cover.id}`;
    const known = paid.get(key) ?? { day: row.day, id: row.cover.id, cost: 0 };
    paid.set(key, { ...known, cost: money(known.cost + row.cost) });
  }
  return [...paid.values()].map(({ cost, day, id }) => ({
    day,
    record: [
      name(),
      {
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
      onDay(day),
    ],
  }));
}

function* records(bill: Bill): Iterable<Dated> {
  const making = makingOf(bill);
  const rows = rowsOf(bill);
  for (const row of rows) {
    if (row.kind === 'once') yield { day: row.day, record: chargeOnce(making, row) };
    else for (const record of usage(making, row)) yield { day: row.day, record };
  }
  yield* planFees(making, rows);
}

export function curLegacy(bill: Bill, byMonth = false): readonly BillFile[] {
  const all = records(bill);
  return byMonth ? csvByMonth(bill, 'cost-and-usage', CUR_COLUMNS, all) : csvFile('cost-and-usage', CUR_COLUMNS, all);
}

const NOTHING_MORE: Rec = { resource_tags: '{}', cost_category: '{}', discount: '{}' };

/** What Data Exports say in another way, of one product, region and account. */
function exportPart(service: string, region: string, account: string): Rec {
  return {
    product_region_code: region,
    product: JSON.stringify({ product_name: service, region }),
    line_item_usage_account_name: account,
  };
}

function* exported(bill: Bill): Iterable<Dated> {
  for (const { day, record } of records(bill)) {
    const said = (key: string): string => valueOf(record, key);
    const part = exportPart(said('product/ProductName'), said('product/region'), said('lineItem/UsageAccountId'));
    yield { day, record: [...record, part, NOTHING_MORE] };
  }
}

export function cur2(bill: Bill): readonly BillFile[] {
  return csvFile('data-export', CUR2_COLUMNS, exported(bill), CUR2_KEYS);
}
