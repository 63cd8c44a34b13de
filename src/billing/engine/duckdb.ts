// The SQL engine, for tables that it can read by itself: a large CSV as it lies there, gzip or not, and parquet. It reads everything as
// text and casts what it was told to cast; whatever it is not sure of it says, and then another pass or the plain engine decides.

import type { DuckDBConnection } from '@duckdb/node-api';
import type { Native } from '../read/open.js';
import { READ_LIMITS } from '../read/limits.js';
import { DIGEST_CHARACTERS, SKETCH_SIZE } from '../cube/sketch.js';
import { loadSqlModule } from './native.js';
import { isBlank, SCALE } from './number.js';
import type { Condition, Dearest, Group, Key, Reject, Scan, ScanResult, Sum } from './scan.js';
import { DAY_CHARACTERS, SHOWN_REJECTS, wantedColumns } from './scan.js';

/** Binary fractions have 12 decimals, fast sums 10, exact ones 18. */
const FAST_SCALE = 10;
const EXACT = `DECIMAL(38,${String(SCALE)})`;
const FAST = `DECIMAL(18,${String(FAST_SCALE)})`;
const BINARY = 'DECIMAL(38,12)';
const FAST_BINARY = 'DECIMAL(18,12)';

export interface SqlEngine {
  readonly scan: (native: Native, scan: Scan, onProgress: (share: number) => void) => Promise<SqlScan>;
  /** The rows that an exact scan was not sure of, numbered as the file has them, rejected lines left out; cells that were asked for. */
  readonly openRows: (native: Native, scan: Scan, most: number) => Promise<readonly OpenRow[]>;
  readonly sketch: (native: Native, scan: Scan) => Promise<readonly string[]>;
  readonly close: () => void;
}

/** `isSure`: nothing was rejected and nothing is left to interpret. */
export interface SqlScan extends ScanResult {
  readonly isSure: boolean;
  /** Rows whose amounts it could not read. */
  readonly open: number;
  /** Lines that are no rows, as it counts them: the first of them. */
  readonly brokenLines: ReadonlySet<number>;
}

export interface OpenRow {
  readonly row: number;
  readonly cells: readonly string[];
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
    openRows: (native, scan, most) => readOpenRows(connection, native, scan, most),
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
  /** It looks at the binary columns themselves. */
  readonly isBinary?: true;
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

function sourceSql(native: Native, wanted: readonly number[], isParallel = true): string {
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
      ...(isParallel ? [] : ['parallel = false']),
      `compression = '${native.isGzip ? 'gzip' : 'none'}'`,
    ];
    return `read_csv(${quotedText(native.path)}, ${options.join(', ')})`;
  }
  const list = wanted.map((place) => {
    const { isBinaryFraction = false, isMoment = false, isWhole = false, path = [] } = native.columns[place] ?? {};
    const name = path.map(quotedName).join('.');
    const text = isWhole ? `to_json(${name})::VARCHAR` : `${name}::VARCHAR`;
    if (isBinaryFraction) return `${name} AS b${String(place)}, CASE WHEN ${name} IS NULL THEN '' ELSE '1' END AS ${column(place)}`;
    return isMoment ? `${text} AS ${column(place)}, ${name}::DATE AS d${String(place)}` : `${text} AS ${column(place)}`;
  });
  return `(SELECT ${list.length === 0 ? '1' : list.join(', ')} FROM read_parquet(${quotedText(native.path)}, binary_as_string = true))`;
}

interface Question {
  readonly sql: string;
  readonly depth: Depth;
  /** Place of the day; of the other keys that were asked for, in the order in which one text holds them; of the sums. */
  readonly day: number;
  readonly keys: readonly number[];
  readonly sums: readonly number[];
}

/** Stands between the keys of one text; a text of the bill that holds it makes one part too many, which is noticed. */
const SEPARATOR = '\u001f';

