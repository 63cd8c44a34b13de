// What one series of days is made of: a level with its trend and its week, and what happened to it: bursts, steps, ramps and dips.
// Least squares on the logarithm, growing by one happening at a time: always the one that explains most of what is left.

import { median, spread } from './robust.js';

export type HappeningKind = 'window' | 'step' | 'ramp';

export interface Happening {
  readonly kind: HappeningKind;
  readonly start: number;
  /** The last day of a window; of a ramp, the day on which it stops to rise. */
  readonly end: number;
  /** Logarithm of the factor; of a ramp, for each day. */
  readonly size: number;
}

export interface Fit {
  readonly happenings: readonly Happening[];
  /** Without what happened: expected amounts in the unit of the series. */
  readonly level: Float64Array;
  /** The logarithm of what all happenings together did to each day. */
  readonly effect: Float64Array;
  readonly residuals: Float64Array;
  readonly sigma: number;
  /** How much a day's noise resembles the noise of the day before, 0 to 0.9. */
  readonly memory: number;
  readonly offset: number;
  /** Growth of a day. */
  readonly slope: number;
}

export interface Days {
  readonly values: Float64Array;
  /** 0 is Monday. */
  readonly weekdays: readonly number[];
  /** 1 where the day counts. */
  readonly counts: Float64Array;
}

const MOST_HAPPENINGS = 6;
const LONGEST_WINDOW = 45;
const LEAST_SIGMA = 0.012;
const PLATEAUS = [6, 10, 15, 22, 30];
/** What a happening must explain, in squared sigmas per logarithm of days: a place in time costs, two places cost more. */
const PRICE = { step: 2.6, pulse: 3, window: 3.8, ramp: 3.6, plateau: 4.4 } as const;

function offsetOf({ values, counts }: Days): number {
  const used = [...values].filter((_, day) => counts[day] === 1);
  const first = used.findIndex((value) => value > 0);
  const alive = first === -1 ? [] : used.slice(first);
  const positive = alive.filter((value) => value > 0);
  const silent = alive.length === 0 ? 0 : 1 - positive.length / alive.length;
  const typical = median(positive);
  return typical * (silent > 0.12 ? 0.5 : 0.02);
}

/** Columns of the level: one, the trend, and as much of a week as there are weeks to see it in. */
function columnsOf({ weekdays, counts }: Days): Float64Array[] {
  const days = weekdays.length;
  const column = (value: (day: number) => number): Float64Array =>
    Float64Array.from({ length: days }, (_, day) => (counts[day] ?? 0) * value(day));
  const used = counts.reduce((sum, value) => sum + value, 0);
  const base = [column(() => 1), column((day) => (day - days / 2) / days)];
  if (used >= 28) return [...base, ...[1, 2, 3, 4, 5, 6].map((one) => column((day) => (weekdays[day] === one ? 1 : 0)))];
  if (used >= 18) return [...base, ...[5, 6].map((one) => column((day) => (weekdays[day] === one ? 1 : 0)))];
  return used >= 12 ? [...base, column((day) => ((weekdays[day] ?? 0) >= 5 ? 1 : 0))] : base;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let day = 0; day < one.length; day += 1) sum += (one[day] ?? 0) * (other[day] ?? 0);
  return sum;
}

/** Adds to an orthonormal basis what is new in a column, and takes it from what is left; false when nothing is new. */
function absorb(basis: Float64Array[], left: Float64Array, column: Float64Array): boolean {
  const fresh = column.slice();
  for (const known of basis) {
    const along = dot(known, fresh);
    for (let day = 0; day < fresh.length; day += 1) fresh[day] = (fresh[day] ?? 0) - along * (known[day] ?? 0);
  }
  const length = Math.sqrt(dot(fresh, fresh));
  if (length < 1e-7 * (1 + Math.sqrt(dot(column, column)))) return false;
  for (let day = 0; day < fresh.length; day += 1) fresh[day] = (fresh[day] ?? 0) / length;
  const along = dot(fresh, left);
  for (let day = 0; day < fresh.length; day += 1) left[day] = (left[day] ?? 0) - along * (fresh[day] ?? 0);
  basis.push(fresh);
  return true;
}

/** Sums from each day to the end, of a column and of the column times the days since. */
interface Suffix {
  readonly flat: Float64Array;
  readonly hinge: Float64Array;
}

function suffixOf(column: Float64Array): Suffix {
  const days = column.length;
  const flat = new Float64Array(days + 1);
  const hinge = new Float64Array(days + 1);
  for (let day = days - 1; day >= 0; day -= 1) {
    flat[day] = (flat[day + 1] ?? 0) + (column[day] ?? 0);
    // Each later day counts once more: (t - day) summed for t >= day.
    hinge[day] = (hinge[day + 1] ?? 0) + (flat[day + 1] ?? 0);
  }
  return { flat, hinge };
}

