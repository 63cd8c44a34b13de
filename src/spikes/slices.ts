// The cube added up over some of its dimensions. Sums are whole numbers, so the order of the series changes nothing.

import type { Cube, Dimension, Leaf, Series } from './cube.js';

export type Where = Partial<Readonly<Record<Dimension | 'resource', string>>>;

export interface Part {
  readonly leaf: Leaf;
  /** Empty where nobody asked for resources. */
  readonly resource: string;
  readonly cost: BigInt64Array;
  /** The same in whole nano-units, for statistics only: adding whole numbers is exact in any order, as long as they are not huge. */
  readonly rough: Float64Array;
  /** By unit; none where nobody said how much was used. */
  readonly series: readonly Series[];
}

export interface Slice<P extends Part = Part> {
  readonly where: Where;
  readonly id: string;
  readonly parts: readonly P[];
  /** In units of the currency, for statistics only. */
  readonly values: Float64Array;
}

const NANO = 1e9;
export const units = (amount: bigint | number): number => Number(amount) / NANO;
/** Rounded to a millionth: more digits would promise more than statistics know. */
export const nanos = (amount: number): bigint => BigInt(Math.round(amount * 1e6)) * 1000n;

/** As text, in an order that does not depend on where the machine stands. */
export const inOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

export function sliceOf<P extends Part>(where: Where, parts: readonly P[], days: number): Slice<P> {
  const values = new Float64Array(days);
  for (const { rough } of parts) for (let day = 0; day < days; day += 1) values[day] = (values[day] ?? 0) + (rough[day] ?? 0);
  for (let day = 0; day < days; day += 1) values[day] = (values[day] ?? 0) / NANO;
  return { where, id: JSON.stringify(where, Object.keys(where).sort()), parts, values };
}

/** Exact: what is reported. */
export function costOf(parts: readonly Pick<Part, 'cost'>[], days: number): BigInt64Array {
  const cost = new BigInt64Array(days);
  for (const part of parts) for (let day = 0; day < days; day += 1) cost[day] = (cost[day] ?? 0n) + (part.cost[day] ?? 0n);
  return cost;
}

const valueOf = (part: Part, dimension: Dimension | 'resource'): string =>
  dimension === 'resource' ? part.resource : part.leaf[dimension];

export const isIn = (part: Part, where: Where): boolean =>
  Object.entries(where).every(([dimension, value]) => {
    switch (dimension) {
      case 'provider':
      case 'account':
      case 'service':
      case 'usageType':
      case 'region':
      case 'resource':
        return valueOf(part, dimension) === value;
      default:
        return true;
    }
  });

export function slicesBy<P extends Part>(
  parts: readonly P[],
  dimensions: readonly (Dimension | 'resource')[],
  days: number,
): readonly Slice<P>[] {
  const groups = new Map<string, P[]>();
  for (const part of parts) {
    const id = JSON.stringify(dimensions.map((dimension) => valueOf(part, dimension)));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [part]);
    else group.push(part);
  }
  return [...groups]
    .sort(([one], [other]) => inOrder(one, other))
    .map(([, group]) => {
      const [first] = group;
      const where: Where =
        first === undefined ? {} : Object.fromEntries(dimensions.map((dimension) => [dimension, valueOf(first, dimension)]));
      return sliceOf(where, group, days);
    });
}

/** One part for each leaf, whatever units it was used in. */
export function partsOf({ series, days }: Pick<Cube, 'series' | 'days'>): readonly Part[] {
  const leaves = new Map<string, Series[]>();
  for (const one of series) {
    const { provider, account, service, usageType, region } = one.leaf;
    const id = JSON.stringify([provider, service, usageType, account, region]);
    const same = leaves.get(id);
    if (same === undefined) leaves.set(id, [one]);
    else same.push(one);
  }
  return [...leaves]
    .sort(([one], [other]) => inOrder(one, other))
    .flatMap(([, same]) => {
      const [first] = same;
      if (first === undefined) return [];
      const ordered = [...same].sort((one, other) => inOrder(one.unit, other.unit));
      const cost = ordered.length === 1 ? first.cost : costOf(ordered, days);
      return [{ leaf: first.leaf, resource: '', cost, rough: Float64Array.from(cost, Number), series: ordered }];
    });
}
