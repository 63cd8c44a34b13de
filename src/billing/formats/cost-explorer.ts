// AWS Cost Explorer, once its odd shapes are rows: the JSON of `get-cost-and-usage`, and the table of the console in both orientations.
// Each says one or two dimensions; the reader names the columns after them.

import { type Format, once, RUN_RATE } from './format.js';

export const COST_EXPLORER: Format = {
  id: 'aws-cost-explorer',
  title: 'AWS Cost Explorer',
  family: 'aws-cost-explorer',
  provider: 'AWS',
  signs: [['costexplorerday'], ['costexplorercost']],
  versions: [{ version: '', has: [] }],
  roles: {
    day: ['costexplorerday'],
    account: ['linkedaccount', 'account', 'linkedaccountname'],
    service: ['service', 'servicecode'],
    usageType: ['usagetype', 'usagetypegroup', 'operation', 'instancetype'],
    region: ['region', 'az'],
    currency: ['costexplorercurrency'],
    unit: ['costexplorerunit'],
    description: ['service', 'usagetype', 'recordtype'],
  },
  facts: { type: { columns: ['recordtype', 'chargetype'] } },
  amounts: { cost: { columns: ['costexplorercost'] }, quantity: { columns: ['costexplorerquantity'] } },
  lines: [
    { when: { type: ['Tax'] }, gives: once('tax') },
    { when: { type: ['Credit'] }, gives: once('credit') },
    { when: { type: ['Refund'] }, gives: once('refund') },
    { when: { type: ['Support fee', 'Support*'] }, gives: once('support') },
    { when: { type: ['Upfront*', 'Reservation*upfront*', 'Savings Plan Upfront Fee'] }, gives: once('purchase') },
    { when: { service: ['Tax'] }, gives: once('tax') },
    { when: { service: ['AWS Support*', 'Support*', 'AWS Premium Support*'] }, gives: once('support') },
    { when: { service: ['Refund'] }, gives: once('refund') },
    { when: { service: ['Credit', 'Credits'] }, gives: once('credit') },
    { when: {}, gives: RUN_RATE },
  ],
  everydayTypes: ['', 'Usage'],
};
