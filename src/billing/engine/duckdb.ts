// The SQL engine, for tables that it can read by itself: a large CSV as it lies there, gzip or not, and parquet. It reads everything as
// text and casts what it was told to cast; whatever it is not sure of it says, and then another pass or the plain engine decides.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Native } from '../read/open.js';
import { READ_LIMITS } from '../read/limits.js';
import { DIGEST_CHARACTERS, SKETCH_SIZE } from '../cube/sketch.js';
import { loadSqlModule } from './native.js';
import { SCALE } from './number.js';
import type { Condition, Group, Key, Reject, Scan, ScanResult, Sum } from './scan.js';
import { SHOWN_REJECTS, wantedColumns } from './scan.js';

/** Binary fractions have 12 decimals, fast sums 10, exact ones 18. */
const FAST_SCALE = 10;
const EXACT = `DECIMAL(38,${String(SCALE)})`;
const FAST = `DECIMAL(18,${String(FAST_SCALE)})`;
const BINARY = 'DECIMAL(38,12)';

export interface SqlEngine {
  readonly scan: (native: Native, scan: Scan, onProgress: (share: number) => void) => Promise<SqlScan>;
  readonly sketch: (native: Native, scan: Scan) => Promise<readonly string[]>;
  readonly close: () => void;
}

/** `isSure`: nothing was rejected and nothing is left to interpret. */
export interface SqlScan extends ScanResult {
  readonly isSure: boolean;
}

export interface EngineOptions {
  readonly threads: number;
  readonly memoryMiB: number;
}

