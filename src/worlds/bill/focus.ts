// FOCUS Cost and Usage, versions 1.0 and 1.2, of either cloud.

import { isoDay, monthStart, nextMonth } from '../days.js';
import { hashOf } from '../random.js';
import { type Bill, type BillFile, decimal, money, type OneOffKind, type OnceRow, rowsOf, type UsageRow } from './bill.js';
import { csvFile, type Dated, type Rec } from './csv.js';

export type FocusVersion = '1.0' | '1.2';

const FIRST: readonly string[] = (
  'AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ' +
  'ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId ' +
  'CommitmentDiscountName CommitmentDiscountStatus CommitmentDiscountType ConsumedQuantity ConsumedUnit ContractedCost ' +
  'ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity PricingUnit ProviderName ' +
  'PublisherName RegionId RegionName ResourceId ResourceName ResourceType ServiceCategory ServiceName SkuId SkuPriceId SubAccountId ' +
  'SubAccountName Tags'
).split(' ');
const LATER: readonly string[] = (
  'CapacityReservationId CapacityReservationStatus CommitmentDiscountQuantity CommitmentDiscountUnit ServiceSubcategory SkuMeter ' +
  'SkuPriceDetails BillingAccountType SubAccountType InvoiceId PricingCurrency PricingCurrencyContractedUnitPrice ' +
  'PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice'
).split(' ');

function columnsOf(bill: Bill, version: FocusVersion): readonly string[] {
  const own = bill.provider === 'AWS' ? ['x_Operation', 'x_ServiceCode', 'x_UsageType'] : ['x_SkuDescription', 'x_ServiceId'];
  return [...FIRST, ...(version === '1.2' ? LATER : []), ...own];
}