interface Candidate {
  readonly kind: HappeningKind;
  readonly start: number;
  readonly end: number;
  readonly gain: number;
}

/** The happening that explains most beyond its price. */
function best(basis: readonly Float64Array[], left: Float64Array, counts: Float64Array, sigma: number): Candidate | undefined {
  const days = left.length;
  const width = basis.length;
  const known = basis.map(suffixOf);
  // One row for each day, so that the inner loop walks along memory.
  const flat = new Float64Array((days + 1) * width);
  const hinge = new Float64Array((days + 1) * width);
  for (let day = 0; day <= days; day += 1) {
    for (let column = 0; column < width; column += 1) {
      flat[day * width + column] = known[column]?.flat[day] ?? 0;
      hinge[day * width + column] = known[column]?.hinge[day] ?? 0;
    }
  }
  const squaresOf = (rows: Float64Array, from: number, to: number): number => {
    let squares = 0;
    for (let column = 0; column < width; column += 1) {
      const along = (rows[from * width + column] ?? 0) - (rows[to * width + column] ?? 0);
      squares += along * along;
    }
    return squares;
  };
  const rest = suffixOf(left);
  const present = suffixOf(counts);
  const used = Math.log(present.flat[0] ?? 1);
  const perVariance = 1 / sigma ** 2;
  let most = 0;
  let found: Candidate | undefined;
  const offer = (kind: HappeningKind, start: number, end: number, along: number, own: number, squares: number, times: number): void => {
    const fresh = own - squares;
    if (fresh < 0.02 * own || fresh <= 1e-9) return;
    const gain = (along * along * perVariance) / fresh - times * used;
    if (gain <= most) return;
    most = gain;
    found = { kind, start, end, gain };
  };
  for (let start = 1; start < days; start += 1) {
    if (counts[start] !== 1) continue;
    const stop = Math.min(days, start + LONGEST_WINDOW);
    for (let end = start; end < stop; end += 1) {
      if (counts[end] !== 1) continue;
      const along = (rest.flat[start] ?? 0) - (rest.flat[end + 1] ?? 0);
      const own = (present.flat[start] ?? 0) - (present.flat[end + 1] ?? 0);
      // What is not enough even if none of it were known already needs no closer look.
      if (along * along * perVariance < own * 0.02 * (most + used)) continue;
      const isStep = present.flat[end + 1] === 0;
      const times = isStep ? PRICE.step : own === 1 ? PRICE.pulse : PRICE.window;
      offer(isStep ? 'step' : 'window', start, end, along, own, squaresOf(flat, start, end + 1), times);
    }
    if (stop < days)
      offer('step', start, days - 1, rest.flat[start] ?? 0, present.flat[start] ?? 0, squaresOf(flat, start, days), PRICE.step);
  }
  // A ramp begins on the day before its first rise.
  for (let start = 6; start < days - 6; start += 1) {
    for (const rise of [days - 1 - start, ...PLATEAUS]) {
      const stop = start + rise;
      if (stop > days - 1 || (stop < days - 1 && stop > days - 3)) continue;
      const top = days - 1 - stop;
      const own = (rise * (rise + 1) * (2 * rise + 1)) / 6 + top * rise * rise;
      const times = stop === days - 1 ? PRICE.ramp : PRICE.plateau;
      offer('ramp', start, stop, (rest.hinge[start] ?? 0) - (rest.hinge[stop] ?? 0), own, squaresOf(hinge, start, stop), times);
    }
  }
  return found;
}

function columnOf({ kind, start, end }: Pick<Happening, 'kind' | 'start' | 'end'>, counts: Float64Array): Float64Array {
  return counts.map((value, day) => {
    if (day < start) return 0;
    if (kind === 'ramp') return value * (Math.min(day, end) - start);
    return kind === 'window' && day > end ? 0 : value;
  });
}

/** Least squares by elimination: small, and the columns are independent. */
function solve(columns: readonly Float64Array[], target: Float64Array): readonly number[] {
  const rows = columns.map((one) => [...columns.map((other) => dot(one, other)), dot(one, target)]);
  const size = rows.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const row = rows[pivot] ?? [];
    const head = row[pivot] ?? 1;
    for (let other = 0; other < size; other += 1) {
      if (other === pivot) continue;
      const changed = rows[other] ?? [];
      const times = (changed[pivot] ?? 0) / head;
      for (let place = pivot; place <= size; place += 1) changed[place] = (changed[place] ?? 0) - times * (row[place] ?? 0);
    }
  }
  return rows.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}

