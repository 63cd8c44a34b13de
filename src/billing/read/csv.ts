// CSV as exports write it: a byte order mark, lines of somebody's own before the header, any of four separators, any line end.

import { Readable } from 'node:stream';
import { CsvError, type Options, parse } from 'csv-parse';
import { Fault } from '../../shared/index.js';
import { READ_LIMITS } from './limits.js';
import { type Row, ROWS_AT_ONCE, SHOWN_CHARACTERS } from './row.js';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export interface CsvHeader {
  readonly delimiter: Delimiter;
  readonly columns: readonly string[];
  /** Lines up to the header, with it. */
  readonly lines: number;
  /** Lines before the header, as cells: an invoice says its currency there. */
  readonly preamble: readonly (readonly string[])[];
  /** Data as far as the sample shows it. */
  readonly sample: readonly (readonly string[])[];
  readonly lineEnd: '\n' | '\r\n' | 'other';
}

const SAMPLE_RECORDS = 300;
const MOST_PREAMBLE = 40;
const LINE_ENDS = ['\r\n', '\n', '\r'];

function options(delimiter: string): Options {
  return {
    delimiter,
    bom: true,
    record_delimiter: LINE_ENDS,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: READ_LIMITS.lineBytes,
  };
}

interface Recorded {
  readonly record: readonly string[];
  readonly lines: number;
}

/** Splits the sample by each separator; a last record that the sample cuts in half is left out by the caller. */
async function records(text: string, delimiter: string): Promise<readonly Recorded[]> {
  const found: Recorded[] = [];
  const parser = Readable.from([text]).pipe(parse({ ...options(delimiter), to: SAMPLE_RECORDS + MOST_PREAMBLE, info: true }));
  try {
    for await (const one of parser) {
      // CAST: with `info` csv-parse wraps each record; its types do not say so.
      const { info, record } = one as { record: string[]; info: { lines: number } };
      found.push({ record, lines: info.lines });
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (cause.code !== 'CSV_QUOTE_NOT_CLOSED') throw lineFault('the file', cause);
  }
  return found;
}

/**
 * `isHeader` knows the formats; the first line that it likes is the header. Else the separator by which most lines are as wide as the
 * widest, and of those lines the first.
 */
export async function readCsvHeader(
  sample: string,
  isWhole: boolean,
  isHeader: (cells: readonly string[]) => boolean,
): Promise<CsvHeader | undefined> {
  const text = sample.replace(/^\uFEFF/u, '');
  const lineEnd = lineEndOf(text);
  const whole = isWhole ? text : wholeRecords(text);
  let best: CsvHeader | undefined;
  let bestEvenness = 0;
  for (const delimiter of DELIMITERS) {
    const found = await records(whole, delimiter);
    const candidates = found.slice(0, MOST_PREAMBLE);
    const liked = candidates.findIndex(({ record }) => isHeader(record));
    const widest = Math.max(0, ...candidates.map(({ record }) => record.length));
    const at = liked === -1 ? candidates.findIndex(({ record }) => record.length === widest) : liked;
    const header = candidates[at];
    if (header === undefined) continue;
    const read: CsvHeader = {
      delimiter,
      columns: header.record.map((name) => name.trim()),
      lines: header.lines,
      preamble: found.slice(0, at).map(({ record }) => record),
      sample: found.slice(at + 1, at + 1 + SAMPLE_RECORDS).map(({ record }) => record),
      lineEnd,
    };
    if (liked !== -1) return read;
    const evenness = widest < 2 ? 0 : found.filter(({ record }) => record.length === widest).length / found.length;
    if (best === undefined || evenness > bestEvenness) {
      best = read;
      bestEvenness = evenness;
    }
  }
  return best;
}

/** Up to the last line end with an even number of quotes before it: there a record ends. */
function wholeRecords(text: string): string {
  let end = 0;
  let quotes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) quotes += 1;
    else if (code === 0x0a && quotes % 2 === 0) end = at + 1;
  }
  return end === 0 ? text : text.slice(0, end);
}

function lineEndOf(text: string): CsvHeader['lineEnd'] {
  const feeds = text.split('\n').length - 1;
  const both = text.split('\r\n').length - 1;
  const returns = text.split('\r').length - 1;
  if (returns === 0) return '\n';
  return both === feeds && both === returns ? '\r\n' : 'other';
}

export async function* readCsv(text: AsyncIterable<string>, header: CsvHeader, file: string): AsyncGenerator<readonly Row[]> {
  const { columns, delimiter, lineEnd, lines } = header;
  const parser = Readable.from(text).pipe(parse({ ...options(delimiter), info: true }));
  let batch: Row[] = [];
  let countedTwice = 0;
  try {
    for await (const found of parser) {
      // CAST: with `info` csv-parse wraps each record; its types do not say so.
      const { info, record } = found as { record: string[]; info: { lines: number } };
      if (info.lines <= lines || (record.length === 1 && record[0] === '')) continue;
      // Both characters of a line end in quotes are a line to the parser, and one to an editor.
      if (lineEnd !== '\n') for (const cell of record) if (cell.includes('\n')) countedTwice += cell.split('\r\n').length - 1;
      batch.push(rowOf(record, info.lines - countedTwice, columns.length));
      if (batch.length < ROWS_AT_ONCE) continue;
      yield batch;
      batch = [];
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    if (cause.code === 'CSV_QUOTE_NOT_CLOSED') {
      const line = Number(cause['lines'] ?? 0);
      batch.push({ kind: 'broken', line, reason: 'a quote is not closed before the end of the file', text: '' });
    } else throw lineFault(file, cause);
  }
  if (batch.length > 0) yield batch;
}

function rowOf(record: readonly string[], line: number, width: number): Row {
  if (record.length === width) return { kind: 'cells', line, cells: record };
  // A separator at the end of every line is a habit, not a column.
  if (record.length === width + 1 && record.at(-1) === '') return { kind: 'cells', line, cells: record.slice(0, width) };
  const reason = `${String(record.length)} columns where the header has ${String(width)}`;
  return { kind: 'broken', line, reason, text: record.join(',').slice(0, SHOWN_CHARACTERS) };
}

export function lineFault(file: string, cause?: unknown): Fault {
  return new Fault('file', `${file} has a line of more than ${String(READ_LIMITS.lineBytes / 1024 ** 2)} MiB`, {
    cause,
    fix: 'a quote that is never closed can look like this; look at the file, or fetch it again',
  });
}
