// Google Cloud: the BigQuery export (standard, detailed) and the two tables that the console hands out.
// What counts is the net: cost and credits together. Promotions and free-tier credits come and go, so they stand apart.

import { type Format, type LineRule, once, RUN_RATE } from './format.js';

const PROMOTIONS = ['PROMOTION', 'FREE_TIER'];
/** What the SKU alone tells. */
const SUPPORT: readonly LineRule[] = [
  { when: { usageType: ['Commitment*upfront'] }, gives: once('purchase') },
  { when: { usageType: ['Enhanced Support', 'Premium Support', 'Standard Support', 'Role-Based Support*'] }, gives: once('support') },
  { when: { service: ['Support', 'Premium Support', 'Google Cloud Support*', 'Cloud Support*'] }, gives: once('support') },
];

export const GCP_EXPORT: Format = {
  id: 'gcp-export',
  title: 'Google Cloud BigQuery billing export',
  family: 'gcp-export',
  provider: 'Google Cloud',
  signs: [
    ['usagestarttime', 'usagestartdate'],
    ['cost'],
    ['skudescription', 'skuid', 'servicedescription'],
    ['billingaccountid', 'projectid', 'costtype', 'exporttime'],
  ],
  versions: [
    { version: 'detailed', has: ['resourcename'] },
    { version: 'detailed', has: ['resourceglobalname'] },
    { version: 'standard', has: [] },
  ],
  roles: {
    day: ['usagestarttime', 'usagestartdate'],
    payer: ['billingaccountid'],
    account: ['projectid', 'projectname', 'billingaccountid'],
    service: ['servicedescription', 'serviceid'],
    usageType: ['skudescription', 'skuid'],
    region: ['locationregion', 'locationlocation', 'region', 'location'],
    resource: ['resourceglobalname', 'resourcename'],
    currency: ['currency'],
    unit: ['usagepricingunit', 'usageunit'],
    description: ['skudescription'],
  },
  facts: { type: { columns: ['costtype'] } },
  amounts: {
    cost: { columns: ['cost'] },
    credits: { columns: ['credits'], credits: { types: PROMOTIONS, isOneOf: false } },
    promotions: { columns: ['credits'], credits: { types: PROMOTIONS, isOneOf: true } },
    // Flattened exports have already added the credits up.
    creditsTotal: { columns: ['creditsamount', 'creditstotal', 'creditamount', 'totalcredits'] },
    quantity: { columns: ['usageamountinpricingunits', 'usageamount'] },
  },
  lines: [
    { when: { type: ['tax'] }, gives: once('tax') },
    { when: { type: ['adjustment', 'rounding_error'] }, gives: once('correction') },
    ...SUPPORT,
    {
      when: {},
      gives: [
        { to: 'run-rate', cost: ['cost', 'credits', 'creditsTotal'] },
        { to: 'credit', cost: ['promotions'] },
      ],
    },
  ],
  everydayTypes: ['', 'regular'],
  identity: ['usageendtime', 'skuid', 'locationzone', 'labels', 'systemlabels', 'exporttime'],
};

/** The invoice's table: lines of the invoice's own before the header, and one line for each credit. */
export const GCP_COST_TABLE: Format = {
  id: 'gcp-cost-table',
  title: 'Google Cloud cost table',
  family: 'gcp-cost-table',
  provider: 'Google Cloud',
  signs: [['servicedescription'], ['costtype'], ['usagestartdate'], ['unroundedcost', 'cost']],
  // The BigQuery export has a cost type too.
  never: ['usagestarttime', 'exporttime'],
  versions: [{ version: '', has: [] }],
  roles: {
    day: ['usagestartdate'],
    payer: ['billingaccountid'],
    account: ['projectid', 'projectname', 'billingaccountid'],
    service: ['servicedescription', 'serviceid'],
    usageType: ['skudescription', 'skuid'],
    region: ['region', 'location'],
    currency: ['currency'],
    unit: ['usageunit'],
    description: ['skudescription', 'creditname', 'credittype'],
  },
  facts: { type: { columns: ['costtype'] }, credit: { columns: ['credittype'] } },
  // What is shown with two decimals hides a third of the lines.
  hasTotals: true,
  amounts: { cost: { columns: ['unroundedcost', 'unroundedsubtotal', 'cost'] }, quantity: { columns: ['usageamount'] } },
  lines: [
    { when: { type: ['total', 'subtotal', 'invoice total'] }, gives: [{ to: 'run-rate', cost: [] }] },
    { when: { type: ['tax'] }, gives: once('tax') },
    { when: { type: ['adjustment', 'rounding error', 'rounding_error'] }, gives: once('correction') },
    { when: { credit: ['promotion*', 'free tier*', 'free_tier*'] }, gives: once('credit') },
    ...SUPPORT,
    { when: {}, gives: RUN_RATE },
  ],
  everydayTypes: ['', 'usage', 'regular'],
};

