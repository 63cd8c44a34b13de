// Where in a service the money went: the fewest slices that leave the fewest dollars unexplained.
// A slice explains its leaves when they all moved by about the same factor, or were not there before.

import { median } from './robust.js';
import { inOrder, type Part, type Where } from './slices.js';

export interface Moved {
  readonly part: Part;
  /** Over the days of the spike, in units. */
  readonly expected: number;
  readonly seen: number;
  /** What a sum over so many days varies by without a reason. */
  readonly noise: number;
}

export interface Place {
  readonly where: Where;
  readonly excess: number;
  readonly moved: readonly Moved[];
}

const INSIDE = ['usageType', 'account', 'region', 'resource'] as const;
type Inside = (typeof INSIDE)[number];
const MOST_PLACES = 6;
const PRICE = 0.03;
const PRICE_OF_A_DIMENSION = 0.3;
const LEAST_SHARE = 0.06;
const LEAST_NOISE = 3;
/** What is new in a slice counts so much even where most of the slice is old. */
const LEAST_PURE = 0.5;

const valueOf = ({ part }: Moved, dimension: Inside): string => (dimension === 'resource' ? part.resource : part.leaf[dimension]);

/** All parts by what they are along some dimensions; found once, since from place to place only parts go. */
interface Cut {
  readonly names: readonly Inside[];
  /** For each part, the number of its slice. */
  readonly sliceOf: Int32Array;
  readonly slices: number;
}

function numbered(parts: number, idOf: (part: number) => string | number): Pick<Cut, 'sliceOf' | 'slices'> {
  const numbers = new Map<string | number, number>();
  const found = new Int32Array(parts);
  for (let part = 0; part < parts; part += 1) {
    const id = idOf(part);
    const known = numbers.get(id);
    if (known === undefined) numbers.set(id, numbers.size);
    found[part] = known ?? numbers.size - 1;
  }
  return { sliceOf: found, slices: numbers.size };
}

function cutsOf(moved: readonly Moved[], dimensions: readonly Inside[]): readonly Cut[] {
  let cuts: readonly Cut[] = [{ names: [], sliceOf: new Int32Array(moved.length), slices: 1 }];
  for (const name of dimensions) {
    const own = numbered(moved.length, (part) => {
      const one = moved[part];
      return one === undefined ? '' : valueOf(one, name);
    });
    const finer = cuts.map((cut): Cut => {
      const idOf = (part: number): number => (cut.sliceOf[part] ?? 0) * own.slices + (own.sliceOf[part] ?? 0);
      return { names: [...cut.names, name], ...numbered(moved.length, idOf) };
    });
    cuts = [...cuts, ...finer];
  }
  return cuts.filter(({ names }) => names.length <= 3 || names.length === dimensions.length);
}

/** The factor by which most of the money moved; leaves that were not there have none. */
function commonFactor(moved: readonly Moved[]): number {
  const old = moved
    .filter(({ expected }) => expected > 0)
    .map(({ expected, seen }) => ({ factor: seen / expected, weight: Math.abs(seen - expected) + 0.1 * expected }))
    .sort((one, other) => one.factor - other.factor);
  const half = old.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  for (const { factor, weight } of old) {
    sum += weight;
    if (sum >= half) return factor;
  }
  return 1;
}

/** How many dollars of the movement the slice explains. */
function explained(moved: readonly Moved[]): number {
  const factor = commonFactor(moved);
  let [gain, fresh, seenInAll] = [0, 0, 0];
  for (const { expected, seen } of moved) {
    seenInAll += Math.max(0, seen);
    // Nothing was here before: it is explained by being here, and the better the less of what was here before is in the slice.
    if (expected < 0.02 * seen) fresh += Math.abs(seen - expected);
    else gain += Math.abs(seen - expected) - Math.abs(seen - expected * factor);
  }
  const purity = seenInAll <= 0 ? 0 : Math.min(1, fresh / seenInAll);
  return gain + fresh * (LEAST_PURE + (1 - LEAST_PURE) * purity);
}

const excessOf = (moved: readonly Moved[]): number => moved.reduce((sum, { expected, seen }) => sum + seen - expected, 0);

/** The slices of what is left that hold enough of the money, in an order of their own. */
function largeSlices(moved: readonly Moved[], isLeft: Uint8Array, { names, sliceOf, slices }: Cut, least: number): readonly Moved[][] {
  const excess = new Float64Array(slices);
  for (const [part, { expected, seen }] of moved.entries()) {
    const slice = sliceOf[part] ?? 0;
    if (isLeft[part] === 1) excess[slice] = (excess[slice] ?? 0) + seen - expected;
  }
  const groups = new Map<number, Moved[]>();
  for (const [part, one] of moved.entries()) {
    const slice = sliceOf[part] ?? 0;
    if (isLeft[part] !== 1 || (excess[slice] ?? 0) < least) continue;
    const group = groups.get(slice);
    if (group === undefined) groups.set(slice, [one]);
    else group.push(one);
  }
  const textOf = (one: Moved | undefined): string => names.map((name) => (one === undefined ? '' : valueOf(one, name))).join('\u001f');
  return [...groups.values()]
    .map((group) => ({ group, text: textOf(group[0]) }))
    .sort((one, other) => inOrder(one.text, other.text))
    .map(({ group }) => group);
}

