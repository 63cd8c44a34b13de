// Which happenings of a fitted series are worth a word: large against the bill, against the noise, and against what this series does
// anyway, every week, every month or now and then.

import type { Fit } from './fit.js';
import { median } from './robust.js';

export interface Calendar {
  /** Days since the nearest first of a month; negative before it. */
  readonly fromFirst: readonly number[];
  readonly counts: Float64Array;
  /** What the whole bill costs on a usual day. */
  readonly usual: number;
}

export interface Rise {
  /** 1 is more than expected, -1 is less. */
  readonly sign: 1 | -1;
  readonly start: number;
  readonly end: number;
  readonly isOngoing: boolean;
  readonly isRamp: boolean;
  /** Distance from the usual in standard errors. */
  readonly z: number;
  readonly ratio: number;
  /** Logarithm of the factor, and the largest that this series does without a reason. */
  readonly size: number;
  readonly extreme: number;
  readonly excess: number;
  /** For each day of the series, without this and any other rise. */
  readonly expected: Float64Array;
}

export interface Gates {
  /** Of a usual day of the bill, for each day. */
  readonly money: number;
  readonly ratio: number;
  /** Of the ratio, for what lasts three days at most. */
  readonly short: number;
  /** For what grows day by day: slow seasons do, too. */
  readonly ramp: number;
  /** More for that, where less than a month and a half is there to tell it from the course of a month. */
  readonly shortRamp: number;
  readonly z: number;
}

const A_MONTH_AND_A_HALF = 45;
const LEAST_EFFECT = 0.1;
const SMALL = 0.5;
/** A level that was low for so long is the level. */
const NORM_DAYS = 12;
const HISTORY = 5;
/** Of the size of a run: another day that is at least so much above the norm is like it. */
const ALIKE = 0.55;
const MONTH_EDGE = 5;
/** Logarithm: a busy end of a month is up to half as much again. */
const BUSY = Math.log(1.5);
const OVER_EXTREME = 2.7;

interface Run {
  readonly sign: 1 | -1;
  readonly start: number;
  readonly end: number;
}

/** Where the effect leaves the norm, and what the norm is on each day. */
function runsOf({ effect }: Fit): { readonly runs: readonly Run[]; readonly norm: Float64Array } {
  const runs: Run[] = [];
  const norm = new Float64Array(effect.length);
  let reference = 0;
  let start = -1;
  let sign: 1 | -1 = 1;
  let peak = 0;
  const close = (end: number): void => {
    if (start >= 0) runs.push({ sign, start, end });
    start = -1;
    peak = 0;
  };
  for (let day = 0; day < effect.length; day += 1) {
    const off = (effect[day] ?? 0) - reference;
    if (start >= 0 && sign * off < Math.max(LEAST_EFFECT, 0.3 * peak)) close(day - 1);
    if (start < 0 && Math.abs(off) >= LEAST_EFFECT) {
      start = day;
      sign = off > 0 ? 1 : -1;
    }
    // A small shift before a large one is not its beginning.
    if (start >= 0 && peak < SMALL && sign * off > 3 * peak) start = day;
    if (start >= 0) peak = Math.max(peak, sign * off);
    norm[day] = reference;
    // A fall that lasts becomes the norm, so that the way back up is a rise.
    if (start >= 0 && sign < 0 && day - start >= NORM_DAYS && Math.abs(off - ((effect[day - 5] ?? 0) - reference)) < LEAST_EFFECT) {
      close(day);
      reference = effect[day] ?? 0;
    }
  }
  close(effect.length - 1);
  return { runs, norm };
}

/** How much further apart averages of so many days lie than they would without memory. */
const inflation = (memory: number, days: number): number => 1 + ((1 + memory) / (1 - memory) - 1) * (1 - 1 / Math.max(1, days));

/** What each day was above the norm of its level and weekday, as a logarithm. */
const above = (fit: Fit, day: number): number => (fit.effect[day] ?? 0) + (fit.residuals[day] ?? 0);

