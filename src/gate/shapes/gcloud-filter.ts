// The language of gcloud's `--filter`, by descent: it chooses rows of an answer. Read so that gcloud's own parser reads whatever is read
// here; an expression that is broken is refused before the call.

import { type Cursor, cursorOver, isAt, isAtEnd, sees, take, takes, takesOne } from '../cursor.js';
import { BLANKS, takeKey } from './gcloud-key.js';
import { isPythonPattern } from './python-pattern.js';
import { type Shape, shaped } from './shape.js';

/** None of these begins a key or is a value, whatever stands behind. */
const WORDS = /(?:AND|OR|NOT)(?![A-Za-z0-9_@$-])/y;
const NOT = /NOT(?=[ (])/y;
const AND = /AND(?=[ (])/y;
const OR = /OR(?=[ (])/y;
const MINUS = /-(?=[A-Za-z"'])/y;
const OPERATOR = /[!<>]=|!~|[:=<>~]/y;
const AGAIN = /[:=<>~!]/y;
const QUOTED = /"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'/y;
/** A value without quotes. `;`, `&` and backticks are left to quotes. */
const BARE = /(?:[A-Za-z0-9_./@*%+:$^,?#[\]{}|=<>~!-]|\\[!-&(-[\]-~])+/y;
const ITEM = /(?:[A-Za-z0-9_./@*%+:$^?#[\]{}|=<>~!-])+/y;
const SEPARATOR = /, *| +/y;
const SOME_BLANKS = / +/y;
const GOES_ON = / *[:=<>~!.[]/y;
const RESTRICTION = /"[^"\\()]+"|'[^'\\()]+'/y;

const MOST_CHARACTERS = 2_048;
const MOST_DEPTH = 12;
const MOST_TERMS = 100;

interface Reading extends Cursor {
  terms: number;
}

/** What a quoted text means: a backslash escapes itself and quotes, and stands for itself before anything else. */
function meaning(written: string): string {
  if (!/^["']/.test(written)) return written.replace(/\\(["'\\])/g, '$1');
  const quote = written.charAt(0);
  return written.slice(1, -1).replace(/\\([^])/g, (pair, next: string) => (next === '\\' || next === quote ? next : pair));
}

/** A value, perhaps of several parts without a blank between them; its meaning. */
function operand(cursor: Cursor, bare: RegExp): string | undefined {
  const parts: string[] = [];
  for (;;) {
    const part = take(cursor, QUOTED) ?? take(cursor, bare);
    if (part === undefined) return parts.length > 0 ? parts.join('') : undefined;
    parts.push(meaning(part));
  }
}

/** To gcloud a `:` knows one star in a value. */
function isRight(operator: string, value: string): boolean {
  if (operator === ':') return value.indexOf('*') === value.lastIndexOf('*');
  return !operator.endsWith('~') || isPythonPattern(value);
}

function isList(cursor: Cursor, operator: string): boolean {
  takes(cursor, BLANKS);
  for (;;) {
    const value = operand(cursor, ITEM);
    if (value === undefined || !isRight(operator, value)) return false;
    const separator = take(cursor, SEPARATOR);
    if (takesOne(cursor, ')')) return separator?.includes(',') !== true;
    if (separator === undefined) return false;
  }
}

function isComparison(cursor: Cursor, operator: string): boolean {
  if (sees(cursor, AGAIN)) return false;
  takes(cursor, BLANKS);
  if (sees(cursor, WORDS) || sees(cursor, AGAIN)) return false;
  if ((operator === ':' || operator === '=') && takesOne(cursor, '(')) return isList(cursor, operator);
  const value = operand(cursor, BARE);
  return value !== undefined && isRight(operator, value);
}

function isTerm(cursor: Cursor): boolean {
  if (sees(cursor, WORDS)) return false;
  const from = cursor.at;
  const key = takeKey(cursor);
  if (key === 'none') {
    // A text that stands alone is looked for in every field.
    cursor.at = from;
    return takes(cursor, RESTRICTION) && !sees(cursor, GOES_ON);
  }
  const end = cursor.at;
  takes(cursor, BLANKS);
  const operator = take(cursor, OPERATOR);
  if (operator !== undefined) return key !== 'function' && isComparison(cursor, operator);
  cursor.at = end;
  return key === 'key' && cursor.text[cursor.at - 1] !== '.';
}

function isClause(reading: Reading, depth: number): boolean {
  reading.terms += 1;
  if (reading.terms > MOST_TERMS) return false;
  if (takes(reading, NOT)) take(reading, BLANKS);
  if (takesOne(reading, '(')) return isGroup(reading, depth + 1) && takesOne(reading, ')');
  takes(reading, MINUS);
  return isTerm(reading);
}

function isGroup(reading: Reading, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  const joins = new Set<string>();
  takes(reading, BLANKS);
  for (;;) {
    if (!isClause(reading, depth)) return false;
    const hasBlank = takes(reading, SOME_BLANKS);
    // AND and OR in one group is an error to gcloud: it wants parentheses.
    if (isAtEnd(reading) || isAt(reading, ')')) return joins.size < 2;
    const join = take(reading, AND) ?? take(reading, OR);
    if (join !== undefined) joins.add(join);
    else if (!hasBlank) return false;
    takes(reading, BLANKS);
  }
}

export function isGcloudFilter(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  const reading: Reading = { ...cursorOver(text), terms: 0 };
  return isGroup(reading, 0) && isAtEnd(reading);
}

export const gcloudFilter: Shape = {
  expects: 'comparisons joined by AND or OR, each group of one kind',
  example: 'status=RUNNING AND zone:us-central1-a',
  parse: (raw) => (isGcloudFilter(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
