// FOCUS Cost and Usage, versions 1.0 to 1.4.

import { isoDay } from '../../../src/spikes/day.js';
import type { Bill } from '../bill.js';
import type { Rec } from './csv.js';
import { commitments, decimal, idOf, leafOf, monthStart, nextMonth, type OnceRow, type Row, rowsOf } from './rows.js';

export const FOCUS_VERSIONS = ['1.0', '1.1', '1.2', '1.3', '1.4'] as const;
export type FocusVersion = (typeof FOCUS_VERSIONS)[number];

const words = (text: string): readonly string[] => text.split(' ');
const FIRST = words(
  'AvailabilityZone BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd ' +
    'BillingPeriodStart ChargeCategory ChargeClass ChargeDescription ChargeFrequency ChargePeriodEnd ' +
    'ChargePeriodStart CommitmentDiscountCategory CommitmentDiscountId CommitmentDiscountName ' +
    'CommitmentDiscountStatus CommitmentDiscountType ConsumedQuantity ConsumedUnit ContractedCost ' +
    'ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory ' +
    'PricingQuantity PricingUnit ProviderName PublisherName RegionId RegionName ResourceId ResourceName ' +
    'ResourceType ServiceCategory ServiceName SkuId SkuPriceId SubAccountId SubAccountName Tags',
);
const ADDED: Readonly<Record<FocusVersion, readonly string[]>> = {
  '1.0': [],
  '1.1': words(
    'CapacityReservationId CapacityReservationStatus CommitmentDiscountQuantity CommitmentDiscountUnit ' +
      'ServiceSubcategory SkuMeter SkuPriceDetails',
  ),
  '1.2': words(
    'BillingAccountType SubAccountType InvoiceId PricingCurrency PricingCurrencyContractedUnitPrice ' +
      'PricingCurrencyEffectiveCost PricingCurrencyListUnitPrice',
  ),
  '1.3': words(
    'ServiceProviderName HostProviderName ContractApplied AllocatedMethodId AllocatedMethodDetails ' +
      'AllocatedResourceId AllocatedResourceName AllocatedTags',
  ),
  '1.4': words('InvoiceDetailId CommitmentProgramEligibilityDetails'),
};
const GONE: readonly string[] = ['ProviderName', 'PublisherName'];

export function focusColumns(version: FocusVersion): readonly string[] {
  const all = FOCUS_VERSIONS.slice(0, FOCUS_VERSIONS.indexOf(version) + 1).flatMap((one) => ADDED[one]);
  const columns = [...FIRST, ...all].filter((column) => version !== '1.4' || !GONE.includes(column));
  return [...columns, 'x_UsageType'];
}

const ONCE: Readonly<Record<OnceRow['charge']['kind'], Rec>> = {
  purchase: {
    ChargeCategory: 'Purchase',
    ChargeFrequency: 'One-Time',
    CommitmentDiscountId: 'commitment-upfront',
    CommitmentDiscountCategory: 'Spend',
  },
  fee: { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring' },
  support: { ChargeCategory: 'Purchase', ChargeFrequency: 'Recurring', ServiceCategory: 'Management and Governance' },
  marketplace: { ChargeCategory: 'Purchase', ChargeFrequency: 'One-Time', PublisherName: 'Some Vendor' },
  tax: { ChargeCategory: 'Tax', ChargeFrequency: 'One-Time' },
  credit: { ChargeCategory: 'Credit', ChargeFrequency: 'One-Time' },
  refund: { ChargeCategory: 'Adjustment', ChargeFrequency: 'One-Time' },
  correction: { ChargeCategory: 'Usage', ChargeClass: 'Correction', ChargeFrequency: 'Usage-Based' },
};

function common(bill: Bill, row: Row | { readonly day: number }): Rec {
  return {
    BillingAccountId: `${bill.provider}-payer`,
    BillingAccountName: 'Payer',
    BillingAccountType: 'Billing Account',
    BillingCurrency: bill.currency,
    PricingCurrency: bill.currency,
    BillingPeriodStart: `${monthStart(row.day)}T00:00:00Z`,
    BillingPeriodEnd: `${nextMonth(row.day)}T00:00:00Z`,
    ChargePeriodStart: `${isoDay(row.day)}T00:00:00Z`,
    ChargePeriodEnd: `${isoDay(row.day + 1)}T00:00:00Z`,
    InvoiceIssuerName: bill.provider,
    InvoiceId: `INV-${monthStart(row.day).slice(0, 7)}`,
    ProviderName: bill.provider,
    PublisherName: bill.provider,
    ServiceProviderName: bill.provider,
    HostProviderName: bill.provider,
    Tags: '{"team":"shop, web"}',
  };
}

function record(bill: Bill, row: Row): Rec {
  const leaf = leafOf(row);
  const where: Rec = {
    ...common(bill, row),
    ServiceName: leaf.service,
    ServiceCategory: 'Compute',
    SubAccountId: leaf.account,
    SubAccountName: leaf.account,
    SubAccountType: 'Account',
    RegionId: leaf.region,
    RegionName: leaf.region,
    SkuId: leaf.usageType,
    SkuMeter: leaf.usageType,
    x_UsageType: leaf.usageType,
  };
  if (row.kind === 'once') {
    const amount = decimal(row.charge.cost);
    // What an upfront payment buys is spread over the use that it pays for.
    const effective = row.charge.kind === 'purchase' ? '0.0' : amount;
    const costs = { BilledCost: amount, EffectiveCost: effective, ListCost: amount, ContractedCost: amount };
    return { ...where, ...costs, ChargeDescription: row.charge.description, ...ONCE[row.charge.kind] };
  }
  const { line, cost, list, quantity, isCovered } = row;
  return {
    ...where,
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    ChargeDescription: `${leaf.usageType}, ${leaf.region}`,
    BilledCost: isCovered ? '0.0' : decimal(cost),
    EffectiveCost: decimal(cost),
    ListCost: decimal(list),
    ContractedCost: decimal(list),
    ConsumedQuantity: String(quantity),
    ConsumedUnit: line.unit,
    PricingQuantity: String(quantity),
    PricingUnit: line.unit,
    PricingCategory: isCovered ? 'Committed' : 'Standard',
    PricingCurrencyEffectiveCost: decimal(cost),
    ...(isCovered ? { CommitmentDiscountId: 'commitment-1', CommitmentDiscountCategory: 'Spend', CommitmentDiscountStatus: 'Used' } : {}),
    ResourceId: line.resource,
    ResourceName: line.resource.slice(line.resource.lastIndexOf('/') + 1),
    SkuPriceId: idOf(leaf.usageType),
  };
}

export function focusRecords(bill: Bill): readonly Rec[] {
  const rows = rowsOf(bill);
  const paid = [...commitments(rows)].map(([day, cost]): Rec => {
    const what = {
      ChargeCategory: 'Purchase',
      ChargeFrequency: 'Recurring',
      CommitmentDiscountId: 'commitment-1',
      ServiceName: 'Savings Plan',
    };
    return {
      ...common(bill, { day }),
      ...what,
      BilledCost: decimal(cost),
      EffectiveCost: '0.0',
      ListCost: '0.0',
      ContractedCost: decimal(cost),
    };
  });
  return [...rows.map((row) => record(bill, row)), ...paid];
}
