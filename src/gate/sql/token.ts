// Text → tokens, by the lexical rules of GoogleSQL. Where its rules and a plausible reading of them differ, the text is not read at all:
// T7: a comment or a string that ends elsewhere for the engine would hide a bound, or show one that is not there.

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'digits' | 'parameter' | 'system' | 'symbol' | 'end';
  /** As written; a quoted name or a string without its quotes, a variable without its `@`. */
  readonly text: string;
  /** What the grammar compares: a word in capitals, a symbol as it is, nothing for all the rest. */
  readonly key: string;
  readonly at: number;
  readonly end: number;
}

export interface Tokens {
  /** Ends with an `end` token. */
  readonly tokens: readonly Token[];
  /** Where the text could not be read further. */
  readonly brokenAt: number | undefined;
  /** A comment that asks for the old dialect, in which other rules hold. */
  readonly legacyAt: number | undefined;
}

const BLANKS = /(?:[ \t\n]|\r\n)+/y;
/** T7: nobody agrees on which other characters end a line, so none of them stands in a comment. */
const LINE_COMMENT = /(?:--|#)[^\n\r\v\f\0\u0085\u2028\u2029]*(?=\r?\n|$)/y;
const LEGACY = /legacy\s*sql/i;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const DIGITS = /\d[A-Za-z0-9_]*/y;
const NUMBER = /(?:0[xX][0-9A-Fa-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_])/y;
const MAY_PREFIX = 'rRbB';
const STRING_PREFIX = /(?:[rR][bB]?|[bB][rR]?)(?=["'])/y;
const SYMBOL = /<=|>=|<>|!=|\|\||<<|=>|[()[\],.;+\-*/=<>|&^~]/y;
const QUOTED_NAME = /`[^`\\\n\r]+`/y;
const PARAMETER = /@[A-Za-z_][A-Za-z0-9_]*/y;
const SYSTEM = /@@[A-Za-z_][A-Za-z0-9_]*/y;
const SPACE = 32;
const SHORTEST_LEGACY = 'legacysql'.length;

/** The first unescaped `quote` from `from` on. A backslash takes the next character with it, in a raw string too. */
function closing(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === '\\') at += 1;
    else if (quote.length === 1 && (unit === '\n' || unit === '\r')) return -1;
    else if (unit === quote[0] && text.startsWith(quote, at)) return at;
  }
  return -1;
}

/** Where what the pattern matches at `at` ends. */
function matched(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Where a comment that begins here ends; `undefined` where that is not certain. */
function commentEnd(text: string, at: number): number | undefined {
  if (text[at] !== '/') return matched(LINE_COMMENT, text, at);
  const end = text.indexOf('*/', at + 2);
  // T7: the engine's comments do not nest, a reader may think that they do.
  return end === -1 || text.slice(at + 2, end + 1).includes('/*') ? undefined : end + 2;
}

function isComment(text: string, at: number): boolean {
  const unit = text[at];
  return unit === '#' || ((unit === '-' || unit === '/') && text[at + 1] === (unit === '-' ? '-' : '*'));
}

/** Where the blanks and comments from `at` on end; `undefined` where a comment cannot be read for certain. */
function skipped(text: string, from: number): number | undefined {
  let at: number | undefined = from;
  while (at !== undefined) {
    if (text.charCodeAt(at) <= SPACE) {
      const end = matched(BLANKS, text, at);
      if (end === undefined) return at;
      at = end;
    } else if (isComment(text, at)) at = commentEnd(text, at);
    else return at;
  }
  return undefined;
}

function stringToken(text: string, at: number, opens: number): Token | undefined {
  const unit = text.charAt(opens);
  const quote = text.startsWith(unit.repeat(3), opens) ? unit.repeat(3) : unit;
  const from = opens + quote.length;
  const to = closing(text, from, quote);
  return to === -1 ? undefined : { kind: 'string', text: text.slice(from, to), key: '', at, end: to + quote.length };
}

/** `cut` characters at the front, and at the back of what is quoted, are not part of the text. */
function plain(kind: Token['kind'], pattern: RegExp, text: string, at: number, cut = 0): Token | undefined {
  const end = matched(pattern, text, at);
  if (end === undefined) return undefined;
  const found = text.slice(at + cut, kind === 'quoted' ? end - cut : end);
  const key = kind === 'word' ? found.toUpperCase() : kind === 'symbol' ? found : '';
  return { kind, text: found, key, at, end };
}

function tokenAt(text: string, at: number): Token | undefined {
  const unit = text.charAt(at);
  if (unit === '`') return plain('quoted', QUOTED_NAME, text, at, 1);
  if (unit === '@') return plain('system', SYSTEM, text, at, 2) ?? plain('parameter', PARAMETER, text, at, 1);
  if (unit === '"' || unit === "'") return stringToken(text, at, at);
  if (MAY_PREFIX.includes(unit)) {
    const opens = matched(STRING_PREFIX, text, at);
    if (opens !== undefined) return stringToken(text, at, opens);
  }
  return (
    plain('word', WORD, text, at) ??
    plain('number', NUMBER, text, at) ??
    plain('digits', DIGITS, text, at) ??
    plain('symbol', SYMBOL, text, at)
  );
}

export function tokenize(text: string, most: number): Tokens {
  const tokens: Token[] = [];
  let legacyAt: number | undefined;
  let at = 0;
  for (;;) {
    const start = skipped(text, at);
    if (start !== undefined && start - at > SHORTEST_LEGACY && LEGACY.test(text.slice(at, start))) legacyAt ??= at;
    const token = start === undefined || start === text.length || tokens.length === most ? undefined : tokenAt(text, start);
    if (!token) {
      const end = start ?? at;
      tokens.push({ kind: 'end', text: '', key: '', at: end, end });
      return { tokens, brokenAt: start === text.length ? undefined : end, legacyAt };
    }
    tokens.push(token);
    at = token.end;
  }
}
