// Reads the rows of one table out of an SQLite file, as its format says (sqlite.org/fileformat2.html): no index, no writing, no SQL.
// gcloud keeps every account's credential in such a file, and only one account's may leave it. What does not look as described is no row.

const PAGE_ONE_HEADER = 100;
const LEAF = 0x0d;
const INTERIOR = 0x05;
const MOST_PAGES = 20_000;
const MAGIC = 'SQLite format 3\0';

export type Row = readonly (string | number | null)[];

interface Database {
  readonly bytes: Buffer;
  readonly pageSize: number;
  readonly usable: number;
}

interface Varint {
  readonly value: number;
  readonly next: number;
}

function varint(bytes: Buffer, at: number): Varint {
  let value = 0;
  for (let n = 0; n < 8; n += 1) {
    const byte = bytes.readUInt8(at + n);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + n + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), next: at + 9 };
}

function page(database: Database, number: number): Buffer {
  const start = (number - 1) * database.pageSize;
  return database.bytes.subarray(start, start + database.pageSize);
}

/** What of a row lies in its own page; the rest is chained through others. */
function localBytes(length: number, usable: number): number {
  const most = usable - 35;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wished = least + ((length - least) % (usable - 4));
  return wished <= most ? wished : least;
}

function payload(database: Database, holder: Buffer, at: number): Buffer {
  const { value: length, next: afterLength } = varint(holder, at);
  const { next: start } = varint(holder, afterLength);
  const local = localBytes(length, database.usable);
  const parts = [holder.subarray(start, start + local)];
  let left = length - local;
  for (let number = left > 0 ? holder.readUInt32BE(start + local) : 0; number !== 0 && left > 0; ) {
    const more = page(database, number);
    parts.push(more.subarray(4, 4 + Math.min(left, database.usable - 4)));
    left -= database.usable - 4;
    number = more.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const;

interface Column {
  readonly value: string | number | null;
  readonly bytes: number;
}

function column(type: number, record: Buffer, at: number): Column {
  if (type >= 12) {
    const bytes = Math.floor((type - 12) / 2);
    return { value: record.toString('utf8', at, at + bytes), bytes };
  }
  if (type === 8 || type === 9) return { value: type - 8, bytes: 0 };
  const bytes = type === 7 ? 8 : (INTEGER_BYTES[type] ?? 0);
  return { value: bytes > 0 && bytes <= 6 && type !== 7 ? record.readIntBE(at, bytes) : null, bytes };
}

function row(record: Buffer): Row {
  const { value: headerLength, next } = varint(record, 0);
  const found: (string | number | null)[] = [];
  let body = headerLength;
  for (let at = next; at < headerLength; ) {
    const type = varint(record, at);
    const { value, bytes } = column(type.value, record, body);
    found.push(value);
    body += bytes;
    at = type.next;
  }
  return found;
}

function rowsOf(database: Database, root: number): readonly Row[] {
  const found: Row[] = [];
  const waiting = [root];
  let pages = 0;
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    pages += 1;
    if (pages > MOST_PAGES) throw new RangeError('the pages go round');
    const holder = page(database, number);
    const header = number === 1 ? PAGE_ONE_HEADER : 0;
    const kind = holder.readUInt8(header);
    const cells = holder.readUInt16BE(header + 3);
    const pointers = header + (kind === INTERIOR ? 12 : 8);
    for (let cell = 0; cell < cells; cell += 1) {
      const at = holder.readUInt16BE(pointers + 2 * cell);
      if (kind === LEAF) found.push(row(payload(database, holder, at)));
      else if (kind === INTERIOR) waiting.push(holder.readUInt32BE(at));
    }
    if (kind === INTERIOR) waiting.push(holder.readUInt32BE(header + 8));
  }
  return found;
}

/** `undefined` when this is no such file or has no such table. */
export function readSqliteTable(bytes: Buffer, table: string): readonly Row[] | undefined {
  try {
    if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    const size = bytes.readUInt16BE(16);
    const pageSize = size === 1 ? 65_536 : size;
    const database = { bytes, pageSize, usable: pageSize - bytes.readUInt8(20) };
    // type, name, tbl_name, rootpage, sql
    const entry = rowsOf(database, 1).find(([type, name]) => type === 'table' && name === table);
    const root = entry?.[3];
    return typeof root === 'number' ? rowsOf(database, root) : undefined;
  } catch (cause) {
    // Cut short, or written to at this very moment.
    if (cause instanceof RangeError) return undefined;
    throw cause;
  }
}