/** Whether the same stretch of another week did about the same. */
function isWeekly(fit: Fit, run: Run, size: number, counts: Float64Array): boolean {
  const length = run.end - run.start + 1;
  if (length > 6) return false;
  return [-14, -7, 7, 14].some((shift) => {
    let [sum, days] = [0, 0];
    for (let day = run.start + shift; day <= run.end + shift; day += 1) {
      if (counts[day] !== 1) continue;
      sum += run.sign * above(fit, day);
      days += 1;
    }
    return days >= Math.min(length, 2) && sum / days >= ALIKE * size;
  });
}

/** Ends of months are busy and their beginnings are when fees come: a short rise there is no news when other months had it too. */
function isMonthly(fit: Fit, run: Run, size: number, { fromFirst, counts }: Calendar): boolean {
  const length = run.end - run.start + 1;
  if (length > MONTH_EDGE) return false;
  const first = fromFirst[run.start] ?? 0;
  let known = false;
  for (let start = 0; start < fromFirst.length; start += 1) {
    const apart = Math.abs((fromFirst[start] ?? 0) - first);
    if (apart > 1 || Math.abs(start - run.start) < 26) continue;
    let [sum, days] = [0, 0];
    for (let day = start; day < Math.min(fromFirst.length, start + length); day += 1) {
      if (counts[day] !== 1) continue;
      sum += run.sign * above(fit, day);
      days += 1;
    }
    if (days * 2 < length) continue;
    if (sum / days >= ALIKE * size) return true;
    known ||= apart === 0;
  }
  if (known) return false;
  // Nobody can tell: what is over after a day or two is taken for a fee, what is small for a busy end of a month.
  if (Math.abs(first) <= 1 && length <= 2) return true;
  return first >= -MONTH_EDGE && first <= 1 && length <= MONTH_EDGE && size < BUSY;
}

/** Whether other single days, outside the run, did about the same. */
function isFrequent(fit: Fit, run: Run, size: number, counts: Float64Array): boolean {
  if (run.end - run.start > 1) return false;
  let alike = 0;
  for (let day = 0; day < fit.effect.length; day += 1) {
    if (counts[day] !== 1 || (day >= run.start - 1 && day <= run.end + 1)) continue;
    if (run.sign * above(fit, day) >= ALIKE * size) alike += 1;
  }
  return alike >= 2;
}

interface Noise {
  readonly sigma: number;
  readonly memory: number;
}

/** A few weeks cannot show that days are independent of each other. */
const LEAST_MEMORY = 0.4;

/** What the series does besides the run: all that was fitted to it, wandering as well as noise, counts against the run. */
function noiseBeside(fit: Fit, run: Run, isRamp: boolean, counts: Float64Array): Noise {
  const limit = 4 * fit.sigma;
  const days = Array.from({ length: fit.effect.length }, (_, day) => day).filter((day) => counts[day] === 1);
  const isInside = (day: number): boolean => day >= run.start && day <= run.end;
  const middleOf = (inside: boolean): number => median(days.filter((day) => isInside(day) === inside).map((day) => above(fit, day)));
  const [outside, inside] = [middleOf(false), middleOf(true)];
  const off = (day: number): number => {
    const from = isInside(day) ? (isRamp ? (fit.effect[day] ?? 0) : inside) : outside;
    return Math.max(-limit, Math.min(limit, above(fit, day) - from));
  };
  let [both, one, pairs] = [0, 0, 0];
  for (const [index, day] of days.entries()) {
    one += off(day) ** 2;
    if (days[index - 1] !== day - 1 || isInside(day) !== isInside(day - 1)) continue;
    both += off(day) * off(day - 1);
    pairs += 1;
  }
  const sigma = Math.max(fit.sigma, Math.sqrt(one / Math.max(1, days.length - 2)));
  if (pairs < 6 || one === 0) return { sigma, memory: Math.max(LEAST_MEMORY, fit.memory) };
  return { sigma, memory: Math.max(LEAST_MEMORY, fit.memory, Math.min(0.85, (both / one) * (days.length / pairs) + 3 / pairs)) };
}

