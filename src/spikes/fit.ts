// What one series of days is made of: a level with its trend and its week, and what happened to it: bursts, steps, ramps and dips.
// Least squares on the logarithm, growing by one happening at a time: always the one that explains most of what is left.

import { best, type Candidate, columnOf, type Happening, type Known, learn, nothingKnown } from './happenings.js';
import { median, spread } from './robust.js';

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
  /** 1 where the day counts. */
  readonly counts: Float64Array;
  /** An amount so small that it does not matter whether it is there. */
  readonly nothing: number;
}

const MOST_HAPPENINGS = 6;
const LEAST_SIGMA = 0.012;

/** What is added before a logarithm is taken: small for what is always there, larger for what comes and goes. */
function offsetOf({ values, counts, nothing }: Days): number {
  const used = values.filter((_, day) => counts[day] === 1);
  const first = used.findIndex((value) => value > 0);
  const alive = first === -1 ? used.subarray(0, 0) : used.subarray(first);
  const positive = alive.filter((value) => value > 0);
  const silent = alive.length === 0 ? 0 : 1 - positive.length / alive.length;
  return Math.max(nothing, median(positive) * (silent > 0.12 ? 0.5 : 0.02));
}

interface Column {
  /** Zero on days that do not count. */
  readonly counted: Float64Array;
  readonly full: Float64Array;
  readonly isTrend: boolean;
}

/** The columns of the level: one, the trend, and as much of a week as there are weeks to see it in. */
function columnsOf(weekdays: readonly number[], counts: Float64Array): readonly Column[] {
  const days = weekdays.length;
  const column = (value: (day: number) => number, isTrend = false): Column => {
    const full = Float64Array.from({ length: days }, (_, day) => value(day));
    return { full, counted: full.map((one, day) => one * (counts[day] ?? 0)), isTrend };
  };
  const on = (one: number): Column => column((day) => (weekdays[day] === one ? 1 : 0));
  const used = counts.reduce((sum, value) => sum + value, 0);
  const base = [column(() => 1), column((day) => (day - days / 2) / days, true)];
  if (used >= 28) return [...base, ...[1, 2, 3, 4, 5, 6].map(on)];
  if (used >= 18) return [...base, on(5), on(6)];
  return used >= 12 ? [...base, column((day) => ((weekdays[day] ?? 0) >= 5 ? 1 : 0))] : base;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let day = 0; day < one.length; day += 1) sum += (one[day] ?? 0) * (other[day] ?? 0);
  return sum;
}

/** What is new in a column beside an orthonormal basis, of length 1; nothing when nothing is. */
function freshIn(basis: readonly Float64Array[], column: Float64Array): Float64Array | undefined {
  const fresh = column.slice();
  for (const known of basis) {
    const along = dot(known, fresh);
    for (let day = 0; day < fresh.length; day += 1) fresh[day] = (fresh[day] ?? 0) - along * (known[day] ?? 0);
  }
  const length = Math.sqrt(dot(fresh, fresh));
  if (length < 1e-7 * (1 + Math.sqrt(dot(column, column)))) return undefined;
  for (let day = 0; day < fresh.length; day += 1) fresh[day] = (fresh[day] ?? 0) / length;
  return fresh;
}

