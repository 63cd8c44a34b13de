// JMESPath, the language of `--query`, by descent. It chooses and rearranges what was read; it names no file, no host, no program. Read
// in full so that a broken query is refused here and not after a paid call.

import { type Cursor, cursorOver, isAtEnd, sees, take, takes } from '../cursor.js';
import { parseJson } from '../values/json.js';
import { isSecretField } from './secret-field.js';
import { type Shape, shaped } from './shape.js';

const BLANKS = /[ \t\n\r]*/y;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const QUOTED = /"[^"\\]+(?:\\[^][^"\\]*)*"|"(?:\\[^][^"\\]*)+"/y;
const RAW_TEXT = /'[^'\\]*(?:\\[^][^'\\]*)*'/y;
const LITERAL = /`[^`\\]*(?:\\[^][^`\\]*)*`/y;
const CALL = /[ \t\n\r]*\(/y;
const PIPE = /\|(?!\|)/y;
const OR = /\|\|/y;
const AND = /&&/y;
const REFERENCE = /&(?!&)/y;
const COMPARISON = /==|!=|<=|>=|[<>]/y;
const NOT = /!(?!=)/y;
const DOT = /\./y;
const STAR = /\*/y;
const FLATTEN = /\[\]/y;
const FILTER = /\[\?/y;
const OPEN_LIST = /\[(?![\]?])/y;
const CLOSE_LIST = /\]/y;
const OPEN_HASH = /\{/y;
const CLOSE_HASH = /\}/y;
const OPEN = /\(/y;
const CLOSE = /\)/y;
const COMMA = /,/y;
const COLON = /:/y;
const CURRENT = /@/y;
const ALL = / ?\* ?\]/y;
const INDEX = / ?-?[0-9]{1,9} ?\]/y;
const SLICE = / ?(?:-?[0-9]{1,9})? ?: ?(?:-?[0-9]{1,9})? ?(?:: ?(?:-?[0-9]{1,9})? ?)?\]/y;

const MOST_CHARACTERS = 2_048;
const MOST_DEPTH = 24;

type Range = readonly [least: number, most: number];

/** Every function there is, with the fewest and the most arguments it takes. */
const ARGUMENTS: readonly (readonly [names: string, range: Range])[] = [
  ['abs avg ceil floor keys length max min reverse sort sum to_array to_number to_string type values', [1, 1]],
  ['contains ends_with join map max_by min_by sort_by starts_with', [2, 2]],
  ['merge not_null', [1, 16]],
];
const FUNCTIONS: ReadonlyMap<string, Range> = new Map(
  ARGUMENTS.flatMap(([names, range]) => names.split(' ').map((name): [string, Range] => [name, range])),
);

function isToken(cursor: Cursor, token: RegExp): boolean {
  takes(cursor, BLANKS);
  return takes(cursor, token);
}

/** Text between commas, to the closing token; at least one. */
function isRow(cursor: Cursor, close: RegExp, isItem: () => boolean): boolean {
  for (;;) {
    if (!isItem()) return false;
    if (isToken(cursor, close)) return true;
    if (!isToken(cursor, COMMA)) return false;
  }
}

function isLiteral(token: string): boolean {
  const text = token.slice(1, -1).replaceAll('\\`', '`');
  // What is no JSON is the text itself: an old spelling that everybody uses.
  return parseJson(text) !== undefined || parseJson(`"${text.trimStart()}"`) !== undefined;
}

function isQuotedName(cursor: Cursor): boolean {
  const token = take(cursor, QUOTED);
  return token !== undefined && parseJson(token) !== undefined && !sees(cursor, CALL);
}

function isQuotedField(cursor: Cursor): boolean {
  const from = cursor.at;
  return isQuotedName(cursor) && !isSecretField(cursor.text, from, cursor.at);
}

function isHash(cursor: Cursor, depth: number): boolean {
  return isRow(cursor, CLOSE_HASH, () => {
    takes(cursor, BLANKS);
    const isKey = takes(cursor, NAME) || isQuotedName(cursor);
    return isKey && isToken(cursor, COLON) && isExpression(cursor, depth + 1);
  });
}

function isList(cursor: Cursor, depth: number): boolean {
  return isRow(cursor, CLOSE_LIST, () => isExpression(cursor, depth + 1));
}

function isNameOrCall(cursor: Cursor, name: string, depth: number): boolean {
  if (!takes(cursor, CALL)) return !isSecretField(cursor.text, cursor.at - name.length, cursor.at);
  const [least, most] = FUNCTIONS.get(name) ?? [1, 0];
  let given = 0;
  const isCall = isRow(cursor, CLOSE, () => {
    given += 1;
    if (given > most) return false;
    takes(cursor, BLANKS);
    takes(cursor, REFERENCE);
    return isExpression(cursor, depth + 1);
  });
  return isCall && given >= least;
}

/** What may stand behind a dot. */
function isMember(cursor: Cursor, depth: number): boolean {
  takes(cursor, BLANKS);
  const name = take(cursor, NAME);
  if (name !== undefined) return isNameOrCall(cursor, name, depth);
  if (takes(cursor, STAR)) return true;
  if (takes(cursor, OPEN_LIST)) return isList(cursor, depth);
  if (takes(cursor, OPEN_HASH)) return isHash(cursor, depth);
  return isQuotedField(cursor);
}

function isBracketed(cursor: Cursor): 'index' | 'projection' | undefined {
  if (takes(cursor, INDEX)) return 'index';
  return takes(cursor, SLICE) || takes(cursor, ALL) ? 'projection' : undefined;
}

type Found = 'value' | 'projection' | 'none';

function foundIf(isFound: boolean, found: Found = 'value'): Found {
  return isFound ? found : 'none';
}

function first(cursor: Cursor, depth: number): Found {
  takes(cursor, BLANKS);
  const name = take(cursor, NAME);
  if (name !== undefined) return foundIf(isNameOrCall(cursor, name, depth));
  const literal = take(cursor, LITERAL);
  if (literal !== undefined) return foundIf(isLiteral(literal));
  if (takes(cursor, RAW_TEXT) || takes(cursor, CURRENT)) return 'value';
  if (takes(cursor, STAR) || takes(cursor, FLATTEN)) return 'projection';
  if (takes(cursor, FILTER)) return foundIf(isExpression(cursor, depth + 1) && isToken(cursor, CLOSE_LIST), 'projection');
  if (takes(cursor, OPEN)) return foundIf(isExpression(cursor, depth + 1) && isToken(cursor, CLOSE));
  if (takes(cursor, OPEN_HASH)) return foundIf(isHash(cursor, depth));
  if (takes(cursor, OPEN_LIST)) {
    const bracketed = isBracketed(cursor);
    if (bracketed) return bracketed === 'index' ? 'value' : 'projection';
    return foundIf(isList(cursor, depth));
  }
  return foundIf(isQuotedField(cursor));
}

/** One step further down; `undefined` when the path ends here. */
function step(cursor: Cursor, behind: Found, depth: number): Found | undefined {
  takes(cursor, BLANKS);
  if (takes(cursor, DOT)) return foundIf(isMember(cursor, depth), cursor.text[cursor.at - 1] === '*' ? 'projection' : 'value');
  if (takes(cursor, FLATTEN)) return 'projection';
  if (takes(cursor, FILTER)) return foundIf(isExpression(cursor, depth + 1) && isToken(cursor, CLOSE_LIST), 'projection');
  if (!takes(cursor, OPEN_LIST)) return undefined;
  const bracketed = isBracketed(cursor);
  if (bracketed) return bracketed === 'index' ? 'value' : 'projection';
  // Behind a projection a list of fields needs no dot.
  return foundIf(behind === 'projection' && isList(cursor, depth));
}

function isPath(cursor: Cursor, depth: number): boolean {
  takes(cursor, BLANKS);
  while (takes(cursor, NOT)) takes(cursor, BLANKS);
  let found: Found | undefined = first(cursor, depth);
  while (found === 'value' || found === 'projection') {
    found = step(cursor, found, depth);
    if (found === undefined) return true;
  }
  return false;
}

function isCompared(cursor: Cursor, depth: number): boolean {
  return isPath(cursor, depth) && (!isToken(cursor, COMPARISON) || isPath(cursor, depth));
}

function isExpression(cursor: Cursor, depth: number): boolean {
  if (depth > MOST_DEPTH) return false;
  for (;;) {
    if (!isCompared(cursor, depth)) return false;
    takes(cursor, BLANKS);
    if (!takes(cursor, AND) && !takes(cursor, OR) && !takes(cursor, PIPE)) return true;
  }
}

export function isJmespath(text: string): boolean {
  if (text.length > MOST_CHARACTERS) return false;
  const cursor = cursorOver(text);
  return isExpression(cursor, 1) && isAtEnd(cursor);
}

export const jmespath: Shape = {
  expects: 'a JMESPath expression',
  example: 'Reservations[].Instances[].InstanceId',
  parse: (raw) => (isJmespath(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
};
