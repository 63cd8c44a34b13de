// How far from what was expected the days were before a rise: what a person may take for usual.

const LEAST_DAYS = 10;
const SHARE = 0.9;

function distance(one: string, other: string): bigint {
  const between = BigInt(one) - BigInt(other);
  return between < 0n ? -between : between;
}

/** Nano-units; nine of ten days before `start` were no farther than this. Null where too few days say anything. */
export function usualWithin(daily: readonly string[], expected: readonly string[], start: number): string | null {
  const distances = daily
    .slice(0, Math.max(0, start))
    .flatMap((cost, day) => {
      const wanted = expected[day];
      return wanted === undefined ? [] : [distance(cost, wanted)];
    })
    .sort((one, other) => Number(one - other));
  if (distances.length < LEAST_DAYS) return null;
  return String(distances[Math.ceil(SHARE * distances.length) - 1] ?? 0n);
}
