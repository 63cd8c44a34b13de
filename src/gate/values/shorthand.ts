// The shorthand of the AWS CLI: `Name=x,Values=a,b`, with lists in brackets and structures in braces. Every text that is read here
// the AWS CLI reads as the same structure; what its parser drops, repairs or overwrites in silence is refused.

import { type Cursor, cursorOver, isAt, isAtEnd, sees, take, takes, takesOne } from '../cursor.js';
import { MOST_DEPTH, type Raw } from './raw.js';

/** What is longer is written as JSON. */
export const MOST_SHORTHAND = 4_096;

const BLANKS = / */y;
const KEY = /[A-Za-z0-9_.#/:-]+/y;
/** T5: nothing but blanks may stand between a key and its `=`: with `@=` the value is the name of a file that is read. */
const NEXT_KEY = /[A-Za-z0-9_.#/:-]+ *=/y;
/** The first value behind an `=`, or one inside brackets. */
const FIRST = /(?:\\,|[!#-&(-+.-<>-Z\\^-z|~-])(?:\\,|[ !#-&(-+\-.-\\^-|~])*/y;
/** One behind a comma: an `=` would make a key of it. */
const SECOND = /(?:\\,|[!#-&(-+.-<>-Z\\^-z|~-])(?:\\,|[ !#-&(-+.-<>-~-])*/y;
/** A backslash stands for itself unless the same quote follows; two of them become one, but only after the end was found. */
const SINGLE_QUOTED = /'[^'\\]*(?:(?:\\'|\\(?!'))[^'\\]*)*'/y;
const DOUBLE_QUOTED = /"[^"\\]*(?:(?:\\"|\\(?!"))[^"\\]*)*"/y;
const CLOSES_LIST = /\]/y;
const CLOSES_HASH = /\}/y;
const COMMA = / *, */y;
const EQUALS = / *= */y;

function quoted(cursor: Cursor, token: RegExp, quote: string): string | undefined {
  const found = take(cursor, token);
  return found?.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
}

function text(cursor: Cursor, plain: RegExp): string | undefined {
  if (isAt(cursor, "'")) return quoted(cursor, SINGLE_QUOTED, "'");
  if (isAt(cursor, '"')) return quoted(cursor, DOUBLE_QUOTED, '"');
  return take(cursor, plain)?.replaceAll('\\,', ',').trimEnd();
}

function list(cursor: Cursor, depth: number): readonly Raw[] | undefined {
  const items: Raw[] = [];
  takes(cursor, BLANKS);
  if (takes(cursor, CLOSES_LIST)) return items;
  for (;;) {
    const item = nested(cursor, depth);
    if (item === undefined) return undefined;
    items.push(item);
    takes(cursor, BLANKS);
    if (takes(cursor, CLOSES_LIST)) return items;
    if (!takes(cursor, COMMA)) return undefined;
  }
}

function hash(cursor: Cursor, depth: number): ReadonlyMap<string, Raw> | undefined {
  const fields = new Map<string, Raw>();
  takes(cursor, BLANKS);
  if (takes(cursor, CLOSES_HASH)) return fields;
  for (;;) {
    const key = take(cursor, KEY);
    if (key === undefined || fields.has(key) || !takes(cursor, EQUALS)) return undefined;
    const field = nested(cursor, depth);
    if (field === undefined) return undefined;
    fields.set(key, field);
    takes(cursor, BLANKS);
    if (takes(cursor, CLOSES_HASH)) return fields;
    if (!takes(cursor, COMMA)) return undefined;
  }
}

/** A value inside brackets or braces. */
function nested(cursor: Cursor, depth: number): Raw | undefined {
  if (takesOne(cursor, '[')) return depth > MOST_DEPTH ? undefined : list(cursor, depth + 1);
  if (takesOne(cursor, '{')) return depth > MOST_DEPTH ? undefined : hash(cursor, depth + 1);
  return isAt(cursor, ']}') ? undefined : text(cursor, FIRST);
}

/** One value, or several behind commas, up to the next key. */
function commas(cursor: Cursor): Raw | undefined {
  const first = isAtEnd(cursor) || isAt(cursor, ',') ? '' : text(cursor, FIRST);
  if (first === undefined) return undefined;
  const items = [first];
  for (;;) {
    takes(cursor, BLANKS);
    const comma = cursor.at;
    if (!takes(cursor, COMMA)) break;
    if (sees(cursor, NEXT_KEY)) {
      cursor.at = comma;
      break;
    }
    const item = text(cursor, SECOND);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items.length === 1 ? first : items;
}

function outermost(cursor: Cursor): Raw | undefined {
  if (isAt(cursor, '[{')) return nested(cursor, 1);
  return commas(cursor);
}

export function parseShorthand(written: string): ReadonlyMap<string, Raw> | undefined {
  if (written.length > MOST_SHORTHAND) return undefined;
  const cursor = cursorOver(written);
  const fields = new Map<string, Raw>();
  for (;;) {
    const key = take(cursor, KEY);
    if (key === undefined || fields.has(key) || !takes(cursor, EQUALS)) return undefined;
    const value = outermost(cursor);
    if (value === undefined) return undefined;
    fields.set(key, value);
    if (isAtEnd(cursor)) return fields;
    if (!takes(cursor, COMMA)) return undefined;
  }
}
