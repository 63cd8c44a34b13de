// Where a value stands in a drawing, and which round values are written beside it.

/** Far less than the least amount that a bill can name. */
const NOTHING = 1e-12;

/** 1, 2 or 5 times a power of ten, at least as large. */
export function roundStep(least: number): number {
  if (!(least > NOTHING) || !Number.isFinite(least)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power;
}

export interface Scale {
  /** Round values from the lowest to the highest. */
  readonly ticks: readonly number[];
  /** From the top of the drawing. */
  readonly at: (value: number) => number;
}

const TICKS = 4;

export function scaleOf(lowest: number, highest: number, height: number): Scale {
  const step = roundStep((Math.max(highest, 0) - Math.min(lowest, 0)) / TICKS);
  const from = Math.floor(Math.min(lowest, 0) / step);
  const to = Math.max(from + 1, Math.ceil(Math.max(highest, 0) / step - 1e-9));
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
  return { ticks, at: (value) => height * (1 - (value / step - from) / (to - from)) };
}

/** Short: 1.2k, 3M; money beside an axis need not be exact. */
export function short(value: number): string {
  const size = Math.abs(value);
  const [unit, name] =
    size >= 1e9 ? ([1e9, 'G'] as const) : size >= 1e6 ? ([1e6, 'M'] as const) : size >= 1e3 ? ([1e3, 'k'] as const) : ([1, ''] as const);
  const digits = Number((value / unit).toPrecision(3));
  return `${String(digits)}${name}`;
}

/** One decimal is finer than a screen. */
export function place(value: number): string {
  return String(Math.round(value * 10) / 10);
}
