// One table, read by the engine that can: the SQL engine where it is there and sure of itself, else the plain one.

import { errorCode, Fault } from '../../shared/index.js';
import { READ_LIMITS } from '../read/limits.js';
import type { Table } from '../read/open.js';
import type { SqlEngine } from './duckdb.js';
import { scanPlainly } from './plain.js';
import { type Scan, type ScanResult, wantedColumns } from './scan.js';
import { settle } from './settle.js';

export type OnProgress = (share: number) => void;

export async function scanTable(table: Table, scan: Scan, sql: SqlEngine | undefined, onProgress: OnProgress): Promise<ScanResult> {
  if (sql !== undefined && table.native !== undefined) {
    try {
      const found = await sql.scan(table.native, scan, onProgress);
      // A line that is wrong is rare, and the plain engine says better what is wrong with it and where.
      if (found.isSure) return found;
      if (table.bytes > READ_LIMITS.rereadBytes) return await settle(table, scan, sql, found);
    } catch (cause) {
      if (table.bytes > READ_LIMITS.rereadBytes) throw engineFault(table.name, cause);
    }
  }
  return scanPlainly(table.rows(wantedColumns(scan)), scan, { style: table.style });
}

function engineFault(name: string, cause: unknown): Fault {
  const isMemory = cause instanceof Error && /out of memory/iu.test(cause.message);
  return new Fault(
    'file',
    `${name} ${isMemory ? 'needs more memory than there is for a bill' : `cannot be read: ${errorCode(cause) ?? 'its text is damaged'}`}`,
    {
      cause,
      fix: 'give fewer files or fewer months at once',
    },
  );
}
