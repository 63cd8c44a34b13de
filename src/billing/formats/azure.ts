// Azure usage details: EA, MCA and pay-as-you-go, actual or amortized. Names changed over the years; they all stand here.

import { type Format, once, RUN_RATE } from './format.js';

export const AZURE: Format = {
  id: 'azure',
  title: 'Azure cost export',
  family: 'azure',
  provider: 'Microsoft Azure',
  signs: [
    ['metercategory'],
    ['date', 'usagedatetime', 'usagedate'],
    ['costinbillingcurrency', 'cost', 'pretaxcost', 'extendedcost', 'paygcostinbillingcurrency'],
    ['subscriptionid', 'subscriptionguid', 'subscriptionname', 'consumedservice', 'metername', 'instanceid'],
  ],
  versions: [
    { version: 'MCA', has: ['costinusd', 'pricingcurrency'] },
    { version: 'EA', has: ['billingprofileid'] },
    { version: 'EA', has: ['costinbillingcurrency'] },
    { version: 'EA', has: ['chargetype'] },
    { version: 'pay-as-you-go', has: [] },
  ],
  roles: {
    day: ['date', 'usagedatetime', 'usagedate'],
    payer: ['billingaccountid', 'billingaccountname'],
    account: ['subscriptionid', 'subscriptionguid', 'subscriptionname'],
    service: ['metercategory', 'consumedservice', 'publishername'],
    usageType: ['metername', 'metersubcategory', 'product', 'productname'],
    region: ['resourcelocation', 'location', 'resourcelocationnormalized', 'meterregion'],
    resource: ['resourceid', 'instanceid', 'instancename', 'resourcename'],
    currency: ['billingcurrencycode', 'billingcurrency', 'currency', 'currencycode'],
    unit: ['unitofmeasure'],
    description: ['productname', 'product', 'reservationname', 'metername'],
  },
  facts: {
    type: { columns: ['chargetype'] },
    publisher: { columns: ['publishertype'] },
    benefit: { columns: ['benefitid', 'reservationid', 'benefitname', 'reservationname'], presenceOnly: true },
  },
  amounts: {
    cost: { columns: ['costinbillingcurrency', 'cost', 'pretaxcost', 'extendedcost', 'paygcostinbillingcurrency'] },
    quantity: { columns: ['quantity', 'usagequantity', 'consumedquantity'] },
  },
  lines: [
    { when: { type: ['Purchase'], publisher: ['Marketplace'] }, gives: once('marketplace') },
    { when: { type: ['Purchase'] }, gives: once('purchase') },
    { when: { type: ['Refund'] }, gives: once('refund') },
    { when: { type: ['Tax'] }, gives: once('tax') },
    { when: { type: ['RoundingAdjustment', 'Adjustment'] }, gives: once('correction') },
    { when: { type: ['Credit'] }, gives: once('credit') },
    { when: { service: ['Support*'] }, gives: once('support') },
    // Unused reservations and savings plans are part of what running costs.
    { when: {}, gives: RUN_RATE },
  ],
  views: [
    { view: 'amortised', when: { type: ['UnusedReservation', 'UnusedSavingsPlan'] } },
    { view: 'amortised', when: { type: ['', 'Usage'], benefit: ['*'] }, isPaid: true },
    { view: 'actual', when: { type: ['Purchase', 'Refund'], benefit: ['*'] } },
    { view: 'actual', when: { type: ['', 'Usage'], benefit: ['*'] }, isPaid: false },
  ],
  everydayTypes: ['', 'Usage', 'UnusedReservation', 'UnusedSavingsPlan'],
  identity: ['meterid', 'reservationid', 'tags', 'additionalinfo', 'pricingmodel'],
};