/** Undefined where its native module is missing or cannot run. */
export async function openSqlEngine({ memoryMiB, threads }: EngineOptions): Promise<SqlEngine | undefined> {
  const api = await loadSqlModule();
  if (api === undefined) return undefined;
  const instance = await api.DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${String(memoryMiB)}MiB`,
    // T-FILES: what does not fit in memory is a fault, not a file.
    temp_directory: '',
    max_temp_directory_size: '0B',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone='UTC'; SET enable_progress_bar=true; SET enable_progress_bar_print=false`).catch(() => undefined);
  return {
    scan: (native, scan, onProgress) => scanNatively(connection, native, scan, onProgress),
    sketch: (native, scan) => sketchNatively(connection, native, scan),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** T-SQL: every name and path of a bill is text of ours in quotes; there is no other way in. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const column = (place: number): string => `c${String(place)}`;
const BLANK_TEXTS = `('', 'NULL', 'null', 'None', '\\N')`;

function isSaid(place: number): string {
  return `(${column(place)} IS NOT NULL AND trim(${column(place)}) NOT IN ${BLANK_TEXTS})`;
}

/** The first that says something; no column: nothing. Where no cell of the sample says NULL, an empty one is the only blank one. */
function firstSaid(places: readonly number[], depth: Depth = 'exact'): string {
  const [first, ...more] = places;
  if (first === undefined) return `''`;
  if (more.length === 0) return `coalesce(${column(first)}, '')`;
  if (depth === 'fast') return `coalesce(${places.map((place) => `nullif(${column(place)}, '')`).join(', ')}, '')`;
  return `CASE ${places.map((place) => `WHEN ${isSaid(place)} THEN ${column(place)}`).join(' ')} ELSE '' END`;
}

function conditionSql({ columns, isOneOf, values }: Condition, depth: Depth): string {
  if (values.length === 0) return isOneOf ? 'false' : 'true';
  return `${firstSaid(columns, depth)} ${isOneOf ? 'IN' : 'NOT IN'} (${values.map(quotedText).join(', ')})`;
}

function keySql({ columns, first, onlyWhen, presenceOnly }: Key, depth: Depth = 'exact'): string {
  let sql = firstSaid(columns, depth);
  if (presenceOnly === true) sql = `CASE WHEN trim(${sql}) IN ${BLANK_TEXTS} THEN '' ELSE '1' END`;
  if (first !== undefined) sql = `left(${depth === 'fast' ? sql : `trim(${sql})`}, ${String(first)})`;
  return onlyWhen === undefined ? sql : `CASE WHEN ${conditionSql(onlyWhen, depth)} THEN ${sql} ELSE '' END`;
}

type Depth = 'fast' | 'exact';

interface Cast {
  readonly value: string;
  /** 1 for a row that the cast could not read. */
  readonly unsure: string;
}

function castSql(sum: Sum, isBinary: (place: number) => boolean): Cast {
  const { columns, credits, name } = sum;
  if (columns.length === 0) return { value: 'NULL', unsure: name === 'cost' ? '1' : '0' };
  const text = firstSaid(columns);
  const isText = `trim(${text}) NOT IN ${BLANK_TEXTS}`;
  if (credits !== undefined) return creditsSql(text, isText, credits);
  const cast = columns.some(isBinary) ? binarySql(columns, isBinary) : `CASE WHEN ${text} <> '' THEN TRY_CAST(${text} AS ${EXACT}) END`;
  const blankCounts = name === 'cost' ? 'true' : isText;
  return { value: cast, unsure: name === 'quantity' ? '0' : `CASE WHEN ${blankCounts} AND ${cast} IS NULL THEN 1 ELSE 0 END` };
}

/** Of columns of which some are binary fractions: the first that is there. */
function binarySql(columns: readonly number[], isBinary: (place: number) => boolean): string {
  const values = columns.map((place) =>
    isBinary(place) ? `TRY_CAST(b${String(place)} AS ${BINARY})` : `TRY_CAST(${column(place)} AS ${EXACT})`,
  );
  return `coalesce(${values.join(', ')})`;
}

function creditsSql(text: string, isText: string, { isOneOf, types }: NonNullable<Sum['credits']>): Cast {
  const list = `TRY_CAST(from_json(CASE WHEN ${text} LIKE '[%' THEN ${text} END, '[{"amount":"VARCHAR","type":"VARCHAR"}]') AS STRUCT(amount VARCHAR, type VARCHAR)[])`;
  const within = types.map(quotedText).join(', ');
  const chosen = `list_filter(${list}, lambda x: upper(coalesce(x.type, '')) ${isOneOf ? 'IN' : 'NOT IN'} (${within}))`;
  const total = `list_sum(list_transform(${chosen}, lambda x: TRY_CAST(x.amount AS ${EXACT})))`;
  const plain = isOneOf ? `0::${EXACT}` : `TRY_CAST(${text} AS ${EXACT})`;
  const broken = `len(list_filter(${chosen}, lambda x: TRY_CAST(x.amount AS ${EXACT}) IS NULL)) > 0`;
  return {
    value: `CASE WHEN ${text} LIKE '[%' THEN ${total} WHEN ${isText} THEN ${plain} END`,
    unsure: `CASE WHEN ${text} LIKE '[%' THEN (CASE WHEN ${list} IS NULL OR ${broken} THEN 1 ELSE 0 END) WHEN ${isText} AND ${plain} IS NULL THEN 1 ELSE 0 END`,
  };
}

function sourceSql(native: Native, wanted: readonly number[]): string {
  if (native.kind === 'csv') {
    const { columns, delimiter, lineEnd, lines } = native.header;
    const names = columns.map((_, place) => `'${column(place)}': 'VARCHAR'`).join(', ');
    const ends = lineEnd === '\r\n' ? '\\r\\n' : '\\n';
    const options = [
      `columns = {${names}}`,
      'auto_detect = false',
      'header = false',
      `skip = ${String(lines)}`,
      `delim = ${quotedText(delimiter)}`,
      `quote = '"'`,
      `escape = '"'`,
      `new_line = '${ends}'`,
      `max_line_size = ${String(READ_LIMITS.lineBytes)}`,
      'store_rejects = true',
      'rejects_limit = 0',
      `compression = '${native.isGzip ? 'gzip' : 'none'}'`,
    ];
    return `read_csv(${quotedText(native.path)}, ${options.join(', ')})`;
  }
  const list = wanted.map((place) => {
    const { isBinaryFraction = false, isWhole = false, path = [] } = native.columns[place] ?? {};
    const name = path.map(quotedName).join('.');
    const text = isWhole ? `to_json(${name})::VARCHAR` : `${name}::VARCHAR`;
    return isBinaryFraction
      ? `${name} AS b${String(place)}, CASE WHEN ${name} IS NULL THEN '' ELSE '1' END AS ${column(place)}`
      : `${text} AS ${column(place)}`;
  });
  return `(SELECT ${list.length === 0 ? '1' : list.join(', ')} FROM read_parquet(${quotedText(native.path)}, binary_as_string = true))`;
}

interface Question {
  readonly sql: string;
  /** Places of the keys and sums that were asked for; the others are blank. */
  readonly keys: readonly number[];
  readonly sums: readonly number[];
}

function whereSql({ keys, where = {} }: Scan, depth: Depth): string {
  const wants = Object.entries(where).map(([name, values]) => {
    const key = keys.find((one) => one.name === name);
    if (key === undefined || values.length === 0) return 'false';
    return `trim(${keySql(key, depth)}) IN (${values.map(quotedText).join(', ')})`;
  });
  return wants.length === 0 ? '' : ` WHERE ${wants.join(' AND ')}`;
}

function questionOf(native: Native, scan: Scan, depth: Depth): Question {
  const isBinary = (place: number): boolean => native.kind === 'parquet' && native.columns[place]?.isBinaryFraction === true;
  const keys = [...scan.keys.entries()].filter(([, { columns }]) => columns.length > 0);
  const sums = [...scan.sums.entries()].filter(([, { columns, name }]) => columns.length > 0 || name === 'cost');
  const from = `${sourceSql(native, wantedColumns(scan))}${whereSql(scan, depth)}`;
  const groups = keys.map(([at]) => `k${String(at)}`);
  const keyed = keys.map(([at, key]) => `${keySql(key, depth)} AS k${String(at)}`);
  const casts = sums.map(([at, sum]) => ({ at, ...(depth === 'fast' ? fastCast(at, sum) : castSql(sum, isBinary)) }));
  const totals = casts.map(({ at }) => `sum(v${String(at)})`);
  const valued = casts.map(({ at, value }) => `${value} AS v${String(at)}`);
  const places = { keys: keys.map(([at]) => at), sums: sums.map(([at]) => at) };
  if (depth === 'exact') {
    // A row that is not sure is a group of its own, so that nothing of it is counted.
    const unsure = `greatest(0, ${casts.map((cast) => cast.unsure).join(', ')}) AS unsure`;
    const inner = `SELECT ${[...keyed, ...valued, unsure].join(', ')} FROM ${from}`;
    return {
      ...places,
      sql: `SELECT ${[...groups, ...totals, 'count(*)', 'unsure'].join(', ')} FROM (${inner}) GROUP BY ${[...groups, 'unsure'].join(', ')}`,
    };
  }
  // Here one unsure row is enough to ask again.
  const texts = sums.map(([at, { columns }]) => `${firstSaid(columns, depth)} AS t${String(at)}`);
  const inner = `SELECT ${[...keyed, ...texts].join(', ')} FROM ${from}`;
  const unsure = casts.map((cast) => `count(*) FILTER (WHERE ${cast.unsure})`).join(' + ');
  return {
    ...places,
    sql: `SELECT ${[...groups, ...casts.map(({ value }) => `sum(${value})`), 'count(*)', unsure].join(', ')} FROM (${inner}) GROUP BY ${groups.join(', ')}`,
  };
}

function fastCast(at: number, { name }: Sum): Cast {
  const text = `t${String(at)}`;
  const value = fastCastOf(text);
  return { value, unsure: name === 'cost' ? `${value} IS NULL` : `${text} <> '' AND ${value} IS NULL` };
}

/** Exact as long as there are no more decimals than the type has; an exponent hides how many there are. */
function fastCastOf(text: string): string {
  const isShort = `length(${text}) - instr(${text}, '.') <= ${String(FAST_SCALE)} AND instr(${text}, 'e') = 0 AND instr(${text}, 'E') = 0`;
  return `CASE WHEN ${text} <> '' AND ${isShort} THEN TRY_CAST(${text} AS ${FAST}) END`;
}

async function scanNatively(
  connection: DuckDBConnection,
  native: Native,
  scan: Scan,
  onProgress: (share: number) => void,
): Promise<SqlScan> {
  const clock = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage > 0) onProgress(Math.min(1, percentage / 100));
  }, 200);
  try {
    const hasCredits = scan.sums.some(({ columns, credits }) => credits !== undefined && columns.length > 0);
    const depth = native.kind === 'csv' && native.isEasy && !hasCredits ? 'fast' : 'exact';
    const first = await runScan(connection, native, scan, depth);
    if (depth === 'exact' || first.isSure) return first;
    return await runScan(connection, native, scan, 'exact');
  } finally {
    clearInterval(clock);
  }
}

