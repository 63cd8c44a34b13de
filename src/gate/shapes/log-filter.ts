// The query language of Cloud Logging, by descent, and the time that a query is bound to. Threats: a comment, an open quote or an OR that
// swallows or undoes the bound. There are no comments here, and no `--` outside double quotes, so that no reader can find one.

import { type Cursor, cursorOver, isAt, isAtEnd, sees, take, takes, takesOne } from '../cursor.js';
import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const BLANKS = /[ \t\r\n]*/y;
const SOME_BLANKS = /[ \t\r\n]+/y;
const JOIN = /(?:AND|OR)(?=[ \t\r\n("'])/y;
const NOT = /NOT(?=[ \t\r\n(])|-(?=[A-Za-z("])/y;
/** In any spelling: whether small letters join too is not said the same way everywhere. */
const JOINING_WORD = /(?:and|or|not)(?![A-Za-z0-9_./@*%+:$#=!<>~-])/iy;
const FUNCTION = /(?:SEARCH|sample|ip_in_net|log_id|source)\(/y;
const FIELD = /[A-Za-z_][A-Za-z0-9_/-]*(?:\.(?:[A-Za-z0-9_@][A-Za-z0-9_@/-]*|"[^"\\]+"))*/y;
const OPERATOR = /!=|>=|<=|=~|!~|[=<>:]/y;
const AGAIN = /[=<>:~!]/y;
const QUOTED = /"[^"\\]*(?:\\[^][^"\\]*)*"/y;
const SINGLE_QUOTED = /'[^'"\\]*'/y;
const BARE = /[A-Za-z0-9_./@*%+:$#^-]+/y;
/** Lines may be several; anything else that is not seen may not. */
const SEEN = /^[ -~\t\r\n]*$/;
const ENDS = /[ \t\r\n)]|$/y;

const MOST_CHARACTERS = 4_096;
const MOST_DEPTH = 12;

interface Reading extends Cursor {
  hasOrOutside: boolean;
}

/** One side of the time of an entry. */
interface Held {
  readonly side: 'from' | 'to';
  readonly seconds: number;
}

/** What holds for every entry that is found; `undefined` when the text is broken. */
type Clause = readonly Held[] | undefined;

const NOTHING: readonly Held[] = [];

/**
 * T7: `--` begins a comment and would swallow whatever is joined behind.
 * INVARIANT: a token ends only where its characters do, so that no `--` can straddle two of them.
 */
function plain(cursor: Cursor, token: RegExp): string | undefined {
  const found = take(cursor, token);
  return found?.includes('--') === true ? undefined : found;
}

function value(cursor: Cursor): string | undefined {
  if (sees(cursor, QUOTED)) return take(cursor, QUOTED)?.slice(1, -1);
  if (sees(cursor, SINGLE_QUOTED)) return plain(cursor, SINGLE_QUOTED)?.slice(1, -1);
  return sees(cursor, JOINING_WORD) ? undefined : plain(cursor, BARE);
}

function held(field: string, operator: string, written: string): readonly Held[] {
  const seconds = field === 'timestamp' ? secondsAt(written) : undefined;
  if (seconds === undefined) return NOTHING;
  const from: Held = { side: 'from', seconds };
  const to: Held = { side: 'to', seconds };
  if (operator === '>=' || operator === '>') return [from];
  if (operator === '<=' || operator === '<') return [to];
  return operator === '=' ? [from, to] : NOTHING;
}

/** Values in parentheses, for one field. */
function isValues(cursor: Cursor, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  for (;;) {
    takes(cursor, BLANKS);
    if (takes(cursor, NOT)) take(cursor, BLANKS);
    if (takesOne(cursor, '(') ? !isValues(cursor, depth + 1) : value(cursor) === undefined) return false;
    const hasBlank = takes(cursor, SOME_BLANKS);
    if (takesOne(cursor, ')')) return true;
    if (!takes(cursor, JOIN) && !hasBlank) return false;
  }
}

function isArguments(cursor: Cursor): boolean {
  do {
    takes(cursor, BLANKS);
    if (!takes(cursor, QUOTED) && plain(cursor, FIELD) === undefined && plain(cursor, BARE) === undefined) return false;
    takes(cursor, BLANKS);
  } while (takesOne(cursor, ','));
  return takesOne(cursor, ')');
}

function comparison(cursor: Cursor, field: string, operator: string, depth: number): Clause {
  takes(cursor, BLANKS);
  if (sees(cursor, AGAIN)) return undefined;
  if (takesOne(cursor, '(')) return isValues(cursor, depth + 1) ? NOTHING : undefined;
  const written = value(cursor);
  return written === undefined ? undefined : held(field, operator, written);
}

function term(cursor: Cursor, depth: number): Clause {
  if (sees(cursor, JOINING_WORD)) return undefined;
  if (takes(cursor, FUNCTION)) return isArguments(cursor) ? NOTHING : undefined;
  const from = cursor.at;
  const field = plain(cursor, FIELD);
  if (field !== undefined) {
    takes(cursor, BLANKS);
    const operator = take(cursor, OPERATOR);
    if (operator !== undefined) return comparison(cursor, field, operator, depth);
  }
  cursor.at = from;
  // A text that stands alone is looked for in every field.
  return value(cursor) !== undefined && sees(cursor, ENDS) ? NOTHING : undefined;
}

function clause(reading: Reading, depth: number): Clause {
  const isNot = takes(reading, NOT);
  takes(reading, BLANKS);
  const found = takesOne(reading, '(') ? parenthesized(reading, depth + 1) : term(reading, depth);
  return found && isNot ? NOTHING : found;
}

function parenthesized(reading: Reading, depth: number): Clause {
  const found = group(reading, depth);
  return takesOne(reading, ')') ? found : undefined;
}

function group(reading: Reading, depth: number): Clause {
  if (depth > MOST_DEPTH) return undefined;
  const all: Held[] = [];
  let hasOr = false;
  takes(reading, BLANKS);
  for (;;) {
    const one = clause(reading, depth);
    if (one === undefined) return undefined;
    all.push(...one);
    const from = reading.at;
    takes(reading, BLANKS);
    if (isAtEnd(reading) || isAt(reading, ')')) break;
    const join = take(reading, JOIN);
    if (join === undefined && reading.at === from) return undefined;
    hasOr ||= join === 'OR';
    takes(reading, BLANKS);
  }
  if (hasOr && depth === 0) reading.hasOrOutside = true;
  // T7: beside an OR nothing holds for every entry.
  return hasOr ? NOTHING : all;
}

function read(text: string): { readonly held: readonly Held[]; readonly hasOrOutside: boolean } | undefined {
  if (text === '') return { held: NOTHING, hasOrOutside: false };
  if (text.length > MOST_CHARACTERS || !SEEN.test(text)) return undefined;
  const reading: Reading = { ...cursorOver(text), hasOrOutside: false };
  const found = group(reading, 0);
  return found && isAtEnd(reading) ? { held: found, hasOrOutside: reading.hasOrOutside } : undefined;
}

/** Seconds since 1970. */
export interface LogFilterBounds {
  readonly from?: number;
  readonly to?: number;
}

/**
 * The time that every entry found has. T7: `undefined` for what is no query, and for one with an OR outside parentheses, which gcloud would
 * join to its own bound without any: no bound can be relied on then, not even that of another flag.
 */
export function logFilterBounds(text: string): LogFilterBounds | undefined {
  const found = read(text);
  if (!found || found.hasOrOutside) return undefined;
  const of = (side: Held['side']): readonly number[] => found.held.filter((one) => one.side === side).map(({ seconds }) => seconds);
  const [from, to] = [of('from'), of('to')];
  return { ...(from.length > 0 && { from: Math.max(...from) }), ...(to.length > 0 && { to: Math.min(...to) }) };
}

export const logFilter: Shape = {
  expects: 'comparisons joined by AND or OR',
  example: 'resource.type="gce_instance" AND severity>=ERROR',
  parse: (raw) => (read(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
