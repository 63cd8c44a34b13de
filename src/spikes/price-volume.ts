// Using more, or paying more for the same? p is what one unit cost, q how many were used: ΔC = p₀Δq + q₀Δp + ΔpΔq.

import type { PriceVolume } from './report.js';
import { nanos, type Part, units } from './slices.js';

interface Days {
  readonly baseline: readonly number[];
  readonly days: readonly number[];
}

const sumOn = (values: ArrayLike<number | bigint>, days: readonly number[]): number =>
  days.reduce((sum, day) => sum + Number(values[day] ?? 0), 0);

/** `excess` is split exactly: what rounding leaves over is counted as volume. */
export function priceVolume(parts: readonly Part[], { baseline, days }: Days, expected: number, excess: bigint): PriceVolume | undefined {
  const series = parts.flatMap((part) => part.series);
  const before = series.reduce((sum, { cost }) => sum + units(sumOn(cost, baseline)), 0);
  // The baseline says what one day was; the expectation also knows the weekdays and the trend. What cost nothing has no expectation, but
  // may have been used all the same: then as many days of it are compared.
  const scale = before > 0 ? expected / before : days.length / Math.max(1, baseline.length);
  const used = new Set<string>();
  let [price, mixed] = [0, 0];
  for (const { cost, quantity, unit } of series) {
    const [c0, q0] = [units(sumOn(cost, baseline)) * scale, sumOn(quantity, baseline) * scale];
    const [c1, q1] = [units(sumOn(cost, days)), sumOn(quantity, days)];
    if (q0 === 0 && q1 === 0) continue;
    used.add(unit);
    if (q0 <= 0 || q1 <= 0) continue;
    const risen = c1 / q1 - c0 / q0;
    price += q0 * risen;
    mixed += risen * (q1 - q0);
  }
  if (used.size === 0) return undefined;
  const [exactPrice, exactMixed] = [nanos(price), nanos(mixed)];
  const [unit] = used;
  return { volume: excess - exactPrice - exactMixed, price: exactPrice, mixed: exactMixed, unit: used.size === 1 ? (unit ?? '') : '' };
}
