// Every service, and every part of one that could hide something, fitted and judged. What a part shows that its service shows too is the
// same money and is found once.

import type { Cube, Dimension, IncompleteTail } from './cube.js';
import { daysFromFirst, weekday } from './day.js';
import { type Days, type Fit, fitterOf } from './fit.js';
import { type Calendar, type Gates, type Rise, risesOf } from './rises.js';
import { median } from './robust.js';
import { type Part, partsOf, type Slice, slicesBy } from './slices.js';
import { incompleteTail } from './tail.js';

export interface Board {
  readonly cube: Cube;
  readonly parts: readonly Part[];
  readonly services: readonly Slice[];
  readonly weekdays: readonly number[];
  readonly fromFirst: readonly number[];
  readonly incomplete: IncompleteTail | undefined;
  /** Days that are all there. */
  readonly complete: number;
  readonly usual: number;
  readonly fit: (days: Days) => Fit;
}

export interface Finding {
  readonly slice: Slice;
  readonly service: Slice;
  readonly fit: Fit;
  readonly rise: Rise;
}

const OF_SERVICE: Gates = { money: 0.01, ratio: 1.3, short: 1.12, ramp: 1.45, shortRamp: 0.25, z: 6.2 };
const OF_PART: Gates = { money: 0.012, ratio: 1.35, short: 1.55, ramp: 1.5, shortRamp: 0.25, z: 6.6 };
/** Inside a service, from the outside in. */
const LEVELS: readonly (readonly Dimension[])[] = [
  ['account'],
  ['usageType'],
  ['region'],
  ['account', 'usageType'],
  ['account', 'region', 'usageType'],
];
const LEAST_DAYS = 10;
const NEARLY = 0.7;
/** Of the least money that matters: what is so little that its doubling says nothing. */
const NOTHING = 0.1;

export function boardOf(cube: Cube): Board {
  const parts = partsOf(cube);
  const services = slicesBy(parts, ['provider', 'service'], cube.days);
  const everyDay = Array.from({ length: cube.days }, (_, day) => cube.firstDay + day);
  const incomplete = incompleteTail(
    cube,
    services.map(({ values }) => values),
  );
  const complete = cube.days - (incomplete?.days ?? 0);
  const totals = Array.from({ length: complete }, (_, day) => services.reduce((sum, { values }) => sum + (values[day] ?? 0), 0));
  return {
    cube,
    parts,
    services,
    weekdays: everyDay.map(weekday),
    fromFirst: everyDay.map(daysFromFirst),
    incomplete,
    complete,
    usual: median(totals),
    fit: fitterOf(everyDay.map(weekday)),
  };
}

/** A day that is not complete can only show too little: what is much already counts. */
function countsOf(board: Board, values: Float64Array): Float64Array {
  const counts = new Float64Array(values.length).fill(1, 0, board.complete);
  let highest = 0;
  for (let day = 0; day < board.complete; day += 1) highest = Math.max(highest, values[day] ?? 0);
  for (let day = board.complete; day < values.length; day += 1) if ((values[day] ?? 0) > 1.3 * highest) counts[day] = 1;
  return counts;
}

export function calendarOf(board: Board, values: Float64Array): Calendar {
  return { fromFirst: board.fromFirst, counts: countsOf(board, values), usual: board.usual };
}

/** Whether any day is far enough from the middle of its half of the week to be worth a fit. */
function couldHide(board: Board, values: Float64Array, money: number): boolean {
  const least = NEARLY * money * board.usual;
  let [lowest, highest] = [Infinity, -Infinity];
  for (let day = 0; day < values.length; day += 1) {
    const value = values[day] ?? 0;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  if (highest - lowest < least) return false;
  const complete = values.subarray(0, board.complete);
  const workdays = median(complete.filter((_, day) => (board.weekdays[day] ?? 0) < 5));
  const weekends = median(complete.filter((_, day) => (board.weekdays[day] ?? 0) >= 5));
  for (let day = 0; day < values.length; day += 1) {
    const off = (values[day] ?? 0) - ((board.weekdays[day] ?? 0) >= 5 ? weekends : workdays);
    if ((day < board.complete ? Math.abs(off) : off) >= least) return true;
  }
  return false;
}

export function examine(board: Board, slice: Slice, gates: Gates): { readonly fit: Fit; readonly rises: readonly Rise[] } | undefined {
  const { values } = slice;
  if (board.complete < LEAST_DAYS || !couldHide(board, values, gates.money)) return undefined;
  const calendar = calendarOf(board, values);
  const fit = board.fit({ values, counts: calendar.counts, nothing: NOTHING * OF_SERVICE.money * board.usual });
  return { fit, rises: risesOf(values, fit, calendar, gates) };
}

export const overlap = (one: Rise, other: Rise): boolean => one.start <= other.end + 1 && other.start <= one.end + 1;

function findingsIn(board: Board, service: Slice): readonly Finding[] {
  const whole = examine(board, service, OF_SERVICE);
  const found: Finding[] = (whole?.rises ?? [])
    .map((rise) => ({ slice: service, service, fit: whole?.fit, rise }))
    .flatMap((one) => (one.fit === undefined ? [] : [{ ...one, fit: one.fit }]));
  const seen = new Set([service.parts.length]);
  const middle = median(service.values.subarray(0, board.complete));
  const shows = middle * Math.max(OF_SERVICE.ratio - 1, 6 * (whole?.fit.sigma ?? 0)) < 0.8 * OF_PART.money * board.usual;
  for (const level of LEVELS) {
    // What would be large enough in a part shows in the whole already; only what cancels does not.
    if (shows && (level.length > 1 || level[0] === 'usageType')) continue;
    const slices = slicesBy(service.parts, level, board.cube.days);
    // As many slices as before: the same cut by another name.
    if (slices.length === 1 || seen.has(-slices.length)) continue;
    if (slices.length === service.parts.length) seen.add(-slices.length);
    for (const slice of slices) {
      const inside = examine(board, slice, OF_PART);
      for (const rise of inside?.rises ?? []) {
        if (found.some((other) => other.rise.sign === rise.sign && overlap(other.rise, rise) && other.slice.id === service.id)) continue;
        if (inside !== undefined)
          found.push({ slice: { ...slice, where: { ...service.where, ...slice.where } }, service, fit: inside.fit, rise });
      }
    }
  }
  return found;
}

export const findings = (board: Board): readonly Finding[] => board.services.flatMap((service) => findingsIn(board, service));
