// Whether a text is a regular expression to Python, as far as filters need one: what a person writes, nothing that looks around, refers
// back or names a group.

import { type Cursor, cursorOver, isAtEnd, sees, take, takes } from '../cursor.js';

const PLAIN = /[^\\[\](){}*+?|^$.]/y;
const ANY = /\./y;
const ANCHOR = /[\^$]|\\[bBAZ]/y;
const ESCAPE = /\\(?:[dDsSwWtnr]|[^A-Za-z0-9])/y;
const FLAG = /\(\?i\)/y;
const OPEN = /\((?:\?:)?(?!\?)/y;
const CLOSE = /\)/y;
const OR = /\|/y;
const REPEAT = /[*+?]\??|\{(?:[0-9]{1,3})\}\??|\{(?:[0-9]{1,3}),\}\??|\{,(?:[0-9]{1,3})\}\??/y;
const BETWEEN = /\{([0-9]{1,3}),([0-9]{1,3})\}\??/y;
const OPEN_CLASS = /\[\^?\]?/y;
const CLOSE_CLASS = /\]/y;
const CLASS_RANGE = /[A-Za-z0-9]-[A-Za-z0-9]/y;
const CLASS_ESCAPE = /\\(?:[dDsSwWtnr]|[^A-Za-z0-9])/y;
const CLASS_PLAIN = /[^\\[\]&~|-]|-(?=\])/y;

/** Between anything else a hyphen is a range that nobody means. */
const HYPHEN = /-(?!\])/y;

const MOST_DEPTH = 16;
const MOST_CHARACTERS = 512;

function isClass(cursor: Cursor): boolean {
  for (;;) {
    if (takes(cursor, CLOSE_CLASS)) return true;
    const range = take(cursor, CLASS_RANGE);
    if (range !== undefined) {
      if (range.charCodeAt(0) > range.charCodeAt(2)) return false;
    } else if (!takes(cursor, CLASS_ESCAPE) && !takes(cursor, CLASS_PLAIN)) return false;
    if (sees(cursor, HYPHEN)) return false;
  }
}

function isAtom(cursor: Cursor, depth: number): boolean {
  if (takes(cursor, OPEN)) return isAlternatives(cursor, depth + 1) && takes(cursor, CLOSE);
  if (takes(cursor, OPEN_CLASS)) return isClass(cursor);
  return takes(cursor, PLAIN) || takes(cursor, ANY) || takes(cursor, ESCAPE);
}

function isRepeated(cursor: Cursor): boolean {
  const from = cursor.at;
  const between = take(cursor, BETWEEN);
  if (between !== undefined) {
    const [least = 0, most = 0] = between
      .replace(/[{}?]/g, '')
      .split(',')
      .map((digits) => Number(digits));
    if (least > most) return false;
  } else take(cursor, REPEAT);
  // What is repeated twice is an error to Python.
  return cursor.at === from || !(sees(cursor, REPEAT) || sees(cursor, BETWEEN));
}

function isAlternatives(cursor: Cursor, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  while (!isAtEnd(cursor) && !sees(cursor, CLOSE)) {
    if (takes(cursor, OR)) continue;
    // A place between characters cannot be repeated.
    if (takes(cursor, ANCHOR)) {
      if (sees(cursor, REPEAT) || sees(cursor, BETWEEN)) return false;
    } else if (!isAtom(cursor, depth) || !isRepeated(cursor)) return false;
  }
  return true;
}

export function isPythonPattern(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  const cursor = cursorOver(text);
  takes(cursor, FLAG);
  return isAlternatives(cursor, 1) && isAtEnd(cursor);
}
