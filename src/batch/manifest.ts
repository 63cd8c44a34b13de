// A list of items, as JSON lines, CSV or TOML. Every fault names its line and its field, and all of them are said at once: whoever writes
// five hundred lines does not want to hear of one mistake at a time.

import { parse as parseToml, TomlError } from 'smol-toml';
import { parseJson } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import { canonicalItem, type Item, ITEM_FIELDS, type ItemFault, parseItem } from './item.js';

export type ManifestFormat = 'jsonl' | 'csv' | 'toml';

export interface ManifestItem {
  readonly item: Item;
  /** From 1; of a TOML table, where it begins. */
  readonly line: number;
}

export interface ManifestFault extends ItemFault {
  readonly line: number;
}

export interface Manifest {
  readonly items: readonly ManifestItem[];
  readonly faults: readonly ManifestFault[];
  /** Lines that say what an earlier line says. */
  readonly repeats: readonly { readonly line: number; readonly of: number }[];
}

export const MOST_ITEMS = 100_000;
const FORMATS: Readonly<Record<string, ManifestFormat>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.json': 'jsonl',
  '.csv': 'csv',
  '.toml': 'toml',
};

/** By the end of its name; undefined where that says nothing. */
export function formatOf(path: string): ManifestFormat | undefined {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? undefined : FORMATS[path.slice(dot).toLowerCase()];
}

interface RawItem {
  readonly raw: unknown;
  readonly line: number;
  /** The line of one field, where that is known better. */
  readonly lineOf?: (field: string) => number;
}

type Read = readonly (RawItem | ManifestFault)[];

const whole = (line: number, message: string, fix: string): ManifestFault => ({ line, field: '', message, fix });

function readJsonl(text: string): Read {
  return text.split('\n').flatMap((one, at): Read => {
    const line = at + 1;
    if (one.trim() === '') return [];
    const json = parseJson(one);
    if (json.ok) return [{ raw: json.value, line }];
    return [
      whole(line, `is not JSON: ${json.error.detail}`, 'one object a line, for example {"files": ["bill.csv"], "project": "shop-prod"}'),
    ];
  });
}

const WORDS = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);
const NUMBERS: ReadonlySet<string> = new Set(['seed', 'spike', 'days', 'max_commands', 'budget_usd', 'max_minutes']);
const YES_OR_NO: ReadonlySet<string> = new Set(['active', 'offline']);

/** A cell means what its column takes; what does not fit stays a text, and the item says what is wrong with it. */
function cellValue(field: string, cell: string): unknown {
  if (field === 'files')
    return cell
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  if (NUMBERS.has(field) && /^\d{1,12}(?:\.\d{1,12})?$/u.test(cell)) return Number(cell);
  return YES_OR_NO.has(field) ? (WORDS.get(cell.toLowerCase()) ?? cell) : cell;
}

interface CsvRow {
  readonly cells: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

/** One row from `at`: cells in quotes may hold commas, line breaks and doubled quotes. Undefined where a quote is open or out of place. */
function csvRow(text: string, from: number): { readonly cells: readonly string[]; readonly end: number } | undefined {
  const cells: string[] = [];
  for (let at = from; ; ) {
    while (text[at] === ' ') at += 1;
    let cell = '';
    if (text[at] === '"') {
      for (;;) {
        const close = text.indexOf('"', at + 1);
        if (close < 0) return undefined;
        cell += text.slice(at + 1, close);
        at = close + 1;
        if (text[at] !== '"') break;
        cell += '"';
      }
      while (text[at] === ' ') at += 1;
    } else {
      const begin = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
      cell = text.slice(begin, at).trim();
      if (cell.includes('"')) return undefined;
    }
    cells.push(cell);
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    if (at >= text.length || text[at] === '\n') return { cells, end: at + 1 };
    if (text[at] !== ',') return undefined;
    at += 1;
  }
}

const breaksIn = (text: string): number => text.split('\n').length - 1;

/** Empty lines are none. The last row may be where it could not be read. */
function csvRows(text: string): { readonly rows: readonly CsvRow[]; readonly brokenAt: number | undefined } {
  const rows: CsvRow[] = [];
  let line = 1;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; ) {
    const row = csvRow(text, at);
    if (!row) return { rows, brokenAt: line };
    if (row.cells.some((cell) => cell !== '') || row.cells.length > 1) rows.push({ cells: row.cells, line });
    line += breaksIn(text.slice(at, row.end));
    at = row.end;
  }
  return { rows, brokenAt: undefined };
}

