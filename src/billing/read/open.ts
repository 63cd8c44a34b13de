// A file as the tables in it: unpacked, decoded, its header found, its format known. Nothing of it is believed before it was looked at.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { Fault } from '../../shared/index.js';
import { parseDay } from '../cube/day.js';
import { isBlank, type NumberStyle, parseExact, styleOf } from '../engine/number.js';
import { firstOf, scanOf } from '../engine/scan.js';
import { COST_EXPLORER } from '../formats/cost-explorer.js';
import { detectFormat, type Detected, isKnownHeader } from '../formats/detect.js';
import { columnKey } from '../formats/format.js';
import { isCostExplorerJson, isCostExplorerTable, costExplorerRows, type SmallTable, unpivoted } from './cost-explorer.js';
import { type CsvHeader, lineFault, readCsv, readCsvHeader } from './csv.js';
import { flattened, splitJson } from './json.js';
import { READ_LIMITS } from './limits.js';
import { hasLongLine, readGzip, readPlain, type Unpacked, unpackOnce, zipMembers } from './packed.js';
import { openParquet, type ParquetColumn, readParquet } from './parquet.js';
import { inBatches, type Row } from './row.js';
import { decoded, type Encoding, encodingOf } from './text.js';

/** What the SQL engine needs to read a table by itself; without it the plain engine does. */
export type Native =
  | { readonly kind: 'csv'; readonly path: string; readonly isGzip: boolean; readonly header: CsvHeader; readonly isEasy: boolean }
  | { readonly kind: 'parquet'; readonly path: string; readonly columns: readonly ParquetColumn[] };

export interface Table {
  /** The file, and the member in it. */
  readonly name: string;
  readonly shape: 'csv' | 'json' | 'parquet';
  readonly columns: readonly string[];
  readonly detected: Detected;
  readonly style: NumberStyle;
  readonly bytes: number;
  /** What an invoice says above its table. */
  readonly currency: string | undefined;
  readonly notes: readonly string[];
  readonly native: Native | undefined;
  readonly rows: (wanted: readonly number[]) => AsyncIterable<readonly Row[]>;
}

interface Source {
  readonly name: string;
  readonly bytes: number;
  readonly sample: Buffer;
  readonly read: () => AsyncIterable<Buffer>;
  readonly hasLongLine: () => boolean;
  /** Where it lies as it is, for the SQL engine. */
  readonly file: { readonly path: string; readonly isGzip: boolean } | undefined;
}

const JSON_SAMPLE = 1_000;
const FIX_EMPTY = 'export it again; the file has nothing in it';

export async function openTables(path: string, name: string): Promise<readonly Table[]> {
  const { bytes, head } = readHead(path);
  if (bytes === 0) throw new Fault('file', `${name} is empty`, { fix: FIX_EMPTY });
  const magic = head.toString('latin1', 0, 4);
  if (magic === 'PAR1') return [await parquetTable(path, name, bytes)];
  if (magic.startsWith('\u001f\u008b')) {
    const unpacked = await unpackOnce(readGzip(path, bytes, name), bytes, name);
    const read = (): AsyncIterable<Buffer> => readGzip(path, bytes, name);
    return [await textTable({ ...unpackedSource(name, unpacked), read, file: { path, isGzip: true } })];
  }
  if (magic === 'PK\u0003\u0004' || magic === 'PK\u0005\u0006') return zipTables(path, name);
  return [
    await textTable({
      name,
      bytes,
      sample: head,
      hasLongLine: () => hasLongLine(path),
      read: () => readPlain(path),
      file: { path, isGzip: false },
    }),
  ];
}

function unpackedSource(
  name: string,
  { bytes, hasLongLine: isLong, sample }: Unpacked,
): Pick<Source, 'name' | 'bytes' | 'sample' | 'hasLongLine'> {
  return { name, bytes, sample, hasLongLine: () => isLong };
}

function readHead(path: string): { readonly bytes: number; readonly head: Buffer } {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(READ_LIMITS.sampleBytes);
    const read = readSync(file, head, 0, head.length, 0);
    return { bytes: fstatSync(file).size, head: head.subarray(0, read) };
  } finally {
    closeSync(file);
  }
}

async function zipTables(path: string, name: string): Promise<readonly Table[]> {
  const members = await zipMembers(path, name);
  if (members.length === 0) throw new Fault('file', `${name} holds no file`, { fix: FIX_EMPTY });
  const tables: Table[] = [];
  for (const { name: member, packedBytes, read } of members) {
    const shown = `${name}:${member}`;
    const unpacked = await unpackOnce(read(), packedBytes, shown);
    if (unpacked.bytes > 0) tables.push(await textTable({ ...unpackedSource(shown, unpacked), read, file: undefined }));
  }
  return tables;
}