function whereSql({ keys, where = {} }: Scan, depth: Depth): string {
  const wants = Object.entries(where).map(([name, values]) => {
    const key = keys.find((one) => one.name === name);
    if (key === undefined || values.length === 0) return 'false';
    return `trim(${keySql(key, depth)}) IN (${values.map(quotedText).join(', ')})`;
  });
  return wants.length === 0 ? '' : ` WHERE ${wants.join(' AND ')}`;
}

const isBinaryIn =
  (native: Native) =>
  (place: number): boolean =>
    native.kind === 'parquet' && native.columns[place]?.isBinaryFraction === true;

function questionOf(native: Native, scan: Scan, depth: Depth): Question {
  const asked = [...scan.keys.entries()].filter(([, { columns }]) => columns.length > 0);
  const keys = asked.filter(([, { name }]) => name !== 'day').map(([at]) => at);
  const day = asked.find(([, { name }]) => name === 'day')?.[0] ?? -1;
  const sums = [...scan.sums.entries()].filter(([, { columns, name }]) => columns.length > 0 || name === 'cost');
  const from = `${sourceSql(native, wantedColumns(scan))}${whereSql(scan, depth)}`;
  const casts = sums.map(([at, sum]) => ({ at, ...castOf(native, at, sum, depth) }));
  const keyed = asked.map(([at, key]) => ({ name: `k${String(at)}`, sql: keySql(key, depth), day: daySql(native, key, depth) }));
  const grouped = depth === 'exact' ? exactGroups(keyed, casts, from) : fastGroups(keyed, casts, sums, from);
  const totals = casts.map(({ at }) => `s${String(at)}`);
  // One text instead of many: to take a text out of the engine costs more than to cut it.
  const one = keys.length === 0 ? `''` : `concat_ws(chr(31), ${keys.map((at) => `k${String(at)}`).join(', ')})`;
  const shown = [one, day === -1 ? `''` : `k${String(day)}`, ...totals, 'n', 'unsure'].join(', ');
  const places = { depth, day, keys, sums: sums.map(([at]) => at) };
  if (scan.dearest === undefined) return { ...places, sql: `SELECT ${shown} FROM (${grouped})` };
  return { ...places, sql: dearestSql(scan, scan.dearest, grouped, shown) };
}

interface Keyed {
  readonly name: string;
  readonly sql: string;
  /** The same as a day instead of its text; to write it out once for each group is cheaper than once for each row. */
  readonly day: string | undefined;
}

/** A day of a column of moments. */
function daySql(native: Native, { columns, first, onlyWhen }: Key, depth: Depth): string | undefined {
  const [place, ...more] = columns;
  const isMoment = native.kind === 'parquet' && place !== undefined && native.columns[place]?.isMoment === true;
  if (!isMoment || more.length > 0 || first !== DAY_CHARACTERS) return undefined;
  const day = `d${String(place)}`;
  return onlyWhen === undefined ? day : `CASE WHEN ${conditionSql(onlyWhen, depth)} THEN ${day} END`;
}

function exactGroups(keyed: readonly Keyed[], casts: readonly (Cast & { readonly at: number })[], from: string): string {
  const groups = keyed.map(({ name }) => name);
  // A row that is not sure is a group of its own, so that nothing of it is counted.
  const unsure = `greatest(0, ${casts.map((cast) => cast.unsure).join(', ')}) AS unsure`;
  const valued = casts.map(({ at, value }) => `${value} AS v${String(at)}`);
  const keys = keyed.map(({ name, sql }) => `${sql} AS ${name}`);
  const inner = `SELECT ${[...keys, ...valued, unsure].join(', ')} FROM ${from}`;
  const totals = casts.map(({ at }) => `sum(v${String(at)}) AS s${String(at)}`);
  return `SELECT ${[...groups, ...totals, 'count(*) AS n', 'unsure'].join(', ')} FROM (${inner}) GROUP BY ${[...groups, 'unsure'].join(', ')}`;
}

