// CSV as exports write it: a byte order mark, lines of somebody's own before the header, any of four separators, any line end.

import { Fault } from '../../shared/index.js';
import { READ_LIMITS } from './limits.js';
import { type Row, ROWS_AT_ONCE, SHOWN_CHARACTERS } from './row.js';
import { type CsvRules, cutCsv, splitCsv } from './split-csv.js';

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

function rulesFor(delimiter: string): CsvRules {
  return { delimiter, longest: READ_LIMITS.lineBytes };
}

interface Recorded {
  readonly record: readonly string[];
  readonly lines: number;
}

/** Splits the sample by each separator; a last record that the sample cuts in half is left out by the caller. */
function records(text: string, delimiter: string): readonly Recorded[] {
  const cut = cutCsv(text, rulesFor(delimiter), true, 0, SAMPLE_RECORDS + MOST_PREAMBLE);
  return cut.records.flatMap((found) => {
    if (found.kind === 'too-long') throw lineFault('the file');
    return found.kind === 'record' ? [{ record: found.cells, lines: found.line }] : [];
  });
}

/**
 * `isHeader` knows the formats; the first line that it likes is the header. Else the separator by which most lines are as wide as the
 * widest, and of those lines the first.
 */
export function readCsvHeader(sample: string, isWhole: boolean, isHeader: (cells: readonly string[]) => boolean): CsvHeader | undefined {
  const text = sample.replace(/^\uFEFF/u, '');
  const lineEnd = lineEndOf(text);
  const whole = isWhole ? text : wholeRecords(text);
  let best: CsvHeader | undefined;
  let bestEvenness = 0;
  for (const delimiter of DELIMITERS) {
    const found = records(whole, delimiter);
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
  const { columns, delimiter, lines } = header;
  let batch: Row[] = [];
  for await (const found of splitCsv(text, rulesFor(delimiter))) {
    for (const one of found) {
      if (one.kind === 'too-long') throw lineFault(file);
      if (one.kind === 'unclosed') {
        batch.push({ kind: 'broken', line: one.line, reason: 'a quote is not closed before the end of the file', text: '' });
      } else if (one.line > lines && !(one.cells.length === 1 && one.cells[0] === ''))
        batch.push(rowOf(one.cells, one.line, columns.length));
    }
    if (batch.length < ROWS_AT_ONCE) continue;
    yield batch;
    batch = [];
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
