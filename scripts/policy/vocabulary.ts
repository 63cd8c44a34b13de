// Our own words for what values look like, and the names of flags and members they go with. Used where a vendor says nothing or too
// little; hand-written in overlay/kinds.json, each with examples.

import * as z from 'zod';
import { known } from './automaton.js';
import { inOrder, type PackShape } from './pack-text.js';
import { parsePattern } from './pattern.js';

const kind = z.strictObject({
  /** One of these says what a value is. */
  match: z.string().optional(),
  shape: z.string().optional(),
  choice: z.array(z.string()).min(1).optional(),
  count: z.tuple([z.int(), z.int()]).optional(),
  /** With a `match` only. */
  size: z.tuple([z.int().min(1), z.int()]).optional(),
  of: z.string().optional(),
  example: z.string().optional(),
  ok: z.array(z.string()).default([]),
  no: z.array(z.string()).default([]),
  /** `name`, `parent.member`, or either after `service ` or `service command `. */
  names: z.array(z.string()).default([]),
  /** The same without a service, from the end. */
  suffixes: z.array(z.string()).default([]),
  /** Goes before what the vendor says. */
  first: z.boolean().default(false),
});

const kindsFile = z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), kind);

export interface Word {
  readonly name: string;
  readonly shape: PackShape;
  readonly first: boolean;
  readonly ok: readonly string[];
  readonly no: readonly string[];
}

export interface Vocabulary {
  readonly words: ReadonlyMap<string, Word>;
  readonly byName: ReadonlyMap<string, Word>;
  readonly bySuffix: readonly (readonly [string, Word])[];
}

export class OverlayFault extends Error {
  override readonly name = 'OverlayFault';
}

function shapeOf(name: string, raw: z.infer<typeof kind>): PackShape {
  if (raw.shape !== undefined) return raw.shape;
  if (raw.choice) return { choice: raw.choice };
  if (raw.count) return { count: raw.count };
  const { match, size, of, example } = raw;
  if (match === undefined || !size || of === undefined || example === undefined)
    throw new OverlayFault(`kind \`${name}\` says neither a shape nor all of a match`);
  const pattern = parsePattern(match);
  if (pattern === undefined || known(pattern) === undefined)
    throw new OverlayFault(`kind \`${name}\` has a match that is not surely linear`);
  return { match, size, of, example };
}

export function parseVocabulary(raw: unknown): Vocabulary {
  const words = new Map<string, Word>();
  const byName = new Map<string, Word>();
  const bySuffix = new Map<string, Word>();
  for (const [name, entry] of Object.entries(kindsFile.parse(raw))) {
    const word: Word = { name, shape: shapeOf(name, entry), first: entry.first, ok: entry.ok, no: entry.no };
    words.set(name, word);
    for (const [places, into] of [[entry.names, byName] as const, [entry.suffixes, bySuffix] as const]) {
      for (const place of places) {
        if (into.has(place)) throw new OverlayFault(`\`${place}\` has two kinds`);
        into.set(place, word);
      }
    }
  }
  const longestFirst = [...bySuffix].sort(([one], [other]) => other.length - one.length || inOrder(one, other));
  return { words, byName, bySuffix: longestFirst };
}

export interface Place {
  readonly service: string;
  readonly command: string;
  /** The structure or flag that holds it, `` at the top. */
  readonly parent: string;
  readonly name: string;
}

export interface Found {
  readonly word: Word;
  /** Named for this service: in place of whatever the vendor has there, a structure as well. */
  readonly local: boolean;
  /** Named for this service, or a word that goes first: before the vendor's own. */
  readonly before: boolean;
}

/** From the most special name to the most general. */
export function wordFor({ byName, bySuffix }: Vocabulary, { service, command, parent, name }: Place): Found | undefined {
  const dotted = parent === '' ? name : `${parent}.${name}`;
  for (const local of [`${service} ${command} ${dotted}`, `${service} ${dotted}`, `${service} ${name}`]) {
    const word = byName.get(local);
    if (word) return { word, local: true, before: true };
  }
  const ends = (text: string): Word | undefined =>
    bySuffix.find(([suffix]) => text.endsWith(suffix) && suffix.includes('.') === text.includes('.'))?.[1];
  const word = byName.get(dotted) ?? (dotted === name ? undefined : ends(dotted)) ?? byName.get(name) ?? ends(name);
  return word && { word, local: false, before: word.first };
}

/** `DBInstanceIdentifiers` and `db-instance-identifiers` are one name. */
export function kebab(name: string): string {
  return name
    .replace(/([A-Z])([A-Z]+)s(?=[A-Z]|$)/gu, (_, first: string, rest: string) => `${first}${rest.toLowerCase()}s`)
    .replace(/([A-Z]+)([A-Z][a-z])/gu, '$1-$2')
    .replace(/([a-z0-9])([A-Z])/gu, '$1-$2')
    .toLowerCase();
}

/** Of a list's name, the name of one. */
export function singular(plural: string): string {
  const name = plural.replace(/-list$/u, '');
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(?:ss|x|ch|sh|us)es$/u.test(name)) return name.slice(0, -2);
  return /[^sui]s$/u.test(name) ? name.slice(0, -1) : name;
}