function fastGroups(
  keyed: readonly Keyed[],
  casts: readonly (Cast & { readonly at: number })[],
  sums: readonly (readonly [number, Sum])[],
  from: string,
): string {
  // Here one unsure row is enough to ask again.
  const texts = sums.map(([at, { columns }]) => `${firstSaid(columns, 'fast')} AS t${String(at)}`);
  const binaries = sums.flatMap(([at, { columns }]) => columns.map((place, nth) => ({ at, nth, place })));
  const raw = binaries.filter(({ at }) => casts.some((cast) => cast.at === at && cast.isBinary === true));
  const bare = raw.map(({ at, nth, place }) => `b${String(place)} AS b${String(at)}_${String(nth)}`);
  const keys = keyed.map(({ day, name, sql }) => (day === undefined ? `${sql} AS ${name}` : `${day} AS ${name}_day`));
  const inner = `SELECT ${[...keys, ...texts, ...bare].join(', ')} FROM ${from}`;
  const unsure = casts.map((cast) => `count(*) FILTER (WHERE ${cast.unsure})`).join(' + ');
  const totals = casts.map(({ at, value }) => `sum(${value}) AS s${String(at)}`);
  const groups = keyed.map(({ day, name }) => (day === undefined ? name : `${name}_day`));
  const shown = keyed.map(({ day, name }) => (day === undefined ? name : `coalesce(${name}_day::VARCHAR, '') AS ${name}`));
  const by = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
  return `SELECT ${[...shown, ...totals, 'count(*) AS n', `${unsure} AS unsure`].join(', ')} FROM (${inner})${by}`;
}

/** The file is read once: what was grouped is kept, the resources are weighed, and the groups of the heaviest are what is left. */
function dearestSql({ keys, sums }: Scan, { days, most }: Dearest, grouped: string, shown: string): string {
  const place = (wanted: string): string => `k${String(keys.findIndex(({ name }) => name === wanted))}`;
  const weighed = [...sums.entries()].filter(([, { columns, name }]) => name === 'cost' || (name !== 'quantity' && columns.length > 0));
  const weight = weighed.map(([at]) => `coalesce(sum(s${String(at)}), 0)`).join(' + ');
  const resource = `trim(${place('resource')})`;
  const hot = `${place('day')} IN (${days.map(quotedText).join(', ')}) AND unsure = 0 AND ${resource} NOT IN ${BLANK_TEXTS}`;
  const top = `SELECT ${resource} AS resource FROM grouped WHERE ${hot} GROUP BY 1 ORDER BY ${weight} DESC, 1 LIMIT ${String(most)}`;
  return `WITH grouped AS MATERIALIZED (${grouped}), top AS MATERIALIZED (${top}) SELECT ${shown} FROM grouped WHERE ${resource} IN (SELECT resource FROM top)`;
}

function castOf(native: Native, at: number, sum: Sum, depth: Depth): Cast {
  const isBinary = isBinaryIn(native);
  if (depth === 'exact') return castSql(sum, isBinary);
  return sum.columns.length > 0 && sum.columns.every(isBinary) ? fastBinaryCast(at, sum) : fastCast(at, sum);
}

/** As many decimals as the exact cast of a binary fraction has; what is too large for it is asked again. */
function fastBinaryCast(at: number, { columns, name }: Sum): Cast {
  const all = columns.map((_, nth) => `b${String(at)}_${String(nth)}`);
  const casts = all.map((binary) => `TRY_CAST(${binary} AS ${FAST_BINARY})`);
  const value = `coalesce(${casts.join(', ')})`;
  const failed = all.map((binary, nth) => `(${binary} IS NOT NULL AND ${casts[nth] ?? ''} IS NULL)`);
  return { value, unsure: [...failed, ...(name === 'cost' ? [`${value} IS NULL`] : [])].join(' OR '), isBinary: true };
}

