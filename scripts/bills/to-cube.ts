// The cube that a reader of bills should make of a bill: what the renderings are compared with.

import type { Cube, HotKey, Leaf, ResourceCube, Series } from '../../src/spikes/index.js';
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

/** What a bill answers when it is asked for the resources of a few slices. */
export function resourcesOf({ firstDay, days, lines }: Bill, keys: readonly HotKey[]): ResourceCube {
  const isAsked = (leaf: Leaf, { where }: HotKey): boolean =>
    (['provider', 'account', 'service', 'usageType', 'region'] as const).every(
      (name) => where[name] === undefined || where[name] === leaf[name],
    );
  const series = lines
    .filter(({ leaf }) => keys.some((key) => isAsked(leaf, key)))
    .map(({ leaf, resource, cost }) => ({ leaf, resource, cost }));
  return { firstDay, days, series };
}