function takeFrom(left: Float64Array, fresh: Float64Array): void {
  const along = dot(fresh, left);
  for (let day = 0; day < left.length; day += 1) left[day] = (left[day] ?? 0) - along * (fresh[day] ?? 0);
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
  const used = left.filter((_, day) => counts[day] === 1);
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

/** The level without a series: the same for all series that have the same days. */
interface Ground {
  readonly columns: readonly Column[];
  readonly basis: readonly Float64Array[];
  readonly known: Known;
}

function groundOf(weekdays: readonly number[], counts: Float64Array, mayGrow: boolean): Ground {
  const basis: Float64Array[] = [];
  const known = nothingKnown(weekdays.length);
  const columns = columnsOf(weekdays, counts)
    .filter(({ isTrend }) => mayGrow || !isTrend)
    .filter(({ counted }) => {
      const fresh = freshIn(basis, counted);
      if (fresh === undefined) return false;
      basis.push(fresh);
      learn(known, fresh);
      return true;
    });
  return { columns, basis, known };
}

/** Faster growth than this is no habit of a bill but what there is to find: a month of it is a quarter more. */
const MOST_GROWTH = 0.007;

/** What fits the series of one cube. Weekdays: 0 is Monday. */
export function fitterOf(weekdays: readonly number[]): (days: Days) => Fit {
  const grounds = new Map<string, Ground>();
  const ground = (counts: Float64Array, mayGrow: boolean): Ground => {
    const id = `${String(mayGrow)} ${counts.join('')}`;
    const known = grounds.get(id) ?? groundOf(weekdays, counts, mayGrow);
    grounds.set(id, known);
    return known;
  };
  return (days) => {
    const fit = fitTo(days, ground(days.counts, true));
    return fit.slope <= MOST_GROWTH ? fit : fitTo(days, ground(days.counts, false));
  };
}

interface Chosen {
  readonly columns: readonly Column[];
  readonly happenings: readonly Candidate[];
  readonly left: Float64Array;
  readonly parameters: number;
}

/** Happening by happening, until nothing explains more than it costs. */
function choose({ counts }: Days, ground: Ground, logs: Float64Array): Chosen {
  const basis = [...ground.basis];
  const known = { windows: ground.known.windows.slice(), steps: ground.known.steps.slice(), ramps: ground.known.ramps.slice() };
  const left = logs.slice();
  for (const fresh of basis) takeFrom(left, fresh);
  const jumpy = jumpiness(left, counts);
  const happenings: Candidate[] = [];
  while (happenings.length < MOST_HAPPENINGS) {
    const sigma = Math.min(sigmaOf(left, counts, basis.length), 1.4 * jumpy);
    const next = best(known, left, counts, sigma);
    const fresh = next === undefined ? undefined : freshIn(basis, columnOf(next, counts));
    if (next === undefined || fresh === undefined) break;
    basis.push(fresh);
    takeFrom(left, fresh);
    learn(known, fresh);
    happenings.push(next);
  }
  return { columns: ground.columns, happenings, left, parameters: basis.length };
}

interface Solved {
  readonly columns: readonly Column[];
  readonly sizes: readonly number[];
  readonly residuals: Float64Array;
}

function solved(columns: readonly Column[], happened: readonly Float64Array[], logs: Float64Array): Solved {
  const all = [...columns.map(({ counted }) => counted), ...happened];
  const sizes = solve(all, logs);
  const residuals = logs.map((value, day) => value - all.reduce((sum, column, index) => sum + (column[day] ?? 0) * (sizes[index] ?? 0), 0));
  return { columns, sizes, residuals };
}

/** In squared sigmas, what a trend must explain: one that could be chance would be carried on into days where it is wrong. */
const TREND_PRICE = 12;

function fitTo(days: Days, ground: Ground): Fit {
  const { values, counts } = days;
  const offset = offsetOf(days);
  const logs = values.map((value, day) => (counts[day] ?? 0) * Math.log(Math.max(0, value) + offset));
  const chosen = choose(days, ground, logs);
  const sigma = sigmaOf(chosen.left, counts, chosen.parameters);
  const happened = chosen.happenings.map((one) => columnOf(one, counts));
  const growing = solved(chosen.columns, happened, logs);
  const flat = solved(
    chosen.columns.filter(({ isTrend }) => !isTrend),
    happened,
    logs,
  );
  const isGrowing = dot(flat.residuals, flat.residuals) - dot(growing.residuals, growing.residuals) > TREND_PRICE * sigma ** 2;
  const { columns, sizes, residuals } = isGrowing ? growing : flat;
  const quiet = residuals.filter((_, day) => counts[day] === 1);
  const clip = (value: number): number => Math.max(-3 * sigma, Math.min(3 * sigma, value));
  // What is typical in logarithms is a little less than the average in money.
  const smear = quiet.reduce((sum, value) => sum + Math.exp(clip(value)), 0) / Math.max(1, quiet.length);
  const level = values.map((_, day) => {
    const log = columns.reduce((sum, { full }, index) => sum + (full[day] ?? 0) * (sizes[index] ?? 0), 0);
    return Math.max(0, Math.exp(log) * smear - offset);
  });
  const happenings = chosen.happenings.map(
    ({ kind, start, end }, index): Happening => ({ kind, start, end, size: sizes[columns.length + index] ?? 0 }),
  );
  const everyDay = new Float64Array(values.length).fill(1);
  const effect = new Float64Array(values.length);
  for (const one of happenings) {
    const column = columnOf(one, everyDay);
    for (let day = 0; day < effect.length; day += 1) effect[day] = (effect[day] ?? 0) + one.size * (column[day] ?? 0);
  }
  const slope = (sizes[columns.findIndex(({ isTrend }) => isTrend)] ?? 0) / values.length;
  return { happenings, level, effect, residuals, sigma, memory: memoryOf(residuals, counts, sigma), offset, slope };
}
