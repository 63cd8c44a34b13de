// What AWS writes: the Cost and Usage Report as it was and as Data Exports write it, and the answers of Cost Explorer.

import { isoDay } from '../../../src/spikes/day.js';
import type { Bill } from '../bill.js';
import { codeOf } from '../catalog.js';
import type { Rec } from './csv.js';
import { commitments, decimal, idOf, leafOf, monthStart, nextMonth, type OnceRow, type Row, rowsOf } from './rows.js';

export const CUR_COLUMNS: readonly string[] = [
  'identity/LineItemId',
  'identity/TimeInterval',
  'bill/InvoiceId',
  'bill/BillingEntity',
  'bill/BillType',
  'bill/PayerAccountId',
  'bill/BillingPeriodStartDate',
  'bill/BillingPeriodEndDate',
  'lineItem/UsageAccountId',
  'lineItem/LineItemType',
  'lineItem/UsageStartDate',
  'lineItem/UsageEndDate',
  'lineItem/ProductCode',
  'lineItem/UsageType',
  'lineItem/Operation',
  'lineItem/AvailabilityZone',
  'lineItem/ResourceId',
  'lineItem/UsageAmount',
  'lineItem/CurrencyCode',
  'lineItem/UnblendedRate',
  'lineItem/UnblendedCost',
  'lineItem/BlendedCost',
  'lineItem/LineItemDescription',
  'product/ProductName',
  'product/region',
  'pricing/publicOnDemandCost',
  'pricing/unit',
  'reservation/EffectiveCost',
  'reservation/ReservationARN',
  'savingsPlan/SavingsPlanARN',
  'savingsPlan/SavingsPlanEffectiveCost',
  'savingsPlan/TotalCommitmentToDate',
  'savingsPlan/UsedCommitment',
];

