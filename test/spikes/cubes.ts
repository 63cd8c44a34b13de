// Small cubes by hand, for tests.

import type { Cube, Leaf, OneOff, Series } from '../../src/spikes/index.js';

/** A Sunday, and the first of a month. */
export const FIRST_DAY = Date.UTC(2026, 1, 1) / 86_400_000;

export const leaf = (parts: Partial<Leaf>): Leaf => ({ provider: 'AWS', account: '', service: '', usageType: '', region: '', ...parts });

/** Whole cents, so that amounts are exact. */
export function series(where: Partial<Leaf>, days: number, amount: (day: number) => number, quantity?: (day: number) => number): Series {
  return {
    leaf: leaf(where),
    cost: BigInt64Array.from({ length: days }, (_, day) => BigInt(Math.round(amount(day) * 100)) * 10_000_000n),
    quantity: Float64Array.from({ length: days }, (_, day) => quantity?.(day) ?? 0),
    unit: quantity === undefined ? '' : 'Hrs',
  };
}

export function cube(days: number, parts: readonly Series[], oneOffs: readonly OneOff[] = [], firstDay = FIRST_DAY): Cube {
  return { currency: 'USD', firstDay, days, series: parts, oneOffs };
}

/** The same unrest every time: between -1 and 1, no two services alike. */
export function unrest(salt: number): (day: number) => number {
  return (day) => {
    const mixed = Math.sin((day + 1) * 12.9898 + salt * 78.233) * 43_758.5453;
    return 2 * (mixed - Math.floor(mixed)) - 1;
  };
}

/** Services of a usual bill, each with 2 % of unrest. */
export function usual(days: number, levels: Readonly<Record<string, number>>): readonly Series[] {
  return Object.entries(levels).map(([service, level], index) => {
    const noise = unrest(index);
    return series({ service, account: '1' }, days, (day) => level * (1 + 0.02 * noise(day)));
  });
}
