// The cube that a reader of bills should make of a bill: what the renderings are compared with.

import type { Cube, Leaf, Series } from '../../src/spikes/index.js';
import type { Bill } from './bill.js';

const keyOf = (leaf: Leaf, unit: string): string =>
  JSON.stringify([leaf.provider, leaf.account, leaf.service, leaf.usageType, leaf.region, unit]);

export function cubeOf({ currency, firstDay, days, lines, oneOffs }: Bill): Cube {
  const series = new Map<string, Series>();
  for (const { leaf, unit, cost, quantity } of lines) {
    const key = keyOf(leaf, unit);
    const sum = series.get(key) ?? { leaf, unit, cost: new BigInt64Array(days), quantity: new Float64Array(days) };
    series.set(key, sum);
    for (let day = 0; day < days; day += 1) {
      sum.cost[day] = (sum.cost[day] ?? 0n) + (cost[day] ?? 0n);
      sum.quantity[day] = (sum.quantity[day] ?? 0) + (quantity[day] ?? 0);
    }
  }
  return { currency, firstDay, days, series: [...series.values()], oneOffs };
}
