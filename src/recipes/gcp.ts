// Google Cloud: the billing export in BigQuery, grouped by day where it lies.

import type { Recipe } from './recipe.js';

const KEYS: readonly (readonly [expression: string, column: string])[] = [
  ['DATE(usage_start_time)', 'usage_start_time'],
  ['cost_type', 'cost_type'],
  ['currency', 'currency'],
  ['billing_account_id', 'billing_account_id'],
  ['project.id', 'project_id'],
  ['service.description', 'service_description'],
  ['sku.description', 'sku_description'],
  ['location.region', 'location_region'],
  ['usage.pricing_unit', 'usage_pricing_unit'],
];
const RESOURCES: readonly (readonly [string, string])[] = [
  ['resource.name', 'resource_name'],
  ['resource.global_name', 'resource_global_name'],
];
const SUMS: readonly (readonly [string, string])[] = [
  ['SUM(CAST(cost AS NUMERIC))', 'cost'],
  ['SUM(usage.amount_in_pricing_units)', 'usage_amount_in_pricing_units'],
  // Promotions come and go, and are no price.
  [
    'SUM((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c WHERE c.type NOT IN ("PROMOTION", "FREE_TIER")))',
    'credits_total',
  ],
];

type Keys = typeof KEYS;

function query(keys: Keys, table: string): string {
  const selected = [...keys, ...SUMS]
    .map(([expression, column]) => (expression === column ? column : `${expression} AS ${column}`))
    .join(', ');
  const places = keys.map((_, at) => String(at + 1)).join(', ');
  // By partition, the day of the export, so that no more is read than these days.
  const bounds =
    '_PARTITIONDATE >= "2026-09-01" AND usage_start_time >= TIMESTAMP("2026-09-01") AND usage_start_time < TIMESTAMP("2026-11-01")';
  return `SELECT ${selected} FROM \`YOUR-PROJECT.YOUR_DATASET.${table}\` WHERE ${bounds} GROUP BY ${places} ORDER BY ${places}`;
}

function recipe(kind: string, title: string, version: string, keys: Keys, table: string, tells: string): Recipe {
  const text = query(keys, table);
  return {
    provider: 'gcp',
    kind,
    title,
    format: 'gcp-export',
    version,
    tells,
    costs: 'BigQuery: $6.25 for a terabyte read, the first one of a month free; most exports are a few gigabytes',
    columns: [...keys, ...SUMS].map(([, column]) => column),
    sql: { dialect: 'bigquery', text },
    steps: [
      'Switch the export on (Billing, Billing export, BigQuery export); it begins with this and the last month.',
      'Put your project, dataset and table into the FROM, and the days that you want.',
      `  bq query --use_legacy_sql=false --format=csv --max_rows=1000000 '${text}' > bill.csv`,
      '  ghosthunter run bill.csv',
      ...(version === 'standard'
        ? [
            'or, where ghosthunter may ask with your credentials:',
            '  ghosthunter spikes --from-bigquery YOUR-PROJECT.YOUR_DATASET.YOUR_TABLE',
          ]
        : []),
    ],
  };
}

export const GCP_RECIPES: readonly Recipe[] = [
  recipe(
    'bigquery',
    'the standard usage cost export',
    'standard',
    KEYS,
    'gcp_billing_export_v1_YOUR_ACCOUNT',
    'projects, services, SKUs and regions by day; no resources',
  ),
  recipe(
    'bigquery-detailed',
    'the detailed usage cost export, with resources',
    'detailed',
    [...KEYS, ...RESOURCES],
    'gcp_billing_export_resource_v1_YOUR_ACCOUNT',
    'the same, and which resource: best where it is switched on',
  ),
];
