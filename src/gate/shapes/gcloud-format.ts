// gcloud's `--format`: a layout, its attributes, and the fields it shows. Threats: `pager` starts a program, `private` and `log` change what is
// written elsewhere, `object` prints what Python holds. Layouts, attributes and functions come from closed lists.

import { type Cursor, cursorOver, isAtEnd, take, takes, takesOne } from '../cursor.js';
import { BLANKS, QUOTED, takeKey } from './gcloud-key.js';
import { type Shape, shaped } from './shape.js';

const LAYOUT = /config|csv|default|export|flattened|get|json|list|none|table|text|value|yaml/y;
/** Layouts that gcloud knows without fields or attributes, some of certain commands only. */
const WHOLE = new Set(['config', 'default', 'export', 'none']);

const SWITCH = /(?:no-)?(?:heading|box|all-box|quote|pad|transforms|undefined|json-decode|compact|always-display-title|version)(?=[,\]])/y;
const NUMBER_SETTING = /(?:pad|margin|width|version)=[0-9]{1,3}(?=[,\]])/y;
const TEXT_SETTING = /(?:title|separator|delimiter|terminator|null|undefined)=/y;
const SETTING_TEXT =
  /"[^"'\\]{0,80}(?:\\[nt][^"'\\]{0,80}){0,4}"|'[^"'\\]{0,80}(?:\\[nt][^"'\\]{0,80}){0,4}'|[A-Za-z0-9_.:;|/# -]{0,80}(?=[,\]])/y;

const COLUMN_SWITCH = /(?:no-)?(?:optional|reverse|wrap)(?=[:,)])/y;
const COLUMN_NUMBER = /(?:sort|width|wrap)=[0-9]{1,3}(?=[:,)])/y;
const COLUMN_ALIGN = /align=(?:left|center|right)(?=[:,)])/y;
const COLUMN_NAME = /(?:label|alias)=/y;
const NAME_TEXT = /[A-Za-z0-9_./#%-]+/y;
const COLUMN_FORMAT = /format=/y;

/** Columns that are not shown, only sorted by or renamed. */
const SETTINGS_ONLY = /: *(?=\()/y;

const MOST_CHARACTERS = 4_096;
const MOST_PARTS = 6;

function isSettings(cursor: Cursor): boolean {
  do {
    takes(cursor, BLANKS);
    const isSetting =
      takes(cursor, NUMBER_SETTING) || takes(cursor, SWITCH) || (takes(cursor, TEXT_SETTING) && takes(cursor, SETTING_TEXT));
    if (!isSetting) return false;
  } while (takesOne(cursor, ','));
  return takesOne(cursor, ']');
}

/** T5: a layout inside a layout is read as one of its own. */
function isInner(cursor: Cursor, depth: number): boolean {
  const quoted = take(cursor, QUOTED);
  const inner = quoted?.slice(1, -1) ?? take(cursor, LAYOUT);
  return inner !== undefined && depth === 0 && isLayout(inner, depth + 1);
}

function isColumnSettings(cursor: Cursor, depth: number): boolean {
  do {
    if (takes(cursor, COLUMN_SWITCH) || takes(cursor, COLUMN_NUMBER) || takes(cursor, COLUMN_ALIGN)) continue;
    const isSetting = takes(cursor, COLUMN_NAME)
      ? takes(cursor, QUOTED) || takes(cursor, NAME_TEXT)
      : takes(cursor, COLUMN_FORMAT) && isInner(cursor, depth);
    if (!isSetting) return false;
  } while (takesOne(cursor, ':'));
  return true;
}

function isColumns(cursor: Cursor, depth: number): boolean {
  if (takesOne(cursor, ')')) return true;
  do {
    takes(cursor, BLANKS);
    if (takeKey(cursor) === 'none') return false;
    takes(cursor, BLANKS);
    if (takesOne(cursor, ':') && !isColumnSettings(cursor, depth)) return false;
    takes(cursor, BLANKS);
  } while (takesOne(cursor, ','));
  return takesOne(cursor, ')');
}

function isPart(cursor: Cursor, depth: number): boolean {
  if (takesOne(cursor, '[')) return isSettings(cursor);
  takes(cursor, SETTINGS_ONLY);
  return takesOne(cursor, '(') && isColumns(cursor, depth);
}

function isLayout(text: string, depth: number): boolean {
  const cursor = cursorOver(text);
  const layout = take(cursor, LAYOUT);
  if (layout === undefined) return false;
  if (isAtEnd(cursor)) return true;
  if (WHOLE.has(layout)) return false;
  for (let parts = 0; parts < MOST_PARTS; parts += 1) {
    takes(cursor, BLANKS);
    if (!isPart(cursor, depth)) return false;
    if (isAtEnd(cursor)) return true;
  }
  return false;
}

export const gcloudFormat: Shape = {
  expects: 'a layout with fields, such as json, value(…), csv(…), table(…)',
  example: 'table(name,zone.basename(),status)',
  parse: (raw) => (raw.length <= MOST_CHARACTERS && isLayout(raw, 0) ? { kind: 'text', text: shaped(raw) } : undefined),
};
