// The common part of gcloud's two filter languages, read by descent: comparisons joined by AND, OR and NOT, with parentheses.
// Threats: a comment, an open quote or an OR that reaches past what a command adds to the filter. There are no comments here.

const BLANKS = / */y;
const JOIN = /(?:AND|OR)(?=[ (])/y;
const NOT = /NOT(?=[ (])|-(?=[A-Za-z(])/y;
const KEY = /[A-Za-z_][A-Za-z0-9_./@-]*/y;
const OPERATOR = /!=|>=|<=|=~|!~|[=<>:~]/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y;
const BARE = /[A-Za-z0-9_./@*%+:$^-]+/y;
const OPEN = /\(/y;
const CLOSE = /\)/y;

const MOST_DEPTH = 8;

interface Cursor {
  readonly text: string;
  /** Whether an OR may stand outside parentheses. */
  readonly orOutside: boolean;
  at: number;
}

/** The token that stands at the cursor, which moves past it; `undefined` when another one stands there. */
function take(cursor: Cursor, token: RegExp): string | undefined {
  token.lastIndex = cursor.at;
  const found = token.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}

/**
 * T7: `--` begins a comment in the language of logs, and would swallow whatever is joined behind.
 * INVARIANT: a token ends only where its characters do, so that no `--` can straddle two of them.
 */
function takePlain(cursor: Cursor, token: RegExp): boolean {
  const found = take(cursor, token);
  return found !== undefined && !found.includes('--');
}

function isValue(cursor: Cursor): boolean {
  return take(cursor, QUOTED) !== undefined || takePlain(cursor, BARE);
}

function isOperand(cursor: Cursor): boolean {
  if (take(cursor, OPEN) === undefined) return isValue(cursor);
  for (;;) {
    take(cursor, BLANKS);
    if (take(cursor, CLOSE) !== undefined) return true;
    if (!isValue(cursor)) return false;
  }
}

function isClause(cursor: Cursor, depth: number): boolean {
  take(cursor, NOT);
  take(cursor, BLANKS);
  if (take(cursor, OPEN) !== undefined) return isExpression(cursor, depth + 1) && take(cursor, CLOSE) !== undefined;
  if (take(cursor, QUOTED) !== undefined) return true;
  if (!takePlain(cursor, KEY)) return false;
  take(cursor, BLANKS);
  if (take(cursor, OPERATOR) === undefined) return false;
  take(cursor, BLANKS);
  return isOperand(cursor);
}

function isExpression(cursor: Cursor, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  for (;;) {
    take(cursor, BLANKS);
    if (!isClause(cursor, depth)) return false;
    take(cursor, BLANKS);
    if (cursor.at === cursor.text.length || cursor.text[cursor.at] === ')') return true;
    if (take(cursor, JOIN) === 'OR' && depth === 0 && !cursor.orOutside) return false;
  }
}

export function isQuery(text: string, orOutside: boolean): boolean {
  const cursor: Cursor = { text, orOutside, at: 0 };
  return isExpression(cursor, 0) && cursor.at === text.length;
}