function fastCast(at: number, { name }: Sum): Cast {
  const text = `t${String(at)}`;
  const value = fastCastOf(text);
  return { value, unsure: name === 'cost' ? `${value} IS NULL` : `${text} <> '' AND ${value} IS NULL` };
}

/** Exact as long as there are no more decimals than the type has; an exponent hides how many there are. */
function fastCastOf(text: string): string {
  const isShort = `strlen(${text}) - instr(${text}, '.') <= ${String(FAST_SCALE)} AND NOT contains(${text}, 'e') AND NOT contains(${text}, 'E')`;
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
    const depth = await depthOf(connection, native, scan);
    const first = await runScan(connection, native, scan, depth);
    if (depth === 'exact' || first.isSure) return first;
    return await runScan(connection, native, scan, 'exact');
  } finally {
    clearInterval(clock);
  }
}

const SAMPLE_ROWS = 2_000;

/** Fast where the first rows say that it will do; whether it did is known afterwards. */
async function depthOf(connection: DuckDBConnection, native: Native, { sums }: Scan): Promise<Depth> {
  if (sums.some(({ columns, credits }) => credits !== undefined && columns.length > 0)) return 'exact';
  if (native.kind === 'csv') return native.isEasy ? 'fast' : 'exact';
  const isBinary = isBinaryIn(native);
  if (sums.some(({ columns }) => columns.some(isBinary) && !columns.every(isBinary))) return 'exact';
  const texts = sums.flatMap(({ columns }) => columns).filter((place) => !isBinary(place));
  if (texts.length === 0) return 'fast';
  const isHard = texts.map((place) => `regexp_matches(${column(place)}, '\\.\\d{${String(FAST_SCALE + 1)}}|[eE]')`).join(' OR ');
  const found = await connection.runAndReadAll(
    `SELECT count(*) FILTER (WHERE ${isHard}) FROM (SELECT * FROM ${sourceSql(native, texts)} LIMIT ${String(SAMPLE_ROWS)})`,
  );
  return Number(found.getRows()[0]?.[0] ?? 1) === 0 ? 'fast' : 'exact';
}

async function runScan(connection: DuckDBConnection, native: Native, scan: Scan, depth: Depth): Promise<SqlScan> {
  if (native.kind === 'csv') await dropRejects(connection);
  const question = questionOf(native, scan, depth);
  const result = await connection.stream(question.sql);
  const groups: Group[] = [];
  const kinds = new Map<string, readonly string[] | undefined>();
  const [countAt, unsureAt] = [2 + question.sums.length, 3 + question.sums.length];
  let unsureRows = 0;
  let open = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    const columns = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const rows = Number(columns[countAt]?.[row] ?? 0);
      const text = textOf(columns[0]?.[row]);
      if (!kinds.has(text)) kinds.set(text, keysOf(text, scan, question));
      const keys = kinds.get(text);
      const day = textOf(columns[1]?.[row]);
      const isUnsure = keys === undefined || (depth === 'fast' && day !== day.trim());
      if (isUnsure || Number(columns[unsureAt]?.[row] ?? 0) !== 0) {
        unsureRows += rows;
        if (!isUnsure) open += rows;
        continue;
      }
      const sums = scan.sums.map(() => 0n);
      for (const [at, place] of question.sums.entries()) sums[place] = decimalOf(columns[2 + at]?.[row]);
      groups.push({ keys, day, sums, rows });
    }
  }
  const broken = native.kind === 'csv' ? await readRejects(connection) : NOTHING_BROKEN;
  const rejected = unsureRows + broken.count;
  const unread = unsureRows === 0 ? [] : [{ line: 0, reason: `${String(unsureRows)} lines have an amount that is none`, text: '' }];
  return {
    groups,
    rejected,
    rejects: [...broken.rejects, ...unread].slice(0, SHOWN_REJECTS),
    isSure: rejected === 0,
    open,
    brokenLines: broken.lines,
  };
}

