// Layer 5: Flagged → Typed. Every value has the shape that the rule names, and becomes a typed argument; behind this layer no text
// of the line is left that a shape has not admitted.

import type { FlagKind, ValueKind } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import type { Argument, Single } from './shapes/shape.js';
import { shapeOf } from './shapes/shapes.js';
import type { Flagged, GivenFlag, Typed, TypedFlag, Word } from './stages.js';

const MOST_CHARACTERS = 4_096;
const MOST_ITEMS = 100;

/** T5: values that a program takes for a flag, a local file or an address to fetch, whatever the flag is. */
const ELSEWHERE = /^(?:-|@|(?:file|fileb|https?|ftp|data):)/i;

function readSingle(kind: ValueKind, { text, at }: Word, of: string): Result<Single, Reason> {
  const part = { text, at };
  // T5: the shorthand of the AWS CLI reads a file behind `@=`, anywhere in a value.
  if (ELSEWHERE.test(text) || text.includes('@=')) return err({ code: 'file-or-url', part, of });
  const shape = shapeOf(kind);
  const single = text.length > MOST_CHARACTERS ? undefined : shape.parse(text);
  return single ? ok(single) : err({ code: 'bad-value', part, of, expects: shape.expects, example: shape.example });
}

function readAll(kind: ValueKind, values: readonly Word[], of: string): Result<readonly Single[], Reason> {
  const [extra] = values.slice(MOST_ITEMS);
  if (extra) return err({ code: 'bad-value', part: extra, of, expects: `at most ${String(MOST_ITEMS)} values`, example: '' });
  const items: Single[] = [];
  for (const value of values) {
    const item = readSingle(kind, value, of);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return ok(items);
}

function isList<Key extends 'words' | 'commas'>(kind: FlagKind, key: Key): kind is FlagKind & Record<Key, ValueKind> {
  return typeof kind === 'object' && key in kind;
}

function readArgument({ name, kind, values }: GivenFlag): Result<Argument, Reason> {
  const [value] = values;
  if (kind === 'switch' || value === undefined) return ok({ kind: 'switch' });
  if (isList(kind, 'words')) {
    const items = readAll(kind.words, values, name);
    return items.ok ? ok({ kind: 'words', items: items.value }) : items;
  }
  if (isList(kind, 'commas')) {
    const items = readAll(
      kind.commas,
      value.text.split(',').map((text) => ({ text, at: value.at })),
      name,
    );
    return items.ok ? ok({ kind: 'commas', items: items.value }) : items;
  }
  return readSingle(kind, value, name);
}

export const args: Layer<Flagged, Typed> = {
  name: 'arguments',
  check: ({ rule, flags, positionals, end }) => {
    const places: Single[] = [];
    for (const { name, kind, value } of positionals) {
      const place = readSingle(kind, value, name);
      if (!place.ok) return place;
      places.push(place.value);
    }
    const typed: TypedFlag[] = [];
    for (const flag of flags) {
      const argument = readArgument(flag);
      if (!argument.ok) return argument;
      typed.push({ name: flag.name, argument: argument.value, at: flag.at });
    }
    return ok({ stage: 'typed', rule, flags: typed, positionals: places, end });
  },
};
