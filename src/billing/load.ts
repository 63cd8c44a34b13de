// Any export in, exact cubes out. Files are opened, recognised, read by the engine that can, and put together without counting money
// twice; whatever was left out, rejected or taken for granted is said.

import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Cube, ResourceCube } from '../spikes/index.js';
import { errorCode, Fault, printable } from '../shared/index.js';
import { buildCubes } from './cube/build.js';
import { dayText } from './cube/day.js';
import { entriesOf, type Entry } from './cube/entries.js';
import { type Covered, describeLeft, findOverlaps } from './cube/overlap.js';
import { containment, sketchRows } from './cube/sketch.js';
import { viewOfName } from './cube/view.js';
import { openSqlEngine, type SqlEngine } from './engine/duckdb.js';
import { identityScan, NO_AMOUNT, type Reject, scanOf, wantedColumns } from './engine/scan.js';
import { scanTable } from './engine/scan-table.js';
import { openTables, type Table } from './read/open.js';
import type { Read, Slice } from './reading.js';
import { readResources } from './resources.js';

export interface BillPath {
  readonly path: string;
  readonly name: string;
}

export interface LoadedFile {
  readonly name: string;
  readonly format: string;
  readonly version: string;
  readonly provider: string;
  /** What it was recognised by. */
  readonly why: string;
  readonly rows: number;
  readonly rejected: number;
  readonly rejects: readonly Reject[];
  readonly firstDay: string;
  readonly lastDay: string;
}

export interface Bill {
  readonly cubes: readonly Cube[];
  readonly files: readonly LoadedFile[];
  readonly notes: readonly string[];
  readonly engine: 'duckdb' | 'javascript';
  /** What the dearest resources of these slices cost on every day of the cube; read from the files once more. */
  readonly resources: (cube: Cube, slices: readonly Slice[], most?: number) => Promise<ResourceCube>;
  readonly close: () => void;
}

export interface Progress {
  readonly file: string;
  readonly at: number;
  readonly of: number;
  readonly share: number;
}

export interface LoadOptions {
  /** `javascript` leaves the SQL engine out even where it is there; `sql` starts it even for a small bill. */
  readonly engine?: 'best' | 'javascript' | 'sql';
  readonly threads?: number;
  readonly memoryMiB?: number;
  readonly onProgress?: (progress: Progress) => void;
}

const DEFAULT_MEMORY_MIB = 450;
const DEFAULT_THREADS = 2;
/** A resource that is no place of a rise by itself, with a share of less than 6 %, need not be known by name. */
const RESOURCES_OF_A_SLICE = 100;
const MOST_RESOURCES = 300;

export async function loadBill(paths: readonly BillPath[], options: LoadOptions = {}): Promise<Bill> {
  const { engine = 'best', memoryMiB = DEFAULT_MEMORY_MIB, onProgress, threads = DEFAULT_THREADS } = options;
  const notes: string[] = [];
  const opened = await openAll(await withoutCopies(paths, notes));
  // A small bill is read before the SQL engine would have started.
  const wantsSql =
    engine !== 'javascript' && opened.some(({ table }) => table.native !== undefined && (engine === 'sql' || isWorthStarting(table)));
  const sql = wantsSql ? await openSqlEngine({ threads, memoryMiB }) : undefined;
  if (wantsSql && sql === undefined) notes.push('the SQL engine cannot run here: the bill is read in plain JavaScript, which takes longer');
  try {
    const reads: Read[] = [];
    for (const [at, { path, table }] of opened.entries()) {
      const tell = (share: number): void => onProgress?.({ file: table.name, at: at + 1, of: opened.length, share });
      tell(0);
      reads.push(await readTable(path, table, sql, tell));
      tell(1);
    }
    const kept = await withoutOverlaps(reads, sql, notes);
    const { cubes, notes: cubeNotes } = buildCubes(kept.flat());
    if (cubes.length === 0) throw emptyFault(reads);
    for (const { isPlain, table } of reads) {
      if (isPlain)
        notes.push(`${table.name} lacks columns of the amortised cost: unblended cost is used, so a purchase can look like a rise`);
      notes.push(...table.notes.map((note) => `${table.name}: ${note}`));
    }
    return {
      cubes,
      files: reads.map(describe),
      notes: [...notes, ...cubeNotes].map((note) => printable(note, 500)),
      engine: sql === undefined ? 'javascript' : 'duckdb',
      resources: (cube, slices, most = Math.min(MOST_RESOURCES, RESOURCES_OF_A_SLICE * slices.length)) =>
        readResources(reads, kept, sql, { cube, slices, most }),
      close: () => sql?.close(),
    };
  } catch (cause) {
    sql?.close();
    throw asFault(cause);
  }
}

/** Below this plain JavaScript is done before the SQL engine has been loaded. */
const SMALL_BYTES = 4 * 1024 ** 2;

function isWorthStarting({ bytes, shape }: Table): boolean {
  return bytes > SMALL_BYTES || (shape === 'parquet' && bytes > SMALL_BYTES / 8);
}

function asFault(cause: unknown): unknown {
  if (cause instanceof Fault) return cause;
  // T-FLOOD: a bill with more in it than we hold is the bill's fault, and said; anything else is ours.
  if (cause instanceof RangeError)
    return new Fault('file', `the bill is too large: ${cause.message}`, { cause, fix: 'give fewer files or fewer months at once' });
  return cause;
}

