// What the SQL engine left open in a file that is too large for the plain one to read again: lines whose amount it could not read go to the
// plain engine one by one, and each bad line is looked for in the file, so that its number is the one that an editor shows.

import type { Row } from '../read/row.js';
import type { Table } from '../read/open.js';
import type { SqlEngine, SqlScan } from './duckdb.js';
import { findLines, type Place } from './find-lines.js';
import { scanPlainly } from './plain.js';
import { type Reject, type Scan, type ScanResult, SHOWN_REJECTS } from './scan.js';

/** More than these are no slip of a pen; they stay counted. */
const MOST_OPEN = 20_000;

export async function settle(table: Table, scan: Scan, sql: SqlEngine, found: SqlScan): Promise<ScanResult> {
  const { native } = table;
  if (native?.kind !== 'csv') return found;
  const asked = found.open === 0 || found.open > MOST_OPEN || scan.dearest !== undefined ? [] : await sql.openRows(native, scan, MOST_OPEN);
  // Where not all of it comes back, all of it stays as it was counted.
  const open = asked.length === found.open ? asked : [];
  const rows = open.map(({ cells, row }): Row => ({ kind: 'cells', line: row, cells }));
  const read = await scanPlainly(inOne(rows), scan, { style: table.style });
  const broken = found.rejects.filter(({ line }) => line > 0);
  const cellsOf = new Map(open.map(({ cells, row }) => [row, cells.filter((cell) => cell !== '')]));
  const places = await findLines(native, {
    broken: new Map(broken.map(({ line, text }) => [line, text])),
    brokenLines: found.brokenLines,
    rows: new Map(read.rejects.map(({ line }) => [line, cellsOf.get(line) ?? []])),
  });
  const rejects = [
    ...broken.map((reject) => told(reject, places.broken.get(reject.line) ?? { line: reject.line, isSure: false })),
    ...read.rejects.map((reject) => told(reject, places.rows.get(reject.line) ?? { line: 0, isSure: false })),
  ].sort((one, other) => one.line - other.line);
  const counted = open.length === 0 ? found.rejects.filter(({ line }) => line === 0) : [];
  return {
    groups: [...found.groups, ...read.groups],
    rejected: found.rejected - open.length + read.rejected,
    rejects: [...counted, ...rejects].slice(0, SHOWN_REJECTS),
  };
}

function told({ reason, text }: Reject, { isSure, line }: Place): Reject {
  return { line, reason: isSure || line === 0 ? reason : `near this line: ${reason}`, text: text.trim() };
}

async function* inOne(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield await Promise.resolve(rows);
}
