// Lines that the packs allow, with what is meant by them, and lines that are almost one. Pure: chances come from the source given.

import { once, pick, between, shuffled, type Source } from './source.js';
import type { Command, Flag, Shape } from './pack-file.js';
import { SAMPLES } from './samples.js';
import { commaText, lineOf, wordsOf } from './spelling.js';
import { textMatching } from './text-matching.js';
import { isList, isScalar, type Value } from './value.js';

export interface Line {
  readonly binary: string;
  readonly path: readonly string[];
  /** The words, the binary first. */
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<string, Value>;
  readonly positionals: readonly string[];
}

const DEEPEST = 5;
const MANY = 3;

type Shapes = Command['shapes'];

function namedValue(source: Source, name: keyof typeof SAMPLES): Value {
  const text = pick(source, SAMPLES[name]);
  if (name === 'boolean') return text === 'true';
  if (name === 'date-period') return { Start: '2026-03-01', End: '2026-04-01' };
  if (name === 'epoch-milliseconds') return Number(text);
  return text;
}

function itemsOf(source: Source, shapes: Shapes, { list, least = 0, most }: Extract<Shape, { list: number }>, depth: number): Value {
  const fewest = Math.max(least, 1);
  return Array.from({ length: between(source, fewest, Math.max(fewest, Math.min(most, depth > 1 ? 1 : MANY))) }, () =>
    valueOf(source, shapes, list, depth + 1),
  );
}

/** A value of one shape; structures get shallower the deeper they are. */
function valueOf(source: Source, shapes: Shapes, at: number, depth = 0): Value {
  const shape = shapes[at];
  if (shape === undefined) throw new Error(`no shape ${String(at)}`);
  if (typeof shape === 'string') return namedValue(source, shape);
  if ('choice' in shape) return pick(source, shape.choice);
  if ('count' in shape) return countIn(source, shape.count);
  if ('decimal' in shape) return decimalIn(source, shape.decimal);
  if ('match' in shape) return textMatching(source, shape);
  if ('list' in shape) return itemsOf(source, shapes, shape, depth);
  if ('map' in shape) {
    const [key, value] = shape.map;
    const pairs = Array.from({ length: between(source, 1, Math.min(shape.most, 2)) }, () => [
      commaText(valueOf(source, shapes, key, depth + 1)),
      valueOf(source, shapes, value, depth + 1),
    ]);
    return Object.fromEntries(pairs) as Value; // CAST: the pairs were made of values just above
  }
  const required = new Set(shape.required ?? []);
  const names = Object.keys(shape.fields);
  const isDeep = depth >= DEEPEST;
  if (shape.one === true) {
    const only = pick(source, names);
    const inner = shape.fields[only];
    return inner === undefined || depth > 2 * DEEPEST ? {} : { [only]: valueOf(source, shapes, inner, depth + 1) };
  }
  const chosen = names.filter((name) => required.has(name) || (!isDeep && once(source, depth + 2)));
  const some = chosen.length === 0 ? names.slice(0, 1) : chosen;
  return Object.fromEntries(
    some.flatMap((name) => {
      const inner = shape.fields[name];
      return inner === undefined || depth > 2 * DEEPEST ? [] : [[name, valueOf(source, shapes, inner, depth + 1)]];
    }),
  );
}

function countIn(source: Source, [least, most]: readonly [number, number]): number {
  const usual = Math.min(most, least + 100);
  return once(source, 8) ? most : once(source, 8) ? least : between(source, least, usual);
}

function decimalIn(source: Source, [least, most]: readonly [number, number]): number {
  return Number((least + (Math.min(most, least + 100) - least) * (source.below(1000) / 1000)).toFixed(3));
}

interface Given {
  readonly name: string;
  readonly value: Value;
  readonly words: readonly string[];
}

/** No comma inside a list that is written with commas, nor a key inside a structure: there is one spelling less to argue about. */
function withoutCommas(value: Value): Value {
  if (typeof value === 'string') return value.replaceAll(',', '');
  if (isList(value)) return value.map((one) => withoutCommas(one));
  return value;
}

