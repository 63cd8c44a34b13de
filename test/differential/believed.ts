// What the gate believes of a line that it let through, in the terms in which the real parsers are asked.

import type { Cleared } from '../../src/gate/index.js';
import { parseJson } from '../../src/gate/values/json.js';
import { isMap, type Raw } from '../../src/gate/values/raw.js';
import type { Belief } from './compare.js';
import { isList, type Value } from './value.js';

type Argument = Cleared['command']['flags'][number]['argument'];
function valueOfRaw(raw: Raw): Value {
  if (raw === null || typeof raw !== 'object') return raw;
  if (isMap(raw)) return Object.fromEntries([...raw].map(([name, one]) => [name, valueOfRaw(one)]));
  return raw.map(valueOfRaw);
}

/** `Start=…,End=…`, or the same in JSON. */
function periodOf(text: string): Value {
  const raw = text.startsWith('{') ? parseJson(text) : undefined;
  if (raw !== undefined) return valueOfRaw(raw);
  // The days themselves hold no comma, no quote and no `=`.
  const pairs = text.replaceAll(/["']/g, '').split(',');
  return Object.fromEntries(
    pairs.map((pair): readonly [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}

function valueOf(argument: Argument): Value {
  switch (argument.kind) {
    case 'switch':
      return true;
    case 'toggle':
      return argument.isOn;
    case 'words':
    case 'commas':
      return argument.items.map(({ text }) => text);
    case 'json':
      return valueOfRaw(argument.value);
    case 'period':
      return periodOf(argument.text);
    case 'count':
    case 'duration':
    case 'instant':
    case 'sql':
    case 'text':
      return argument.text;
  }
}

/** A flag that may be given more than once has one value of many. */
function flagsOf({ command }: Cleared): ReadonlyMap<string, Value> {
  const flags = new Map<string, Value>();
  for (const { name, argument } of command.flags) {
    const value = valueOf(argument);
    const isRepeated = command.rule.flag(name)?.form === 'repeat';
    const before = flags.get(name);
    const earlier = before !== undefined && isList(before) ? before : [];
    flags.set(name, isRepeated ? [...earlier, value] : value);
  }
  return flags;
}

/** Of the words of the line. */
export function believedOf(cleared: Cleared): Belief {
  const { binary, path, command } = cleared;
  return { binary, path, flags: flagsOf(cleared), positionals: command.positionals.flatMap(({ items }) => items.map(({ text }) => text)) };
}

/** Of the words that run: with the flags that were added. */
export function believedOfCanonical(cleared: Cleared): Belief {
  const belief = believedOf(cleared);
  const added = cleared.added.map((word): readonly [string, Value] => {
    const [name = word, ...value] = word.split('=');
    return [name, value.length === 0 ? true : value.join('=')];
  });
  return { ...belief, flags: new Map([...belief.flags, ...added]) };
}
