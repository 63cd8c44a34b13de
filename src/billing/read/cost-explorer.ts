// The odd shapes of AWS Cost Explorer, turned into rows: what `aws ce get-cost-and-usage` answers, and the table that the console
// downloads, with days down the side or along the top.

import { columnKey } from '../formats/format.js';
import type { Row } from './row.js';

export interface SmallTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly note: string | undefined;
}

const DAY = 'costExplorerDay';
const COST = 'costExplorerCost';
const CURRENCY = 'costExplorerCurrency';
const QUANTITY = 'costExplorerQuantity';
const UNIT = 'costExplorerUnit';

/** The one that spreads what was paid ahead over the days that it is for comes first. */
const METRICS = ['NetAmortizedCost', 'AmortizedCost', 'NetUnblendedCost', 'UnblendedCost', 'BlendedCost'];
const MONEY = new Map([
  ['$', 'USD'],
  ['€', 'EUR'],
  ['£', 'GBP'],
  ['¥', 'JPY'],
]);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isCostExplorerJson(value: unknown): boolean {
  return isObject(value) && Array.isArray(value['ResultsByTime']);
}

/** One answer, or the pages of one. */
export function costExplorerRows(pages: readonly unknown[]): SmallTable {
  const objects = pages.filter(isObject);
  const results = objects.flatMap((page) => list(page['ResultsByTime'])).filter(isObject);
  const dimensions = list(objects.find((page) => Array.isArray(page['GroupDefinitions']))?.['GroupDefinitions'])
    .filter(isObject)
    .map((group) => textOf(group['Key']));
  const metric =
    METRICS.find((name) => results.some((result) => metricsOf(result).some((metrics) => isObject(metrics[name])))) ?? 'UnblendedCost';
  const rows: Row[] = [];
  for (const result of results) {
    const day = isObject(result['TimePeriod']) ? textOf(result['TimePeriod']['Start']) : '';
    const groups = list(result['Groups']).filter(isObject);
    const cells = (keys: readonly string[], metrics: unknown): void => {
      if (!isObject(metrics)) return;
      const cost = metrics[metric];
      const quantity = metrics['UsageQuantity'];
      rows.push({
        kind: 'cells',
        line: rows.length + 1,
        cells: [
          day,
          isObject(cost) ? textOf(cost['Amount']) : '',
          isObject(cost) ? textOf(cost['Unit']) : '',
          isObject(quantity) ? textOf(quantity['Amount']) : '',
          isObject(quantity) ? textOf(quantity['Unit']) : '',
          ...dimensions.map((_, at) => keys[at] ?? ''),
        ],
      });
    };
    for (const group of groups) cells(list(group['Keys']).map(textOf), group['Metrics']);
    if (groups.length === 0) cells([], result['Total']);
  }
  const estimated = results.some((result) => result['Estimated'] === true);
  return {
    columns: [DAY, COST, CURRENCY, QUANTITY, UNIT, ...dimensions],
    rows,
    note: estimated ? 'Cost Explorer marks some days as estimated' : undefined,
  };
}

function metricsOf(result: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  const groups = list(result['Groups'])
    .filter(isObject)
    .map((group) => group['Metrics']);
  return [...groups, result['Total']].filter(isObject);
}

const DAY_NAME = /^\d{4}-\d{2}-\d{2}/u;
/** `Amazon EC2($)`, `Total costs ($)`: a name and its currency. */
const PRICED = /^(.*?)\s?\(([^()]{1,4})\)$/u;

export function isCostExplorerTable(columns: readonly string[], sample: readonly (readonly string[])[]): boolean {
  const [first = ''] = columns;
  const hasDays = columns.slice(1).some((name) => DAY_NAME.test(name));
  const hasDayRows = sample.some(([cell = '']) => DAY_NAME.test(cell));
  const priced = columns.slice(1).filter((name) => PRICED.test(name)).length;
  if (hasDays && !/start|date$/iu.test(first)) return true;
  return hasDayRows && priced > 0 && priced >= columns.length - 2;
}

/** A dimension's table. Totals are dropped: they are the same money once more. */
export function unpivoted(columns: readonly string[], rows: readonly (readonly string[])[]): SmallTable {
  const daysAlongTop = columns.slice(1).some((name) => DAY_NAME.test(name));
  const [first = ''] = columns;
  const dimension = daysAlongTop || !/^(?:date|start|time)/iu.test(first) ? first : 'Service';
  const currency = MONEY.get(PRICED.exec(columns.find((name) => PRICED.test(name)) ?? '')?.[2] ?? '$') ?? currencyName(columns);
  const found: Row[] = [];
  const push = (day: string, name: string, cost: string): void => {
    if (cost.trim() === '' || !DAY_NAME.test(day) || isTotal(name)) return;
    found.push({ kind: 'cells', line: found.length + 1, cells: [day, cost, currency, '', '', PRICED.exec(name)?.[1] ?? name] });
  };
  for (const row of rows) {
    const [head = ''] = row;
    for (const [at, name] of columns.entries()) {
      if (at === 0) continue;
      if (daysAlongTop) push(name, head, row[at] ?? '');
      else push(head, name, row[at] ?? '');
    }
  }
  return { columns: [DAY, COST, CURRENCY, QUANTITY, UNIT, dimension], rows: found, note: undefined };
}

function isTotal(name: string): boolean {
  const key = columnKey(PRICED.exec(name)?.[1] ?? name);
  return /^(?:total|totalcosts?|\w{1,40}total)$/u.test(key);
}

function currencyName(columns: readonly string[]): string {
  const inside = columns.map((name) => PRICED.exec(name)?.[2] ?? '').find((name) => /^[A-Z]{3}$/u.test(name));
  return inside ?? 'USD';
}