/** The largest thing that happens here without a reason. */
function usualExtreme(fit: Fit, runs: readonly Run[], counts: Float64Array): number {
  let most = 0;
  for (let day = 0; day < fit.residuals.length; day += 1) {
    if (counts[day] !== 1 || runs.some(({ start, end }) => day >= start && day <= end)) continue;
    most = Math.max(most, Math.abs(fit.residuals[day] ?? 0));
  }
  return most;
}

export function risesOf(values: Float64Array, fit: Fit, calendar: Calendar, gates: Gates): readonly Rise[] {
  const { runs, norm } = runsOf(fit);
  const counted = (from: number, to: number): number => {
    let sum = 0;
    for (let day = Math.max(0, from); day <= to; day += 1) sum += calendar.counts[day] ?? 0;
    return sum;
  };
  const all = counted(0, values.length - 1);
  const last = calendar.counts.lastIndexOf(1);
  const isIn = (day: number): boolean => runs.some(({ sign, start, end }) => sign > 0 && day >= start && day <= end);
  const expected = values.map((_, day) => {
    const effect = isIn(day) ? (norm[day] ?? 0) : Math.min(fit.effect[day] ?? 0, Math.max(0, norm[day] ?? 0) + LEAST_EFFECT);
    return Math.max(0, ((fit.level[day] ?? 0) + fit.offset) * Math.exp(effect) - fit.offset);
  });
  const found: Rise[] = [];
  for (const run of runs) {
    const ramp = fit.happenings.find(
      ({ kind, start, size }) => kind === 'ramp' && size * run.sign > 0 && start < run.end && start >= run.start - 21,
    );
    const step = fit.happenings.find(({ kind, start, size }) => kind !== 'ramp' && size * run.sign > 0 && Math.abs(start - run.start) <= 1);
    const isRamp = ramp !== undefined && step === undefined;
    const start = isRamp ? Math.min(run.start, ramp.start + 1) : run.start;
    const end = Math.min(run.end, last);
    const days = counted(start, end);
    if (days === 0 || counted(0, start - 1) < HISTORY) continue;
    let [excess, usual, effect] = [0, 0, 0];
    const without = expected.slice();
    for (let day = start; day <= end; day += 1) {
      if (calendar.counts[day] !== 1) continue;
      const plain = Math.max(0, ((fit.level[day] ?? 0) + fit.offset) * Math.exp(norm[day] ?? 0) - fit.offset);
      without[day] = plain;
      excess += run.sign * ((values[day] ?? 0) - plain);
      usual += plain;
      effect += run.sign * ((fit.effect[day] ?? 0) + (fit.residuals[day] ?? 0) - (norm[day] ?? 0));
    }
    const size = effect / days;
    const noise = noiseBeside(fit, { ...run, start, end }, isRamp, calendar.counts);
    const others = Math.max(1, all - days);
    const error = noise.sigma * Math.sqrt(inflation(noise.memory, days) / days + inflation(noise.memory, others) / others);
    const z = size / error;
    const ratio = run.sign > 0 ? (usual + excess) / Math.max(usual, 1e-12) : usual / Math.max(usual - excess, 1e-12);
    // What is short must stand out more: there are many more short stretches in which chance can be at work.
    const isShort = days <= 3;
    if (excess / days < gates.money * calendar.usual || z < gates.z) continue;
    if (
      ratio < gates.ratio * (isShort ? gates.short : 1) ||
      (isRamp && ratio < gates.ramp + (all < A_MONTH_AND_A_HALF ? gates.shortRamp : 0))
    )
      continue;
    const extreme = usualExtreme(fit, runs, calendar.counts);
    if (isShort && size < OVER_EXTREME * extreme) continue;
    const whole = { ...run, start, end };
    if (isWeekly(fit, whole, size, calendar.counts) || isMonthly(fit, whole, size, calendar)) continue;
    if (isFrequent(fit, whole, size, calendar.counts)) continue;
    found.push({ sign: run.sign, start, end, isOngoing: run.end >= last, isRamp, z, ratio, size, extreme, excess, expected: without });
  }
  return found;
}
