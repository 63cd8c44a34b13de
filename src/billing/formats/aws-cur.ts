// The AWS Cost and Usage Report: legacy (`lineItem/…`, or `line_item_…` in parquet) and 2.0 of Data Exports. One set of columns, since
// their names differ only in punctuation. Net columns exist only with private prices and count where they are filled in.

import { type Format, type LineRule, once, RUN_RATE } from './format.js';

const NOTHING = [{ to: 'run-rate', cost: [] }] as const;
const SUPPORT = ['AWSSupport*', 'AWSPremiumSupport*'];

/** What no view of the costs changes. */
const ONCE: readonly LineRule[] = [
  { when: { type: ['Tax'] }, gives: once('tax') },
  { when: { type: ['Credit'] }, gives: once('credit') },
  { when: { type: ['Refund'] }, gives: once('refund') },
  { when: { service: SUPPORT }, gives: once('support') },
];

const FEES: readonly LineRule[] = [
  { when: { type: ['Fee'], entity: ['AWS Marketplace'] }, gives: once('marketplace') },
  { when: { type: ['Fee'] }, gives: once('fee') },
];

export const AWS_CUR: Format = {
  id: 'aws-cur',
  title: 'AWS Cost and Usage Report',
  family: 'aws-cur',
  provider: 'AWS',
  signs: [['lineitemusagestartdate'], ['lineitemunblendedcost', 'lineitemnetunblendedcost'], ['lineitemlineitemtype', 'lineitemusagetype']],
  versions: [
    { version: '2.0', has: ['billpayeraccountname'] },
    { version: '2.0', has: ['lineitemusageaccountname'] },
    { version: '2.0', has: ['resourcetags'] },
    { version: '2.0', has: ['costcategory'] },
    { version: 'legacy', has: ['identitylineitemid', 'identitytimeinterval'] },
    { version: '2.0', has: [] },
  ],
  roles: {
    day: ['lineitemusagestartdate'],
    until: ['lineitemusageenddate'],
    payer: ['billpayeraccountid'],
    account: ['lineitemusageaccountid', 'billpayeraccountid'],
    service: ['lineitemproductcode', 'productservicecode', 'productproductname', 'productservicename'],
    usageType: ['lineitemusagetype', 'lineitemoperation'],
    region: ['productregioncode', 'productregion'],
    resource: ['lineitemresourceid'],
    currency: ['lineitemcurrencycode', 'pricingcurrency'],
    unit: ['pricingunit'],
    description: ['lineitemlineitemdescription'],
  },
  facts: {
    type: { columns: ['lineitemlineitemtype'] },
    entity: { columns: ['billbillingentity'] },
    reserved: { columns: ['reservationreservationarn', 'reservationsubscriptionid'], presenceOnly: true },
    zone: { columns: ['lineitemavailabilityzone', 'productavailabilityzone'] },
    // Who selects few columns of 2.0 often keeps this map.
    members: { columns: ['product'] },
  },
  members: { service: ['servicecode', 'product_name', 'servicename'], region: ['region_code', 'region'] },
  amounts: {
    cost: { columns: ['lineitemnetunblendedcost', 'lineitemunblendedcost'] },
    plan: { columns: ['savingsplannetsavingsplaneffectivecost', 'savingsplansavingsplaneffectivecost'] },
    committed: { columns: ['savingsplantotalcommitmenttodate'] },
    used: { columns: ['savingsplanusedcommitment'] },
    reservation: { columns: ['reservationneteffectivecost', 'reservationeffectivecost'] },
    unusedUpfront: {
      columns: ['reservationnetunusedamortizedupfrontfeeforbillingperiod', 'reservationunusedamortizedupfrontfeeforbillingperiod'],
    },
    unusedRecurring: { columns: ['reservationnetunusedrecurringfee', 'reservationunusedrecurringfee'] },
    quantity: { columns: ['lineitemusageamount'] },
  },
  lines: [
    ...ONCE,
    { when: { type: ['SavingsPlanCoveredUsage'] }, gives: [{ to: 'run-rate', cost: ['plan'] }] },
    { when: { type: ['SavingsPlanRecurringFee'] }, gives: [{ to: 'run-rate', cost: ['committed', '-used'] }] },
    { when: { type: ['SavingsPlanNegation'] }, gives: NOTHING },
    // Amortised into the lines above; as money it was spent on this one day.
    { when: { type: ['SavingsPlanUpfrontFee'] }, gives: once('purchase') },
    { when: { type: ['DiscountedUsage'] }, gives: [{ to: 'run-rate', cost: ['reservation'] }] },
    // One line a month, on its first day, for what of the reservation nobody used on all of them.
    { when: { type: ['RIFee'] }, gives: [{ to: 'run-rate', cost: ['unusedUpfront', 'unusedRecurring'], isSpread: true }] },
    { when: { type: ['Fee'], reserved: ['*'] }, gives: once('purchase') },
    ...FEES,
    { when: {}, gives: RUN_RATE },
  ],
  plainLines: [
    ...ONCE,
    { when: { type: ['RIFee'] }, gives: [{ to: 'run-rate', cost: ['cost'], isSpread: true }] },
    { when: { type: ['SavingsPlanUpfrontFee'] }, gives: once('purchase') },
    { when: { type: ['Fee'], reserved: ['*'] }, gives: once('purchase') },
    ...FEES,
    { when: {}, gives: RUN_RATE },
  ],
  everydayTypes: ['', 'Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'SavingsPlanRecurringFee'],
  identity: ['lineitemusageenddate', 'lineitemoperation', 'lineitemavailabilityzone', 'lineitemlineitemdescription', 'pricingrateid'],
  longTypes: ['RIFee'],
  // T-DIRT: many lines have no region; what comes before the first `-` of a usage type names it, and nothing there means Virginia.
  regionOfUsageType: {
    USE1: 'us-east-1',
    USE2: 'us-east-2',
    USW1: 'us-west-1',
    USW2: 'us-west-2',
    UGW1: 'us-gov-west-1',
    UGE1: 'us-gov-east-1',
    CAN1: 'ca-central-1',
    CAN2: 'ca-west-1',
    MXC1: 'mx-central-1',
    SAE1: 'sa-east-1',
    EU: 'eu-west-1',
    EUW1: 'eu-west-1',
    EUW2: 'eu-west-2',
    EUW3: 'eu-west-3',
    EUC1: 'eu-central-1',
    EUC2: 'eu-central-2',
    EUN1: 'eu-north-1',
    EUS1: 'eu-south-1',
    EUS2: 'eu-south-2',
    APE1: 'ap-east-1',
    APN1: 'ap-northeast-1',
    APN2: 'ap-northeast-2',
    APN3: 'ap-northeast-3',
    APS1: 'ap-southeast-1',
    APS2: 'ap-southeast-2',
    APS3: 'ap-south-1',
    APS4: 'ap-southeast-3',
    APS5: 'ap-south-2',
    APS6: 'ap-southeast-4',
    APS7: 'ap-southeast-5',
    MES1: 'me-south-1',
    MEC1: 'me-central-1',
    ILC1: 'il-central-1',
    AFS1: 'af-south-1',
  },
  regionOfZone: 'zone',
};
