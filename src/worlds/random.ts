// Random numbers that are the same for the same seed on every machine, and the names that are made of them.

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
  readonly hex: (length: number) => string;
  readonly digits: (length: number) => string;
  /** Another stream, which stays the same when more is drawn from this one. */
  readonly fork: (name: string) => Random;
}

const TWO_TO_32 = 4_294_967_296;

/** A number for a text, the same everywhere: FNV-1a, mixed once more. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** From 0 up to but not including 1, for a text. */
export function shareOf(text: string): number {
  return hashOf(text) / TWO_TO_32;
}

/** The next one of its stream. */
export function uuidFrom(random: Random): string {
  return random.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/u, '$1-$2-$3-$4-');
}

export function randomOf(seed: number | string): Random {
  const first = typeof seed === 'number' ? seed : hashOf(seed);
  // Mixed first, so that neighbouring seeds do not begin alike.
  let state = Math.imul(first ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
  };
  const whole = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(next() * from.length)];
    if (picked === undefined) throw new Error('there is nothing to pick from');
    return picked;
  };
  const text = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(whole(0, alphabet.length - 1))).join('');
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole,
    chance: (probability) => next() < probability,
    pick,
    shuffled: (from) =>
      from
        .map((value) => ({ value, order: next() }))
        .toSorted((one, other) => one.order - other.order)
        .map(({ value }) => value),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    hex: (length) => text('0123456789abcdef', length),
    digits: (length) => text('123456789', length),
    fork: (name) => randomOf(`${String(first)} ${name}`),
  };
}
