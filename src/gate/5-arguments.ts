// Layer 5: Flagged → Typed. Every value has the shape that the rule names, and becomes a typed argument; behind this layer no text
// of the line is left that a shape has not admitted.

import { GRAMMARS, type Kind, type Rule, type ShapeName } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import { expectationOf } from './expectation.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import { singleOf } from './shapes/of-kind.js';
import { type Argument, type Single, shaped } from './shapes/shape.js';
import type { Flagged, GivenFlag, Typed, TypedFlag, TypedPositional, Word } from './stages.js';
import { parseJson, renderJson } from './values/json.js';
import type { Raw } from './values/raw.js';
import { parseShorthand } from './values/shorthand.js';
import { typedValue } from './values/typed.js';

const MOST_ITEMS = 200;

/** T5: values that some program takes for a local file or an address to fetch, whatever the flag is. */
const ELSEWHERE = /^(?:@|(?:file|fileb|https?|ftp|data):)/i;

function badValue(kind: Kind, part: Word, of: string): Reason {
  return { code: 'bad-value', part, of, ...expectationOf(kind) };
}

/** A pattern that itself begins with a scheme and a host admits that address and no other. */
function admitsAddress(kind: Kind): boolean {
  return kind.kind === 'match' && kind.match.source.startsWith('^(?:https:');
}

function isElsewhere(kind: Kind, text: string): boolean {
  return ELSEWHERE.test(text) && !admitsAddress(kind);
}

function readSingle(kind: Kind, word: Word, of: string): Result<Single, Reason> {
  if (isElsewhere(kind, word.text)) return err({ code: 'file-or-url', part: word, of });
  const single = singleOf(kind, word.text);
  return single ? ok(single) : err(badValue(kind, word, of));
}

function readItems(kind: Kind, words: readonly Word[], of: string, most: number): Result<readonly Single[], Reason> {
  const extra = words[Math.min(most, MOST_ITEMS)];
  if (extra) return err({ code: 'too-many-values', part: extra, of, most: String(Math.min(most, MOST_ITEMS)) });
  const items: Single[] = [];
  for (const word of words) {
    const item = readSingle(kind, word, of);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

function pieces({ text, at }: Word): readonly Word[] {
  return text.split(',').map((piece) => ({ text: piece, at }));
}

/** `key=value`, each half of its own kind. */
function readPair(map: Extract<Kind, { kind: 'map' }>, word: Word, of: string): Result<Single, Reason> {
  const equals = word.text.indexOf('=');
  const key = readSingle(map.key, { text: word.text.slice(0, Math.max(equals, 0)), at: word.at }, of);
  if (!key.ok || equals === -1) return err(badValue(map, word, of));
  const value = readSingle(map.value, { text: word.text.slice(equals + 1), at: word.at }, of);
  return value.ok ? ok({ kind: 'text', text: shaped(word.text) }) : value;
}

function readPairs(map: Extract<Kind, { kind: 'map' }>, word: Word, of: string): Result<Argument, Reason> {
  const items: Single[] = [];
  for (const piece of pieces(word)) {
    const pair = readPair(map, piece, of);
    if (!pair.ok) return pair;
    items.push(pair.value);
  }
  return items.length > map.most ? err(badValue(map, word, of)) : ok({ kind: 'commas', items });
}

function isScalar({ kind }: Kind): boolean {
  return kind !== 'list' && kind !== 'fields' && kind !== 'map';
}

function isNamedText(name: ShapeName, text: string): boolean {
  return singleOf({ kind: 'named', name }, text) !== undefined;
}

/** What the words of a structure say, in the one notation they are written in. */
function readRaw(kind: Kind, values: readonly Word[], isJson: boolean): Raw | undefined {
  const [first] = values;
  if (first === undefined || (isJson && values.length > 1)) return undefined;
  if (isJson) return parseJson(first.text);
  if (kind.kind !== 'list') return parseShorthand(first.text);
  const items: Raw[] = [];
  for (const { text } of values) {
    const item = parseShorthand(text);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

/** Shorthand or JSON into what it says; it is passed on as JSON, which has one reading. */
function readStructure(kind: Kind, values: readonly Word[], of: string): Result<Argument, Reason> {
  const [first = { text: '', at: 0 }] = values;
  const elsewhere = values.find(({ text }) => isElsewhere(kind, text));
  if (elsewhere) return err({ code: 'file-or-url', part: elsewhere, of });
  const isJson = /^\s*[[{]/.test(first.text);
  const raw = readRaw(kind, values, isJson);
  const value = raw === undefined ? undefined : typedValue(raw, kind, isJson ? 'json' : 'shorthand', isNamedText);
  return value === undefined ? err(badValue(kind, first, of)) : ok({ kind: 'json', text: shaped(renderJson(value)), value });
}

function readToggle(word: Word | undefined, of: string): Result<Argument, Reason> {
  if (word === undefined || word.text === 'true') return ok({ kind: 'toggle', isOn: true });
  if (word.text === 'false') return ok({ kind: 'toggle', isOn: false });
  return err({ code: 'bad-value', part: word, of, expects: 'true or false', example: 'false' });
}

/** A list of plain values, as the program writes lists. */
function readList(rule: Rule, kind: Extract<Kind, { kind: 'list' }>, values: readonly Word[], of: string): Result<Argument, Reason> {
  const [value = { text: '', at: 0 }] = values;
  const { lists, structures } = GRAMMARS[rule.binary];
  if (structures === 'shorthand' && /^\s*\[/.test(value.text)) return readStructure(kind, values, of);
  const items = readItems(kind.item, lists === 'commas' ? values.flatMap(pieces) : values, of, kind.most);
  if (!items.ok) return items;
  return items.value.length < kind.least ? err(badValue(kind, value, of)) : ok({ kind: lists, items: items.value });
}

function readArgument(rule: Rule, { flag, values }: GivenFlag): Result<Argument, Reason> {
  const { name, form, kind } = flag;
  const [value] = values;
  if (form === 'toggle') return readToggle(value, name);
  if (kind === undefined || value === undefined) return ok({ kind: 'switch' });
  if (isScalar(kind)) return readSingle(kind, value, name);
  if (kind.kind === 'list' && isScalar(kind.item)) return readList(rule, kind, values, name);
  if (GRAMMARS[rule.binary].structures === 'shorthand') return readStructure(kind, values, name);
  return kind.kind === 'map' ? readPairs(kind, value, name) : err(badValue(kind, value, name));
}

export const args: Layer<Flagged, Typed> = {
  name: 'arguments',
  check: ({ rule, track, flags, positionals, extra, end }) => {
    if (extra) return err({ code: 'extra-argument', part: extra });
    const places: TypedPositional[] = [];
    for (const { positional, values } of positionals) {
      const items = readItems(positional.kind, values, positional.name, MOST_ITEMS);
      if (!items.ok) return items;
      places.push({ name: positional.name, items: items.value });
    }
    const typed: TypedFlag[] = [];
    for (const flag of flags) {
      const argument = readArgument(rule, flag);
      if (!argument.ok) return argument;
      typed.push({ name: flag.flag.name, argument: argument.value, at: flag.at });
    }
    return ok({ stage: 'typed', rule, track, flags: typed, positionals: places, end });
  },
};
