// What Azure writes: cost details of an Enterprise Agreement or a Microsoft Customer Agreement, as charged or amortised.

import { isoDay } from '../../../src/spikes/day.js';
import type { Bill } from '../bill.js';
import { codeOf } from '../catalog.js';
import type { Rec } from './csv.js';
import { commitments, decimal, idOf, leafOf, type OnceRow, type Row, rowsOf, usDay } from './rows.js';

export type Agreement = 'ea' | 'mca';

const EA: readonly string[] = (
  'BillingAccountId BillingAccountName BillingPeriodStartDate BillingPeriodEndDate AccountName SubscriptionId ' +
  'SubscriptionName Date Product MeterId ServiceFamily MeterCategory MeterSubCategory MeterRegion MeterName ' +
  'Quantity EffectivePrice Cost UnitPrice BillingCurrency ResourceLocation ConsumedService ResourceId ' +
  'ResourceName AdditionalInfo Tags UnitOfMeasure ResourceGroup ReservationId ReservationName Term PublisherName ' +
  'ChargeType Frequency PublisherType PayGPrice PricingModel'
).split(' ');
const MCA: readonly string[] = (
  'invoiceId billingAccountId billingProfileId date serviceFamily productName consumedService meterId meterName ' +
  'meterCategory meterSubCategory meterRegion SubscriptionId subscriptionName resourceGroupName ResourceId ' +
  'resourceLocation effectivePrice quantity unitOfMeasure chargeType billingCurrency pricingCurrency ' +
  'costInBillingCurrency costInPricingCurrency costInUsd exchangeRatePricingToBilling additionalInfo tags ' +
  'PayGPrice frequency term reservationId reservationName pricingModel publisherType'
).split(' ');
export const azureColumns = (agreement: Agreement): readonly string[] => (agreement === 'ea' ? EA : MCA);

const CHARGE: Readonly<Record<OnceRow['charge']['kind'], readonly [string, string]>> = {
  purchase: ['Purchase', 'OneTime'],
  fee: ['Purchase', 'Recurring'],
  support: ['Purchase', 'Recurring'],
  marketplace: ['Purchase', 'OneTime'],
  tax: ['Tax', 'OneTime'],
  credit: ['Credit', 'OneTime'],
  refund: ['Refund', 'OneTime'],
  correction: ['RoundingAdjustment', 'OneTime'],
};

interface Fields {
  readonly day: number;
  readonly leaf: { readonly account: string; readonly service: string; readonly usageType: string; readonly region: string };
  readonly cost: bigint;
  readonly list?: string;
  readonly quantity: string;
  readonly unit: string;
  readonly resource: string;
  readonly charge: readonly [string, string];
  readonly pricing: string;
}

function record(bill: Bill, agreement: Agreement, fields: Fields): Rec {
  const { leaf, cost } = fields;
  const reservation = fields.pricing === 'Reservation' ? { ReservationId: 'reservation-1', ReservationName: 'VM_RI', Term: '36' } : {};
  const group = `rg-${leaf.region}`;
  const one: Rec = {
    BillingAccountId: '8611537',
    BillingAccountName: 'Payer',
    AccountName: 'Payer Team',
    SubscriptionId: leaf.account,
    SubscriptionName: leaf.account,
    Product: `${leaf.service} - ${leaf.usageType}`,
    MeterId: idOf(leaf.usageType),
    ServiceFamily: 'Compute',
    MeterCategory: leaf.service,
    MeterSubCategory: '',
    MeterRegion: leaf.region,
    MeterName: leaf.usageType,
    Quantity: fields.quantity,
    EffectivePrice: fields.list ?? '',
    UnitPrice: fields.list ?? '',
    PayGPrice: fields.list ?? '',
    BillingCurrency: bill.currency,
    ResourceLocation: leaf.region,
    ConsumedService: codeOf(leaf.service),
    ResourceId: fields.resource,
    ResourceName: fields.resource.slice(fields.resource.lastIndexOf('/') + 1),
    ResourceGroup: group,
    UnitOfMeasure: fields.unit,
    ChargeType: fields.charge[0],
    Frequency: fields.charge[1],
    PublisherType: fields.charge[0] === 'Purchase' && fields.pricing === '' ? 'Marketplace' : 'Azure',
    PublisherName: 'Microsoft',
    PricingModel: fields.pricing,
    ...reservation,
  };
  if (agreement === 'ea') return { ...one, Date: usDay(fields.day), Cost: decimal(cost) };
  const lower = Object.fromEntries(Object.entries(one).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]));
  return {
    ...lower,
    SubscriptionId: leaf.account,
    ResourceId: fields.resource,
    PayGPrice: fields.list ?? '',
    date: usDay(fields.day),
    productName: one['Product'] ?? '',
    resourceGroupName: group,
    pricingCurrency: 'USD',
    costInBillingCurrency: decimal(cost),
    costInPricingCurrency: decimal(cost),
    costInUsd: decimal(cost),
    exchangeRatePricingToBilling: '1',
    invoiceId: `G${isoDay(fields.day).slice(0, 7)}`,
  };
}

function fieldsOf(row: Row, amortised: boolean): Fields {
  const leaf = leafOf(row);
  if (row.kind === 'once') {
    return {
      day: row.day,
      leaf,
      cost: row.charge.cost,
      quantity: '1',
      unit: '1',
      resource: '',
      charge: CHARGE[row.charge.kind],
      pricing: row.charge.kind === 'purchase' ? 'Reservation' : '',
    };
  }
  const { line, isCovered } = row;
  return {
    day: row.day,
    leaf,
    cost: isCovered && !amortised ? 0n : row.cost,
    list: String(line.price),
    quantity: String(row.quantity),
    unit: line.unit,
    resource: line.resource,
    charge: ['Usage', 'UsageBased'],
    pricing: isCovered ? 'Reservation' : 'OnDemand',
  };
}

/** As charged, what a reservation covers costs nothing and the reservation is bought; amortised, it is the other way round. */
export function azureRecords(bill: Bill, agreement: Agreement, amortised: boolean): readonly Rec[] {
  const rows = rowsOf(bill);
  const used = rows
    .filter((row) => !(amortised && row.kind === 'once' && row.charge.kind === 'purchase'))
    .map((row) => record(bill, agreement, fieldsOf(row, amortised)));
  if (amortised) return used;
  const bought = [...commitments(rows)].map(([day, cost]) =>
    record(bill, agreement, {
      day,
      leaf: { account: '', service: 'Virtual Machines', usageType: 'Reserved instance', region: '' },
      cost,
      quantity: '1',
      unit: '1 Hour',
      resource: '',
      charge: ['Purchase', 'Recurring'],
      pricing: 'Reservation',
    }),
  );
  return [...used, ...bought];
}