function sigmaOf(left: Float64Array, counts: Float64Array, parameters: number): number {
  const used = [...left].filter((_, day) => counts[day] === 1);
  const robust = spread(used);
  const cap = 4 * Math.max(robust, LEAST_SIGMA);
  const squares = used.reduce((sum, value) => sum + Math.min(value ** 2, cap ** 2), 0);
  const usual = Math.sqrt(squares / Math.max(1, used.length - parameters));
  return Math.max(LEAST_SIGMA, robust, 0.9 * usual);
}

/** From one day to the next, so that no step makes it large. */
function jumpiness(logs: Float64Array, counts: Float64Array): number {
  const steps: number[] = [];
  for (let day = 1; day < logs.length; day += 1)
    if (counts[day] === 1 && counts[day - 1] === 1) steps.push((logs[day] ?? 0) - (logs[day - 1] ?? 0));
  return Math.max(LEAST_SIGMA, spread(steps) / Math.SQRT2);
}

function memoryOf(residuals: Float64Array, counts: Float64Array, sigma: number): number {
  const clip = (value: number): number => Math.max(-3 * sigma, Math.min(3 * sigma, value));
  let [both, one, pairs] = [0, 0, 0];
  for (let day = 1; day < residuals.length; day += 1) {
    if (counts[day] !== 1 || counts[day - 1] !== 1) continue;
    both += clip(residuals[day] ?? 0) * clip(residuals[day - 1] ?? 0);
    one += clip(residuals[day] ?? 0) ** 2;
    pairs += 1;
  }
  if (pairs < 8 || one === 0) return 0.3;
  // A fit takes a part of the memory away; a short series more.
  return Math.max(0, Math.min(0.85, both / one + 3 / pairs));
}

export function fitDays(days: Days): Fit {
  const { values, counts } = days;
  const offset = offsetOf(days);
  const logs = values.map((value, day) => (counts[day] ?? 0) * Math.log(Math.max(0, value) + offset));
  const base = columnsOf(days);
  const basis: Float64Array[] = [];
  const left = logs.slice();
  const kept = base.filter((column) => absorb(basis, left, column));
  const jumpy = jumpiness(left, counts);
  const chosen: Candidate[] = [];
  while (chosen.length < MOST_HAPPENINGS) {
    const sigma = Math.min(sigmaOf(left, counts, basis.length), 1.4 * jumpy);
    const next = best(basis, left, counts, sigma);
    if (next === undefined || !absorb(basis, left, columnOf(next, counts))) break;
    chosen.push(next);
  }
  const sigma = sigmaOf(left, counts, basis.length);
  const happened = chosen.map((one) => columnOf(one, counts));
  const [trend] = kept.slice(1);
  const full = [...kept, ...happened];
  const sizes = solve(full, logs);
  // A trend that could be chance is none: it would only be carried on into days where it is wrong.
  const without = full.filter((column) => column !== trend);
  const flatSizes = solve(without, logs);
  const left2 = logs.map(
    (value, day) => value - without.reduce((sum, column, index) => sum + (column[day] ?? 0) * (flatSizes[index] ?? 0), 0),
  );
  const isTrend = dot(left2, left2) - dot(left, left) > 12 * sigma ** 2;
  const columns = isTrend ? full : without;
  const used = isTrend ? sizes : flatSizes;
  const residuals = isTrend ? left : left2;
  const levels = columns.length - happened.length;
  const everyDay = columnsOf({ ...days, counts: counts.map(() => 1) });
  const levelColumns = everyDay.filter((_, index) => base[index] !== undefined && columns.includes(base[index]));
  const quiet = [...residuals].filter((_, day) => counts[day] === 1);
  const smear =
    quiet.reduce((sum, value) => sum + Math.exp(Math.max(-3 * sigma, Math.min(3 * sigma, value))), 0) / Math.max(1, quiet.length);
  const level = values.map((_, day) => {
    const log = levelColumns.reduce((sum, column, index) => sum + (column[day] ?? 0) * (used[index] ?? 0), 0);
    return Math.max(0, Math.exp(log) * smear - offset);
  });
  const happenings = chosen.map(({ kind, start, end }, index): Happening => ({ kind, start, end, size: used[levels + index] ?? 0 }));
  const everywhere = new Float64Array(values.length).fill(1);
  const effect = new Float64Array(values.length);
  for (const one of happenings) {
    const column = columnOf(one, everywhere);
    for (let day = 0; day < effect.length; day += 1) effect[day] = (effect[day] ?? 0) + one.size * (column[day] ?? 0);
  }
  const slope = isTrend && trend !== undefined ? (sizes[kept.indexOf(trend)] ?? 0) / values.length : 0;
  return { happenings, level, effect, residuals, sigma, memory: memoryOf(residuals, counts, sigma), offset, slope };
}
