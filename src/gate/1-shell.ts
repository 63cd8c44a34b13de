// Layer 1: text → Words. Admits one plain POSIX command of printable ASCII, in which a shell would find nothing to do but split and
// take quotes away. Every character is looked at once, and what is not known to be harmless where it stands is refused.

import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason, ShellCode } from './refusal.js';
import type { Word, Words } from './stages.js';

const MOST_CHARACTERS = 32_768;
const MOST_WORDS = 256;

const TAB = 0x09;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const DOLLAR = 0x24;
const SINGLE_QUOTE = 0x27;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;
const BACKTICK = 0x60;
const TILDE = 0x7e;

/** What no shell acts on outside quotes. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) => (/[A-Za-z0-9_.,/:@%+-]/.test(String.fromCharCode(code)) ? 1 : 0));

/** T1: what a shell acts on outside quotes, and what it is called. Everything else is an operator. */
const OUTSIDE: ReadonlyMap<string, ShellCode> = new Map([
  ['$', 'expansion'],
  ['`', 'expansion'],
  ['*', 'glob'],
  ['?', 'glob'],
  ['[', 'glob'],
  [']', 'glob'],
  ['{', 'brace'],
  ['}', 'brace'],
  ['~', 'tilde'],
  ['#', 'comment'],
  ['!', 'history'],
  ['^', 'history'],
]);

interface Scan {
  readonly line: string;
  readonly words: Word[];
  readonly ends: number[];
  /** The word being read: where it begins, what it says so far. */
  start: number;
  text: string;
  at: number;
}

function refuse(code: ShellCode, text: string, at: number): Reason {
  return { code, part: { text, at } };
}

/** T1: a newline ends a command, a look-alike or an invisible character hides one. */
function unprintable(line: string, at: number): Reason {
  const code = Number(line.codePointAt(at));
  return refuse(code < 0x80 ? 'control-character' : 'not-ascii', String.fromCodePoint(code), at);
}

/** Inside quotes a line may go on: SQL is written that way, and no shell reads anything into it. */
function isQuotable(code: number): boolean {
  return (code >= SPACE && code <= TILDE) || code === NEWLINE || code === TAB;
}

/** From an opening quote to the closing one: nothing in between is special. */
function readSingle(scan: Scan): Reason | undefined {
  const { line, at } = scan;
  for (let next = at + 1; next < line.length; next += 1) {
    const code = line.charCodeAt(next);
    if (code === SINGLE_QUOTE) {
      scan.text += line.slice(at + 1, next);
      scan.at = next + 1;
      return undefined;
    }
    if (!isQuotable(code)) return unprintable(line, next);
  }
  return refuse('open-quote', "'", at);
}

/** The same for double quotes, in which `$`, a backtick and most backslashes still are. */
function readDouble(scan: Scan): Reason | undefined {
  const { line, at } = scan;
  let from = at + 1;
  for (let next = from; next < line.length; next += 1) {
    const code = line.charCodeAt(next);
    if (code === DOUBLE_QUOTE) {
      scan.text += line.slice(from, next);
      scan.at = next + 1;
      return undefined;
    }
    if (code === DOLLAR || code === BACKTICK) return refuse('expansion', line.charAt(next), next);
    if (!isQuotable(code)) return unprintable(line, next);
    if (code === BACKSLASH) {
      const escaped = line.charCodeAt(next + 1);
      // All shells and all parsers agree on these two, and on no other.
      if (escaped !== DOUBLE_QUOTE && escaped !== BACKSLASH) return refuse('backslash', line.slice(next, next + 2), next);
      scan.text += line.slice(from, next);
      from = next + 1;
      next += 1;
    }
  }
  return refuse('open-quote', '"', at);
}

function readPlain(scan: Scan): void {
  const { line, at } = scan;
  let end = at + 1;
  while (end < line.length && PLAIN[line.charCodeAt(end)] === 1) end += 1;
  scan.text += line.slice(at, end);
  scan.at = end;
}

/**
 * Outside quotes a backslash makes any one character ordinary, in every shell. Not so in other readers of shell words: some still see a
 * glob behind it. And nobody writes one into the name of a program but to get past an alias of it.
 */
function readEscaped(scan: Scan): Reason | undefined {
  const { line, at, words } = scan;
  const code = line.charCodeAt(at + 1);
  const escaped = line.charAt(at + 1);
  if (words.length === 0 || !(code >= SPACE && code <= TILDE)) return refuse('backslash', line.slice(at, at + 2), at);
  if (OUTSIDE.get(escaped) === 'glob') return refuse('glob', escaped, at + 1);
  scan.text += escaped;
  scan.at += 2;
  return undefined;
}

/** Characters that nothing acts on, or one that something might, or a whole quoted piece. */
function readPiece(scan: Scan): Reason | undefined {
  const { line, at, start, words } = scan;
  const code = line.charCodeAt(at);
  if (PLAIN[code] === 1) {
    readPlain(scan);
    return undefined;
  }
  if (code === SINGLE_QUOTE) return readSingle(scan);
  if (code === DOUBLE_QUOTE) return readDouble(scan);
  if (code < SPACE || code > TILDE) return unprintable(line, at);
  if (code === BACKSLASH) return readEscaped(scan);
  const character = line.charAt(at);
  // A shell looks for a home at the front of a word or of an assigned value; a word that begins with a dash is neither.
  const isInert = code === TILDE && line.charAt(start) === '-';
  if (!isInert && code !== EQUALS) return refuse(OUTSIDE.get(character) ?? 'operator', character, at);
  // T1: `NAME=value` before a command is not a word of it but its environment, and zsh reads `=name` as a path.
  if (code === EQUALS && (words.length === 0 || start === at)) return refuse('assignment', character, at);
  scan.text += character;
  scan.at += 1;
  return undefined;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function readWords(scan: Scan): Reason | undefined {
  const { line, words } = scan;
  while (scan.at < line.length) {
    if (isBlank(line.charCodeAt(scan.at))) {
      scan.at += 1;
      continue;
    }
    scan.start = scan.at;
    scan.text = '';
    if (words.length === MOST_WORDS) return refuse('too-long', line.slice(scan.at, scan.at + 40), scan.at);
    while (scan.at < line.length && !isBlank(line.charCodeAt(scan.at))) {
      const refused = readPiece(scan);
      if (refused) return refused;
    }
    words.push({ text: scan.text, at: scan.start });
    scan.ends.push(scan.at);
  }
  return undefined;
}

function isSome(words: readonly Word[]): words is Words['words'] {
  return words.length > 0;
}

function split(line: string): Result<Words, Reason> {
  if (line.length > MOST_CHARACTERS) return err(refuse('too-long', line.slice(0, 40), MOST_CHARACTERS));
  const scan: Scan = { line, words: [], ends: [], start: 0, text: '', at: 0 };
  const refused = readWords(scan);
  if (refused) return err(refused);
  const { words, ends } = scan;
  return isSome(words) ? ok({ stage: 'words', words, line, ends }) : err(refuse('empty', line.slice(0, 40), 0));
}

export const shell: Layer<string, Words> = { name: 'shell', check: split };
