// From a cube to a report: every spike once, where it was, what it cost beyond what was expected, and how each number came about.

import { isoDay } from './day.js';
import type { Cube, Leaf } from './cube.js';
import { baselineDays, movedParts, type Place, placesOf } from './localise.js';
import type { Move, Scope, Severity, Spike, SpikeReport, SpikeShape } from './report.js';
import { type Rise } from './rises.js';
import { type Board, boardOf, examine, type Finding, findings } from './scan.js';
import { isIn, nanos, costOf, sliceOf, type Slice, type Where } from './slices.js';

export interface SpikeOptions {
  /** Spikes that ended before this day, `2026-11-01`, are left out. */
  readonly since?: string;
  readonly top?: number;
}

const overlap = (one: Rise, other: Rise): boolean => one.start <= other.end + 1 && other.start <= one.end + 1;

/** What is the same money seen from several sides, as one group. */
function groups(found: readonly Finding[]): readonly (readonly Finding[])[] {
  const grouped: Finding[][] = [];
  for (const one of found) {
    const same = grouped.find((group) => group.some((other) => other.service.id === one.service.id && overlap(other.rise, one.rise)));
    if (same === undefined) grouped.push([one]);
    else same.push(one);
  }
  return grouped;
}

interface Located {
  readonly service: Slice;
  readonly slice: Slice;
  readonly rise: Rise;
  readonly places: readonly Place[];
}

const LOOSE = { money: 0.004, ratio: 1.08, short: 1, ramp: 1.08, z: 2 } as const;

function locate(board: Board, group: readonly Finding[]): Located | undefined {
  const [first] = [...group].sort((one, other) => Math.abs(other.rise.excess) - Math.abs(one.rise.excess));
  if (first === undefined) return undefined;
  const { service, rise, slice } = first;
  const span = Array.from({ length: rise.end - rise.start + 1 }, (_, index) => rise.start + index);
  const isQuiet = (day: number): boolean => day < board.complete && (day < rise.start || day > rise.end);
  const parts = slice.parts.map((part) => ({ ...part, values: part.rough.map((value) => value / 1e9) }));
  const moved = movedParts(parts, {
    days: span,
    baseline: baselineDays(rise.start, isQuiet, board.complete),
    expected: rise.expected,
    values: slice.values,
    isWeekend: (day) => (board.weekdays[day] ?? 0) >= 5,
  });
  const places = rise.sign > 0 ? placesOf(moved) : [];
  const named = places.map((place) => ({ ...place, where: { ...slice.where, ...place.where } }));
  const covered = named.reduce((sum, place) => sum + place.excess, 0);
  if (named.length > 0 && covered > 0.6 * rise.excess) {
    const inside = slice.parts.filter((part) => named.some(({ where }) => isIn(part, where)));
    const narrow = sliceOf(slice.where, inside, board.cube.days);
    const again = examine(board, narrow, LOOSE);
    const same = (again?.rises ?? [])
      .filter((one) => one.sign > 0 && overlap(one, rise))
      .sort((one, other) => other.excess - one.excess)[0];
    if (same !== undefined && same.excess > 0.6 * rise.excess) return { service, slice: narrow, rise: same, places: named };
  }
  return { service, slice, rise, places: named };
}

function severityOf(share: number): Severity {
  if (share >= 0.5) return 'critical';
  if (share >= 0.2) return 'high';
  return share >= 0.05 ? 'medium' : 'low';
}

function shapeOf({ rise, slice }: Located): SpikeShape {
  if (rise.isRamp) return 'ramp';
  let before = 0;
  for (let day = 0; day < rise.start; day += 1) before += Math.abs(slice.values[day] ?? 0);
  const seen = slice.values.subarray(rise.start, rise.end + 1).reduce((sum, value) => sum + value, 0);
  if (before < 0.002 * seen * (rise.start / (rise.end - rise.start + 1))) return 'new';
  return rise.isOngoing && rise.end - rise.start >= 1 ? 'step' : 'burst';
}

const leafOf = (where: Where): Leaf => ({
  provider: where.provider ?? '',
  account: where.account ?? '',
  service: where.service ?? '',
  usageType: where.usageType ?? '',
  region: where.region ?? '',
});

interface Exact {
  readonly located: Located;
  readonly excess: bigint;
  readonly cost: BigInt64Array;
  readonly expected: readonly bigint[];
}

function exact(located: Located): Exact {
  const { rise, slice } = located;
  const cost = costOf(slice.parts, slice.values.length);
  const expected = Array.from(rise.expected, nanos);
  let excess = 0n;
  for (let day = rise.start; day <= rise.end; day += 1) excess += (cost[day] ?? 0n) - (expected[day] ?? 0n);
  return { located, excess, cost, expected };
}