export const GCP_REPORT: Format = {
  id: 'gcp-report',
  title: 'Google Cloud console report',
  family: 'gcp-report',
  provider: 'Google Cloud',
  signs: [
    ['servicedescription', 'skudescription', 'projectid', 'projectname', 'location'],
    ['unroundedsubtotal', 'subtotal'],
    ['date', 'usagestartdate', 'startdate', 'day', 'month'],
  ],
  never: ['usagestarttime', 'exporttime'],
  versions: [
    { version: '', has: ['unroundedsubtotal'] },
    { version: 'older', has: [] },
  ],
  roles: {
    day: ['date', 'usagestartdate', 'startdate', 'day', 'month'],
    account: ['projectid', 'projectname', 'projectnumber'],
    service: ['servicedescription', 'serviceid'],
    usageType: ['skudescription', 'skuid'],
    region: ['location', 'region'],
    currency: ['currency'],
    unit: ['usageunit'],
    description: ['skudescription', 'servicedescription'],
  },
  facts: { type: { columns: ['costtype'] } },
  hasTotals: true,
  amounts: { cost: { columns: ['unroundedsubtotal', 'subtotal'] }, quantity: { columns: ['usageamount', 'usage'] } },
  lines: [
    { when: { type: ['tax'] }, gives: once('tax') },
    { when: { type: ['adjustment', 'rounding error'] }, gives: once('correction') },
    ...SUPPORT,
    { when: {}, gives: RUN_RATE },
  ],
  everydayTypes: ['', 'usage', 'regular'],
};

/** The same table before it had a subtotal: what is taken off stands in columns of its own, and below zero. */
export const GCP_OLD_REPORT: Format = {
  ...GCP_REPORT,
  signs: [
    ['skudescription', 'skuid', 'servicedescription'],
    ['unroundedcost', 'cost'],
    ['date', 'usagestartdate', 'startdate', 'usagedate', 'day'],
    ['projectid', 'projectname', 'projectnumber', 'projecthierarchy', 'serviceid', 'location'],
  ],
  // These are in the BigQuery export, whose money is in one currency a line, and in the bills of others.
  never: ['usagestarttime', 'exporttime', 'billingaccountid', 'currency', 'credits', 'metercategory', 'chargeperiodstart'],
  versions: [{ version: 'older', has: [] }],
  roles: { ...GCP_REPORT.roles, day: ['date', 'usagestartdate', 'startdate', 'usagedate', 'day'] },
  amounts: {
    cost: { columns: ['unroundedcost', 'cost'] },
    discounts: { columns: ['discounts', 'savingsprograms'] },
    negotiated: { columns: ['negotiatedsavings'] },
    promotions: { columns: ['promotionsandothers', 'othersavings', 'promotions'] },
    credits: { columns: ['creditsamount', 'creditstotal', 'totalcredits'] },
    quantity: { columns: ['usageamount', 'usage'] },
  },
  lines: [
    { when: { type: ['tax'] }, gives: once('tax') },
    { when: { type: ['adjustment', 'rounding error'] }, gives: once('correction') },
    ...SUPPORT,
    { when: {}, gives: [{ to: 'run-rate', cost: ['cost', 'discounts', 'negotiated', 'promotions', 'credits'] }] },
  ],
};