async function parquetTable(path: string, name: string, bytes: number): Promise<Table> {
  const parquet = await openParquet(path, name);
  const columns = parquet.columns.map((column) => column.path.join('.'));
  const detected = detectFormat(columns, name);
  return {
    name,
    shape: 'parquet',
    columns,
    detected,
    style: 'point',
    bytes,
    currency: undefined,
    notes: [],
    native: { kind: 'parquet', path, columns: parquet.columns },
    rows: (wanted) => readParquet(parquet, wanted),
  };
}

async function textTable(source: Source): Promise<Table> {
  const encoding = encodingOf(source.sample);
  const text = new TextDecoder(encoding).decode(source.sample);
  const first = /[^\s\uFEFF]/u.exec(text)?.[0];
  if (first === undefined) throw new Fault('file', `${source.name} is empty`, { fix: FIX_EMPTY });
  if (source.sample.subarray(0, 4).toString('latin1') === 'PAR1') {
    throw new Fault('file', `${source.name} is a packed parquet file`, { fix: 'unpack it and give the parquet file itself' });
  }
  return first === '{' || first === '[' ? jsonTable(source, encoding) : csvTable(source, encoding, text);
}

async function csvTable(source: Source, encoding: Encoding, text: string): Promise<Table> {
  const isWhole = source.sample.length >= source.bytes;
  if (!isWhole && !/[\r\n]/u.test(text)) throw lineFault(source.name);
  const found = readCsvHeader(text, isWhole, isKnownHeader);
  const header = found && withoutMissingTail(found);
  if (header === undefined) throw new Fault('file', `${source.name} is no table`, { fix: 'give an unchanged billing export' });
  if (header.columns.length > READ_LIMITS.columns) {
    throw new Fault('file', `${source.name} has ${String(header.columns.length)} columns`, {
      fix: `a billing export has at most ${String(READ_LIMITS.columns)}`,
    });
  }
  // T-LOST: what is longer than its buffers the SQL engine leaves out without a word.
  if (encoding === 'utf-8' && header.lineEnd !== 'other' && source.hasLongLine()) throw lineFault(source.name);
  const lines = (): AsyncIterable<string> => decoded(source.read(), encoding);
  if (!isKnownHeader(header.columns) && isCostExplorerTable(header.columns, header.sample)) {
    return smallTable(source, unpivoted(header.columns, await allCells(readCsv(lines(), header, source.name))), 'csv');
  }
  const detected = detectFormat(header.columns, source.name);
  const style = amountStyle(detected, header);
  const canBeNative = encoding === 'utf-8' && style === 'point' && header.lineEnd !== 'other' && !text.includes('\0');
  return {
    name: source.name,
    shape: 'csv',
    columns: header.columns,
    detected,
    style,
    bytes: source.bytes,
    currency: currencyAbove(header),
    notes: [...(encoding === 'utf-8' ? [] : [`read as ${encoding}`]), ...missingTail(found, header)],
    native: canBeNative && source.file ? { kind: 'csv', ...source.file, header, isEasy: isEasy(detected, header) } : undefined,
    rows: () => readCsv(lines(), header, source.name),
  };
}

const LEAST_ALIKE = 2;

/**
 * Some programs name columns in the header that no line has. Only where each line lacks the same, where what is left is still known, and
 * where its days are days and its costs are costs: a column that is missing in the middle would have moved them.
 */
function withoutMissingTail(header: CsvHeader): CsvHeader {
  const { columns } = header;
  const lines = header.sample.filter((row) => row.length > 1 || row[0] !== '');
  const width = lines[0]?.length ?? 0;
  const left = columns.slice(0, width);
  if (lines.length < LEAST_ALIKE || width >= columns.length || !lines.every((row) => row.length === width) || !isKnownHeader(left))
    return header;
  const { keys, sums } = scanOf(detectFormat(left, '').format, left);
  const cellsOf = (row: readonly string[], of: { readonly columns: readonly number[] } | undefined): string =>
    firstOf(of?.columns ?? [], row);
  const day = keys.find(({ name }) => name === 'day');
  const cost = sums.find(({ name }) => name === 'cost');
  const isSane = lines.every((row) => parseDay(cellsOf(row, day), 'month-first') !== undefined && isAmount(cellsOf(row, cost)));
  return isSane ? { ...header, columns: left } : header;
}

const isAmount = (text: string): boolean => parseExact(text) !== undefined || parseExact(text, 'comma') !== undefined;

function missingTail(found: CsvHeader | undefined, { columns }: CsvHeader): readonly string[] {
  const missing = (found?.columns ?? []).slice(columns.length);
  return missing.length === 0 ? [] : [`no line has the last columns of the header: ${missing.join(', ')}`];
}

function amountCells({ format }: Detected, { columns, sample }: CsvHeader): readonly string[] {
  const places = scanOf(format, columns).sums.flatMap((sum) => (sum.credits === undefined ? sum.columns : []));
  return sample.flatMap((row) => places.map((place) => row[place] ?? ''));
}

