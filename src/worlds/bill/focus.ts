// FOCUS Cost and Usage, versions 1.0 and 1.2, of either cloud.

import { isoDay, monthStart, nextMonth } from '../days.js';
import { hashOf } from '../random.js';
import {
  type Bill,
  type BillFile,
  type BillLine,
  type Cover,
  decimal,
  money,
  type OneOffKind,
  type OnceRow,
  rowsOf,
  type UsageRow,
} from './bill.js';
import { csvFile, type Dated, once, type Parts, type Rec } from './csv.js';

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

/** What records are made with: what all of a day or of a line have alike. */
interface Making {
  readonly onDay: (day: number) => Rec;
  readonly ofLine: (line: BillLine) => Rec;
}

function dayPart(bill: Bill, day: number): Rec {
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

function linePart(bill: Bill, line: BillLine): Rec {
  return {
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    ChargeDescription: `${line.usageType} in ${line.region}`,
    AvailabilityZone: line.zone ?? '',
    ConsumedUnit: line.unit,
    PricingUnit: line.unit,
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
  };
}

function chargeOnce({ onDay }: Making, { charge, day }: OnceRow): Parts {
  const amount = decimal(charge.cost);
  const costs = {
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
  return [costs, ONCE[charge.kind], onDay(day)];
}

function isCredit(row: UsageRow): boolean {
  return row.cover?.kind === 'promotion' || row.cover?.kind === 'free-tier';
}

function usage({ ofLine, onDay }: Making, row: UsageRow): readonly Parts[] {
  const { cover, day, line, list, price, quantity } = row;
  const cost = decimal(isCredit(row) ? list : row.cost);
  const listed = decimal(list);
  const isCommitted = cover !== undefined && !isCredit(row) && cover.kind !== 'discount' && cover.kind !== 'sustained-use';
  const costs: Rec = {
    BilledCost: isCommitted ? '0.0' : cost,
    EffectiveCost: cost,
    ListCost: listed,
    ContractedCost: listed,
    ListUnitPrice: decimal(price),
    ContractedUnitPrice: decimal(price),
    ConsumedQuantity: decimal(quantity),
    PricingQuantity: decimal(quantity),
    PricingCategory: isCommitted ? 'Committed' : 'Standard',
    PricingCurrencyEffectiveCost: cost,
  };
  const used: Parts = [costs, ...(isCommitted ? [commitment(cover)] : []), ofLine(line), onDay(day)];
  if (!isCredit(row) || cover === undefined) return [used];
  const amount = decimal(money(list * cover.paid - list));
  const credit = {
    BilledCost: amount,
    EffectiveCost: amount,
    ListCost: amount,
    ContractedCost: amount,
    ConsumedQuantity: '',
    ChargeCategory: 'Credit',
    ChargeDescription: cover.name,
  };
  return [used, [credit, ...used]];
}

function commitment(cover: Cover): Rec {
  return {
    CommitmentDiscountId: cover.id,
    CommitmentDiscountName: cover.name,
    CommitmentDiscountCategory: cover.kind === 'reservation' || cover.kind === 'committed-use' ? 'Usage' : 'Spend',
    CommitmentDiscountType: cover.kind === 'reservation' ? 'Reserved Instance' : cover.name,
    CommitmentDiscountStatus: 'Used',
  };
}

/** What a commitment is billed each day: what it paid for. */
function fees({ onDay }: Making, rows: readonly (UsageRow | OnceRow)[]): readonly Dated[] {
  const paid = new Map<string, { readonly row: UsageRow; cost: number }>();
  for (const row of rows) {
    if (row.kind !== 'usage' || row.cover === undefined || isCredit(row)) continue;
    if (row.cover.kind === 'discount' || row.cover.kind === 'sustained-use') continue;
    const key = `${String(row.day)} ${row.cover.id}`;
    paid.set(key, { row, cost: money((paid.get(key)?.cost ?? 0) + row.cost) });
  }
  return [...paid.values()].map(({ cost, row: { cover, day, line } }) => ({
    day,
    record: [
      {
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
      onDay(day),
    ],
  }));
}

function* recordsOf(bill: Bill): Iterable<Dated> {
  const making: Making = { onDay: once((day: number) => dayPart(bill, day)), ofLine: once((line: BillLine) => linePart(bill, line)) };
  const rows = rowsOf(bill);
  for (const row of rows) {
    if (row.kind === 'once') yield { day: row.day, record: chargeOnce(making, row) };
    else for (const record of usage(making, row)) yield { day: row.day, record };
  }
  yield* fees(making, rows);
}

export function focus(bill: Bill, version: FocusVersion): readonly BillFile[] {
  return csvFile(`focus-${version.replace('.', '-')}`, columnsOf(bill, version), recordsOf(bill));
}
