// A made-up bill as any export writes it. Two bills in one rendering are two currencies in one file.

import { isoDay } from '../../../src/spikes/day.js';
import type { Bill } from '../bill.js';
import { CUR2_COLUMNS, CUR_COLUMNS, cur2Records, curRecords, type ExplorerGroup, explorerJson, explorerTable } from './aws.js';
import { azureColumns, azureRecords } from './azure.js';
import { csv, type Rec } from './csv.js';
import { FOCUS_VERSIONS, focusColumns, focusRecords } from './focus.js';
import {
  COST_TABLE_COLUMNS,
  costTable,
  costTablePreamble,
  exportColumns,
  exportJson,
  exportTable,
  reportsColumns,
  reportsTable,
} from './gcp.js';
import type { Dirt, RenderedFile } from './rows.js';

export type { Dirt, RenderedFile } from './rows.js';

export const FORMATS = [
  'focus-1.0',
  'focus-1.1',
  'focus-1.2',
  'focus-1.3',
  'focus-1.4',
  'focus-1.2-json',
  'cur-legacy',
  'cur-2.0',
  'explorer-json',
  'explorer-csv',
  'explorer-csv-across',
  'gcp-standard-json',
  'gcp-standard-csv',
  'gcp-detailed-json',
  'gcp-detailed-csv',
  'gcp-reports',
  'gcp-cost-table',
  'azure-ea-actual',
  'azure-ea-amortized',
  'azure-mca-actual',
  'azure-mca-amortized',
] as const;
export type Format = (typeof FORMATS)[number];

interface Table {
  readonly columns: readonly string[];
  readonly records: readonly Rec[];
  readonly above?: string;
}

type TableFormat = Exclude<Format, `focus-${string}` | `${string}-json`>;
type JsonFormat = Extract<Format, `${string}-json`>;

const TABLES: Readonly<Record<TableFormat, (bill: Bill, by: ExplorerGroup) => Table>> = {
  'cur-legacy': (bill) => ({ columns: CUR_COLUMNS, records: curRecords(bill) }),
  'cur-2.0': (bill) => ({ columns: CUR2_COLUMNS, records: cur2Records(bill) }),
  'explorer-csv': (bill, by) => explorerTable(bill, by, false),
  'explorer-csv-across': (bill, by) => explorerTable(bill, by, true),
  'gcp-standard-csv': (bill) => ({ columns: exportColumns(false), records: exportTable(bill, false) }),
  'gcp-detailed-csv': (bill) => ({ columns: exportColumns(true), records: exportTable(bill, true) }),
  'gcp-reports': (bill) => ({ columns: reportsColumns(bill.currency), records: reportsTable(bill) }),
  'gcp-cost-table': (bill) => ({ columns: COST_TABLE_COLUMNS, records: costTable(bill), above: costTablePreamble(bill) }),
  'azure-ea-actual': (bill) => ({ columns: azureColumns('ea'), records: azureRecords(bill, 'ea', false) }),
  'azure-ea-amortized': (bill) => ({ columns: azureColumns('ea'), records: azureRecords(bill, 'ea', true) }),
  'azure-mca-actual': (bill) => ({ columns: azureColumns('mca'), records: azureRecords(bill, 'mca', false) }),
  'azure-mca-amortized': (bill) => ({ columns: azureColumns('mca'), records: azureRecords(bill, 'mca', true) }),
};

function tableOf(bill: Bill, format: Exclude<Format, JsonFormat>, by: ExplorerGroup): Table {
  const version = FOCUS_VERSIONS.find((one) => format === `focus-${one}`);
  if (version !== undefined) return { columns: focusColumns(version), records: focusRecords(bill) };
  const table = Object.entries(TABLES).find(([name]) => name === format)?.[1];
  if (table === undefined) throw new Error(`${format} is no table`);
  return table(bill, by);
}

const isJson = (format: Format): format is JsonFormat => format.endsWith('-json');

function jsonOf(bills: readonly Bill[], format: JsonFormat, by: ExplorerGroup): string {
  if (format === 'focus-1.2-json') return JSON.stringify(bills.flatMap(focusRecords), undefined, 1);
  if (format === 'explorer-json') return bills.map((bill) => explorerJson(bill, by)).join('\n');
  return `${bills.flatMap((bill) => exportJson(bill, format === 'gcp-detailed-json')).join('\n')}\n`;
}

/** The days of a bill from `from` up to, not including, `to`, in days of the bill. */
function cut(bill: Bill, from: number, to: number): Bill {
  return {
    ...bill,
    firstDay: bill.firstDay + from,
    days: to - from,
    lines: bill.lines.map((line) => ({
      ...line,
      cost: line.cost.slice(from, to),
      quantity: line.quantity.slice(from, to),
      coveredUntil: Math.max(0, line.coveredUntil - from),
    })),
    oneOffs: bill.oneOffs.filter(({ day }) => day >= from && day < to).map((one) => ({ ...one, day: one.day - from })),
    tail: to === bill.days ? bill.tail : undefined,
  };
}

function months(bill: Bill): readonly Bill[] {
  const starts = Array.from({ length: bill.days }, (_, day) => day).filter(
    (day) => day === 0 || isoDay(bill.firstDay + day).endsWith('-01'),
  );
  return starts.map((from, index) => cut(bill, from, starts[index + 1] ?? bill.days));
}

function fileOf(bills: readonly Bill[], format: Format, name: string, by: ExplorerGroup, dirt: Dirt): RenderedFile {
  const mark = dirt.bom === true ? '\uFEFF' : '';
  if (isJson(format)) return { name: `${name}.json`, text: mark + jsonOf(bills, format, by) };
  const tables = bills.map((bill) => tableOf(bill, format, by));
  const records = tables.flatMap((table) => table.records);
  return { name: `${name}.csv`, text: mark + (tables[0]?.above ?? '') + csv(tables[0]?.columns ?? [], records, dirt) };
}

export function render(bills: readonly Bill[], format: Format, dirt: Dirt = {}, by: ExplorerGroup = 'service'): readonly RenderedFile[] {
  const parts = dirt.byMonth === true ? bills.flatMap(months).map((month) => [month]) : [bills];
  const files = parts.map((part, index) => fileOf(part, format, `${format}-${String(index + 1)}`, by, dirt));
  const copies = Array.from({ length: (dirt.copies ?? 1) - 1 }, (_, copy) =>
    files.map((file) => ({ ...file, name: `copy-${String(copy + 1)}-of-${file.name}` })),
  );
  return [...files, ...copies.flat()];
}
