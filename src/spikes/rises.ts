// Which happenings of a fitted series are worth a word: large against the bill, against the noise, and against what this series does
// anyway, every week, every month or now and then.

import type { Fit } from './fit.js';

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
  readonly z: number;
}

const LEAST_EFFECT = 0.1;
/** A level that was low for so long is the level. */
const NORM_DAYS = 12;
const HISTORY = 5;
const SHORT_RATIO = 1.05;
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

/** Whether other days of the series, outside the run, did about the same. */
function isHabit(values: Float64Array, fit: Fit, run: Run, size: number, calendar: Calendar): boolean {
  const length = run.end - run.start + 1;
  if (length > 3) return false;
  let alike = 0;
  let sameMonthDay = 0;
  let otherMonthDays = 0;
  const firstOfMonth = calendar.ofMonth[run.start] ?? 0;
  for (let day = 0; day < values.length; day += 1) {
    if (calendar.counts[day] !== 1 || (day >= run.start - 1 && day <= run.end + 1)) continue;
    const off = (fit.effect[day] ?? 0) + (fit.residuals[day] ?? 0);
    const apart = Math.abs((calendar.ofMonth[day] ?? 0) - firstOfMonth);
    const isSame = apart <= 1 && Math.abs(day - run.start) >= 26;
    if (isSame && apart === 0) otherMonthDays += 1;
    if (run.sign * off < 0.55 * size) continue;
    alike += 1;
    if (isSame) sameMonthDay += 1;
  }
  if (sameMonthDay > 0) return true;
  // Fees come on the first days of a month. Without an earlier month to compare with, one that is over is taken for a fee.
  const isEdge = firstOfMonth <= 2 || (firstOfMonth >= 28 && calendar.ofMonth[run.start + 1] === 1);
  if (isEdge && length <= 2 && otherMonthDays === 0) return true;
  return alike >= 2 + Math.floor(length / 2) && length <= 2;
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
    const error = fit.sigma * Math.sqrt(inflation(fit.memory, days) / days + inflation(fit.memory, all - days) / Math.max(1, all - days));
    const z = size / error;
    const ratio = run.sign > 0 ? (usual + excess) / Math.max(usual, 1e-12) : usual / Math.max(usual - excess, 1e-12);
    // What is short must stand out more: there are many more short stretches in which chance can be at work.
    const isShort = days <= 3;
    if (excess / days < gates.money * calendar.usual || z < gates.z) continue;
    if (ratio < gates.ratio * (isShort ? SHORT_RATIO : 1)) continue;
    const extreme = usualExtreme(fit, runs, calendar.counts);
    if (isShort && size < OVER_EXTREME * extreme) continue;
    if (isHabit(values, fit, { ...run, start, end }, size, calendar)) continue;
    found.push({ sign: run.sign, start, end, isOngoing: run.end >= last, isRamp, z, ratio, size, extreme, excess, expected: without });
  }
  return found;
}
