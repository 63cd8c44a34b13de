// On which line of a text file a row stands. The SQL engine counts rows; a row may have line ends inside its quotes, and blank lines are none.

import { statSync } from 'node:fs';
import type { Native } from '../read/open.js';
import { readGzip, readPlain } from '../read/packed.js';

export interface Wanted {
  /** By the engine's own count, in which line ends in quotes are none; with the beginning of the text that it says. */
  readonly broken: ReadonlyMap<number, string>;
  /** All lines that are no rows, by the same count. */
  readonly brokenLines: ReadonlySet<number>;
  /** By the number of the row, from 1, with what its cells say. */
  readonly rows: ReadonlyMap<number, readonly string[]>;
}

export interface Place {
  readonly line: number;
  /** What stands there is what was looked for. */
  readonly isSure: boolean;
}

export interface Places {
  readonly broken: ReadonlyMap<number, Place>;
  readonly rows: ReadonlyMap<number, Place>;
}

const QUOTE = 0x22;
const FEED = 0x0a;
const RETURN = 0x0d;
/** To search through more than this takes longer than it is worth. */
const MOST_BYTES = 8 * 1024 ** 3;

export async function findLines({ header, isGzip, path }: Extract<Native, { kind: 'csv' }>, wanted: Wanted): Promise<Places> {
  const broken = new Map<number, Place>();
  const rows = new Map<number, Place>();
  const isDone = (): boolean => broken.size >= wanted.broken.size && rows.size >= wanted.rows.size;
  if (isDone()) return { broken, rows };
  // Lines of the file up to here; records after the header as the engine counts them; rows among those.
  let lines = 0;
  let counted = header.lines;
  let row = 0;
  let first = header.lines + 1;
  const see = (text: Buffer): void => {
    counted += 1;
    const isBlank = text.every((byte) => byte === RETURN);
    if (wanted.brokenLines.has(counted)) {
      const said = wanted.broken.get(counted);
      if (said !== undefined) broken.set(counted, { line: first, isSure: text.toString('utf8').includes(said.trim()) });
    } else if (!isBlank) {
      row += 1;
      const cells = wanted.rows.get(row);
      if (cells !== undefined) rows.set(row, { line: first, isSure: hasAll(text.toString('utf8'), cells) });
    }
  };
  const bytes = isGzip ? readGzip(path, statSync(path).size, path) : readPlain(path);
  let carried: Buffer = Buffer.alloc(0);
  let isQuoted = false;
  let read = 0;
  for await (const chunk of bytes) {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte !== FEED) continue;
      lines += 1;
      if (lines > header.lines) {
        if (isQuoted) continue;
        const rest = chunk.subarray(start, at);
        see(carried.length === 0 ? rest : Buffer.concat([carried, rest]));
      } else isQuoted = false;
      carried = Buffer.alloc(0);
      start = at + 1;
      first = lines + 1;
    }
    if (isDone()) return { broken, rows };
    carried = Buffer.concat([carried, chunk.subarray(start)]);
    read += chunk.length;
    // A quote that does not belong there: from here on nothing would be found.
    if (read > MOST_BYTES || carried.length > 2 * chunk.length + MOST_CARRIED) return { broken, rows };
  }
  if (carried.length > 0) see(carried);
  return { broken, rows };
}

const MOST_CARRIED = 4 * 1024 ** 2;

function hasAll(line: string, cells: readonly string[]): boolean {
  return cells.every((cell) => line.includes(cell.trim().replaceAll('"', '""')));
}
