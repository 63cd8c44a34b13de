// What a bill file is, read once from start to end: size, lines, digest and the names of its columns.

import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

export interface BillFile {
  readonly name: string;
  readonly bytes: number;
  readonly lines: number;
  readonly sha256: string;
  readonly columns: readonly string[];
}

const CHUNK_BYTES = 1024 * 1024;
const HEADER_BYTES = 64 * 1024;
const COLUMN_CHARACTERS = 200;
const MOST_COLUMNS = 1_000;
const NEWLINE = 0x0a;

function countNewlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

/** Column names of a header line; quotes are dropped, a comma inside quotes stays. */
export function headerColumns(line: string): readonly string[] {
  const columns: string[] = [];
  let column = '';
  let quoted = false;
  for (const character of line.replace(/^\uFEFF/u, '')) {
    if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) {
      columns.push(column);
      column = '';
    } else column += character;
  }
  columns.push(column);
  return columns.slice(0, MOST_COLUMNS).map((name) => name.trim().toWellFormed().slice(0, COLUMN_CHARACTERS).toWellFormed());
}

export function describeBillFile(path: string, name: string): BillFile {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  const file = openSync(path, 'r');
  let bytes = 0;
  let lines = 0;
  let lastByte = NEWLINE;
  let header = '';
  try {
    for (;;) {
      const read = readSync(file, chunk, 0, CHUNK_BYTES, null);
      if (read === 0) break;
      const part = chunk.subarray(0, read);
      if (bytes === 0) header = new TextDecoder().decode(part.subarray(0, HEADER_BYTES)).split(/\r?\n/u, 1)[0] ?? '';
      hash.update(part);
      lines += countNewlines(part);
      lastByte = part[read - 1] ?? NEWLINE;
      bytes += read;
    }
  } finally {
    closeSync(file);
  }
  // A last line without its newline is a line too.
  return { name, bytes, lines: lines + (lastByte === NEWLINE ? 0 : 1), sha256: hash.digest('hex'), columns: headerColumns(header) };
}