async function openAll(paths: readonly BillPath[]): Promise<readonly { readonly path: string; readonly table: Table }[]> {
  const opened: { readonly path: string; readonly table: Table }[] = [];
  for (const { name, path } of paths) {
    try {
      for (const table of await openTables(path, name)) opened.push({ path, table });
    } catch (cause) {
      const code = errorCode(cause);
      if (cause instanceof Fault || code === undefined) throw cause;
      throw new Fault('file', `cannot read ${name}: ${code}`, { cause, fix: 'give the path of a billing export that you can read' });
    }
  }
  return opened;
}

/** T-TWICE: the same file under two names is one file. Only files of one size are compared. */
async function withoutCopies(paths: readonly BillPath[], notes: string[]): Promise<readonly BillPath[]> {
  const sizes = paths.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? -1);
  const seen = new Map<string, string>();
  const kept: BillPath[] = [];
  for (const [at, one] of paths.entries()) {
    if (sizes.filter((size) => size === sizes[at]).length > 1 && (sizes[at] ?? -1) > 0) {
      const digest = await digestOf(one.path);
      const first = seen.get(digest);
      if (first !== undefined) {
        notes.push(`${one.name} is the same file as ${first}: counted once`);
        continue;
      }
      seen.set(digest, one.name);
    }
    kept.push(one);
  }
  return kept;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  // CAST: a stream without an encoding hands out bytes.
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function readTable(path: string, table: Table, sql: SqlEngine | undefined, onProgress: (share: number) => void): Promise<Read> {
  const { format } = table.detected;
  const scan = scanOf(format, table.columns);
  const found = await scanTable(table, scan, sql, onProgress);
  const entries = entriesOf(found.groups, { format, scan, currency: table.currency });
  const dayless: readonly Reject[] =
    entries.dayless === 0
      ? []
      : [{ line: 0, reason: `${String(entries.dayless)} lines have no day: \`${entries.daylessText}\``, text: '' }];
  return { ...entries, table, path, rejected: found.rejected + entries.dayless, rejects: [...found.rejects, ...dayless] };
}

function covered({ entries, path, table, view }: Read): Covered {
  const { format, version } = table.detected;
  const seen = view ?? (format.views === undefined ? undefined : viewOfName(table.name));
  return { name: table.name, family: format.family, version, view: seen, entries, modified: statSync(path).mtimeMs };
}

async function withoutOverlaps(
  reads: readonly Read[],
  sql: SqlEngine | undefined,
  notes: string[],
): Promise<readonly (readonly Entry[])[]> {
  const tables = reads.map(covered);
  const sketches = new Map<number, Promise<readonly string[]>>();
  const sketchOf = (at: number): Promise<readonly string[]> => {
    const known = sketches.get(at) ?? sketch(reads[at], sql);
    sketches.set(at, known);
    return known;
  };
  const left = await findOverlaps(tables, async (a, b) => containment(await sketchOf(a), await sketchOf(b)));
  notes.push(...left.map((one) => describeLeft(one, tables)));
  return reads.map(({ entries }, at) => {
    const gone = left.filter(({ table }) => table === at);
    return gone.length === 0 ? entries : entries.filter(({ day }) => !gone.some(({ days }) => days.has(day)));
  });
}

function sketch(read: Read | undefined, sql: SqlEngine | undefined): Promise<readonly string[]> {
  if (read === undefined) return Promise.resolve([]);
  const { table } = read;
  const scan = identityScan(table.detected.format, table.columns);
  if (sql !== undefined && table.native !== undefined) return sql.sketch(table.native, scan);
  return sketchRows(table.rows(wantedColumns(scan)), scan);
}

function emptyFault(reads: readonly Read[]): Fault {
  const rejected = reads.reduce((sum, read) => sum + read.rejected, 0);
  const [first] = reads.flatMap(({ rejects }) => rejects);
  const [read] = reads;
  if (read !== undefined && reads.length === 1 && rejected > 0 && read.rejects.every(({ reason }) => reason === NO_AMOUNT)) {
    const places = scanOf(read.table.detected.format, read.table.columns).sums.find(({ name }) => name === 'cost')?.columns ?? [];
    const names = places.map((place) => read.table.columns[place] ?? '').join(', ');
    return new Fault(
      'file',
      `${read.table.name} (${read.table.detected.format.title}) has no money in it: ${names} is blank in each line`,
      {
        fix: 'export it again with its costs',
      },
    );
  }
  const why = first === undefined ? '' : `, the first: ${first.reason}`;
  return new Fault('file', `no line of the bill could be read (${String(rejected)} rejected${why})`, {
    fix: 'give an unchanged billing export with its rows',
  });
}

function describe({ entries, rejected, rejects, rows, table }: Read): LoadedFile {
  const { format, version, why } = table.detected;
  let [first, last] = [Infinity, -Infinity];
  for (const { day } of entries) [first, last] = [Math.min(first, day), Math.max(last, day)];
  return {
    name: printable(table.name, 255),
    format: format.id,
    version,
    provider: format.provider || (entries[0]?.leaf.provider ?? ''),
    why: printable(why, 300),
    rows,
    rejected,
    rejects: rejects.map(({ line, reason, text }) => ({ line, reason: printable(reason, 200), text: printable(text, 200) })),
    firstDay: entries.length === 0 ? '' : dayText(first),
    lastDay: entries.length === 0 ? '' : dayText(last),
  };
}