function spikeOf(board: Board, one: Exact, rank: number, all: bigint): Spike {
  const { located, excess, cost, expected } = one;
  const { rise, slice, places } = located;
  const days = BigInt(rise.end - rise.start + 1);
  const sum = (values: Iterable<bigint>): bigint => [...values].slice(rise.start, rise.end + 1).reduce((total, value) => total + value, 0n);
  const share = all === 0n ? 0 : Number(excess) / Number(all);
  const scopes = places.map(
    (place): Scope => ({ where: place.where, excess: nanos(place.excess), share: place.excess / Math.max(1e-9, rise.excess) }),
  );
  return {
    rank,
    severity: severityOf(share),
    shape: shapeOf(located),
    key: leafOf(places.length === 1 ? (places[0]?.where ?? slice.where) : slice.where),
    span: { start: rise.start, end: rise.end },
    startDay: isoDay(board.cube.firstDay + rise.start),
    endDay: isoDay(board.cube.firstDay + rise.end),
    isOngoing: rise.isOngoing,
    excess,
    expectedPerDay: sum(expected) / days,
    seenPerDay: sum(cost) / days,
    share,
    daily: [...cost],
    expected,
    scopes,
    priceVolume: undefined,
    why: [],
  };
}

const largest = (group: readonly Finding[]): Finding | undefined =>
  [...group].sort((one, other) => Math.abs(other.rise.excess) - Math.abs(one.rise.excess))[0];
const MOVED_SHARE = 0.6;
const MOVE_WEEKS = 2;

/** How much a day the rest of the service fell when the slice rose: like days before against the days after. */
function fellBeside({ slice, service, rise }: Finding): number {
  const rest = (day: number): number => (service.values[day] ?? 0) - (slice.values[day] ?? 0);
  const from = Math.max(0, rise.start - 7 * MOVE_WEEKS);
  const before = Array.from({ length: rise.start - from }, (_, index) => from + index);
  const after = Array.from({ length: Math.min(7 * MOVE_WEEKS, rise.end - rise.start + 1) }, (_, index) => rise.start + index);
  const mean = (days: readonly number[]): number => days.reduce((sum, day) => sum + rest(day), 0) / Math.max(1, days.length);
  const fallen = after.map((day) => {
    const like = before.filter((one) => (day - one) % 7 === 0);
    return mean(like.length > 0 ? like : before) - rest(day);
  });
  return fallen.reduce((sum, value) => sum + value, 0) / Math.max(1, fallen.length);
}

/** A rise and a fall of the same service on the same day that cancel: nothing was added, something moved. */
function withoutMoves(
  board: Board,
  rises: readonly (readonly Finding[])[],
): { readonly rises: readonly (readonly Finding[])[]; readonly moves: readonly Move[] } {
  const left: (readonly Finding[])[] = [];
  const moves: Move[] = [];
  for (const group of rises) {
    const rise = largest(group);
    if (rise === undefined) continue;
    const perDay = rise.rise.excess / (rise.rise.end - rise.rise.start + 1);
    const fell = fellBeside(rise);
    // What the whole service shows was added to it.
    if (rise.slice.id === rise.service.id || fell < MOVED_SHARE * perDay) {
      left.push(group);
      continue;
    }
    moves.push({
      service: rise.service.where.service ?? '',
      from: {},
      to: rise.slice.where,
      startDay: isoDay(board.cube.firstDay + rise.rise.start),
      perDay: nanos(Math.min(perDay, fell)),
      why: [],
    });
  }
  return { rises: left, moves };
}

export function findSpikes(cube: Cube, options: SpikeOptions = {}): SpikeReport {
  const board = boardOf(cube);
  const found = findings(board);
  const { rises, moves } = withoutMoves(board, groups(found.filter(({ rise }) => rise.sign > 0)));
  const located = rises.flatMap((group) => locate(board, group) ?? []);
  const exacts = located.map(exact).filter(({ excess }) => excess > 0n);
  const ordered = [...exacts].sort((one, other) => (other.excess > one.excess ? 1 : other.excess < one.excess ? -1 : 0));
  const unexpected = ordered.reduce((sum, { excess }) => sum + excess, 0n);
  const spikes = ordered.map((one, index) => spikeOf(board, one, index + 1, unexpected));
  const total = costOf(board.parts, cube.days).reduce((sum, value) => sum + value, 0n);
  return {
    currency: cube.currency,
    firstDay: isoDay(cube.firstDay),
    lastDay: isoDay(cube.firstDay + Math.max(0, cube.days - 1)),
    total,
    unexpected,
    incomplete: board.incomplete,
    spikes: spikes.filter(({ endDay }) => options.since === undefined || endDay >= options.since).slice(0, options.top ?? spikes.length),
    drops: [],
    moves,
    oneOffs: [],
  };
}
