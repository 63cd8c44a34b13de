// The search for what happened to a series: every burst, step and ramp that could be, each with what it explains and what it costs.

export type HappeningKind = 'window' | 'step' | 'ramp';

export interface Happening {
  readonly kind: HappeningKind;
  readonly start: number;
  /** The last day of a window; of a ramp, the day on which it stops to rise. */
  readonly end: number;
  /** Logarithm of the factor; of a ramp, for each day. */
  readonly size: number;
}

const LONGEST_WINDOW = 28;

const PLATEAUS = [6, 10, 15, 22, 30];

/** What a happening must explain, in squared sigmas per logarithm of days: a place in time costs, two places cost more. */
const PRICE = { step: 2.6, pulse: 3, window: 3.8, ramp: 3.6, plateau: 4.4 } as const;

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

export interface Candidate {
  readonly kind: HappeningKind;
  readonly start: number;
  readonly end: number;
  readonly gain: number;
}

/** How much of each possible happening is known already; grows with every column that is absorbed. */
export interface Known {
  /** By start and length. */
  readonly windows: Float64Array;
  /** By start. */
  readonly steps: Float64Array;
  /** By start and width. */
  readonly ramps: Float64Array;
}

/** From the last day that may begin a ramp on, there are too few to see one. */
const RAMP_DAYS = 6;

/** The first width is up to the last day; 0 is none. */
function widthOf(index: number, start: number, days: number): number {
  const whole = days - 1 - start;
  if (index === 0) return whole;
  const width = PLATEAUS[index - 1] ?? 0;
  return width < whole - 1 ? width : 0;
}

export function nothingKnown(days: number): Known {
  const ramps = new Float64Array(days * (PLATEAUS.length + 1));
  return { windows: new Float64Array(days * LONGEST_WINDOW), steps: new Float64Array(days), ramps };
}

export function learn({ windows, steps, ramps }: Known, column: Float64Array): void {
  const days = column.length;
  const { flat, hinge } = suffixOf(column);
  for (let start = 0; start < days; start += 1) {
    const here = flat[start] ?? 0;
    const longest = Math.min(LONGEST_WINDOW, days - start);
    for (let length = 0; length < longest; length += 1) {
      const along = here - (flat[start + length + 1] ?? 0);
      windows[start * LONGEST_WINDOW + length] = (windows[start * LONGEST_WINDOW + length] ?? 0) + along * along;
    }
    steps[start] = (steps[start] ?? 0) + here * here;
    if (start < RAMP_DAYS || start >= days - RAMP_DAYS) continue;
    for (let index = 0; index <= PLATEAUS.length; index += 1) {
      const width = widthOf(index, start, days);
      const along = (hinge[start] ?? 0) - (hinge[start + width] ?? 0);
      const place = start * (PLATEAUS.length + 1) + index;
      ramps[place] = (ramps[place] ?? 0) + along * along;
    }
  }
}

/** The happening that explains most beyond its price. */
export function best(known: Known, left: Float64Array, counts: Float64Array, sigma: number): Candidate | undefined {
  const days = left.length;
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
  for (let start = 0; start < days; start += 1) {
    if (counts[start] !== 1) continue;
    // A bill may begin on a day of fees. What begins with the bill and lasts is its level.
    const stop = start === 0 ? Math.min(days - 1, 2) : Math.min(days, start + LONGEST_WINDOW);
    for (let end = start; end < stop; end += 1) {
      if (counts[end] !== 1) continue;
      const along = (rest.flat[start] ?? 0) - (rest.flat[end + 1] ?? 0);
      const own = (present.flat[start] ?? 0) - (present.flat[end + 1] ?? 0);
      const isStep = present.flat[end + 1] === 0;
      const times = isStep ? PRICE.step : own === 1 ? PRICE.pulse : PRICE.window;
      offer(isStep ? 'step' : 'window', start, end, along, own, known.windows[start * LONGEST_WINDOW + end - start] ?? 0, times);
    }
    if (start > 0 && stop < days) {
      offer('step', start, days - 1, rest.flat[start] ?? 0, present.flat[start] ?? 0, known.steps[start] ?? 0, PRICE.step);
    }
  }
  // A ramp begins on the day before its first rise.
  for (let start = RAMP_DAYS; start < days - RAMP_DAYS; start += 1) {
    for (let index = 0; index <= PLATEAUS.length; index += 1) {
      const width = widthOf(index, start, days);
      if (width === 0) continue;
      const stop = start + width;
      const top = days - 1 - stop;
      const own = (width * (width + 1) * (2 * width + 1)) / 6 + top * width * width;
      const times = top === 0 ? PRICE.ramp : PRICE.plateau;
      const squares = known.ramps[start * (PLATEAUS.length + 1) + index] ?? 0;
      offer('ramp', start, stop, (rest.hinge[start] ?? 0) - (rest.hinge[stop] ?? 0), own, squares, times);
    }
  }
  return found;
}

export function columnOf({ kind, start, end }: Pick<Happening, 'kind' | 'start' | 'end'>, counts: Float64Array): Float64Array {
  return counts.map((value, day) => {
    if (day < start) return 0;
    if (kind === 'ramp') return value * (Math.min(day, end) - start);
    return kind === 'window' && day > end ? 0 : value;
  });
}
