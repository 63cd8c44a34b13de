// The second question to a bill: which resources. A cube has none, since there may be millions; the files are read again for the few
// slices that moved, once to find the dearest resources in the days in question and once for all days of those.

import { type Cube, DIMENSIONS, type ResourceCube, type ResourceSeries } from '../spikes/index.js';
import { entriesOf, type Entry } from './cube/entries.js';
import type { SqlEngine } from './engine/duckdb.js';
import { toNano } from './engine/number.js';
import { type Dearest, type Scan, scanOf, without } from './engine/scan.js';
import { scanTable } from './engine/scan-table.js';
import type { Read, Slice, Where } from './reading.js';

export interface Wanted {
  readonly cube: Cube;
  readonly slices: readonly Slice[];
  readonly most: number;
}

/** Roles that a column says as it stands; a region may be worked out, and is compared afterwards. */
const PUSHED = ['account', 'service', 'usageType'] as const;
/** T-FLOOD: a list this long is no longer worth a comparison in the engine. */
const MOST_PUSHED = 200;
const SMALL_BYTES = 128 * 1024 ** 2;
/** What a resource is told by, but not asked for. */
const UNSEEN = ['payer', 'unit', 'description', 'quantity'] as const;

function isIn({ leaf }: Entry, where: Where): boolean {
  return DIMENSIONS.every((name) => where[name] === undefined || where[name] === leaf[name]);
}

function pushed(slices: readonly Slice[]): Readonly<Record<string, readonly string[]>> {
  const asked: Record<string, readonly string[]> = {};
  for (const name of PUSHED) {
    const values = slices.map(({ where }) => where[name] ?? '');
    if (values.every((value) => value !== '') && values.length <= MOST_PUSHED) asked[name] = [...new Set(values)];
  }
  return asked;
}

export async function readResources(
  reads: readonly Read[],
  kept: readonly (readonly Entry[])[],
  sql: SqlEngine | undefined,
  { cube, most, slices }: Wanted,
): Promise<ResourceCube> {
  const dearest = new Map<string, bigint>();
  const found = new Map<string, ResourceSeries & { readonly exact: Map<number, bigint> }>();
  const tables = reads.flatMap((read, at) => {
    const scan = scanOf(read.table.detected.format, read.table.columns, true);
    const hasResource = (scan.keys.find(({ name }) => name === 'resource')?.columns.length ?? 0) > 0;
    const days = new Set((kept[at] ?? []).filter(({ currency }) => currency === cube.currency).map(({ day }) => day));
    return hasResource && days.size > 0 && slices.length > 0 ? [{ read, scan, days }] : [];
  });
  async function entries(
    { read, scan: all }: { readonly read: Read; readonly scan: Scan },
    where: NonNullable<Scan['where']>,
    dearestOf?: Dearest,
  ): Promise<readonly Entry[]> {
    const { table } = read;
    const scan = without(all, UNSEEN);
    // What stands in no column of its own is compared afterwards, too.
    const hasColumn = (name: string): boolean => (scan.keys.find((key) => key.name === name)?.columns.length ?? 0) > 0;
    const pushable = Object.fromEntries(Object.entries(where).filter(([name]) => hasColumn(name)));
    const asked = { ...scan, where: pushable, ...(dearestOf === undefined ? {} : { dearest: dearestOf }) };
    const groups = await scanTable(table, asked, sql, () => undefined);
    return entriesOf(groups.groups, { format: table.detected.format, scan, currency: table.currency }).entries.filter(
      ({ currency, resource, stream }) => currency === cube.currency && stream === 'run-rate' && resource !== '',
    );
  }
  const isHot = (entry: Entry): boolean =>
    slices.some(({ end, start, where }) => isIn(entry, where) && entry.day >= cube.firstDay + start && entry.day <= cube.firstDay + end);
  const isAsked = (one: (typeof tables)[number], entry: Entry): boolean =>
    one.days.has(entry.day) && slices.some(({ where }) => isIn(entry, where));
  // A small table is read once, and what is not wanted of it is dropped.
  const whole = new Map<Read, readonly Entry[]>();
  for (const one of tables) {
    const { read } = one;
    const hot = [...one.days].filter((day) => slices.some(({ end, start }) => day >= cube.firstDay + start && day <= cube.firstDay + end));
    if (hot.length === 0) continue;
    const isSmall = read.table.bytes < SMALL_BYTES;
    const texts = hot.flatMap((day) => read.dayTexts.get(day) ?? []);
    // A large one is read once, too, but only its dearest resources are taken out of the engine.
    const all = await entries(one, pushed(slices), isSmall ? undefined : { days: texts, most: Math.ceil(1.25 * most) });
    whole.set(read, all);
    for (const entry of all) if (isHot(entry)) dearest.set(entry.resource, (dearest.get(entry.resource) ?? 0n) + entry.cost);
  }
  const names = [...dearest].sort(([a, x], [b, y]) => (x > y ? -1 : x < y ? 1 : a < b ? -1 : 1)).slice(0, most);
  const chosen = new Set(names.map(([name]) => name));
  for (const one of tables) {
    if (chosen.size === 0) break;
    for (const entry of whole.get(one.read) ?? (await entries(one, { ...pushed(slices), resource: [...chosen] }))) {
      if (!chosen.has(entry.resource) || !isAsked(one, entry)) continue;
      const key = [...DIMENSIONS.map((name) => entry.leaf[name]), entry.resource].join('\u001f');
      const series = found.get(key) ?? {
        leaf: entry.leaf,
        resource: entry.resource,
        cost: new BigInt64Array(cube.days),
        exact: new Map<number, bigint>(),
      };
      found.set(key, series);
      const day = entry.day - cube.firstDay;
      series.exact.set(day, (series.exact.get(day) ?? 0n) + entry.cost);
    }
  }
  const series = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { cost, exact, leaf, resource }]): ResourceSeries => {
      for (const [day, amount] of exact) cost[day] = toNano(amount);
      return { leaf, resource, cost };
    });
  return { firstDay: cube.firstDay, days: cube.days, series };
}
