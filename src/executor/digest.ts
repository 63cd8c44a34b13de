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

export function digest({ out, err, cutBytes }: RawOutput): Digest {
  const output = shown(out, OUTPUT_CHARACTERS);
  const errors = shown(err, ERROR_CHARACTERS);
  return { output: output.text, errors: errors.text, cutBytes: cutBytes + output.cutBytes + errors.cutBytes };
}
