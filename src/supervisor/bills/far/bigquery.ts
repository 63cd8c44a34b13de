// The BigQuery export of Google Cloud: grouped where it lies, by day and what the detector knows. Each query is bounded by its partitions and
// its days; the executor asks first how many bytes it would read.

import { Fault, printable } from '../../../shared/index.js';
import { dayAfter, type FarQuestion, isRecord, type Period } from './question.js';

const TABLE = /^[a-z][a-z0-9-]{4,61}[a-z0-9]\.[A-Za-z0-9_]{1,200}\.[A-Za-z0-9_-]{1,200}$/u;
/** As many as one answer of bq may have. */
const MOST_ROWS = 10_000;
const DAYS_AT_ONCE = 10;
const PROMOTIONS = '("PROMOTION", "FREE_TIER")';

const COLUMNS = [
  'DATE(usage_start_time) AS usage_start_time',
  'cost_type',
  'currency',
  'billing_account_id',
  'project.id AS project_id',
  'service.description AS service_description',
  'sku.description AS sku_description',
  'location.region AS location_region',
  'usage.pricing_unit AS usage_pricing_unit',
] as const;

function sum(of: string): string {
  return `SUM((SELECT SUM(CAST(c.amount AS NUMERIC)) FROM UNNEST(credits) AS c WHERE c.type ${of} ${PROMOTIONS}))`;
}

function query(table: string, { from, until }: Period): string {
  const sums = [
    'SUM(CAST(cost AS NUMERIC)) AS cost',
    'SUM(usage.amount_in_pricing_units) AS usage_amount_in_pricing_units',
    `${sum('NOT IN')} AS credits_total`,
    `${sum('IN')} AS promotions`,
  ];
  const places = COLUMNS.map((_, at) => String(at + 1)).join(', ');
  // Lines of a day are exported on that day and for days after it, and the partition is the day of the export.
  const bounds = `_PARTITIONDATE >= "${from}" AND usage_start_time >= TIMESTAMP("${from}") AND usage_start_time < TIMESTAMP("${until}")`;
  return `SELECT ${[...COLUMNS, ...sums].join(', ')} FROM \`${table}\` WHERE ${bounds} GROUP BY ${places} ORDER BY ${places}`;
}

function line(table: string, period: Period, startRow: number): string {
  const start = startRow === 0 ? '' : ` --start_row=${String(startRow)}`;
  return `bq query --use_legacy_sql=false --format=json --quiet --max_rows=${String(MOST_ROWS)}${start} '${query(table, period)}'`;
}

/** Credits as the export itself writes them, so that promotions stand apart here, too. */
function rowOf(row: Readonly<Record<string, unknown>>): unknown {
  const { credits_total: discounts, promotions, ...rest } = row;
  const credits = [
    { type: 'DISCOUNT', amount: discounts },
    { type: 'PROMOTION', amount: promotions },
  ].filter(({ amount }) => amount !== null && amount !== undefined);
  return { ...rest, credits };
}

/** It becomes a part of a query. */
export function checkTable(table: string): void {
  if (TABLE.test(table)) return;
  throw new Fault('usage', `\`${printable(table, 80)}\` is no table`, {
    fix: 'give project.dataset.table, the table being gcp_billing_export_v1_…',
  });
}

export function bigQueryQuestion(table: string, { from, until }: Period): FarQuestion {
  checkTable(table);
  const periods: Period[] = [];
  for (let day = from; day < until; day = dayAfter(day, DAYS_AT_ONCE)) {
    const end = dayAfter(day, DAYS_AT_ONCE);
    periods.push({ from: day, until: end < until ? end : until });
  }
  const starts = new Map(periods.map((period) => [line(table, period, 0), { period, startRow: 0 }]));
  return {
    provider: 'gcp',
    fileName: 'bigquery-export.json',
    lines: [...starts.keys()],
    read: (printed, asked) => {
      if (!Array.isArray(printed) || !printed.every(isRecord)) return undefined;
      const kept = printed.map(rowOf);
      const known = starts.get(asked);
      if (known === undefined || printed.length < MOST_ROWS) return { kept, next: undefined };
      const startRow = known.startRow + MOST_ROWS;
      const next = line(table, known.period, startRow);
      starts.set(next, { period: known.period, startRow });
      return { kept, next };
    },
  };
}