function amountStyle(detected: Detected, header: CsvHeader): NumberStyle {
  return styleOf(amountCells(detected, header));
}

/** Short numbers, and nothing but empty cells where nothing is meant: the fast question is enough. */
function isEasy(detected: Detected, header: CsvHeader): boolean {
  const isLong = amountCells(detected, header).some((text) => /\.\d{11}|[eE]/u.test(text));
  return !isLong && !header.sample.some((row) => row.some((cell) => cell !== '' && isBlank(cell)));
}

const CURRENCY_LINE = /^(?:currency|billing currency)$/iu;

/** From the lines before the header, or from a name such as `Unrounded subtotal (€)`. */
function currencyAbove({ columns, preamble }: CsvHeader): string | undefined {
  for (const [name = '', value = ''] of preamble)
    if (CURRENCY_LINE.test(name.trim()) && /^[A-Z]{3}$/u.test(value.trim())) return value.trim();
  const signs = new Map([
    ['€', 'EUR'],
    ['£', 'GBP'],
    ['¥', 'JPY'],
    ['$', 'USD'],
  ]);
  for (const name of columns) {
    const inside = /\(([^()]{1,3})\)$/u.exec(name)?.[1] ?? '';
    const known = signs.get(inside) ?? (/^[A-Z]{3}$/u.test(inside) ? inside : undefined);
    if (known !== undefined) return known;
  }
  return undefined;
}

async function allCells(batches: AsyncIterable<readonly Row[]>): Promise<readonly (readonly string[])[]> {
  const cells: (readonly string[])[] = [];
  for await (const batch of batches) for (const row of batch) if (row.kind === 'cells') cells.push(row.cells);
  return cells;
}

function smallTable({ bytes, name }: Source, { columns, note, rows }: SmallTable, shape: Table['shape']): Table {
  const what = columns.slice(5).join(' and ') || 'all of it';
  return {
    name,
    shape,
    columns,
    detected: { format: COST_EXPLORER, version: '', why: `it has days on one side and ${what} on the other` },
    style: styleOf(rows.flatMap((row) => (row.kind === 'cells' ? [row.cells[1] ?? ''] : []))),
    bytes,
    currency: undefined,
    notes: note === undefined ? [] : [note],
    native: undefined,
    rows: () => inBatches(rows),
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

async function jsonTable(source: Source, encoding: Encoding): Promise<Table> {
  const values = (): ReturnType<typeof splitJson> => splitJson(decoded(source.read(), encoding), source.name);
  const columns = new Map<string, string>();
  let seen = 0;
  for await (const { json } of values()) {
    const value = parsed(json);
    if (isCostExplorerJson(value)) return costExplorerTable(source, values());
    seen += 1;
    if (typeof value !== 'object' || value === null) continue;
    for (const name of flattened(value).keys()) if (!columns.has(columnKey(name))) columns.set(columnKey(name), name);
    if (seen >= JSON_SAMPLE) break;
  }
  const detected = detectFormat([...columns.values()], source.name);
  // What is null in the first thousand rows is often left out of them.
  const { amounts, facts, roles } = detected.format;
  const known = [...Object.values(roles).flat(), ...[...Object.values(facts), ...Object.values(amounts)].flatMap((one) => one.columns)];
  for (const key of known) if (!columns.has(key)) columns.set(key, key);
  const places = new Map([...columns.keys()].map((key, place) => [key, place]));
  return {
    name: source.name,
    shape: 'json',
    columns: [...columns.values()],
    detected,
    style: 'point',
    bytes: source.bytes,
    currency: undefined,
    notes: [],
    native: undefined,
    rows: () => inBatches(jsonRows(values(), places)),
  };
}

async function costExplorerTable(source: Source, values: ReturnType<typeof splitJson>): Promise<Table> {
  const pages: unknown[] = [];
  for await (const { json } of values) pages.push(parsed(json));
  return smallTable(source, costExplorerRows(pages), 'json');
}

async function* jsonRows(values: ReturnType<typeof splitJson>, places: ReadonlyMap<string, number>): AsyncGenerator<Row> {
  const keys = new Map<string, string>();
  for await (const { json, line } of values) {
    const value = parsed(json);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      yield { kind: 'broken', line, reason: 'not a JSON object', text: json.slice(0, 200) };
      continue;
    }
    const cells = Array.from({ length: places.size }, () => '');
    for (const [name, text] of flattened(value)) {
      const key = keys.get(name) ?? columnKey(name);
      if (keys.size < READ_LIMITS.columns) keys.set(name, key);
      const place = places.get(key);
      if (place !== undefined && cells[place] === '') cells[place] = text;
    }
    yield { kind: 'cells', line, cells };
  }
}
