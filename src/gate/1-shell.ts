// Layer 1: text → Words. Admits one plain POSIX command of printable ASCII, in which a shell would find nothing to do but split.
// shell-quote splits; it does not judge. It drops `$NAME`, ignores an open quote, cuts at `#`, keeps backticks, braces and `~`, and
// takes newlines and exotic blanks for spaces. So every character is looked at here first, and what the parser says is compared.

import { type ParseEntry, parse } from 'shell-quote';
import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason, ShellCode } from './refusal.js';
import type { Word, Words } from './stages.js';

const MOST_CHARACTERS = 8_192;
const MOST_WORDS = 256;

/** What may stand outside quotes, and `=`. Everything that is not here and not below is refused as an operator. */
const PLAIN_RUN = /[A-Za-z0-9_.,/:@%+-]+/y;

/** T1: what a shell acts on outside quotes, and what it is called. */
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
  /** The column at which each word begins. */
  readonly starts: number[];
  at: number;
}

function refuse(code: ShellCode, text: string, at: number): Reason {
  return { code, part: { text, at } };
}

/** T1: a newline ends a command, a look-alike or an invisible character hides one. */
function unprintable(line: string): Reason | undefined {
  const at = line.search(/[^ -~]/);
  if (at === -1) return undefined;
  const character = String.fromCodePoint(line.codePointAt(at) ?? 0);
  return refuse(character < '\u0080' ? 'control-character' : 'not-ascii', character, at);
}

/** From an opening quote to the closing one: nothing in between is special. */
function skipSingle(scan: Scan): Reason | undefined {
  const end = scan.line.indexOf("'", scan.at + 1);
  if (end === -1) return refuse('open-quote', "'", scan.at);
  scan.at = end + 1;
  return undefined;
}

/** The same for double quotes, in which `$`, a backtick and most backslashes still are. */
function skipDouble(scan: Scan): Reason | undefined {
  for (let at = scan.at + 1; at < scan.line.length; at += 1) {
    const character = scan.line.charAt(at);
    if (character === '$' || character === '`') return refuse('expansion', character, at);
    if (character === '\\') {
      const next = scan.line.charAt(at + 1);
      // The parser keeps the backslash of `\`` and a shell does not; the two agree on these two only.
      if (next !== '"' && next !== '\\') return refuse('backslash', `\\${next}`, at);
      at += 1;
    }
    if (character === '"') {
      scan.at = at + 1;
      return undefined;
    }
  }
  return refuse('open-quote', '"', scan.at);
}

/** Characters that nothing acts on, or one that something might, or a whole quoted piece. */
function skipPiece(scan: Scan): Reason | undefined {
  PLAIN_RUN.lastIndex = scan.at;
  if (PLAIN_RUN.test(scan.line)) {
    scan.at = PLAIN_RUN.lastIndex;
    return undefined;
  }
  const character = scan.line.charAt(scan.at);
  if (character === "'") return skipSingle(scan);
  if (character === '"') return skipDouble(scan);
  if (character === '\\') {
    // The one use of a backslash that people and models write outside quotes: 'Bob'\''s team'.
    if (scan.line.charAt(scan.at + 1) !== "'") return refuse('backslash', scan.line.slice(scan.at, scan.at + 2), scan.at);
    scan.at += 2;
    return undefined;
  }
  const start = scan.starts.at(-1) ?? 0;
  if (character === '~' && scan.line.charAt(start) === '-') {
    // A shell looks for a home at the front of a word or of an assigned value; a word that begins with a dash is neither.
    scan.at += 1;
    return undefined;
  }
  if (character !== '=') return refuse(OUTSIDE.get(character) ?? 'operator', character, scan.at);
  // T1: `NAME=value` before a command is not a word of it but its environment, and zsh reads `=name` as a path.
  if (scan.starts.length === 1 || start === scan.at) return refuse('assignment', character, scan.at);
  scan.at += 1;
  return undefined;
}

function scanWords(scan: Scan): Reason | undefined {
  let isInWord = false;
  while (scan.at < scan.line.length) {
    if (scan.line.charAt(scan.at) === ' ') {
      isInWord = false;
      scan.at += 1;
      continue;
    }
    if (!isInWord) scan.starts.push(scan.at);
    isInWord = true;
    const refused = skipPiece(scan);
    if (refused) return refused;
  }
  return undefined;
}

export type Split = (line: string) => readonly (ParseEntry | object)[];

/** The environment is a function that returns an object, so that an expansion can never come back as text. */
function splitByShellQuote(line: string): readonly (ParseEntry | object)[] {
  return parse(line, (name) => ({ expanded: name }));
}

function toWords(line: string, starts: readonly number[], entries: readonly (ParseEntry | object)[]): Result<Words, Reason> {
  const words: Word[] = [];
  for (const [index, entry] of entries.entries()) {
    const at = starts[index];
    if (typeof entry !== 'string' || at === undefined) return err(refuse('not-plain', line.slice(at), at ?? line.length));
    words.push({ text: entry, at });
  }
  const [first, ...rest] = words;
  if (first === undefined || words.length !== starts.length) return err(refuse('not-plain', line, 0));
  return ok({ stage: 'words', words: [first, ...rest], end: line.length });
}

/** With the splitter given, so that a test can show what happens when it lies. */
export function shellWith(split: Split): Layer<string, Words> {
  return {
    name: 'shell',
    check: (line) => {
      if (line.length > MOST_CHARACTERS) return err(refuse('too-long', line.slice(0, 40), MOST_CHARACTERS));
      const hidden = unprintable(line);
      if (hidden) return err(hidden);
      const scan: Scan = { line, starts: [], at: 0 };
      const refused = scanWords(scan);
      if (refused) return err(refused);
      const [first] = scan.starts;
      if (first === undefined) return err(refuse('empty', line.slice(0, 40), 0));
      const extra = scan.starts[MOST_WORDS];
      if (extra !== undefined) return err(refuse('too-long', line.slice(extra, extra + 40), extra));
      return toWords(line, scan.starts, split(line));
    },
  };
}

export const shell: Layer<string, Words> = shellWith(splitByShellQuote);
