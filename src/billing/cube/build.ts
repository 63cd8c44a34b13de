// Entries become cubes, one for each currency: two currencies are never added. Sums are exact until the last step, and the order of
// everything is the order of its names, so that the same bill is the same cube to the byte.

import { type Cube, DIMENSIONS, type Leaf, type OneOff, type Series } from '../../spikes/index.js';
import { toNano, toNumber } from '../engine/number.js';
import { type Entry, isOneOff } from './entries.js';

/** T-FLOOD: the cells of all series of a cube together. What is beyond is folded into one series a service. */
const MOST_CELLS = 12_000_000;
const MOST_DAYS = 4_000;
export const FOLDED = '(many small ones)';

interface OpenSeries {
  readonly leaf: Leaf;
  readonly costs: Map<number, bigint>;
  readonly quantities: Map<number, bigint>;
  /** Of what cost something; undefined as long as nothing did. */
  paidUnit: string | undefined;
  /** Of the rest, the first by its name: what is free is often counted under another one. */
  otherUnit: string;
  hasUnits: boolean;
  total: bigint;
}

interface OpenOneOff {
  readonly kind: OneOff['kind'];
  readonly leaf: Leaf;
  readonly day: number;
  readonly description: string;
  cost: bigint;
}

interface Open {
  readonly series: Map<string, OpenSeries>;
  /** The same by the leaf itself: lines of one kind share it, and a name is slower to make than to look up. */
  readonly known: Map<Leaf, OpenSeries>;
  readonly oneOffs: Map<string, OpenOneOff>;
}

export interface Built {
  readonly cubes: readonly Cube[];
  readonly notes: readonly string[];
}

const SEPARATOR = '\u001f';

function keyOf(leaf: Leaf): string {
  return DIMENSIONS.map((dimension) => leaf[dimension]).join(SEPARATOR);
}

export function buildCubes(entries: Iterable<Entry>): Built {
  const currencies = new Map<string, Open>();
  for (const entry of entries) {
    const open = currencies.get(entry.currency) ?? {
      series: new Map<string, OpenSeries>(),
      known: new Map<Leaf, OpenSeries>(),
      oneOffs: new Map<string, OpenOneOff>(),
    };
    currencies.set(entry.currency, open);
    add(open, entry);
  }
  const notes: string[] = [];
  const cubes = [...currencies].sort(byText).map(([currency, open]) => close(currency, open, notes));
  return { cubes, notes };
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function plus(sums: Map<number, bigint>, day: number, amount: bigint): void {
  sums.set(day, (sums.get(day) ?? 0n) + amount);
}

function add(open: Open, entry: Entry): void {
  const { cost, day, description, leaf, quantity, stream, unit } = entry;
  if (isOneOff(stream)) {
    const key = keyOf(leaf);
    const name = [stream, String(day), key, description].join(SEPARATOR);
    const known = open.oneOffs.get(name);
    if (known === undefined) open.oneOffs.set(name, { kind: stream, leaf, day, description, cost });
    else known.cost += cost;
    return;
  }
  let series = open.known.get(leaf);
  if (series === undefined) {
    const key = keyOf(leaf);
    series = open.series.get(key) ?? newSeries(leaf, unit);
    open.series.set(key, series);
    open.known.set(leaf, series);
  }
  // Hours and bytes have no sum. Of one usage type only what is paid says its unit: a free tier counts the same under a name of its own.
  if (quantity === 0n || cost === 0n) {
    if (unit !== '' && (series.otherUnit === '' || unit < series.otherUnit)) series.otherUnit = unit;
  } else {
    series.paidUnit ??= unit;
    if (series.paidUnit !== unit) series.hasUnits = false;
  }
  plus(series.costs, day, cost);
  if (quantity !== 0n) plus(series.quantities, day, quantity);
  series.total += cost < 0n ? -cost : cost;
}

function newSeries(leaf: Leaf, unit: string, hasUnits = true): OpenSeries {
  return { leaf, costs: new Map(), quantities: new Map(), paidUnit: undefined, otherUnit: unit, hasUnits, total: 0n };
}

function close(currency: string, open: Open, notes: string[]): Cube {
  let firstDay = Infinity;
  let lastDay = -Infinity;
  const see = (day: number): void => {
    firstDay = Math.min(firstDay, day);
    lastDay = Math.max(lastDay, day);
  };
  for (const { costs } of open.series.values()) for (const day of costs.keys()) see(day);
  for (const { day } of open.oneOffs.values()) see(day);
  const days = lastDay - firstDay + 1;
  if (days > MOST_DAYS) throw new RangeError(`${String(days)} days between the first and the last line`);
  const series = folded(open.series, days, notes);
  return {
    currency,
    firstDay,
    days,
    series: series.map((one) => closedSeries(one, firstDay, days)),
    oneOffs: [...open.oneOffs].sort(byText).map(([, { cost, day, description, kind, leaf }]) => ({
      kind,
      leaf,
      day: day - firstDay,
      cost: toNano(cost),
      description,
    })),
  };
}

function closedSeries({ costs, hasUnits, leaf, otherUnit, paidUnit, quantities }: OpenSeries, firstDay: number, days: number): Series {
  const cost = new BigInt64Array(days);
  const quantity = new Float64Array(days);
  for (const [day, exact] of costs) cost[day - firstDay] = toNano(exact);
  if (hasUnits) for (const [day, exact] of quantities) quantity[day - firstDay] = toNumber(exact);
  return { leaf, cost, quantity, unit: hasUnits ? (paidUnit ?? otherUnit) : '' };
}

/** In the order of their names. The smallest are added up where there are too many. */
function folded(open: ReadonlyMap<string, OpenSeries>, days: number, notes: string[]): readonly OpenSeries[] {
  const sorted = [...open].sort(byText);
  const most = Math.max(1_000, Math.floor(MOST_CELLS / days));
  if (sorted.length <= most) return sorted.map(([, series]) => series);
  const largest = [...sorted].sort(([, a], [, b]) => (a.total > b.total ? -1 : a.total < b.total ? 1 : 0));
  const kept = new Map(largest.slice(0, most));
  const rest = new Map<string, OpenSeries>();
  for (const [, small] of largest.slice(most)) {
    const leaf: Leaf = { ...small.leaf, account: FOLDED, usageType: FOLDED, region: FOLDED };
    const key = keyOf(leaf);
    const into = rest.get(key) ?? newSeries(leaf, '', false);
    rest.set(key, into);
    for (const [day, cost] of small.costs) plus(into.costs, day, cost);
  }
  notes.push(`${String(sorted.length - most)} small series were added up by service`);
  return [...[...kept, ...rest].sort(byText)].map(([, series]) => series);
}