async function runScan(connection: DuckDBConnection, native: Native, scan: Scan, depth: Depth): Promise<SqlScan> {
  if (native.kind === 'csv') await dropRejects(connection);
  const question = questionOf(native, scan, depth);
  const result = await connection.stream(question.sql);
  const groups: Group[] = [];
  const [countAt, unsureAt] = [question.keys.length + question.sums.length, question.keys.length + question.sums.length + 1];
  let unsureRows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const columns = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const rows = Number(columns[countAt]?.[row] ?? 0);
      if (Number(columns[unsureAt]?.[row] ?? 0) !== 0) {
        unsureRows += rows;
        continue;
      }
      const keys = scan.keys.map(() => '');
      for (const [at, place] of question.keys.entries()) keys[place] = textOf(columns[at]?.[row]);
      const sums = scan.sums.map(() => 0n);
      for (const [at, place] of question.sums.entries()) sums[place] = decimalOf(columns[question.keys.length + at]?.[row]);
      groups.push({ keys, sums, rows });
    }
  }
  const broken = native.kind === 'csv' ? await readRejects(connection) : { count: 0, rejects: [] };
  const rejected = unsureRows + broken.count;
  const unread = unsureRows === 0 ? [] : [{ line: 0, reason: `${String(unsureRows)} lines have an amount that is none`, text: '' }];
  return { groups, rejected, rejects: [...broken.rejects, ...unread].slice(0, SHOWN_REJECTS), isSure: rejected === 0 };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function decimalOf(value: unknown): bigint {
  if (typeof value !== 'object' || value === null || !('value' in value) || !('scale' in value)) return 0n;
  if (typeof value.value !== 'bigint' || typeof value.scale !== 'number') return 0n;
  return value.value * 10n ** BigInt(SCALE - value.scale);
}