/** `lineItem/UsageStartDate` is `line_item_usage_start_date` in Data Exports; the product is a map there. */
const snake = (column: string): string =>
  column
    .replace('/', '_')
    .replaceAll(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .replace('savingsPlan', 'savings_plan')
    .replace('ReservationARN', 'reservation_a_r_n')
    .toLowerCase();
export const CUR2_COLUMNS: readonly string[] = [
  ...CUR_COLUMNS.filter((column) => column !== 'product/ProductName').map(snake),
  'line_item_usage_account_name',
  'product',
  'resource_tags',
  'cost_category',
  'discount',
];

const TYPES: Readonly<Record<OnceRow['charge']['kind'], string>> = {
  purchase: 'SavingsPlanUpfrontFee',
  fee: 'Fee',
  support: 'Fee',
  marketplace: 'Fee',
  tax: 'Tax',
  credit: 'Credit',
  refund: 'Refund',
  correction: 'Usage',
};
const PLAN = 'arn:aws:savingsplans::111111111111:savingsplan/00000000-0000-4000-8000-000000000001';

function common(bill: Bill, day: number): Rec {
  const start = `${isoDay(day)}T00:00:00Z`;
  const end = `${isoDay(day + 1)}T00:00:00Z`;
  return {
    'identity/TimeInterval': `${start}/${end}`,
    'bill/BillingEntity': 'AWS',
    'bill/BillType': 'Anniversary',
    'bill/PayerAccountId': '111111111111',
    'bill/BillingPeriodStartDate': `${monthStart(day)}T00:00:00Z`,
    'bill/BillingPeriodEndDate': `${nextMonth(day)}T00:00:00Z`,
    'lineItem/UsageStartDate': start,
    'lineItem/UsageEndDate': end,
    'lineItem/CurrencyCode': bill.currency,
  };
}

function usage(bill: Bill, row: Row): readonly Rec[] {
  const leaf = leafOf(row);
  const where: Rec = {
    ...common(bill, row.day),
    'lineItem/UsageAccountId': leaf.account,
    'lineItem/ProductCode': codeOf(leaf.service),
    'lineItem/UsageType': leaf.usageType,
    'product/ProductName': leaf.service,
    'product/region': leaf.region,
  };
  if (row.kind === 'once') {
    const amount = decimal(row.charge.cost);
    const type = { 'lineItem/LineItemType': TYPES[row.charge.kind], 'lineItem/LineItemDescription': row.charge.description };
    return [{ ...where, ...type, 'lineItem/UnblendedCost': amount, 'lineItem/BlendedCost': amount, 'lineItem/UsageAmount': '1' }];
  }
  const { line, cost, list, quantity, isCovered } = row;
  const used: Rec = {
    ...where,
    'lineItem/LineItemType': isCovered ? 'SavingsPlanCoveredUsage' : 'Usage',
    'lineItem/Operation': 'Run',
    'lineItem/ResourceId': line.resource,
    'lineItem/UsageAmount': String(quantity),
    'lineItem/UnblendedRate': String(line.price),
    'lineItem/UnblendedCost': decimal(list),
    'lineItem/BlendedCost': decimal(list),
    'lineItem/LineItemDescription': `$${String(line.price)} per ${line.unit}, ${leaf.usageType}`,
    'pricing/publicOnDemandCost': decimal(list),
    'pricing/unit': line.unit,
  };
  if (!isCovered) return [used];
  const negation = {
    ...used,
    'lineItem/LineItemType': 'SavingsPlanNegation',
    'lineItem/UnblendedCost': decimal(-list),
    'lineItem/BlendedCost': decimal(-list),
    'savingsPlan/SavingsPlanARN': PLAN,
  };
  return [{ ...used, 'savingsPlan/SavingsPlanARN': PLAN, 'savingsPlan/SavingsPlanEffectiveCost': decimal(cost) }, negation];
}

export function curRecords(bill: Bill): readonly Rec[] {
  const rows = rowsOf(bill);
  const recurring = [...commitments(rows)].map(
    ([day, cost]): Rec => ({
      ...common(bill, day),
      'lineItem/UsageAccountId': '111111111111',
      'lineItem/ProductCode': 'ComputeSavingsPlans',
      'product/ProductName': 'Savings Plans for AWS Compute usage',
      'lineItem/LineItemType': 'SavingsPlanRecurringFee',
      'lineItem/UsageType': 'ComputeSP:1yrNoUpfront',
      'lineItem/UsageAmount': '24',
      'lineItem/UnblendedCost': decimal(cost),
      'lineItem/BlendedCost': decimal(cost),
      'savingsPlan/SavingsPlanARN': PLAN,
      'savingsPlan/TotalCommitmentToDate': decimal(cost),
      'savingsPlan/UsedCommitment': decimal(cost),
    }),
  );
  return [...rows.flatMap((row) => usage(bill, row)), ...recurring].map((one, index) => ({
    ...one,
    'identity/LineItemId': idOf(`${String(index)} ${bill.currency}`),
  }));
}

export function cur2Records(bill: Bill): readonly Rec[] {
  return curRecords(bill).map((one) => ({
    ...Object.fromEntries(Object.entries(one).map(([column, value]) => [snake(column), value])),
    line_item_usage_account_name: one['lineItem/UsageAccountId'] ?? '',
    product: JSON.stringify({ product_name: one['product/ProductName'] ?? '', region: one['product/region'] ?? '' }),
    resource_tags: '{}',
    cost_category: '{}',
    discount: '{}',
  }));
}

/** Amortised cost by day and by name; what comes once is there too, under the service that the invoice names. */
function totals(
  bill: Bill,
  by: 'service' | 'usageType' | 'account',
): { readonly names: readonly string[]; readonly at: (day: number, name: string) => bigint } {
  const sums = new Map<string, bigint>();
  const names = new Set<string>();
  for (const row of rowsOf(bill)) {
    if (row.kind === 'once' && row.charge.kind === 'purchase') continue;
    const name = leafOf(row)[by] === '' ? 'NoUsageType' : leafOf(row)[by];
    names.add(name);
    const key = `${String(row.day)} ${name}`;
    sums.set(key, (sums.get(key) ?? 0n) + (row.kind === 'usage' ? row.cost : row.charge.cost));
  }
  return { names: [...names].sort(), at: (day, name) => sums.get(`${String(day)} ${name}`) ?? 0n };
}

const GROUPS = { service: 'SERVICE', usageType: 'USAGE_TYPE', account: 'LINKED_ACCOUNT' } as const;
const TITLES = { service: 'Service', usageType: 'Usage type', account: 'Linked account' } as const;
export type ExplorerGroup = keyof typeof GROUPS;

const daysOf = (bill: Bill): readonly number[] => Array.from({ length: bill.days }, (_, day) => bill.firstDay + day);

export function explorerJson(bill: Bill, by: ExplorerGroup): string {
  const { names, at } = totals(bill, by);
  const results = daysOf(bill).map((day) => ({
    TimePeriod: { Start: isoDay(day), End: isoDay(day + 1) },
    Total: {},
    Groups: names
      .filter((name) => at(day, name) !== 0n)
      .map((name) => ({ Keys: [name], Metrics: { AmortizedCost: { Amount: decimal(at(day, name)), Unit: bill.currency } } })),
    Estimated: bill.tail !== undefined && day >= bill.firstDay + bill.days - bill.tail.days,
  }));
  return JSON.stringify(
    { GroupDefinitions: [{ Type: 'DIMENSION', Key: GROUPS[by] }], ResultsByTime: results, DimensionValueAttributes: [] },
    undefined,
    2,
  );
}

/** As the console saves it: a row of totals, a column of totals, `$` in the names. `across`: names down, days across. */
export function explorerTable(
  bill: Bill,
  by: ExplorerGroup,
  across: boolean,
): { readonly columns: readonly string[]; readonly records: readonly Rec[] } {
  const { names, at } = totals(bill, by);
  const days = daysOf(bill);
  const sum = (list: readonly bigint[]): string => decimal(list.reduce((total, one) => total + one, 0n));
  const [first, total] = [TITLES[by], `${TITLES[by]} total`];
  if (across) {
    const rows = [
      [total, (day: number) => sum(names.map((name) => at(day, name)))] as const,
      ...names.map((name) => [name, (day: number) => decimal(at(day, name))] as const),
    ];
    const columns = [first, ...days.map(isoDay), 'Total costs($)'];
    const records = rows.map(([name, cell]) => ({
      [first]: name,
      ...Object.fromEntries(days.map((day) => [isoDay(day), cell(day)])),
      'Total costs($)': sum(days.flatMap((day) => (name === total ? names.map((one) => at(day, one)) : [at(day, name)]))),
    }));
    return { columns, records };
  }
  const label = (name: string): string => `${name}($)`;
  const columns = [first, ...names.map(label), 'Total costs($)'];
  const row = (title: string, cell: (name: string) => bigint): Rec => ({
    [first]: title,
    ...Object.fromEntries(names.map((name) => [label(name), decimal(cell(name))])),
    'Total costs($)': sum(names.map(cell)),
  });
  const whole = row(total, (name) => days.reduce((all, day) => all + at(day, name), 0n));
  return { columns, records: [whole, ...days.map((day) => row(isoDay(day), (name) => at(day, name)))] };
}