const ONCE: Readonly<Record<OneOffKind, Rec>> = {
  purchase: { ChargeCategory: 'Purchase', ChargeFrequency: 'One-Time' },
  fee: { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring' },
  support: { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring' },
  marketplace: { ChargeCategory: 'Purchase', ChargeFrequency: 'One-Time' },
  tax: { ChargeCategory: 'Tax', ChargeFrequency: 'One-Time' },
  credit: { ChargeCategory: 'Credit', ChargeFrequency: 'One-Time' },
  refund: { ChargeCategory: 'Credit', ChargeFrequency: 'One-Time', ChargeClass: 'Correction' },
  correction: { ChargeCategory: 'Usage', ChargeClass: 'Correction', ChargeFrequency: 'Usage-Based' },
};

function common(bill: Bill, day: number): Rec {
  const absolute = bill.firstDay + day;
  return {
    BillingAccountId: bill.payer,
    BillingAccountName: bill.payer,
    BillingAccountType: 'Billing Account',
    BillingCurrency: bill.currency,
    PricingCurrency: bill.currency,
    BillingPeriodStart: `${isoDay(monthStart(absolute))}T00:00:00Z`,
    BillingPeriodEnd: `${isoDay(nextMonth(absolute))}T00:00:00Z`,
    ChargePeriodStart: `${isoDay(absolute)}T00:00:00Z`,
    ChargePeriodEnd: `${isoDay(absolute + 1)}T00:00:00Z`,
    InvoiceIssuerName: bill.provider,
    ProviderName: bill.provider,
    PublisherName: bill.provider,
    Tags: '{}',
  };
}

function once(bill: Bill, { charge, day }: OnceRow): Rec {
  const amount = decimal(charge.cost);
  return {
    ...common(bill, day),
    ...ONCE[charge.kind],
    BilledCost: amount,
    // What is bought for later is spread over the use that it pays for.
    EffectiveCost: charge.kind === 'purchase' ? '0.0' : amount,
    ListCost: amount,
    ContractedCost: amount,
    ChargeDescription: charge.description,
    ServiceName: charge.service,
    SubAccountId: charge.account,
    RegionId: charge.region,
    x_UsageType: charge.usageType,
  };
}

function isCredit(row: UsageRow): boolean {
  return row.cover?.kind === 'promotion' || row.cover?.kind === 'free-tier';
}

function usage(bill: Bill, row: UsageRow): readonly Rec[] {
  const { cover, day, line, list, price, quantity } = row;
  const cost = isCredit(row) ? list : row.cost;
  const isCommitted = cover !== undefined && !isCredit(row) && cover.kind !== 'discount' && cover.kind !== 'sustained-use';
  const used: Rec = {
    ...common(bill, day),
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    ChargeDescription: `${line.usageType} in ${line.region}`,
    AvailabilityZone: line.zone ?? '',
    BilledCost: isCommitted ? '0.0' : decimal(cost),
    EffectiveCost: decimal(cost),
    ListCost: decimal(list),
    ContractedCost: decimal(list),
    ListUnitPrice: decimal(price),
    ContractedUnitPrice: decimal(price),
    ConsumedQuantity: decimal(quantity),
    ConsumedUnit: line.unit,
    PricingQuantity: decimal(quantity),
    PricingUnit: line.unit,
    PricingCategory: isCommitted ? 'Committed' : 'Standard',
    PricingCurrencyEffectiveCost: decimal(cost),
    RegionId: line.region,
    RegionName: line.region,
    ResourceId: line.resource,
    ResourceName: line.resource.slice(Math.max(line.resource.lastIndexOf('/'), line.resource.lastIndexOf(':')) + 1),
    ServiceName: line.service,
    SkuId: line.sku ?? hashOf(`${line.code} ${line.usageType}`).toString(36).toUpperCase(),
    SkuMeter: line.usageType,
    SkuPriceId: hashOf(`price ${line.usageType}`).toString(36).toUpperCase(),
    SubAccountId: line.account,
    SubAccountName: line.accountName,
    SubAccountType: bill.provider === 'AWS' ? 'Account' : 'Project',
    Tags: JSON.stringify(line.tags ?? {}),
    x_Operation: line.operation ?? '',
    x_ServiceCode: line.code,
    x_ServiceId: line.code,
    x_UsageType: line.usageType,
    x_SkuDescription: line.usageType,
    ...(isCommitted
      ? {
          CommitmentDiscountId: cover.id,
          CommitmentDiscountName: cover.name,
          CommitmentDiscountCategory: cover.kind === 'reservation' || cover.kind === 'committed-use' ? 'Usage' : 'Spend',
          CommitmentDiscountType: cover.kind === 'reservation' ? 'Reserved Instance' : cover.name,
          CommitmentDiscountStatus: 'Used',
        }
      : {}),
  };
  if (!isCredit(row) || cover === undefined) return [used];
  const credit = decimal(money(list * cover.paid - list));
  const costs = { BilledCost: credit, EffectiveCost: credit, ListCost: credit, ContractedCost: credit, ConsumedQuantity: '' };
  return [used, { ...used, ...costs, ChargeCategory: 'Credit', ChargeDescription: cover.name }];
}

/** What a commitment is billed each day: what it paid for. */
function fees(bill: Bill, rows: readonly (UsageRow | OnceRow)[]): readonly Dated[] {
  const paid = new Map<string, { readonly row: UsageRow; cost: number }>();
  for (const row of rows) {
    if (row.kind !== 'usage' || row.cover === undefined || isCredit(row)) continue;
    if (row.cover.kind === 'discount' || row.cover.kind === 'sustained-use') continue;
    const key = `${String(row.day)} ${row.cover.id}`;
    paid.set(key, { row, cost: money((paid.get(key)?.cost ?? 0) + row.cost) });
  }
  return [...paid.values()].map(({ cost, row: { cover, day, line } }) => ({
    day,
    record: {
      ...common(bill, day),
      ChargeCategory: 'Purchase',
      ChargeFrequency: 'Recurring',
      ChargeDescription: cover?.name ?? '',
      CommitmentDiscountId: cover?.id ?? '',
      ServiceName: cover?.kind === 'savings-plan' ? 'Savings Plans for AWS Compute usage' : line.service,
      SubAccountId: line.account,
      BilledCost: decimal(cost),
      EffectiveCost: '0.0',
      ListCost: '0.0',
      ContractedCost: decimal(cost),
    },
  }));
}

function* recordsOf(bill: Bill): Iterable<Dated> {
  const rows = rowsOf(bill);
  for (const row of rows) {
    if (row.kind === 'once') yield { day: row.day, record: once(bill, row) };
    else for (const record of usage(bill, row)) yield { day: row.day, record };
  }
  yield* fees(bill, rows);
}

export function focus(bill: Bill, version: FocusVersion): readonly BillFile[] {
  return csvFile(`focus-${version.replace('.', '-')}`, columnsOf(bill, version), recordsOf(bill));
}
