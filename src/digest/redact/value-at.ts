// Where a value begins and ends that stands behind a name, in whatever notation: JSON, YAML, `KEY=value`, a flag, a query of a URL, a
// connection string, a row of a table, XML.

import { ALNUM, DOT, isOf, runEnd, WORD } from './characters.js';

export interface Value {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
  /** What stands between name and value. `column`: blanks only, so that the next word may be anything. */
  readonly by: 'equals' | 'colon' | 'column' | 'word' | 'flag' | 'tag' | 'list';
}

const MOST_VALUE = 16_384;
/** Without quotation marks nothing says where a value ends: what is longer than this is no value. */
const MOST_BARE = 4_096;
const QUOTES = '"\'`';
const isBlank = (character: string): boolean => character === ' ' || character === '\t';

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charAt(at))) at += 1;
  return at;
}

/** The end of a quoted text: the quotation mark that no backslash stands before. */
function quotedEnd(text: string, from: number, quote: string): number {
  const limit = Math.min(text.length, from + MOST_VALUE);
  for (let at = from; at < limit; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') at += 1;
    else if (character === quote || (character === '\n' && quote !== '"')) return at;
  }
  return limit;
}

/** What follows looks like another assignment, or the end: then the mark before it was a separator and no part of the value. */
function isNextAssignment(text: string, from: number): boolean {
  const start = skipBlanks(text, from);
  if (start >= text.length || /[\n\r"'`)}\]>]/.test(text.charAt(start))) return true;
  const end = runEnd(text, start, WORD | DOT, 64);
  const behind = text.charAt(skipBlanks(text, end));
  return end > start && (behind === '=' || behind === ':');
}

const ENDS_ALWAYS = new Set(['\n', '\r', '"', "'", '`', '<', '>', '\t', '|']);
const ENDS_PERHAPS = new Set([',', ';', '&']);
const OPENS = '{[(';
const CLOSES = '}])';

/** `toLineEnd`: the value may hold blanks, since nothing else stands on its line. */
function bareEnd(text: string, from: number, toLineEnd: boolean): number {
  const limit = Math.min(text.length, from + MOST_BARE);
  let at = from;
  let opened = '';
  for (; at < limit; at += 1) {
    const character = text.charAt(at);
    if (ENDS_ALWAYS.has(character)) break;
    if (character === ' ' && (!toLineEnd || text.charAt(at + 1) === '#')) break;
    if (ENDS_PERHAPS.has(character) && isNextAssignment(text, at + 1)) break;
    if (OPENS.includes(character)) opened += character;
    const closes = CLOSES.indexOf(character);
    if (closes >= 0 && !opened.includes(OPENS.charAt(closes)) && /[\s,;"'})\]]|^$/.test(text.charAt(at + 1))) break;
    if (character === '\\' && /[nrt"]/.test(text.charAt(at + 1))) break;
  }
  while (at > from && text.charAt(at - 1) === ' ') at -= 1;
  return at;
}

function quoted(text: string, at: number, by: Value['by']): Value | undefined {
  const quote = text.charAt(at);
  if (!QUOTES.includes(quote) || quote === '') return undefined;
  return { start: at + 1, end: quotedEnd(text, at + 1, quote), isQuoted: true, by };
}

/** Only blanks and list marks stand before the name on its line: it is the name of that line. */
export function isFirstOnLine(text: string, nameStart: number): boolean {
  let at = nameStart;
  for (let steps = 0; steps < 200 && at > 0; steps += 1) {
    const before = text.charAt(at - 1);
    if (before === '\n') return true;
    if (!isBlank(before) && !'-"\'#>*'.includes(before))
      return text.slice(Math.max(0, at - 7), at) === 'export ' || text.slice(Math.max(0, at - 4), at) === 'set ';
    at -= 1;
  }
  return at === 0;
}

/** A value behind `=`, `:` and the like, which began at `from`. */
function assigned(text: string, from: number, nameStart: number, by: 'equals' | 'colon'): Value | undefined {
  let start = skipBlanks(text, from);
  // $'…' and b"…" are quoted too.
  if (/[$buru@]/.test(text.charAt(start)) && /["']/.test(text.charAt(start + 1))) start += 1;
  const inQuotes = quoted(text, start, by);
  if (inQuotes) return inQuotes;
  const first = text.charAt(start);
  if (first === '' || first === '\n' || first === '\r') return undefined;
  if (first === '{') return undefined;
  if (first === '[')
    return text.startsWith('[redacted', start) ? undefined : { start: start + 1, end: start + 1, isQuoted: false, by: 'list' };
  if ((first === '|' || first === '>') && by === 'colon') return block(text, start, nameStart);
  const isQuery = /[?&]/.test(text.charAt(nameStart - 1));
  if (isQuery) {
    let end = start;
    while (end < text.length && end - start < MOST_BARE && !/[\s&#"'<>`|\\]/.test(text.charAt(end))) end += 1;
    return { start, end, isQuoted: false, by };
  }
  const toLineEnd = isFirstOnLine(text, nameStart) && !/=[^=]/.test(text.slice(start, lineEnd(text, start)));
  return { start, end: bareEnd(text, start, toLineEnd), isQuoted: false, by };
}

/** INVARIANT: every search in either direction is bounded: an output may be one line of a megabyte. */
function lineEnd(text: string, from: number): number {
  const near = text.slice(from, from + MOST_BARE);
  const at = near.indexOf('\n');
  return from + (at < 0 ? near.length : at);
}

/** Where the line begins that holds `at`. */
export function lineStart(text: string, at: number): number {
  const from = Math.max(0, at - MOST_BARE);
  return from + text.slice(from, at).lastIndexOf('\n') + 1;
}

function indentOf(text: string, from: number): number {
  return skipBlanks(text, from) - from;
}

/** YAML's `|` and `>`: the lines below that stand further to the right. */
function block(text: string, from: number, nameStart: number): Value | undefined {
  const own = indentOf(text, lineStart(text, nameStart));
  const start = lineEnd(text, from) + 1;
  let end = start;
  while (end < text.length && end - start < MOST_VALUE) {
    const isIn = indentOf(text, end) > own || text.charAt(end) === '\n';
    if (!isIn) break;
    end = lineEnd(text, end) + 1;
  }
  const first = skipBlanks(text, start);
  return end > first
    ? { start: first, end: Math.min(end, text.length) - (text.charAt(end - 1) === '\n' ? 1 : 0), isQuoted: false, by: 'colon' }
    : undefined;
}

const ASSIGNMENTS: readonly (readonly [string, 'equals' | 'colon'])[] = [
  ['=>', 'equals'],
  [':=', 'equals'],
  ['==', 'equals'],
  ['->', 'equals'],
  ['=', 'equals'],
  [':', 'colon'],
];

/** The value of the name that stands in `[nameStart, nameEnd)`. */
export function valueAt(text: string, nameStart: number, nameEnd: number): Value | undefined {
  let at = nameEnd;
  const opening = text.charAt(nameStart - 1);
  const isNameQuoted = opening !== '' && QUOTES.includes(opening) && text.charAt(at) === opening;
  if (isNameQuoted) at += 1;
  // PHP's and Python's indexed names: config['password'] = …
  if (isNameQuoted && text.charAt(at) === ']') at += 1;
  const behind = skipBlanks(text, at);
  for (const [mark, by] of ASSIGNMENTS) if (text.startsWith(mark, behind)) return assigned(text, behind + mark.length, nameStart, by);
  const character = text.charAt(behind);
  if (character === '>' && text.charAt(nameStart - 1) === '<') {
    const length = text.slice(behind, behind + MOST_BARE).indexOf('<');
    return length < 0 || text.charAt(behind + length + 1) !== '/'
      ? undefined
      : { start: behind + 1, end: behind + length, isQuoted: true, by: 'tag' };
  }
  if (text.startsWith('--', nameStart - 2) && behind > at) return flagValue(text, behind);
  if (text.startsWith('-', nameStart - 1) && behind > at && !isOf(text, nameStart - 2, ALNUM)) return flagValue(text, behind);
  if (isNameQuoted && character === ',') return quoted(text, skipBlanks(text, behind + 1), 'column');
  return inColumn(text, at, behind, character);
}

function flagValue(text: string, at: number): Value | undefined {
  return (
    quoted(text, at, 'flag') ??
    (text.charAt(at) === '-' ? undefined : { start: at, end: bareEnd(text, at, false), isQuoted: false, by: 'flag' })
  );
}

/** What a `.netrc` has in front of its password. */
const LOGIN = /\blogin\s+\S+\s+\S+$/i;

function inColumn(text: string, at: number, behind: number, character: string): Value | undefined {
  if (character === '|' || character === '\u2502' || character === ',') {
    const start = skipBlanks(text, behind + 1);
    return cell(text, start);
  }
  if (behind === at) return undefined;
  const gap = text.slice(at, behind);
  if (gap.includes('\t') || gap.length >= 2) return cell(text, behind);
  return (
    quoted(text, behind, 'flag') ?? (LOGIN.test(text.slice(Math.max(0, at - 120), at)) ? flagValue(text, behind) : nextWord(text, behind))
  );
}

/** One blank only: what follows may be the next word of a sentence. */
function nextWord(text: string, start: number): Value | undefined {
  const column = cell(text, start);
  return column && { ...column, end: bareEnd(text, start, false), by: 'word' };
}

/** To the next column, or the end of the line. */
function cell(text: string, start: number): Value | undefined {
  let at = start;
  const limit = Math.min(lineEnd(text, start), start + 512);
  while (at < limit && !/[\t|,\u2502\r"']/.test(text.charAt(at)) && !(text.charAt(at) === ' ' && text.charAt(at - 1) !== ' ')) at += 1;
  return at > start ? { start, end: at, isQuoted: false, by: 'column' } : undefined;
}
