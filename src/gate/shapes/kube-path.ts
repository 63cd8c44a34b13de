// JSONPath as kubectl reads it: fields of an object, lists, conditions over them, and a template around. It changes only what is shown.

import { type Cursor, cursorOver, isAt, isAtEnd, sees, take, takes, takesOne } from '../cursor.js';
import { isSecretField } from './secret-field.js';

const BLANKS = / */y;
const ROOT = /[$@](?=[.[} ]|$|[=!<>)])/y;
const FIELD = /\.(?:[A-Za-z0-9_*/-]|\\[./])+/y;
const DEEP = /\.\.(?:[A-Za-z0-9_*/-]|\\[./])+/y;
const FIRST_FIELD = /[A-Za-z_](?:[A-Za-z0-9_/-]|\\[./])*/y;
const WHOLE = /\.(?=[})]|$)/y;
const INDEX = /\[(?:\*|-?[0-9]{1,6}(?:,-?[0-9]{1,6})*|(?:-?[0-9]{1,6})?:(?:-?[0-9]{1,6})?(?::[0-9]{1,6})?)\]/y;
const KEY = /\['[^'\\]+'(?:,'[^'\\]+')*\]|\["[^"\\]+"\]/y;
const CONDITION = /\[\?\( */y;
const CLOSE_CONDITION = / *\)\]/y;
const COMPARISON = / *(?:==|!=|<=|>=|<|>) */y;
const VALUE = /"[^"\\]*"|'[^'\\]*'|-?[0-9]{1,15}(?:\.[0-9]{1,9})?|true|false|null/y;
const RANGE = /range +/y;
const END = /end *(?=\})/y;
const TEXT = /"[^"\\{}]*(?:\\[nt"\\][^"\\{}]*)*"|'[^'\\{}]*(?:\\[nt'\\][^'\\{}]*)*'/y;
const OUTSIDE = /[^{}]*/y;

const MOST_STEPS = 32;
const MOST_OPEN = 6;

function isCondition(cursor: Cursor): boolean {
  if (!isSteps(cursor, true)) return false;
  if (takes(cursor, COMPARISON) && !takes(cursor, VALUE)) return false;
  return takes(cursor, CLOSE_CONDITION);
}

function isSteps(cursor: Cursor, isInside: boolean): boolean {
  let steps = takes(cursor, ROOT) ? 1 : 0;
  while (steps < MOST_STEPS) {
    const from = cursor.at;
    const isStep = takes(cursor, DEEP) || takes(cursor, FIELD) || takes(cursor, INDEX) || takes(cursor, KEY);
    // A condition inside a condition is nothing that people write.
    if (!isStep && !(!isInside && takes(cursor, CONDITION) && isCondition(cursor))) return steps > 0 || takes(cursor, WHOLE);
    if (isStep && isSecretField(cursor.text, from, cursor.at)) return false;
    steps += 1;
  }
  return false;
}

/** A path alone, its first dot perhaps left out, in braces or not: what `custom-columns` and `--sort-by` take. */
export function takesKubePath(cursor: Cursor): boolean {
  const isBraced = takesOne(cursor, '{');
  if (sees(cursor, FIRST_FIELD)) {
    const from = cursor.at;
    take(cursor, FIRST_FIELD);
    if (isSecretField(cursor.text, from, cursor.at)) return false;
    if (isAt(cursor, '.[') && !isSteps(cursor, false)) return false;
  } else if (!isSteps(cursor, false)) return false;
  return !isBraced || takesOne(cursor, '}');
}

/** What stands between two braces; how many ranges are open behind it. */
function braced(cursor: Cursor, open: number): number | undefined {
  takes(cursor, BLANKS);
  if (takes(cursor, END)) return open > 0 ? open - 1 : undefined;
  if (takes(cursor, TEXT)) return open;
  const opens = takes(cursor, RANGE) ? 1 : 0;
  return isSteps(cursor, false) ? open + opens : undefined;
}

export function isKubeTemplate(text: string): boolean {
  const cursor = cursorOver(text);
  let open = 0;
  takes(cursor, OUTSIDE);
  if (isAtEnd(cursor)) return false;
  while (takesOne(cursor, '{')) {
    const next = braced(cursor, open);
    takes(cursor, BLANKS);
    if (next === undefined || next > MOST_OPEN || !takesOne(cursor, '}')) return false;
    open = next;
    takes(cursor, OUTSIDE);
  }
  return open === 0 && isAtEnd(cursor);
}
