// Credentials in the words of HTTP: behind `Bearer`, `Basic` and the like wherever that stands, and cookies.

import type { Span } from '../span.js';
import { ALNUM, BASE64, DOT, isOf, lookOf, ODD, runEnd, WORD } from './characters.js';
import { decodedText } from './runs.js';

const TOKEN = WORD | BASE64 | DOT | ODD;
const SHORTEST = 8;

/** A scheme ended at `end`. What follows counts when it cannot be a word of a sentence. */
export function bearerAt(text: string, start: number, end: number, add: (span: Span) => void): void {
  if (isOf(text, start - 1, ALNUM) || isOf(text, end, ALNUM)) return;
  let from = end;
  while (from < end + 8 && /[\s:="'\\]/.test(text.charAt(from)) && text.charAt(from) !== '\n') from += 1;
  if (from === end) return;
  let stop = runEnd(text, from, TOKEN, 16_384);
  while (stop > from && '.:!'.includes(text.charAt(stop - 1))) stop -= 1;
  const value = text.slice(from, stop);
  if (value.length < SHORTEST) return;
  if (/^basic$/i.test(text.slice(start, end))) {
    const decoded = decodedText(value, 0, value.length);
    if (decoded === undefined || !decoded.includes(':')) return;
  } else {
    const { upper, lower, digit, turns } = lookOf(value);
    if (digit === 0 && (upper === 0 || lower === 0 || turns < value.length / 4) && value.length < 24) return;
    if (/^[a-z]+([-_][a-z]+)*$/i.test(value)) return;
  }
  add({ start: from, end: from + value.length, kind: 'authorization' });
}

/** `Cookie:` ended at `end`: all of its pairs. */
export function cookieAt(text: string, end: number, add: (span: Span) => void): void {
  let from = end;
  while (/[ "']/.test(text.charAt(from))) from += 1;
  const line = text.slice(from, from + 4_096);
  const length = line.search(/[\n\r"'\\]/);
  const value = (length < 0 ? line : line.slice(0, length)).trimEnd();
  if (!value.includes('=') || value.startsWith('[redacted')) return;
  add({ start: from, end: from + value.length, kind: 'cookie' });
}