async function dropRejects(connection: DuckDBConnection): Promise<void> {
  await connection.run('DROP TABLE IF EXISTS reject_errors; DROP TABLE IF EXISTS reject_scans');
}

interface Broken {
  readonly count: number;
  readonly rejects: readonly Reject[];
}

async function readRejects(connection: DuckDBConnection): Promise<Broken> {
  const found = await connection.runAndReadAll(
    `SELECT line, any_value(error_message), any_value(csv_line), count(*) OVER () FROM reject_errors GROUP BY line ORDER BY line LIMIT ${String(SHOWN_REJECTS)}`,
  );
  const rows = found.getRows();
  return {
    count: Number(rows[0]?.[3] ?? 0),
    rejects: rows.map(([line, reason, text]) => ({
      line: Number(line),
      reason: textOf(reason).split('\n')[0] ?? '',
      text: textOf(text).slice(0, 200),
    })),
  };
}

/** The same digests as `sketchRows` makes. */
async function sketchNatively(connection: DuckDBConnection, native: Native, scan: Scan): Promise<readonly string[]> {
  if (native.kind === 'csv') await dropRejects(connection);
  const identity = scan.keys.map((key) => `trim(${keySql(key)})`).join(` || chr(31) || `);
  const digests = `SELECT DISTINCT left(md5(${identity}), ${String(DIGEST_CHARACTERS)}) AS digest FROM ${sourceSql(native, wantedColumns(scan))}`;
  const found = await connection.runAndReadAll(`SELECT digest FROM (${digests}) ORDER BY digest LIMIT ${String(SKETCH_SIZE)}`);
  return found.getRows().map(([digest]) => textOf(digest));
}
