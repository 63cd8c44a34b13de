// A filter pattern of CloudWatch Logs: words, fields of a JSON entry, or columns of a line. It chooses entries of one answer.

import { type Cursor, cursorOver, isAt, isAtEnd, sees, take, takes, takesOne } from '../cursor.js';
import { type Shape, shaped } from './shape.js';

const BLANKS = / */y;
const SOME_BLANKS = / +/y;
const SIGN = /[?-]/y;
const WORD = /[A-Za-z0-9_./:*@#$+][A-Za-z0-9_./:*@#$+-]*/y;
const QUOTED = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const PATTERN = /%[^%]{1,256}%/y;
const FIELD = /\$(?:\.[A-Za-z0-9_@*-]+|\[(?:[0-9]{1,4}|\*|"[^"\\]+"|'[^'\\]+')\])+/y;
const OPERATOR = />=|<=|!=|[=<>]/y;
const STATE = /(?:IS +(?:NOT +)?(?:NULL|TRUE|FALSE)|(?:NOT +)?EXISTS)(?![A-Za-z0-9_])/y;
const JOIN = /&&|\|\|/y;
const NUMBER = /-?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,3})?(?![A-Za-z0-9_.*-])/y;
const COLUMN = /[A-Za-z_][A-Za-z0-9_]*/y;
const REST = /\.\.\./y;

const MOST_CHARACTERS = 1_024;
const MOST_DEPTH = 8;

function isValue(cursor: Cursor): boolean {
  takes(cursor, BLANKS);
  return takes(cursor, QUOTED) || takes(cursor, PATTERN) || takes(cursor, NUMBER) || takes(cursor, WORD);
}

function isComparison(cursor: Cursor): boolean {
  takes(cursor, BLANKS);
  return takes(cursor, STATE) || (takes(cursor, OPERATOR) && isValue(cursor));
}

/** Comparisons of what `isLeft` reads, joined and in parentheses. */
function isConditions(cursor: Cursor, isLeft: () => boolean, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  do {
    takes(cursor, BLANKS);
    const isOne = takesOne(cursor, '(')
      ? isConditions(cursor, isLeft, depth + 1) && takesOne(cursor, ')')
      : isLeft() && isComparison(cursor);
    if (!isOne) return false;
    takes(cursor, BLANKS);
  } while (takes(cursor, JOIN));
  return true;
}

function isColumn(cursor: Cursor): boolean {
  takes(cursor, BLANKS);
  if (takes(cursor, REST)) return true;
  if (!sees(cursor, COLUMN)) return takes(cursor, QUOTED);
  const from = cursor.at;
  take(cursor, COLUMN);
  takes(cursor, BLANKS);
  if (isAt(cursor, ',]')) return true;
  cursor.at = from;
  return isConditions(cursor, () => takes(cursor, COLUMN), 1);
}

function isColumns(cursor: Cursor): boolean {
  do {
    if (!isColumn(cursor)) return false;
    takes(cursor, BLANKS);
  } while (takesOne(cursor, ','));
  return takesOne(cursor, ']');
}

function isTerms(cursor: Cursor): boolean {
  while (!isAtEnd(cursor)) {
    takes(cursor, SIGN);
    if (!takes(cursor, QUOTED) && !takes(cursor, PATTERN) && !takes(cursor, WORD)) return false;
    if (!isAtEnd(cursor) && !takes(cursor, SOME_BLANKS)) return false;
  }
  return true;
}

export function isLogPattern(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  const cursor = cursorOver(text);
  takes(cursor, BLANKS);
  let isRead: boolean;
  if (takesOne(cursor, '{')) isRead = isConditions(cursor, () => takes(cursor, FIELD), 1) && takesOne(cursor, '}');
  else if (takesOne(cursor, '[')) isRead = isColumns(cursor);
  else isRead = isTerms(cursor);
  takes(cursor, BLANKS);
  return isRead && isAtEnd(cursor);
}

export const logPattern: Shape = {
  expects: 'words, { $.field = value } or [columns]',
  example: '"Task timed out"',
  parse: (raw) => (isLogPattern(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
