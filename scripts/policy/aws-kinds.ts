// What a value of a flag must be, from the AWS models: an enum, a range, a pattern that is safe to use, else a word of our own. What has
// none of these has no shape, and its flag is left out.

import type { AwsShape } from './aws-snapshot.js';
import { known } from './automaton.js';
import type { PackShape } from './pack-text.js';
import { charactersIn, parsePattern, type Pattern, PRINTABLE } from './pattern.js';
import { exampleOf, patternText } from './pattern-text.js';
import { kebab, type Place, singular, type Vocabulary, wordFor } from './vocabulary.js';

const MOST_TEXT = 2_048;
const MOST_ITEMS = 1_000;
const USUAL_ITEMS = 200;
const LARGEST_INTEGER = 2_147_483_647;
const LARGEST_DECIMAL = 1_000_000_000_000;

export interface VendorText {
  readonly match: string;
  readonly pattern: Pattern;
  readonly longest: number;
}

/** T5: a value that begins like a flag, a file or an address is read by the CLI as one. */
const LOOKS_LIKE_MORE = ['file:', 'fileb:', 'http:', 'https:'];
const BITS = (set: bigint): number => set.toString(2).replaceAll('0', '').length;

function readVendorText(pattern: string): VendorText | undefined {
  const parsed = parsePattern(pattern);
  const facts = parsed && known(parsed);
  if (!parsed || !facts) return undefined;
  // Nearly anything may stand at the start, for any length: that says nothing.
  if (BITS(facts.first) > 80 && facts.longest > 64) return undefined;
  const guards = [
    ...((facts.first & charactersIn('-@')) === 0n ? [] : ['[-@]']),
    ...LOOKS_LIKE_MORE.filter((start) => facts.mayBegin(start)),
  ];
  const text = patternText(parsed);
  if (guards.length === 0) return { match: text, pattern: parsed, longest: facts.longest };
  const match = `(?!${guards.join('|')})${parsed.kind === 'either' ? `(?:${text})` : text}`;
  return { match, pattern: parsed, longest: facts.longest };
}

/** A pattern stands in many models; looking into it is most of the work. */
export function vendorTexts(): (pattern: string) => VendorText | undefined {
  const found = new Map<string, VendorText | undefined>();
  return (pattern) => {
    if (!found.has(pattern)) found.set(pattern, readVendorText(pattern));
    return found.get(pattern);
  };
}

const isPrintable = (text: string): boolean => [...text].every((character) => (charactersIn(character) & PRINTABLE) !== 0n);
const isPlain = (text: string): boolean => text !== '' && isPrintable(text) && !/^[-@]|^(?:fileb?|https?):/u.test(text);

export interface KindContext {
  readonly shapes: readonly AwsShape[];
  readonly vocabulary: Vocabulary;
  readonly vendorText: (pattern: string) => VendorText | undefined;
  /** Where a text has no shape, for the count of what is left out. */
  readonly missed: (place: Place) => void;
  readonly denied: (name: string) => boolean;
}

interface Walk extends KindContext {
  readonly open: Map<number, PackShape>;
  readonly impossible: Set<number>;
}

/** Our word within the vendor's lengths, where it has texts of such a length. */
function narrowed(word: PackShape, { min, max }: AwsShape): PackShape {
  if (typeof word === 'string' || !('match' in word)) return word;
  const [least, most] = [Math.max(word.size[0], min ?? 0), Math.min(word.size[1], max ?? Infinity)];
  if (least === word.size[0] && most === word.size[1]) return word;
  const isFit = word.example.length >= least && word.example.length <= most;
  const pattern = parsePattern(word.match);
  const example = isFit ? word.example : pattern && exampleOf(pattern, least, most);
  return example === undefined ? word : { ...word, size: [least, most], example };
}

