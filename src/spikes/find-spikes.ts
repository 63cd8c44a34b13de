// From a cube to a report: every spike once, where it was, what it cost beyond what was expected, and how each number came about.

import type { Cube, Leaf } from './cube.js';
import { isoDay } from './day.js';
import { whyOf } from './explain.js';
import { baselineDays, movedParts, type Place, placesOf } from './localise.js';
import { withoutMoves } from './moves.js';
import { unusualOneOffs } from './one-offs.js';
import { priceVolume } from './price-volume.js';
import { type PriceVolume, type Scope, severityOfShare, type Spike, type SpikeReport, type SpikeShape } from './report.js';
import type { Rise } from './rises.js';
import { type Board, boardOf, examine, type Finding, findings, overlap } from './scan.js';
import { costOf, isIn, nanos, type Slice, sliceOf, units, type Where } from './slices.js';

export interface SpikeOptions {
  /** Spikes that ended before this day, `2026-11-01`, are left out. */
  readonly since?: string;
  readonly top?: number;
}

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
  readonly slice: Slice;
  readonly rise: Rise;
  readonly places: readonly Place[];
  readonly baseline: readonly number[];
}

/** For the second look, where it is known that and when there is something. */
const LOOSE = { money: 0.004, ratio: 1.08, short: 1, ramp: 1.08, shortRamp: 0, z: 2 } as const;
const ENOUGH = 0.6;

function locate(board: Board, group: readonly Finding[]): Located | undefined {
  const [first] = [...group].sort((one, other) => Math.abs(other.rise.excess) - Math.abs(one.rise.excess));
  if (first === undefined) return undefined;
  const { rise, slice } = first;
  const days = daysOf(rise);
  const isQuiet = (day: number): boolean => day < board.complete && (day < rise.start || day > rise.end);
  const baseline = baselineDays(rise.start, isQuiet, board.complete);
  const parts = slice.parts.map((part) => ({ ...part, values: part.rough.map(units) }));
  const isWeekend = (day: number): boolean => (board.weekdays[day] ?? 0) >= 5;
  const moved = movedParts(parts, { days, baseline, expected: rise.expected, values: slice.values, isWeekend });
  const places = (rise.sign > 0 ? placesOf(moved) : []).map((place) => ({ ...place, where: { ...slice.where, ...place.where } }));
  const covered = places.reduce((sum, place) => sum + place.excess, 0);
  if (places.length > 0 && covered > ENOUGH * rise.excess) {
    // Without what only makes noise beside it, its start and its money are seen more clearly.
    const inside = slice.parts.filter((part) => places.some(({ where }) => isIn(part, where)));
    const narrow = sliceOf(slice.where, inside, board.cube.days);
    const [same] = (examine(board, narrow, LOOSE)?.rises ?? [])
      .filter((one) => one.sign > 0 && overlap(one, rise))
      .sort((one, other) => other.excess - one.excess);
    if (same !== undefined && same.excess > ENOUGH * rise.excess) return { slice: narrow, rise: same, places, baseline };
  }
  return { slice, rise, places, baseline };
}

const daysOf = ({ start, end }: Pick<Rise, 'start' | 'end'>): readonly number[] =>
  Array.from({ length: end - start + 1 }, (_, index) => start + index);

/** What was used before, and cost nothing then: most of the money is the price that it has now. */
function isPaidSince({ rise, slice, baseline }: Located, split: PriceVolume | undefined, excess: bigint): boolean {
  const before = baseline.reduce((sum, day) => sum + Math.abs(slice.values[day] ?? 0), 0) / Math.max(1, baseline.length);
  const seen = daysOf(rise).reduce((sum, day) => sum + Math.abs(slice.values[day] ?? 0), 0) / (rise.end - rise.start + 1);
  return split !== undefined && before < WAS_NOT_THERE * seen && 2n * (split.price + split.mixed) > excess;
}

const WAS_NOT_THERE = 0.002;

function shapeOf({ rise, slice }: Located, wasUsed: boolean): SpikeShape {
  if (rise.isRamp) return 'ramp';
  const sum = (from: number, to: number): number => slice.values.subarray(from, to).reduce((total, value) => total + Math.abs(value), 0);
  const seen = sum(rise.start, rise.end + 1) / (rise.end - rise.start + 1);
  if (!wasUsed && sum(0, rise.start) / rise.start < WAS_NOT_THERE * seen) return 'new';
  return rise.isOngoing && rise.end > rise.start ? 'step' : 'burst';
}

