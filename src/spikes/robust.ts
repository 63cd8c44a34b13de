// Numbers that a few wild days do not move.

/** The value below which `share` of the values lie; 0 of none. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return 0;
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? 0;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}

export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);

/** Makes the middle distance from the middle comparable with a standard deviation. */
const NORMAL = 1.4826;

/** Of values that lie around zero. */
export function spread(residuals: ArrayLike<number>): number {
  return NORMAL * median(Array.from(residuals, Math.abs));
}
