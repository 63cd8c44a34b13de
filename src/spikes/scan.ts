// Every service, and every part of one that could hide something, fitted and judged. What a part shows that its service shows too is the
// same money and is found once.

import type { Cube, Dimension, IncompleteTail } from './cube.js';
import { civilDay, weekday } from './day.js';
import { type Fit, fitDays } from './fit.js';
import { type Calendar, type Gates, type Rise, risesOf } from './rises.js';
import { median } from './robust.js';
import { type Part, partsOf, type Slice, slicesBy } from './slices.js';
import { incompleteTail } from './tail.js';

export interface Board {
  readonly cube: Cube;
  readonly parts: readonly Part[];
  readonly services: readonly Slice[];
  readonly weekdays: readonly number[];
  readonly ofMonth: readonly number[];
  readonly incomplete: IncompleteTail | undefined;
  /** Days that are all there. */
  readonly complete: number;
  readonly usual: number;
}

export interface Finding {
  readonly slice: Slice;
  readonly service: Slice;
  readonly fit: Fit;
  readonly rise: Rise;
}

const OF_SERVICE: Gates = { money: 0.01, ratio: 1.27, short: 1.05, ramp: 1.4, z: 6 };
const OF_PART: Gates = { money: 0.012, ratio: 1.35, short: 1.2, ramp: 1.5, z: 7 };
/** Inside a service, from the outside in. */
const LEVELS: readonly (readonly Dimension[])[] = [
  ['account'],
  ['usageType'],
  ['region'],
  ['account', 'usageType'],
  ['account', 'region', 'usageType'],
];
const LEAST_DAYS = 10;

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
    ofMonth: everyDay.map((day) => civilDay(day).day),
    incomplete,
    complete,
    usual: median(totals),
  };
}

/** A day that is not complete can only show too little: what is much already counts. */
function countsOf(board: Board, values: Float64Array): Float64Array {
  const counts = Float64Array.from(values, (_, day) => (day < board.complete ? 1 : 0));
  let highest = 0;
  for (let day = 0; day < board.complete; day += 1) highest = Math.max(highest, values[day] ?? 0);
  for (let day = board.complete; day < values.length; day += 1) if ((values[day] ?? 0) > 1.3 * highest) counts[day] = 1;
  return counts;
}

export function calendarOf(board: Board, values: Float64Array): Calendar {
  return { ofMonth: board.ofMonth, counts: countsOf(board, values), usual: board.usual };
}

/** Whether any day is far enough from the middle of its weekday to be worth a fit. */
function couldHide(board: Board, values: Float64Array, money: number): boolean {
  const [workdays, weekends] = [0, 1].map((half) =>
    median(values.subarray(0, board.complete).filter((_, day) => ((board.weekdays[day] ?? 0) >= 5 ? 1 : 0) === half)),
  );
  return values.some((value, day) => {
    const off = value - (((board.weekdays[day] ?? 0) >= 5 ? weekends : workdays) ?? 0);
    return (day < board.complete ? Math.abs(off) : off) >= 0.7 * money * board.usual;
  });
}

export function examine(board: Board, slice: Slice, gates: Gates): { readonly fit: Fit; readonly rises: readonly Rise[] } | undefined {
  const { values } = slice;
  if (board.complete < LEAST_DAYS || !couldHide(board, values, gates.money)) return undefined;
  const calendar = calendarOf(board, values);
  const fit = fitDays({ values, weekdays: board.weekdays, counts: calendar.counts });
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