function bestPlace(moved: readonly Moved[], isLeft: Uint8Array, all: number, cuts: readonly Cut[]): Place | undefined {
  let found: (Place & { readonly gain: number }) | undefined;
  for (const cut of cuts) {
    const { names } = cut;
    for (const group of largeSlices(moved, isLeft, cut, LEAST_SHARE * all)) {
      const excess = excessOf(group);
      const noise = Math.sqrt(group.reduce((sum, one) => sum + one.noise ** 2, 0));
      if (excess < LEAST_NOISE * noise) continue;
      const gain = explained(group) - PRICE * all * (1 + PRICE_OF_A_DIMENSION * names.length);
      if (gain <= (found?.gain ?? 0) * (1 + 1e-9)) continue;
      const [first] = group;
      if (first === undefined) continue;
      found = { where: Object.fromEntries(names.map((name) => [name, valueOf(first, name)])), excess, moved: group, gain };
    }
  }
  return found;
}

/** What all of a slice has in common besides: the same slice, said in full. */
function alsoShared(moved: readonly Moved[], dimensions: readonly Inside[]): Where {
  const [first] = moved;
  if (first === undefined) return {};
  const shared = dimensions.filter((dimension) => moved.every((one) => valueOf(one, dimension) === valueOf(first, dimension)));
  return Object.fromEntries(shared.map((dimension) => [dimension, valueOf(first, dimension)] as const).filter(([, value]) => value !== ''));
}

/** The slices, the one that explains most first; they have no leaf in common. */
export function placesOf(moved: readonly Moved[]): readonly Place[] {
  const all = excessOf(moved);
  const used = INSIDE.filter((dimension) => new Set(moved.map((one) => valueOf(one, dimension))).size > 1);
  const cuts = cutsOf(moved, used);
  const places: Place[] = [];
  const isLeft = new Uint8Array(moved.length).fill(1);
  while (places.length < MOST_PLACES) {
    const place = bestPlace(moved, isLeft, all, cuts);
    if (place === undefined) break;
    places.push({ where: { ...place.where, ...alsoShared(place.moved, used) }, excess: place.excess, moved: place.moved });
    const taken = new Set(place.moved);
    for (const [part, one] of moved.entries()) if (taken.has(one)) isLeft[part] = 0;
  }
  return places;
}

/** Days outside every rise, near the start; at least some, of each half of the week if there are any. */
export function baselineDays(start: number, isQuiet: (day: number) => boolean, days: number): readonly number[] {
  const before = Array.from({ length: start }, (_, index) => start - 1 - index)
    .filter(isQuiet)
    .slice(0, 28);
  if (before.length >= 7) return before;
  return [...before, ...Array.from({ length: days - start }, (_, index) => start + index).filter(isQuiet)].slice(0, 28);
}

export interface Span {
  readonly days: readonly number[];
  readonly baseline: readonly number[];
  /** Of the whole slice, for each day of the cube. */
  readonly expected: Float64Array;
  readonly values: Float64Array;
  readonly isWeekend: (day: number) => boolean;
}

/** What each part of a slice would have cost: its share of the slice on like days before. */
export function movedParts(parts: readonly (Part & { readonly values: Float64Array })[], span: Span): readonly Moved[] {
  const halves = [span.baseline.filter((day) => !span.isWeekend(day)), span.baseline.filter(span.isWeekend)];
  const isSplit = halves.every((half) => half.length >= 2);
  const baselineOf = (day: number): readonly number[] => (isSplit ? (halves[span.isWeekend(day) ? 1 : 0] ?? []) : span.baseline);
  const sum = (values: Float64Array, days: readonly number[]): number => days.reduce((total, day) => total + (values[day] ?? 0), 0);
  const wholes = [span.baseline, ...halves].map((days) => sum(span.values, days));
  return parts.map((part) => {
    const shares = [span.baseline, ...halves].map((days, index) => sum(part.values, days) / Math.max(wholes[index] ?? 0, 1e-12));
    const shareOn = (day: number): number => shares[isSplit ? (span.isWeekend(day) ? 2 : 1) : 0] ?? 0;
    const expected = span.days.reduce((total, day) => total + shareOn(day) * (span.expected[day] ?? 0), 0);
    const errors = span.baseline.map((day) => {
      const like = baselineOf(day);
      return Math.abs((part.values[day] ?? 0) - sum(part.values, like) / Math.max(1, like.length));
    });
    const noise = 1.5 * median(errors) * Math.sqrt(span.days.length) * 1.5;
    return { part, expected, seen: sum(part.values, span.days), noise };
  });
}