function readCsv(text: string): Read {
  const { brokenAt, rows } = csvRows(text);
  const [head, ...body] = rows;
  const broken =
    brokenAt === undefined
      ? []
      : [whole(brokenAt, 'is not CSV: a quote is open, or stands inside a cell', 'put a cell with quotes into quotes, and double those')];
  if (!head) return broken;
  const columns = head.cells;
  const names = `the first line names the columns, of: ${ITEM_FIELDS.join(', ')}`;
  const unknown = columns.find((column) => !ITEM_FIELDS.includes(column));
  if (unknown !== undefined)
    return [{ line: head.line, field: unknown, message: `there is no field \`${printable(unknown, 80)}\``, fix: names }];
  const twice = columns.find((column, at) => columns.indexOf(column) < at);
  if (twice !== undefined) return [{ line: head.line, field: twice, message: `\`${twice}\` is there twice`, fix: 'name each column once' }];
  const items = body.map(({ cells, line }): RawItem | ManifestFault => {
    if (cells.length > columns.length)
      return whole(line, `has ${String(cells.length)} cells for ${String(columns.length)} columns`, 'put a cell with a comma into quotes');
    const given = columns.map((column, at): readonly [string, string] => [column, cells[at] ?? '']).filter(([, cell]) => cell !== '');
    return { line, raw: Object.fromEntries(given.map(([column, cell]) => [column, cellValue(column, cell)])) };
  });
  return [...items, ...broken];
}

const HEAD = /^\s*\[\[\s*item\s*\]\]/u;

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readToml(text: string): Read {
  let raw: Readonly<Record<string, unknown>>;
  try {
    raw = parseToml(text);
  } catch (cause) {
    const line = cause instanceof TomlError ? cause.line : 1;
    return [whole(line, 'is not TOML', 'strings need quotes, and each item begins with [[item]]')];
  }
  const { defaults = {}, item: items = [], ...rest } = raw;
  const [other] = Object.keys(rest);
  if (other !== undefined || !Array.isArray(items) || !isTable(defaults)) {
    const field = other ?? (isTable(defaults) ? 'item' : 'defaults');
    return [
      {
        line: 1,
        field,
        message: `\`${printable(field, 80)}\` does not belong here`,
        fix: '[defaults] for what all have in common, and [[item]] for each one',
      },
    ];
  }
  const lines = text.split(/\r?\n/u);
  const heads = lines.flatMap((one, at) => (HEAD.test(one) ? [at] : []));
  return items.map((own: unknown, at): RawItem => {
    const head = heads[at] ?? 0;
    const end = heads[at + 1] ?? lines.length;
    const lineOf = (field: string): number => {
      const found = lines.slice(head, end).findIndex((one) => one.trimStart().startsWith(field));
      return head + 1 + (field === '' || found < 0 ? 0 : found);
    };
    return { line: head + 1, lineOf, raw: isTable(own) ? { ...defaults, ...own } : own };
  });
}

const READERS = { jsonl: readJsonl, csv: readCsv, toml: readToml } as const satisfies Record<ManifestFormat, (text: string) => Read>;

export function parseManifest(text: string, format: ManifestFormat): Manifest {
  const items: ManifestItem[] = [];
  const faults: ManifestFault[] = [];
  const repeats: { line: number; of: number }[] = [];
  const seen = new Map<string, number>();
  for (const one of READERS[format](text)) {
    if (!('raw' in one)) {
      faults.push(one);
      continue;
    }
    const { line, lineOf = () => line, raw } = one;
    const parsed = parseItem(raw);
    if (!parsed.ok) {
      faults.push({ ...parsed.error, line: lineOf(parsed.error.field) });
      continue;
    }
    const same = canonicalItem(parsed.value);
    const of = seen.get(same);
    if (of === undefined) {
      seen.set(same, line);
      items.push({ item: parsed.value, line });
    } else repeats.push({ line, of });
  }
  const last = items.at(MOST_ITEMS);
  if (last) faults.push(whole(last.line, `is item ${String(MOST_ITEMS + 1)}`, `at most ${String(MOST_ITEMS)} in one manifest`));
  return { items, faults, repeats };
}
