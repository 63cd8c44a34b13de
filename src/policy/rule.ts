// One operation that may run: its path, its flags, its loose words, what bounds it and what it costs. Made from a pack when a line
// first names it.

import { type Binary, GRAMMARS } from './binaries.js';
import type { Kind } from './kind.js';
import { type KindAt, kindsOf } from './kinds.js';
import type { RawCommand, RawFlag, RawGlobals, RawTogether } from './raw-pack.js';

export const BOUNDS = [
  'cost-period',
  'count-list',
  'event-lookup',
  'head-rows',
  'image-list',
  'log-events',
  'log-read',
  'log-tail',
  'metric-points',
  'object-list',
  'pod-logs',
  'sql',
] as const;
export type Bound = (typeof BOUNDS)[number];

/** `switch`: no value. `toggle`: none, or `true` or `false`. `repeat`: a value each time it is given. `joined`: one, behind `=` only. */
export type FlagForm = 'switch' | 'toggle' | 'value' | 'repeat' | 'joined';

export interface FlagRule {
  /** As it is passed on: an alias has the name of what it stands for. */
  readonly name: string;
  readonly form: FlagForm;
  /** What its value must be; a switch and a toggle have none. */
  readonly kind: Kind | undefined;
  /** The name of a flag that would turn it off, where the program has such. */
  readonly opposite: string | undefined;
}

export interface Positional {
  readonly name: string;
  readonly kind: Kind;
  readonly optional: boolean;
  readonly many: boolean;
}

export interface Rule {
  readonly binary: Binary;
  /** Without the release track. */
  readonly path: readonly string[];
  readonly tracks: readonly string[];
  readonly flag: (name: string) => FlagRule | undefined;
  readonly flagNames: () => readonly string[];
  readonly required: readonly string[];
  readonly positionals: readonly Positional[];
  /** What of it may, or must, be given together. */
  readonly together: readonly RawTogether[];
  readonly bound: Bound | undefined;
  readonly microUsd: number;
  /** What the digest empties in the answer. */
  readonly redact: readonly string[];
}

export interface Globals {
  readonly flag: (name: string) => FlagRule | undefined;
  readonly flagNames: () => readonly string[];
}

function oppositeOf(binary: Binary, name: string): string | undefined {
  const { negation } = GRAMMARS[binary];
  return negation === 'none' ? undefined : `${negation}${name.slice(2)}`;
}

function flagRule(binary: Binary, name: string, raw: RawFlag, at: KindAt): FlagRule {
  const opposite = oppositeOf(binary, name);
  if (raw === 'switch' || raw === 'toggle') return { name, form: raw, kind: undefined, opposite };
  if (typeof raw === 'number') return { name, form: 'value', kind: at(raw), opposite };
  return { name, form: raw.form, kind: at(raw.kind), opposite };
}

type FlagTable = Pick<RawCommand, 'flags' | 'aliases'>;

/** Looks a flag up by exactly the name given, and remembers what it found. */
function flagFinder(binary: Binary, { flags, aliases }: FlagTable, at: KindAt): (name: string) => FlagRule | undefined {
  const made = new Map<string, FlagRule>();
  return (given) => {
    const before = made.get(given);
    if (before) return before;
    const name = aliases && Object.hasOwn(aliases, given) ? aliases[given] : given;
    const raw = name !== undefined && Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (name === undefined || raw === undefined) return undefined;
    const found = flagRule(binary, name, raw, at);
    made.set(given, found);
    return found;
  };
}

function namesOf({ flags, aliases }: FlagTable): readonly string[] {
  return [...Object.keys(flags), ...Object.keys(aliases ?? {})];
}

export function globalsOf(raw: RawGlobals): Globals {
  return { flag: flagFinder(raw.binary, raw, kindsOf(raw.shapes)), flagNames: () => namesOf(raw) };
}

function isBound(name: string): name is Bound {
  return BOUNDS.some((bound) => bound === name);
}

/** How the AWS CLI is told to turn pages by itself, and how it is told not to: never both in one line. */
export const PAGING: readonly string[] = ['--max-items', '--page-size', '--starting-token'];
const ONE_PAGE = '--no-paginate';

function togetherOf({ together = [], paged }: RawCommand): readonly RawTogether[] {
  if (paged === undefined) return together;
  const byHand = paged.length === 0 ? [] : [{ apart: [PAGING, paged] }];
  return [...together, ...byHand, { apart: [PAGING, [ONE_PAGE]] }];
}

/** T7: a bound that this gate does not know cannot be checked, so the rule that names it does not exist. */
export function ruleOf(binary: Binary, path: readonly string[], raw: RawCommand, at: KindAt, globals: Globals): Rule | undefined {
  const { bound, positionals = [], required = [], tracks = [], redact = [], microUsd = 0 } = raw;
  if (bound !== undefined && !isBound(bound)) return undefined;
  const own = flagFinder(binary, raw, at);
  const found = new Map<string, FlagRule>();
  return {
    binary,
    path,
    tracks,
    flag: (name) => {
      const before = found.get(name);
      if (before) return before;
      // T4: the program's own first: no pack can make one of them admit more.
      const flag = globals.flag(name) ?? own(name);
      if (flag) found.set(name, flag);
      return flag;
    },
    flagNames: () => [...new Set([...namesOf(raw), ...globals.flagNames()])],
    required,
    positionals: positionals.map(({ name, kind, optional = false, many = false }) => ({ name, kind: at(kind), optional, many })),
    together: togetherOf(raw),
    bound,
    microUsd,
    redact,
  };
}