const leafOf = (where: Where): Leaf => ({
  provider: where.provider ?? '',
  account: where.account ?? '',
  service: where.service ?? '',
  usageType: where.usageType ?? '',
  region: where.region ?? '',
});

interface Exact extends Located {
  readonly excess: bigint;
  readonly cost: BigInt64Array;
  readonly expectation: readonly bigint[];
}

function exact(located: Located): Exact {
  const { rise, slice } = located;
  const cost = costOf(slice.parts, slice.values.length);
  const expectation = Array.from(rise.expected, nanos);
  const excess = daysOf(rise).reduce((sum, day) => sum + (cost[day] ?? 0n) - (expectation[day] ?? 0n), 0n);
  return { ...located, excess, cost, expectation };
}

function spikeOf(board: Board, one: Exact, rank: number, all: bigint): Spike {
  const { rise, slice, places, excess, cost, expectation, baseline } = one;
  const days = daysOf(rise);
  const perDay = (amounts: ArrayLike<bigint>): bigint => days.reduce((sum, day) => sum + (amounts[day] ?? 0n), 0n) / BigInt(days.length);
  const share = all === 0n ? 0 : Number(excess) / Number(all);
  const scopes = places.map(
    (place): Scope => ({ where: place.where, excess: nanos(place.excess), share: Math.min(1, place.excess / Math.max(1e-9, rise.excess)) }),
  );
  const [only] = places;
  const expected = days.reduce((sum, day) => sum + (rise.expected[day] ?? 0), 0);
  const split = priceVolume(slice.parts, { baseline, days }, expected, excess);
  const wasFree = rise.sign > 0 && isPaidSince(one, split, excess);
  const said = {
    rise,
    severity: severityOfShare(share),
    shape: shapeOf(one, wasFree),
    wasFree,
    excess,
    expectedPerDay: perDay(expectation),
    seenPerDay: perDay(cost),
    share,
    scopes,
    priceVolume: split,
  };
  const { rise: _, wasFree: _free, ...rest } = said;
  return {
    ...rest,
    rank,
    key: leafOf(only !== undefined && places.length === 1 ? only.where : slice.where),
    span: { start: rise.start, end: rise.end },
    startDay: isoDay(board.cube.firstDay + rise.start),
    endDay: isoDay(board.cube.firstDay + rise.end),
    isOngoing: rise.isOngoing,
    daily: [...cost],
    expected: expectation,
    why: whyOf({ ...said, currency: board.cube.currency, firstDay: board.cube.firstDay, historyDays: board.complete - days.length }),
  };
}

/** The largest first; what is equally large in the order of names. */
function ranked(board: Board, located: readonly Located[], sign: 1 | -1): readonly Spike[] {
  const exacts = located.map(exact).filter(({ excess }) => (sign > 0 ? excess > 0n : excess < 0n));
  const size = ({ excess }: Exact): bigint => (excess < 0n ? -excess : excess);
  const ordered = [...exacts].sort((one, other) => (size(other) > size(one) ? 1 : size(other) < size(one) ? -1 : 0));
  const all = ordered.reduce((sum, { excess }) => sum + excess, 0n);
  return ordered.map((one, index) => spikeOf(board, one, index + 1, all));
}

export function findSpikes(cube: Cube, options: SpikeOptions = {}): SpikeReport {
  const board = boardOf(cube);
  const { stay: found, moves } = withoutMoves(board, findings(board));
  const ofSign = (sign: 1 | -1): readonly Spike[] =>
    ranked(
      board,
      groups(found.filter(({ rise }) => rise.sign === sign)).flatMap((group) => locate(board, group) ?? []),
      sign,
    );
  const spikes = ofSign(1);
  const isAsked = ({ endDay }: Spike): boolean => options.since === undefined || endDay >= options.since;
  return {
    currency: cube.currency,
    firstDay: isoDay(cube.firstDay),
    lastDay: isoDay(cube.firstDay + Math.max(0, cube.days - 1)),
    total: costOf(board.parts, cube.days).reduce((sum, value) => sum + value, 0n),
    unexpected: spikes.reduce((sum, { excess }) => sum + excess, 0n),
    incomplete: board.incomplete,
    spikes: spikes.filter(isAsked).slice(0, options.top ?? spikes.length),
    drops: ofSign(-1).filter(isAsked),
    moves,
    oneOffs: unusualOneOffs(cube, board.complete, board.usual).filter(isAsked),
  };
}