/** Undefined: not what it seems. */
function keysOf(text: string, scan: Scan, { depth, keys }: Question): readonly string[] | undefined {
  const parts = keys.length === 0 ? [] : text.split(SEPARATOR);
  if (parts.length !== keys.length) return undefined;
  const found = scan.keys.map(() => '');
  for (const [at, place] of keys.entries()) {
    const part = parts[at] ?? '';
    // The fast way takes the first that is not empty: where that says as much as nothing, the next one would have counted.
    if (depth === 'fast' && part !== '' && (scan.keys[place]?.columns.length ?? 0) > 1 && isBlank(part)) return undefined;
    found[place] = part;
  }
  return found;
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
  readonly lines: ReadonlySet<number>;
  readonly rejects: readonly Reject[];
}

const NOTHING_BROKEN: Broken = { count: 0, lines: new Set(), rejects: [] };
const MOST_LINES = 100_000;

async function readRejects(connection: DuckDBConnection): Promise<Broken> {
  const found = await connection.runAndReadAll(
    `SELECT line, any_value(error_message), any_value(csv_line), count(*) OVER () FROM reject_errors GROUP BY line ORDER BY line LIMIT ${String(SHOWN_REJECTS)}`,
  );
  const rows = found.getRows();
  if (rows.length === 0) return NOTHING_BROKEN;
  const all = await connection.runAndReadAll(`SELECT DISTINCT line FROM reject_errors ORDER BY line LIMIT ${String(MOST_LINES)}`);
  return {
    lines: new Set(all.getRows().map(([line]) => Number(line))),
    count: Number(rows[0]?.[3] ?? 0),
    rejects: rows.map(([line, reason, text]) => ({
      line: Number(line),
      reason: textOf(reason).split('\n')[0] ?? '',
      text: textOf(text).slice(0, 200),
    })),
  };
}

/** One thread, so that the rows come in the order of the file. */
async function readOpenRows(connection: DuckDBConnection, native: Native, scan: Scan, most: number): Promise<readonly OpenRow[]> {
  if (native.kind !== 'csv') return [];
  await dropRejects(connection);
  const wanted = wantedColumns(scan);
  const unsure = scan.sums
    .filter(({ columns, name }) => columns.length > 0 || name === 'cost')
    .map((sum) => castSql(sum, () => false).unsure);
  const cells = wanted.map((place) => `coalesce(${column(place)}, '')`);
  const where = whereSql(scan, 'exact').replace(/^ WHERE /u, ' AND ');
  const numbered = `SELECT *, row_number() OVER () AS row_of_file FROM ${sourceSql(native, wanted, false)}`;
  const isOpen = `greatest(0, ${unsure.join(', ')}) > 0${where}`;
  const found = await connection.runAndReadAll(
    `SELECT ${['row_of_file', ...cells].join(', ')} FROM (${numbered}) WHERE ${isOpen} ORDER BY 1 LIMIT ${String(most)}`,
  );
  return found.getRows().map(([row, ...texts]) => {
    const placed: string[] = Array.from({ length: native.header.columns.length }, () => '');
    for (const [at, place] of wanted.entries()) placed[place] = textOf(texts[at]);
    return { row: Number(row), cells: placed };
  });
}

/** The same digests as `sketchRows` makes. */
async function sketchNatively(connection: DuckDBConnection, native: Native, scan: Scan): Promise<readonly string[]> {
  if (native.kind === 'csv') await dropRejects(connection);
  const identity = scan.keys.map((key) => `trim(${keySql(key)})`).join(` || chr(31) || `);
  const digests = `SELECT DISTINCT left(md5(${identity}), ${String(DIGEST_CHARACTERS)}) AS digest FROM ${sourceSql(native, wantedColumns(scan))}`;
  const found = await connection.runAndReadAll(`SELECT digest FROM (${digests}) ORDER BY digest LIMIT ${String(SKETCH_SIZE)}`);
  return found.getRows().map(([digest]) => textOf(digest));
}