/** The words of one flag, under its name or another that stands for it. */
function given(source: Source, command: Command, name: string, flag: Flag): Given {
  const other = once(source, 4) ? command.aliases.get(name) : undefined;
  return { ...givenAs(source, command, other ?? name, flag), name };
}

function givenAs(source: Source, command: Command, name: string, flag: Flag): Given {
  const { binary, shapes } = command;
  if (flag === 'switch') return { name, value: true, words: [name] };
  if (flag === 'toggle') {
    const value = once(source, 2);
    return { name, value, words: [value && once(source, 2) ? name : `${name}=${String(value)}`] };
  }
  if (typeof flag === 'object' && flag.form === 'repeat') {
    const values = Array.from({ length: between(source, 1, 2) }, () => valueOf(source, shapes, flag.kind));
    return { name, value: values, words: values.flatMap((value) => wordsOf(source, binary, name, value)) };
  }
  const meant = valueOf(source, shapes, typeof flag === 'object' ? flag.kind : flag);
  const value = binary === 'aws' || isScalar(meant) ? meant : withoutCommas(meant);
  if (typeof flag === 'object' && flag.form === 'joined') return { name, value, words: [`${name}=${commaText(value)}`] };
  return { name, value, words: wordsOf(source, binary, name, value) };
}

/** Values that keep a bounded command within its bound, whatever its shapes would also allow. */
const BOUNDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['--limit', ['50', '10']],
  ['--max-items', ['50']],
  ['--freshness', ['6h', '30m']],
  ['--max_rows', ['100']],
  ['-n', ['10']],
  ['--tail', ['50', '100']],
  ['--since', ['1h', '30m']],
]);

function globalsOf(source: Source, { binary, path, flags, globals }: Command): readonly Given[] {
  const table: Command = { binary, path, ...globals, globals, required: [], positionals: [], bound: undefined };
  // One version of the AWS CLI does not know it, so it is taken and not passed on.
  const isPassedOn = (name: string): boolean => name !== '--no-cli-pager';
  return [...globals.flags]
    .filter(([name]) => !flags.has(name) && isPassedOn(name) && once(source, 6))
    .map(([name, flag]) => given(source, table, name, flag));
}

function chosenFlags(source: Source, command: Command): readonly Given[] {
  const required = new Set(command.required);
  const rarity = once(source, 3) ? 2 : Math.max(3, Math.ceil(command.flags.size / 4));
  return [...command.flags].flatMap(([name, flag]) => {
    const bounded = command.bound === undefined ? undefined : BOUNDED.get(name);
    if (bounded !== undefined) {
      const value = pick(source, bounded);
      return [{ name, value, words: wordsOf(source, command.binary, name, value) }];
    }
    return required.has(name) || once(source, rarity) ? [given(source, command, name, flag)] : [];
  });
}

function positionalsOf(source: Source, command: Command): readonly string[] {
  return command.positionals.flatMap(({ kind, isOptional, isMany }) => {
    if (isOptional && once(source, 2)) return [];
    return Array.from({ length: isMany ? between(source, 1, 2) : 1 }, () => {
      const value = valueOf(source, command.shapes, kind);
      return isScalar(value) ? String(value) : JSON.stringify(value);
    });
  });
}

const PAGING = new Set(['--max-items', '--page-size', '--starting-token']);

/** `--no-x` beside `--x`, and what one command may have only one of: the first stays. */
function withoutContradictions(all: readonly Given[]): readonly Given[] {
  const names = new Set<string>();
  const isPaged = all.some(({ name }) => PAGING.has(name));
  return all.filter(({ name }) => {
    if (isPaged && name === '--no-paginate') return false;
    const bare = name.replace(/^--no-?/, '--');
    if (names.has(bare) || names.has(name)) return false;
    names.add(bare).add(name);
    return true;
  });
}

