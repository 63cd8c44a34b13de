// Raw output into what may leave the executor: text without control characters, bounded, with what was cut counted. Runs in a thread,
// because a hostile output must not be able to hold up the executor.

import { printableLines } from '../shared/index.js';

export interface RawOutput {
  readonly out: Uint8Array;
  readonly err: Uint8Array;
  /** Bytes that the cap on the raw output already dropped. */
  readonly cutBytes: number;
}

export interface Digest {
  readonly output: string;
  readonly errors: string;
  readonly cutBytes: number;
}

const OUTPUT_CHARACTERS = 128 * 1024;
const ERROR_CHARACTERS = 8 * 1024;

function shown(bytes: Uint8Array, most: number): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return printableLines(text.slice(0, most), most).join('\n').slice(0, most).toWellFormed();
}

export function digest({ out, err, cutBytes }: RawOutput): Digest {
  const output = shown(out, OUTPUT_CHARACTERS);
  return { output, errors: shown(err, ERROR_CHARACTERS), cutBytes: cutBytes + Math.max(0, out.length - OUTPUT_CHARACTERS) };
}
