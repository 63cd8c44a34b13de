// JSON, read more strictly than the language asks: one value for each key, no number that another reader would round, a limit on depth.
// T5: where two readers disagree about a text, what was judged is not what is used.

import { type Cursor, cursorOver, isAtEnd, take, takes, takesOne } from '../cursor.js';
import { isList, isMap, MOST_CHARACTERS, MOST_DEPTH, type Raw } from './raw.js';

const BLANKS = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![0-9.eE])/y;
const WORD = /true|false|null/y;
const CLOSES_LIST = /\]/y;
const CLOSES_OBJECT = /\}/y;

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** As many digits as any reader keeps. */
const MOST_DIGITS = 15;

function number(written: string): number | undefined {
  const read = Number(written);
  if (Object.is(read, -0)) return undefined;
  if (written.includes('.')) return written.replace(/[-.]/g, '').length <= MOST_DIGITS ? read : undefined;
  return Number.isSafeInteger(read) ? read : undefined;
}

/** What a string token stands for. */
function unquoted(token: string): string {
  return String(JSON.parse(token));
}

function list(cursor: Cursor, depth: number): readonly Raw[] | undefined {
  const items: Raw[] = [];
  takes(cursor, BLANKS);
  if (takes(cursor, CLOSES_LIST)) return items;
  for (;;) {
    const item = value(cursor, depth);
    if (item === undefined) return undefined;
    items.push(item);
    if (takes(cursor, CLOSES_LIST)) return items;
    if (!takesOne(cursor, ',')) return undefined;
  }
}

function object(cursor: Cursor, depth: number): ReadonlyMap<string, Raw> | undefined {
  const fields = new Map<string, Raw>();
  takes(cursor, BLANKS);
  if (takes(cursor, CLOSES_OBJECT)) return fields;
  for (;;) {
    takes(cursor, BLANKS);
    const token = take(cursor, STRING);
    takes(cursor, BLANKS);
    if (token === undefined || !takesOne(cursor, ':')) return undefined;
    const field = value(cursor, depth);
    const key = unquoted(token);
    // T5: of two values for one key, one reader keeps the first and another the last.
    if (field === undefined || fields.has(key)) return undefined;
    fields.set(key, field);
    if (takes(cursor, CLOSES_OBJECT)) return fields;
    if (!takesOne(cursor, ',')) return undefined;
  }
}

function bare(cursor: Cursor, depth: number): Raw | undefined {
  if (takesOne(cursor, '[')) return depth > MOST_DEPTH ? undefined : list(cursor, depth + 1);
  if (takesOne(cursor, '{')) return depth > MOST_DEPTH ? undefined : object(cursor, depth + 1);
  const text = take(cursor, STRING);
  if (text !== undefined) return unquoted(text);
  const word = take(cursor, WORD);
  if (word !== undefined) return WORDS.get(word);
  const digits = take(cursor, NUMBER);
  return digits === undefined ? undefined : number(digits);
}

function value(cursor: Cursor, depth: number): Raw | undefined {
  takes(cursor, BLANKS);
  const found = bare(cursor, depth);
  takes(cursor, BLANKS);
  return found;
}

export function parseJson(text: string): Raw | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  const cursor = cursorOver(text);
  const found = value(cursor, 1);
  return isAtEnd(cursor) ? found : undefined;
}

/** The one way in which a value is written: no blanks, keys in their order. */
export function renderJson(raw: Raw): string {
  if (isList(raw)) return `[${raw.map(renderJson).join(',')}]`;
  if (isMap(raw)) return `{${[...raw].map(([key, field]) => `${JSON.stringify(key)}:${renderJson(field)}`).join(',')}}`;
  return JSON.stringify(raw);
}
