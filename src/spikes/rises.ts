// Which happenings of a fitted series are worth a word: large against the bill, against the noise, and against what this series does
// anyway, every week, every month or now and then.

import type { Fit } from './fit.js';
import { median } from './robust.js';

export interface Calendar {
  /** Day of the month, 1 to 31, for each day. */
  readonly ofMonth: readonly number[];
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
  readonly z: number;
}

const LEAST_EFFECT = 0.1;
/** A level that was low for so long is the level. */
const NORM_DAYS = 12;
const HISTORY = 5;
/** Of the size of a run: another day that is at least so much above the norm is like it. */
const ALIKE = 0.55;
const OVER_EXTREME = 2;

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
    const above = (effect[day] ?? 0) - reference;
    if (start >= 0 && sign * above < Math.max(LEAST_EFFECT, 0.3 * peak)) close(day - 1);
    if (start < 0 && Math.abs(above) >= LEAST_EFFECT) {
      start = day;
      sign = above > 0 ? 1 : -1;
    }
    if (start >= 0) peak = Math.max(peak, sign * above);
    norm[day] = reference;
    // A fall that lasts becomes the norm, so that the way back up is a rise.
    if (start >= 0 && sign < 0 && day - start >= NORM_DAYS && Math.abs(above - ((effect[day - 5] ?? 0) - reference)) < LEAST_EFFECT) {
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

/** Whether the same days of another month did about the same, or nobody can tell and it is the day on which fees come. */
function isMonthly(fit: Fit, run: Run, size: number, { ofMonth, counts }: Calendar): boolean {
  const length = run.end - run.start + 1;
  if (length > 3) return false;
  const first = ofMonth[run.start] ?? 0;
  let known = false;
  for (let day = 0; day < ofMonth.length; day += 1) {
    const apart = Math.abs((ofMonth[day] ?? 0) - first);
    if (counts[day] !== 1 || apart > 1 || Math.abs(day - run.start) < 26) continue;
    if (run.sign * above(fit, day) >= ALIKE * size) return true;
    known ||= apart === 0;
  }
  const isEdge = first <= 2 || (first >= 28 && ofMonth[run.start + 1] === 1);
  return isEdge && length <= 2 && !known;
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

/** What the series does outside the run: all that was fitted to it there, wandering as well as noise, counts against the run. */
function noiseOutside(fit: Fit, run: Run, counts: Float64Array): Noise {
  const limit = 4 * fit.sigma;
  const off = (day: number): number => Math.max(-limit, Math.min(limit, above(fit, day)));
  const outside: number[] = [];
  for (let day = 0; day < fit.effect.length; day += 1) if (counts[day] === 1 && (day < run.start || day > run.end)) outside.push(day);
  const middle = median(outside.map(off));
  let [both, one, pairs] = [0, 0, 0];
  for (const [index, day] of outside.entries()) {
    const value = off(day) - middle;
    one += value ** 2;
    if (outside[index - 1] !== day - 1) continue;
    both += value * (off(day - 1) - middle);
    pairs += 1;
  }
  const sigma = Math.max(fit.sigma, Math.sqrt(one / Math.max(1, outside.length - 1)));
  if (pairs < 6 || one === 0) return { sigma, memory: Math.max(0.3, fit.memory) };
  return { sigma, memory: Math.max(fit.memory, Math.min(0.85, (both / one) * (outside.length / pairs) + 2 / pairs)) };
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
    const noise = noiseOutside(fit, { ...run, start, end }, calendar.counts);
    const others = Math.max(1, all - days);
    const error = noise.sigma * Math.sqrt(inflation(noise.memory, days) / days + inflation(noise.memory, others) / others);
    const z = size / error;
    const ratio = run.sign > 0 ? (usual + excess) / Math.max(usual, 1e-12) : usual / Math.max(usual - excess, 1e-12);
    // What is short must stand out more: there are many more short stretches in which chance can be at work.
    const isShort = days <= 3;
    if (excess / days < gates.money * calendar.usual || z < gates.z) continue;
    if (ratio < gates.ratio * (isShort ? gates.short : 1) || (isRamp && ratio < gates.ramp)) continue;
    const extreme = usualExtreme(fit, runs, calendar.counts);
    if (isShort && size < OVER_EXTREME * extreme) continue;
    const whole = { ...run, start, end };
    if (isWeekly(fit, whole, size, calendar.counts) || isMonthly(fit, whole, size, calendar)) continue;
    if (isFrequent(fit, whole, size, calendar.counts)) continue;
    found.push({ sign: run.sign, start, end, isOngoing: run.end >= last, isRamp, z, ratio, size, extreme, excess, expected: without });
  }
  return found;
}
