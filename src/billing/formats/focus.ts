// FOCUS 1.0 to 1.4, of any provider: usage at its effective (amortised) cost; what comes once at what was billed.

import { type Format, once } from './format.js';

const EFFECTIVE = ['effective'] as const;

export const FOCUS: Format = {
  id: 'focus',
  title: 'FOCUS',
  family: 'focus',
  provider: '',
  signs: [['chargeperiodstart'], ['billedcost'], ['effectivecost']],
  versions: [
    { version: '1.4', has: ['invoicedetailid'] },
    { version: '1.4', has: ['commitmentprogrameligibilitydetails'] },
    { version: '1.3', has: ['serviceprovidername'] },
    { version: '1.3', has: ['allocatedmethodid'] },
    { version: '1.2', has: ['invoiceid'] },
    { version: '1.2', has: ['pricingcurrency'] },
    { version: '1.2', has: ['subaccounttype'] },
    { version: '1.1', has: ['skumeter'] },
    { version: '1.1', has: ['servicesubcategory'] },
    { version: '1.1', has: ['commitmentdiscountquantity'] },
    { version: '1.0', has: [] },
  ],
  roles: {
    day: ['chargeperiodstart'],
    provider: ['serviceprovidername', 'providername', 'invoiceissuername', 'publishername'],
    payer: ['billingaccountid'],
    account: ['subaccountid', 'subaccountname', 'billingaccountid'],
    service: ['servicename', 'servicecategory'],
    usageType: ['xusagetype', 'xskumetername', 'xskudescription', 'skumeter', 'skuid', 'chargedescription'],
    region: ['regionid', 'regionname'],
    resource: ['resourceid', 'resourcename'],
    currency: ['billingcurrency'],
    unit: ['consumedunit', 'pricingunit'],
    description: ['chargedescription'],
  },
  facts: { type: { columns: ['chargecategory'] }, class: { columns: ['chargeclass'] } },
  amounts: {
    cost: { columns: ['billedcost'] },
    effective: { columns: ['effectivecost', 'billedcost'] },
    quantity: { columns: ['consumedquantity', 'pricingquantity'] },
  },
  lines: [
    { when: { class: ['Correction'] }, gives: once('correction', EFFECTIVE) },
    // What is bought for later is in the effective cost of later days; here it is money that was spent once.
    { when: { type: ['Purchase'] }, gives: once('purchase') },
    { when: { type: ['Tax'] }, gives: once('tax') },
    { when: { type: ['Credit'] }, gives: once('credit') },
    { when: { type: ['Refund'] }, gives: once('refund') },
    { when: { type: ['Adjustment'] }, gives: once('correction') },
    { when: {}, gives: [{ to: 'run-rate', cost: EFFECTIVE }] },
  ],
  everydayTypes: ['', 'Usage'],
  identity: ['chargeperiodend', 'skupriceid', 'chargedescription', 'availabilityzone', 'commitmentdiscountid'],
};