const isBeforePositionals = new Set(['bq', 'gsutil']);

/** A line that one command allows by its pack, and what it means. Layer 7 or a rule between flags may still refuse it. */
export function lineFor(source: Source, command: Command): Line {
  const { binary, path } = command;
  const all = withoutContradictions(shuffled(source, [...chosenFlags(source, command), ...globalsOf(source, command)]));
  const positionals = positionalsOf(source, command);
  const flagWords = all.flatMap(({ words }) => words);
  const isPositionalFirst = !isBeforePositionals.has(binary) && (binary === 'aws' || once(source, 2));
  const rest = isPositionalFirst ? [...positionals, ...flagWords] : [...flagWords, ...positionals];
  return {
    binary,
    path,
    words: [binary, ...path, ...rest],
    flags: new Map(all.map(({ name, value }) => [name, value])),
    positionals,
  };
}

const ODD_WORDS = [
  '--',
  '-',
  '--help',
  'help',
  '--debug',
  '--profile=x',
  '--endpoint-url=http://x.example',
  '--flags-file=x',
  '--format',
  '@x',
  'file://x',
  "''",
  '[',
  '{',
  '--no-',
  '=',
  '--=x',
];
const ODD_PARTS = [
  ',',
  '=',
  '@=',
  "'",
  '"',
  '\\',
  '[',
  ']',
  '{',
  '}',
  ' ',
  '^:^',
  'file://',
  '-',
  '--',
  ':',
  '\u00a0',
  '\n',
  '$(x)',
  '~',
  '*',
];

type Change = (source: Source, words: readonly string[]) => readonly string[];

const CHANGES: readonly Change[] = [
  // An abbreviation of a flag, or one letter too many.
  (source, words) => changed(source, words, (word) => (word.startsWith('--') ? word.replace(/^(--[^=]{2,})[^=](=|$)/, '$1$2') : word)),
  (source, words) => changed(source, words, (word) => (word.startsWith('--') ? word.replace(/^--([^=]+)/, '--$1s') : `${word}x`)),
  // A word twice, gone, elsewhere or foreign.
  (source, words) => changed(source, words, (word) => [word, word]),
  (source, words) => changed(source, words, () => []),
  (source, words) => [words[0] ?? '', ...shuffled(source, words.slice(1))],
  (source, words) => {
    const at = between(source, 1, words.length);
    return [...words.slice(0, at), pick(source, ODD_WORDS), ...words.slice(at)];
  },
  // The two ways to give a value, exchanged.
  (source, words) =>
    changed(source, words, (word) =>
      word.startsWith('--') && word.includes('=') ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] : word,
    ),
  (source, words) => changed(source, words, (word) => (word.startsWith('--') ? `${word}=` : word)),
  (source, words) =>
    changed(source, words, (word) =>
      word.startsWith('--no-') ? `--${word.slice(5)}` : word.startsWith('--') ? `--no-${word.slice(2)}` : word,
    ),
  // Inside a word.
  (source, words) =>
    changed(source, words, (word) => {
      const at = source.below(word.length + 1);
      return word.slice(0, at) + pick(source, ODD_PARTS) + word.slice(at + source.below(2));
    }),
  (source, words) => changed(source, words, (word) => (once(source, 2) ? word.toUpperCase() : word.replaceAll('-', '_'))),
];

function changed(source: Source, words: readonly string[], change: (word: string) => string | readonly string[]): readonly string[] {
  const at = between(source, 1, Math.max(1, words.length - 1));
  return words.flatMap((word, index) => (index === at ? change(word) : [word]));
}

/** The words of a line with one to three changes: most are refused, and what is accepted must still mean what it says. */
export function nearMiss(source: Source, words: readonly string[]): readonly string[] {
  const changes = Array.from({ length: between(source, 1, 3) }, () => pick(source, CHANGES));
  return changes.reduce((all, change) => change(source, all), words);
}

export { lineOf };
