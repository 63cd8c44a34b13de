// AWS: Data Exports (CUR 2.0 and FOCUS), the same from Athena, and Cost Explorer.

import { FOCUS_COLUMNS } from './focus-columns.js';
import type { Recipe } from './recipe.js';

const CUR_COLUMNS = [
  'bill_payer_account_id',
  'bill_billing_entity',
  'line_item_usage_account_id',
  'line_item_usage_account_name',
  'line_item_usage_start_date',
  'line_item_usage_end_date',
  'line_item_line_item_type',
  'line_item_product_code',
  'line_item_usage_type',
  'line_item_operation',
  'line_item_availability_zone',
  'line_item_resource_id',
  'line_item_line_item_description',
  'line_item_currency_code',
  'line_item_unblended_cost',
  'line_item_usage_amount',
  'pricing_unit',
  'product_region_code',
  'reservation_reservation_a_r_n',
  'reservation_effective_cost',
  'reservation_unused_amortized_upfront_fee_for_billing_period',
  'reservation_unused_recurring_fee',
  'savings_plan_savings_plan_effective_cost',
  'savings_plan_total_commitment_to_date',
  'savings_plan_used_commitment',
] as const;

const AWS_FOCUS_COLUMNS = [...FOCUS_COLUMNS, 'x_UsageType'] as const;

const CUR_SELECT = `SELECT ${CUR_COLUMNS.join(', ')}`;

function exportSteps(name: string, table: string, statement: string, settings: Readonly<Record<string, string>>): readonly string[] {
  const definition = {
    Name: name,
    DataQuery: { QueryStatement: statement, TableConfigurations: { [table]: settings } },
    DestinationConfigurations: {
      S3Destination: {
        S3Bucket: 'YOUR-BUCKET',
        S3Prefix: name,
        S3Region: 'us-east-1',
        S3OutputConfigurations: { Format: 'TEXT_OR_CSV', Compression: 'GZIP', OutputType: 'CUSTOM', Overwrite: 'OVERWRITE_REPORT' },
      },
    },
    RefreshCadence: { Frequency: 'SYNCHRONOUS' },
  };
  return [
    'Make a bucket that bcm-data-exports.amazonaws.com may write to, and put its name for YOUR-BUCKET.',
    `  aws bcm-data-exports create-export --region us-east-1 --export '${JSON.stringify(definition)}'`,
    'The first files come within a day; earlier months on request to AWS support.',
    `  aws s3 sync s3://YOUR-BUCKET/${name}/ ./bill/`,
    '  ghosthunter run ./bill/',
  ];
}

const CUR_SETTINGS = { TIME_GRANULARITY: 'DAILY', INCLUDE_RESOURCES: 'TRUE' };
const FOCUS_SQL = `SELECT ${AWS_FOCUS_COLUMNS.join(', ')} FROM FOCUS_1_0_AWS`;
const CUR_SQL = `${CUR_SELECT} FROM COST_AND_USAGE_REPORT`;

export const AWS_RECIPES: readonly Recipe[] = [
  {
    provider: 'aws',
    kind: 'cur',
    title: 'Data Exports: CUR 2.0 by day, with resources',
    format: 'aws-cur',
    version: '2.0',
    tells: 'everything: accounts, regions, usage types, resources, reservations and savings plans as they are used up',
    costs: 'the export is free; the bucket holds a few megabytes to gigabytes',
    columns: CUR_COLUMNS,
    sql: { dialect: 'cur', text: CUR_SQL },
    steps: exportSteps('ghosthunter-cur', 'COST_AND_USAGE_REPORT', CUR_SQL, CUR_SETTINGS),
  },
  {
    provider: 'aws',
    kind: 'focus',
    title: 'Data Exports: FOCUS 1.0',
    format: 'focus',
    version: '1.0',
    tells: 'the same in the columns that all clouds share; best where there are several clouds',
    costs: 'the export is free; the bucket holds a few megabytes to gigabytes',
    columns: AWS_FOCUS_COLUMNS,
    sql: { dialect: 'cur', text: FOCUS_SQL },
    steps: exportSteps('ghosthunter-focus', 'FOCUS_1_0_AWS', FOCUS_SQL, {}),
  },
  {
    provider: 'aws',
    kind: 'athena',
    title: 'a CUR that Athena reads already: sixty days of it as CSV',
    format: 'aws-cur',
    version: '2.0',
    tells: 'as much as CUR 2.0; put your database and table into the FROM',
    costs: 'Athena: $5 for a terabyte read; the result is written to your bucket',
    columns: CUR_COLUMNS,
    sql: {
      dialect: 'athena',
      text: `${CUR_SELECT} FROM "YOUR_DATABASE"."YOUR_TABLE" WHERE line_item_usage_start_date >= current_date - interval '60' day`,
    },
    steps: ['Run the SQL in the console of Athena and download its result.', '  ghosthunter run result.csv'],
  },
  {
    provider: 'aws',
    kind: 'cost-explorer',
    title: 'Cost Explorer: amortised cost by day, service and usage type',
    format: 'aws-cost-explorer',
    version: '',
    tells: 'services and usage types, at once and without an export; no accounts, no regions, no resources',
    costs: '$0.01 a page',
    columns: [],
    steps: [
      '  ghosthunter spikes --from-cost-explorer',
      'or, where ghosthunter has no credentials, with the days that you want:',
      '  aws ce get-cost-and-usage --time-period Start=2026-09-01,End=2026-11-01 --granularity DAILY --metrics AmortizedCost UsageQuantity ' +
        '--group-by Type=DIMENSION,Key=SERVICE Type=DIMENSION,Key=USAGE_TYPE --output json > bill.json',
      '  ghosthunter run bill.json',
    ],
  },
];
