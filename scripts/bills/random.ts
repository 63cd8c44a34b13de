// Random numbers that are the same for the same seed on every machine, in the distributions that bills are made of.

export interface Random {
  /** From 0 up to but not including 1. */
  readonly next: () => number;
  readonly between: (low: number, high: number) => number;
  /** A whole number, both ends included. */
  readonly whole: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  readonly shuffled: <T>(from: readonly T[]) => readonly T[];
  readonly normal: () => number;
  /** Student's t: the fewer degrees, the heavier the tails. */
  readonly heavy: (degrees: number) => number;
  readonly poisson: (mean: number) => number;
}

const TWO_TO_32 = 4_294_967_296;
/** Beyond this mean a Poisson number is drawn as a rounded normal one. */
const LARGE_MEAN = 200;

export function randomOf(seed: number): Random {
  // Mixed first, so that neighbouring seeds do not begin alike.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(next() * from.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  const shuffled = <T>(from: readonly T[]): readonly T[] =>
    from
      .map((value) => ({ value, order: next() }))
      .sort((one, other) => one.order - other.order)
      .map(({ value }) => value);
  const heavy = (degrees: number): number => {
    let squares = 0;
    for (let index = 0; index < degrees; index += 1) squares += normal() ** 2;
    return normal() / Math.sqrt(squares / degrees);
  };
  const poisson = (mean: number): number => {
    if (mean > LARGE_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const limit = Math.exp(-mean);
    let product = next();
    let count = 0;
    while (product > limit) {
      product *= next();
      count += 1;
    }
    return count;
  };
  return { next, between, whole, chance: (probability) => next() < probability, pick, shuffled, normal, heavy, poisson };
}
