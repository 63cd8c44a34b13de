// Sets of characters that secrets are made of, as bits of one table, so that a run of them is found without a pattern.

import { byteAt } from '../tables.js';

export const UPPER = 1;
export const LOWER = 2;
export const DIGIT = 4;
export const HEX = 8;
/** `_` and `-`. */
export const DASH = 16;
/** `+`, `/` and `=` */
export const BASE64 = 32;
export const DOT = 64;
/** `~`, `%`, `$`, `!`, `:` */
export const ODD = 128;

export const ALNUM = UPPER | LOWER | DIGIT;
export const WORD = ALNUM | DASH;

const TABLE: Uint8Array = (() => {
  const table = new Uint8Array(65_536);
  const put = (characters: string, bit: number): void => {
    for (const character of characters) {
      const code = character.charCodeAt(0);
      table[code] = byteAt(table, code) | bit;
    }
  };
  put('ABCDEFGHIJKLMNOPQRSTUVWXYZ', UPPER);
  put('abcdefghijklmnopqrstuvwxyz', LOWER);
  put('0123456789', DIGIT);
  put('0123456789abcdefABCDEF', HEX);
  put('_-', DASH);
  put('+/=', BASE64);
  put('.', DOT);
  put('~%$!:', ODD);
  return table;
})();

export const bits = TABLE;

export function isOf(text: string, at: number, set: number): boolean {
  return (byteAt(TABLE, text.charCodeAt(at)) & set) !== 0;
}

/** Where the run of these characters that holds `from` ends; at most `most` characters further. */
export function runEnd(text: string, from: number, set: number, most = 65_536): number {
  const limit = Math.min(text.length, from + most);
  let at = from;
  while (at < limit && (byteAt(TABLE, text.charCodeAt(at)) & set) !== 0) at += 1;
  return at;
}

/** Where the run of these characters that ends before `to` begins. */
export function runStart(text: string, to: number, set: number, most = 65_536): number {
  const limit = Math.max(0, to - most);
  let at = to;
  while (at > limit && (byteAt(TABLE, text.charCodeAt(at - 1)) & set) !== 0) at -= 1;
  return at;
}

export interface Look {
  readonly upper: number;
  readonly lower: number;
  readonly digit: number;
  readonly other: number;
  /** How often a neighbour is of another kind: words do so seldom, random text at every second character. */
  readonly turns: number;
  readonly distinct: number;
}

const KINDS = UPPER | LOWER | DIGIT;

/** Which look a character was last seen in: a set that needs no emptying. */
const SEEN = new Int32Array(128);
let stamp = 0;

export function lookOf(text: string, start = 0, end = text.length): Look {
  let upper = 0;
  let lower = 0;
  let digit = 0;
  let turns = 0;
  let before = -1;
  stamp = (stamp + 1) & 0x3fffffff;
  let distinct = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    const kind = byteAt(TABLE, code) & KINDS;
    if (kind === UPPER) upper += 1;
    else if (kind === LOWER) lower += 1;
    else if (kind === DIGIT) digit += 1;
    if (before >= 0 && kind !== before) turns += 1;
    before = kind;
    if (SEEN[code & 127] !== stamp) {
      SEEN[code & 127] = stamp;
      distinct += 1;
    }
  }
  return { upper, lower, digit, other: end - start - upper - lower - digit, turns, distinct };
}

const SHORTEST_RANDOM = 16;

/** Text that nobody typed: long, of several kinds of character, which change often; or a long run of hexadecimal digits. */
export function isRandom(text: string): boolean {
  if (text.length < SHORTEST_RANDOM || runEnd(text, 0, WORD | BASE64 | DOT | ODD) < text.length) return false;
  const { upper, lower, digit, other, turns, distinct } = lookOf(text);
  if (distinct < 8) return false;
  if (runEnd(text, 0, HEX) === text.length) return text.length >= 32 || (digit >= 4 && turns >= text.length / 4);
  if (upper > 0 && lower > 0 && digit > 0) return turns >= text.length / 4 && other <= text.length / 5;
  if (digit >= 3 && upper + lower > 0) return turns >= text.length / 4 && other <= 2;
  return text.length >= 24 && upper > 0 && lower > 0 && turns >= text.length / 3 && other <= text.length / 8;
}
