// A read may be worth having although its answer holds places that people fill with secrets. The digest empties those places, by the
// names they have. Here is refused what would carry their content past it: a projection that names one, or drops the names.

import type { Rule } from '../policy/index.js';
import type { Part } from './refusal.js';
import { OF_A_SERVICE } from './shapes/gcloud-key.js';
import type { Typed, TypedFlag } from './stages.js';

interface Places {
  /** The names of the places themselves. */
  readonly last: ReadonlySet<string>;
  /** And of everything on the way to them. */
  readonly onTheWay: ReadonlySet<string>;
  readonly paths: readonly (readonly string[])[];
}

const known = new WeakMap<Rule, Places>();

function placesOf(rule: Rule): Places {
  const before = known.get(rule);
  if (before) return before;
  const paths = rule.redact.map((place) => place.split(/[.[\]{}]+/).filter((name) => name !== ''));
  const places = { last: new Set(paths.flatMap((path) => path.slice(-1))), onTheWay: new Set(paths.flat()), paths };
  known.set(rule, places);
  return places;
}

const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_-]*/g;
/** What stands between quotes or backticks is a value to compare with. */
const VALUES = /'[^']*'|`[^`]*`/g;
/** Functions that give the content of an object without the names of its members. */
const NAMELESS = /\b(?:values|to_string|to_array|merge|map|join|zip)\s*\(/;

/** A label is whatever users call it. */
const LABEL = /\blabels\.[A-Za-z0-9_-]+/g;

function names(text: string): readonly string[] {
  return text.replace(LABEL, 'labels').match(IDENTIFIER) ?? [];
}

/** From an opening bracket to the one that closes it, and on over whatever else in brackets follows. */
function behindBrackets(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '[') depth += 1;
    else if (character === ']') depth -= 1;
    else if (depth === 0) return at;
  }
  return text.length;
}

/** Whether a path ends on the way to a place, so that what is below comes along without names. */
function endsOnTheWay(query: string, { onTheWay }: Places): boolean {
  for (const { 0: name, index } of query.matchAll(IDENTIFIER)) {
    if (onTheWay.has(name) && query.charAt(behindBrackets(query, index + name.length)) !== '.') return true;
  }
  return false;
}

/** JMESPath, of the AWS CLI and of az. */
function queryDrops(query: string): boolean {
  return query.includes('\\') || query.replaceAll('[*]', '').includes('*') || NAMELESS.test(query) || /@(?![ ]*[.[])/.test(query);
}

const KEEPS_NAMES: ReadonlySet<string> = new Set(['json', 'jsonc', 'yaml', 'yamlc', 'export', 'default', 'none']);

/** Whether a key of a projection is on the way to a place, or is it, or is below it. */
function isOnTheWay(key: string, { paths }: Places): boolean {
  // A number in brackets chooses one of a list; the place is below every one of them.
  const asked = key.split(/[.[\]*]+/).filter((name) => name !== '' && !/^[0-9]+$/.test(name));
  return asked.length > 0 && paths.some((path) => asked.every((name, index) => index >= path.length || name === path[index]));
}

/** `metadata.list()` asks for `metadata`: what stands before a parenthesis does something with the key in front of it. */
function withoutTransform(key: string, format: string): string {
  const dot = key.lastIndexOf('.');
  return dot !== -1 && format.includes(`${key}(`) ? key.slice(0, dot) : key;
}

/** The layout of gcloud's `--format`: the letters in front. */
function layoutOf(format: string): string {
  return format.replace(/[^a-z].*$/s, '');
}

const QUOTED = /"[^"]*"|'[^']*'/g;
/** Columns behind a colon are sorted by or renamed; what is shown is still the whole record. */
const NOT_SHOWN = /: *\((?:[^()]|\([^()]*\))*\)/g;
/** A dot alone or an index alone is the whole record. */
const WHOLE_RECORD = /[(,] *[.[]/;
const WITHOUT_KEY = /[(,] *[a-z][a-z0-9_]*\(/g;
/** Functions that look, without a key, at a member of their own or at the keys among their arguments. */
const OF_A_MEMBER: ReadonlySet<string> = new Set(`${OF_A_SERVICE} count duration extract firstof format len uri`.split(' '));

function showsRecord(columns: string): boolean {
  return WHOLE_RECORD.test(columns) || (columns.match(WITHOUT_KEY) ?? []).some((call) => !OF_A_MEMBER.has(call.replace(/[(, ]/g, '')));
}

/** gcloud: `table[box](name, zone.basename())`. */
function formatDrops(format: string, places: Places): boolean {
  const shown = format.replace(QUOTED, '').replace(NOT_SHOWN, '');
  const opens = shown.indexOf('(');
  if (opens === -1) return layoutOf(format) !== 'table';
  if (showsRecord(shown.slice(opens))) return true;
  const keys = format.slice(format.indexOf('(')).match(/[A-Za-z_][A-Za-z0-9_.[\]*-]*/g) ?? [];
  return keys.some((key) => isOnTheWay(withoutTransform(key, format), places));
}

/** JSON keeps names, but not inside what a function made of a place: `json(metadata.list())` is one text. */
function calls(format: string, places: Places): boolean {
  const shown = format.replace(QUOTED, '');
  const opens = shown.indexOf('(');
  if (opens === -1) return false;
  const columns = shown.slice(opens);
  const called = columns.match(/[A-Za-z_][A-Za-z0-9_.[\]*-]*(?=\()/g) ?? [];
  return showsRecord(columns) || called.some((call) => isOnTheWay(call.slice(0, Math.max(call.lastIndexOf('.'), 0)), places));
}

function textOf(flags: readonly TypedFlag[], name: string): { readonly text: string; readonly at: number } | undefined {
  const flag = flags.find((one) => one.name === name);
  return flag && 'text' in flag.argument ? { text: flag.argument.text, at: flag.at } : undefined;
}

const NAMING = ['--query', '--format', '--flatten', '--filter', '--sort-by'] as const;

/** The names that the digest empties. Where the answer has no names, the projection was seen to leave the places out. */
export function maskOf({ rule, flags }: Pick<Typed, 'rule' | 'flags'>): readonly string[] {
  if (rule.redact.length === 0) return [];
  const layout = layoutOf((textOf(flags, '--output') ?? textOf(flags, '--format'))?.text ?? 'json');
  return KEEPS_NAMES.has(layout) ? [...placesOf(rule).last] : [];
}

/** T6: the part of a line that would carry a masked place past the digest. */
export function maskedPart({ rule, flags }: Typed): Part | undefined {
  if (rule.redact.length === 0) return undefined;
  const places = placesOf(rule);
  for (const name of NAMING) {
    const given = textOf(flags, name);
    const named = given && names(given.text.replace(VALUES, ' ')).find((one) => places.last.has(one));
    if (given && named !== undefined) return { text: named, at: given.at };
  }
  const query = textOf(flags, '--query');
  const bare = query?.text.replace(VALUES, ' ') ?? '';
  if (query && queryDrops(bare)) return query;
  const output = textOf(flags, '--output');
  if (output && !KEEPS_NAMES.has(output.text) && (!query || endsOnTheWay(bare, places))) return output;
  const format = textOf(flags, '--format');
  if (!format) return undefined;
  if (KEEPS_NAMES.has(layoutOf(format.text))) return calls(format.text, places) ? format : undefined;
  const flatten = textOf(flags, '--flatten');
  if (formatDrops(format.text, places)) return format;
  return flatten && isOnTheWay(flatten.text, places) ? flatten : undefined;
}
