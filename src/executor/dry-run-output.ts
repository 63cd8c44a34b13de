// What bq prints for a dry run, as data. Trusts nothing about it: what is not one of the forms that bq has is no answer, and a number is
// taken only together with how sure bq is of it.

import * as z from 'zod';

export interface DryRunAnswer {
  readonly bytes: number;
  /** `lower-bound` and `unknown`: the query may read more. */
  readonly accuracy: 'precise' | 'upper-bound' | 'lower-bound' | 'unknown';
  /** How many tables are billed at least their least. */
  readonly tables: number;
}

type Accuracy = DryRunAnswer['accuracy'];

/** A job of the API: its 64-bit numbers are text. */
const count = z.union([z.string().regex(/^[0-9]{1,25}$/), z.int().min(0)]).transform((value) => wholeBytes(String(value)));
const job = z.object({
  statistics: z.object({
    totalBytesProcessed: count.optional(),
    query: z.object({
      totalBytesProcessed: count,
      totalBytesProcessedAccuracy: z.string().default('PRECISE'),
      referencedTables: z.array(z.unknown()).max(100_000).optional(),
    }),
  }),
});

const ACCURACIES: ReadonlyMap<string, Accuracy> = new Map([
  ['PRECISE', 'precise'],
  ['LOWER_BOUND', 'lower-bound'],
  ['UPPER_BOUND', 'upper-bound'],
]);

/** `--format=pretty`, `sparse` and none. The words `of data and the accuracy is unknown` come without `bytes`. */
const SENTENCE =
  /^Query successfully validated\. Assuming the tables are not modified, running this query will process (?:(lower|upper) bound of )?([0-9]{1,25})( bytes)? of data(?:\.| and the accuracy is unknown )/;

/** More than can be counted is more than any cap. */
function wholeBytes(digits: string): number {
  return Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // One of the other forms, or none.
    return undefined;
  }
}

function fromJob(text: string): DryRunAnswer | undefined {
  const read = job.safeParse(parsedJson(text));
  if (!read.success) return undefined;
  const { query, totalBytesProcessed = 0 } = read.data.statistics;
  const bytes = Math.max(query.totalBytesProcessed, totalBytesProcessed);
  const accuracy = ACCURACIES.get(query.totalBytesProcessedAccuracy) ?? 'unknown';
  return { bytes, accuracy, tables: Math.max(query.referencedTables?.length ?? 0, bytes > 0 ? 1 : 0) };
}

function fromSentence(lines: readonly string[]): DryRunAnswer | undefined {
  const [found, ...more] = lines.filter((line) => SENTENCE.test(line));
  // Two answers are none: nobody knows which is meant.
  if (found === undefined || more.length > 0) return undefined;
  const [, bound, digits = '', unit] = SENTENCE.exec(found) ?? [];
  const accuracy = unit === undefined ? 'unknown' : bound === 'lower' ? 'lower-bound' : bound === 'upper' ? 'upper-bound' : 'precise';
  return { bytes: wholeBytes(digits), accuracy, tables: 1 };
}

/** `--format=csv`: the number, and no word about how sure it is. */
function fromNumber(text: string): DryRunAnswer | undefined {
  return /^[0-9]{1,25}$/.test(text) ? { bytes: wholeBytes(text), accuracy: 'unknown', tables: 1 } : undefined;
}

/** Undefined for whatever is no answer to a dry run. */
export function parseDryRun(output: string): DryRunAnswer | undefined {
  const text = output.trim();
  const lines = text.split(/\r?\n/);
  return fromJob(text) ?? fromNumber(text) ?? fromSentence(lines) ?? fromJob(lines.at(-1) ?? '');
}

/** The engine refuses a query over its own cap with the bytes that it would have billed. */
export function parseLimitExceeded(message: string): number | undefined {
  const [, digits] = /limit for bytes billed: [0-9]{1,25}\. ([0-9]{1,25}) or higher required/.exec(message) ?? [];
  return digits === undefined ? undefined : wholeBytes(digits);
}
