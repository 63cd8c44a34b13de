// The same money twice: a month that was exported again, or one table by service and another by usage type. Pure: what is known of each
// table is given, what to leave out is answered.

import { isBlank } from '../engine/number.js';
import { DIMENSIONS } from '../../spikes/index.js';
import type { View } from '../formats/format.js';
import { dayText, monthText } from './day.js';
import type { Entry } from './entries.js';

/** What a table is, as far as overlaps go. */
export interface Covered {
  readonly name: string;
  readonly family: string;
  readonly version: string;
  readonly view: View | undefined;
  readonly entries: readonly Entry[];
  /** When the file was last written, in milliseconds. */
  readonly modified: number;
}

/** Days of a table that are not counted, because `kept` has them. */
export interface Left {
  readonly table: number;
  readonly kept: number;
  readonly days: ReadonlySet<number>;
  readonly why: 'restated' | 'same-money' | 'other-view';
}

/** How many rows two tables have in common, as a share of the smaller; asked only where it matters. */
export type CommonRows = (a: number, b: number) => Promise<number>;

const MOSTLY = 0.5;
const NEARLY_ALL = 0.9;
const SAME_DAY_SHARE = 0.005;
const SAME_DAY_LEAST = 10n ** 16n;
const SECOND = 1_000;

interface Facts {
  readonly scopes: ReadonlySet<string>;
  readonly dimensions: string;
  readonly breadth: number;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  readonly leaves: ReadonlySet<string>;
  readonly totals: ReadonlyMap<string, bigint>;
  readonly rows: number;
  readonly lastDay: number;
}

function factsOf({ entries }: Covered): Facts {
  const used = DIMENSIONS.filter((name) => name !== 'provider' && entries.some(({ leaf }) => !isBlank(leaf[name])));
  const totals = new Map<string, bigint>();
  const leaves = new Set<string>();
  const days = new Set<number>();
  let rows = 0;
  let lastDay = -Infinity;
  for (const { cost, currency, day, leaf, rows: count } of entries) {
    const name = `${currency} ${String(day)}`;
    totals.set(name, (totals.get(name) ?? 0n) + cost);
    leaves.add(`${String(day)} ${leaf.account} ${leaf.service} ${leaf.usageType} ${leaf.region}`);
    days.add(day);
    rows += count;
    lastDay = Math.max(lastDay, day);
  }
  return {
    scopes: new Set(entries.map(({ currency, leaf, payer }) => `${leaf.provider} ${payer} ${currency}`)),
    dimensions: used.join(),
    // A service says more than a usage type alone, which has no service.
    breadth: used.length + (used.includes('service') ? 10 : 0),
    days,
    months: new Set([...days].map(monthText)),
    accounts: new Set(entries.map(({ leaf }) => leaf.account)),
    leaves,
    totals,
    rows,
    lastDay,
  };
}

function common<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): readonly T[] {
  return [...a].filter((one) => b.has(one));
}

function isSameMoney(a: Facts, b: Facts): boolean {
  const shared = [...a.totals.keys()].filter((name) => b.totals.has(name));
  // Few days agree by chance.
  if (shared.length < Math.min(3, a.totals.size, b.totals.size) || shared.length === 0) return false;
  const same = shared.filter((name) => isClose(a.totals.get(name) ?? 0n, b.totals.get(name) ?? 0n));
  const hasMoney = shared.some((name) => a.totals.get(name) !== 0n);
  return hasMoney && same.length >= NEARLY_ALL * shared.length;
}

function isClose(a: bigint, b: bigint): boolean {
  const difference = a > b ? a - b : b - a;
  const size = Math.max(Math.abs(Number(a)), Math.abs(Number(b)));
  return difference <= SAME_DAY_LEAST || Number(difference) <= SAME_DAY_SHARE * size;
}

/** The newer of two versions of the same lines: it goes on for longer, has more, was written later, was named later. */
function isNewer(a: Facts, b: Facts, tables: readonly Covered[], at: number, other: number): boolean {
  if (a.lastDay !== b.lastDay) return a.lastDay > b.lastDay;
  if (a.rows !== b.rows) return a.rows > b.rows;
  const written = (tables[at]?.modified ?? 0) - (tables[other]?.modified ?? 0);
  return Math.abs(written) >= SECOND ? written > 0 : at > other;
}

export async function findOverlaps(tables: readonly Covered[], commonRows: CommonRows): Promise<readonly Left[]> {
  if (tables.length < 2) return [];
  const facts = tables.map(factsOf);
  const left: Left[] = [];
  const leave = (table: number, kept: number, why: Left['why'], days: readonly number[]): void => {
    left.push({ table, kept, days: new Set(days), why });
  };
  for (const [a, first] of facts.entries()) {
    for (const [b, second] of facts.entries()) {
      if (b <= a) continue;
      const shared = common(first.days, second.days);
      if (shared.length === 0) continue;
      const [one, other] = [tables[a], tables[b]];
      if (isOtherView(one, other) && common(first.scopes, second.scopes).length > 0 && common(first.accounts, second.accounts).length > 0) {
        // What a commitment costs is spread over what used it: a purchase is no rise then.
        if (one?.view === 'amortised') leave(b, a, 'other-view', shared);
        else leave(a, b, 'other-view', shared);
        continue;
      }
      const isAlike = one?.family === other?.family && one?.version === other?.version && first.dimensions === second.dimensions;
      if (!isAlike) {
        if (!isSameMoney(first, second)) continue;
        const isFirstRicher = first.breadth === second.breadth ? first.rows >= second.rows : first.breadth > second.breadth;
        if (isFirstRicher) leave(b, a, 'same-money', shared);
        else leave(a, b, 'same-money', shared);
        continue;
      }
      if (common(first.scopes, second.scopes).length === 0) continue;
      if (
        common(first.leaves, second.leaves).length <
        MOSTLY * Math.min(first.leaves.size, second.leaves.size, leavesOn(first, shared), leavesOn(second, shared))
      )
        continue;
      if ((await commonRows(a, b)) < MOSTLY) continue;
      if (isNewer(first, second, tables, a, b)) leave(b, a, 'restated', shared);
      else leave(a, b, 'restated', shared);
    }
  }
  return left;
}

function isOtherView(one: Covered | undefined, other: Covered | undefined): boolean {
  if (one?.view === undefined || other?.view === undefined) return false;
  return one.family === other.family && one.view !== other.view;
}

function leavesOn({ leaves }: Facts, days: readonly number[]): number {
  const wanted = new Set(days.map(String));
  return [...leaves].filter((leaf) => wanted.has(leaf.slice(0, leaf.indexOf(' ')))).length;
}

export function describeLeft({ days, kept, table, why }: Left, tables: readonly Covered[]): string {
  const sorted = [...days].sort((x, y) => x - y);
  const span = `${dayText(sorted[0] ?? 0)} to ${dayText(sorted.at(-1) ?? 0)}`;
  const [name, other] = [tables[table]?.name ?? '', tables[kept]?.name ?? ''];
  if (why === 'other-view') {
    return `${name} has the actual, ${other} the amortised cost of ${span}: only the amortised one counts`;
  }
  return why === 'restated'
    ? `${name} is an earlier version of ${other} for ${span}: replaced, not added`
    : `${name} is the same money as ${other} for ${span}, seen another way: not added`;
}
