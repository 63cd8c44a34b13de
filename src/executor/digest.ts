// Raw output into what may leave the executor: text without control characters, bounded, with what was cut counted. Runs in a thread,
// because a hostile output must not be able to hold up the executor.

import { printableLines } from '../shared/index.js';

export interface RawOutput {
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  /** Bytes that the cap on the raw output already dropped. */
  readonly cutBytes: number;
  /** Names of members whose values may be secrets, in an answer that keeps the names of its members. */
  readonly mask: readonly string[];
}

export interface Digest {
  readonly output: string;
  readonly errors: string;
  readonly cutBytes: number;
}

const OUTPUT_CHARACTERS = 128 * 1024;
const ERROR_CHARACTERS = 8 * 1024;

interface Shown {
  readonly text: string;
  readonly cutBytes: number;
}

function spelledOut(text: string): string {
  return printableLines(text, text.length).join('\n');
}

/** How many characters of the text fit when they are spelled out; a character of two halves fits whole or not at all. */
function fitting(text: string, most: number): number {
  let fits = 0;
  let beyond = Math.min(text.length, most) + 1;
  let tried = beyond - 1;
  while (fits + 1 < beyond) {
    if (spelledOut(text.slice(0, tried)).length <= most) fits = tried;
    else beyond = tried;
    tried = Math.floor((fits + beyond) / 2);
  }
  const isHalf = fits < text.length && /[\ud800-\udbff]/.test(text.charAt(fits - 1));
  return isHalf ? fits - 1 : fits;
}

function shown(bytes: Uint8Array, most: number): Shown {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const fits = fitting(whole, most);
  const kept = whole.slice(0, fits);
  const text = spelledOut(kept).toWellFormed();
  // Where bytes were no characters the count is off by some, but never says that nothing is missing.
  return { text, cutBytes: fits === whole.length ? 0 : Math.max(1, bytes.length - Buffer.byteLength(kept)) };
}

const EMPTIED = '(emptied: it may hold secrets)';
const WITHHELD =
  '(withheld: this answer may hold secrets, and is not whole JSON in which they could be emptied; ask for json, and for less)';

/** The same value with every member of those names emptied, wherever it stands: a query may have moved it. */
function emptied(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => emptied(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, names.has(name) ? EMPTIED : emptied(inner, names)]));
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not JSON: the caller withholds all of it.
    return undefined;
  }
}

/** T-MASK: what users fill with secrets leaves the executor by no answer, whole or cut. */
function masked(out: Uint8Array, mask: readonly string[]): Uint8Array {
  const text = Buffer.from(out.buffer, out.byteOffset, out.byteLength).toString('utf8');
  if (mask.length === 0 || text.trim() === '') return out;
  const json = parsed(text);
  return Buffer.from(json ? `${JSON.stringify(emptied(json.value, new Set(mask)), null, 2)}\n` : WITHHELD);
}

export function digest({ out, err, cutBytes, mask }: RawOutput): Digest {
  const output = shown(masked(out, mask), OUTPUT_CHARACTERS);
  const errors = shown(err, ERROR_CHARACTERS);
  return { output: output.text, errors: errors.text, cutBytes: cutBytes + output.cutBytes + errors.cutBytes };
}