function textShape(walk: Walk, shape: AwsShape, place: Place): PackShape | undefined {
  const found = wordFor(walk.vocabulary, place);
  const word = found && narrowed(found.word.shape, shape);
  if (found?.before === true) return word;
  if (shape.enum) {
    const plain = shape.enum.filter(isPlain);
    return plain.length > 0 ? { choice: plain } : word;
  }
  const vendor = shape.pattern === undefined ? undefined : walk.vendorText(shape.pattern);
  const most = Math.min(shape.max ?? MOST_TEXT, vendor?.longest ?? MOST_TEXT, MOST_TEXT);
  const least = Math.max(1, shape.min ?? 1);
  // Texts of one character where more may stand: the pattern says what a text must hold, not what it is.
  const isWhole = vendor !== undefined && (vendor.longest > 1 || shape.max === 1);
  const example = isWhole ? exampleOf(vendor.pattern, least, most) : undefined;
  if (vendor !== undefined && example !== undefined && new RegExp(`^(?:${vendor.match})$`, 'u').test(example))
    return { match: vendor.match, size: [least, most], of: 'a value of the form that the service describes', example };
  if (word === undefined) walk.missed(place);
  return word;
}

function partOf(walk: Walk, index: number | undefined, place: Place): PackShape | undefined {
  if (index === undefined || walk.impossible.has(index)) return undefined;
  const shape = walk.shapes[index];
  const found = wordFor(walk.vocabulary, place);
  // A word is for one value: of a list, for each of its items. And a document can be written in one of the two notations only.
  if (found?.local === true && shape && shape.type !== 'list' && shape.document !== true)
    return shape.type === 'string' ? narrowed(found.word.shape, shape) : found.word.shape;
  return shape && kindOf(walk, index, shape, place);
}

function structureOf(walk: Walk, index: number, shape: AwsShape, place: Place): PackShape | undefined {
  const open = walk.open.get(index);
  if (open !== undefined) return open;
  const fields: Record<string, PackShape> = {};
  const made: PackShape = { fields, required: shape.required ?? [], ...(shape.union === true ? { one: true } : {}) };
  walk.open.set(index, made);
  for (const [member, part] of Object.entries(shape.members ?? {})) {
    const name = kebab(member);
    const field = walk.denied(name) ? undefined : partOf(walk, part, { ...place, parent: place.name, name });
    if (field !== undefined) fields[member] = field;
  }
  walk.open.delete(index);
  const isWhole = (shape.required ?? []).every((name) => name in fields) && Object.keys(fields).length > 0;
  if (!isWhole) walk.impossible.add(index);
  return isWhole ? made : undefined;
}

function kindOf(walk: Walk, index: number, shape: AwsShape, place: Place): PackShape | undefined {
  switch (shape.type) {
    case 'string':
    case 'character':
      return shape.document === true ? undefined : textShape(walk, shape, place);
    case 'integer':
    case 'short':
    case 'byte':
    case 'long':
    case 'biginteger':
    case 'bigInteger': {
      const largest =
        shape.type === 'integer' || shape.type === 'short' || shape.type === 'byte' ? LARGEST_INTEGER : Number.MAX_SAFE_INTEGER;
      return { count: [shape.min ?? 0, Math.min(shape.max ?? largest, largest)] };
    }
    case 'float':
    case 'double':
    case 'bigdecimal':
    case 'bigDecimal':
      return { decimal: [shape.min ?? 0, shape.max ?? LARGEST_DECIMAL] };
    case 'boolean':
      return 'boolean';
    case 'timestamp':
      return 'instant';
    case 'blob':
      return undefined;
    case 'list': {
      const item = partOf(walk, shape.of, { ...place, name: singular(place.name) });
      if (item === undefined) return undefined;
      const most = Math.min(shape.max ?? USUAL_ITEMS, MOST_ITEMS);
      const { min: least = 0 } = shape;
      return least > 0 ? { list: item, least, most } : { list: item, most };
    }
    case 'map': {
      const key = partOf(walk, shape.key, { ...place, parent: place.name, name: 'key' });
      const value = partOf(walk, shape.value, { ...place, parent: place.name, name: 'value' });
      return key === undefined || value === undefined
        ? undefined
        : { map: [key, value], most: Math.min(shape.max ?? USUAL_ITEMS, MOST_ITEMS) };
    }
    case 'structure':
      if (shape.document === true) return undefined;
      return structureOf(walk, index, shape, place);
  }
}

/** `undefined` where a text in it that must be given has no shape. */
export function kindOfFlag(context: KindContext, index: number, place: Place): PackShape | undefined {
  const impossible = new Set<number>();
  // What turned out impossible may already stand inside something else that holds it: once more without it, until nothing more falls out.
  for (;;) {
    const before = impossible.size;
    const kind = partOf({ ...context, open: new Map(), impossible }, index, place);
    if (impossible.size === before) return kind;
  }
}
