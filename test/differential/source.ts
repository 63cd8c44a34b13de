// Where the generators take their chances from: given to them, so that a seed repeats a run. Not for anything secret.

export interface Source {
  /** A whole number from 0 up to, and without, `limit`. */
  readonly below: (limit: number) => number;
}

/** The same numbers for the same seed, on every machine. */
export function seeded(seed: number): Source {
  let state = seed | 0;
  return {
    below: (limit) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
    },
  };
}

export function pick<T>(source: Source, from: readonly T[]): T {
  const found = from[source.below(from.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** True once in so many times. */
export function once(source: Source, inSoMany: number): boolean {
  return source.below(inSoMany) === 0;
}

/** Both ends included. */
export function between(source: Source, least: number, most: number): number {
  return least + source.below(most - least + 1);
}

export function shuffled<T>(source: Source, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: source.below(1 << 30) }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
