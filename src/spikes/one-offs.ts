// Money that comes once has its own rule: was there as much of the same kind a month before? Taxes and fees that come every month are no
// news; a purchase is; credits that end are, because from then on somebody pays.

import type { Cube, Leaf, OneOff } from './cube.js';
import { civilDay, isoDay } from './day.js';
import { money } from './explain.js';
import { severityOfShare, type Spike } from './report.js';
import { inOrder, units } from './slices.js';

/** Kinds that come every month: without a month before there is nothing to compare them with. */
const MONTHLY: readonly OneOff['kind'][] = ['tax', 'support', 'fee'];
const TIMES_AS_MUCH = 1.5;
/** Of a usual day of the bill. */
const LEAST_MONEY = 0.1;
const CREDIT_DAYS = 5;

interface Group {
  readonly kind: OneOff['kind'];
  readonly leaf: Leaf;
  readonly charges: readonly OneOff[];
}

export interface Charge {
  readonly kind: OneOff['kind'];
  readonly leaf: Leaf;
  readonly day: number;
  readonly cost: bigint;
  readonly before: bigint | undefined;
  readonly why: readonly string[];
}

function groupsOf(oneOffs: readonly OneOff[]): readonly Group[] {
  const groups = new Map<string, { readonly kind: OneOff['kind']; readonly leaf: Leaf; readonly charges: OneOff[] }>();
  for (const one of oneOffs) {
    const id = JSON.stringify([one.kind, one.leaf.provider, one.leaf.service, one.leaf.account]);
    const group = groups.get(id) ?? { kind: one.kind, leaf: one.leaf, charges: [] };
    groups.set(id, group);
    group.charges.push(one);
  }
  return [...groups].sort(([one], [other]) => inOrder(one, other)).map(([, group]) => group);
}

const monthOf = (cube: Cube, day: number): number => {
  const { year, month } = civilDay(cube.firstDay + day);
  return year * 12 + month;
};

function largerThanBefore(cube: Cube, { kind, leaf, charges }: Group): readonly Charge[] {
  const months = new Map<number, { cost: bigint; day: number }>();
  for (const { day, cost } of charges) {
    const month = monthOf(cube, day);
    const sum = months.get(month) ?? { cost: 0n, day };
    months.set(month, sum);
    sum.cost += cost;
    sum.day = Math.min(sum.day, day);
  }
  const first = monthOf(cube, 0);
  return [...months]
    .sort(([one], [other]) => one - other)
    .flatMap(([month, { cost, day }]) => {
      const before = month - 1 >= first ? (months.get(month - 1)?.cost ?? 0n) : undefined;
      if (cost <= 0n || (before === undefined && MONTHLY.includes(kind))) return [];
      // The first month of a bill is seldom whole: what came on its missing days is not known.
      const isUnknown = MONTHLY.includes(kind) && before === 0n && month - 1 === first && civilDay(cube.firstDay).day > 1;
      if (isUnknown || units(cost) < TIMES_AS_MUCH * units(before ?? 0n)) return [];
      const compared =
        before === undefined ? 'there is no month before to compare with' : `the month before it was ${money(before, cube.currency)}`;
      return [{ kind, leaf, day, cost, before, why: [`a ${kind} of ${money(cost, cube.currency)} in one month; ${compared}`] }];
    });
}

/** Credits that came day after day and then did not. */
function endedCredits(cube: Cube, complete: number, { kind, leaf, charges }: Group): readonly Charge[] {
  const days = [...new Set(charges.map(({ day }) => day))].sort((one, other) => one - other);
  const last = days.at(-1);
  if (kind !== 'credit' || last === undefined || days.length < CREDIT_DAYS || last >= complete - 3) return [];
  const recent = charges.filter(({ day }) => day > last - 7);
  const perDay = -recent.reduce((sum, { cost }) => sum + cost, 0n) / BigInt(new Set(recent.map(({ day }) => day)).size);
  if (perDay <= 0n) return [];
  const lost = perDay * BigInt(complete - 1 - last);
  const why = `credits of ${money(perDay, cube.currency)} a day ended after ${isoDay(cube.firstDay + last)}; what they paid is paid since`;
  return [{ kind, leaf, day: last + 1, cost: lost, before: undefined, why: [why] }];
}

export function unusualOneOffs(cube: Cube, complete: number, usual: number): readonly Spike[] {
  const charges = groupsOf(cube.oneOffs)
    .flatMap((group) => [...largerThanBefore(cube, group), ...endedCredits(cube, complete, group)])
    .filter(({ cost }) => units(cost) >= LEAST_MONEY * usual)
    .sort((one, other) => (other.cost > one.cost ? 1 : other.cost < one.cost ? -1 : one.day - other.day));
  const all = charges.reduce((sum, { cost }) => sum + cost, 0n);
  return charges.map((one, index): Spike => {
    const share = Number(one.cost) / Number(all);
    const isCredit = one.kind === 'credit';
    const end = isCredit ? complete - 1 : one.day;
    const daily = Array.from({ length: cube.days }, () => 0n);
    daily[one.day] = isCredit ? 0n : one.cost;
    return {
      rank: index + 1,
      severity: severityOfShare(share),
      shape: 'one-off',
      key: one.leaf,
      span: { start: one.day, end },
      startDay: isoDay(cube.firstDay + one.day),
      endDay: isoDay(cube.firstDay + end),
      isOngoing: isCredit,
      excess: one.cost,
      expectedPerDay: one.before ?? 0n,
      seenPerDay: one.cost / BigInt(end - one.day + 1),
      share,
      daily,
      expected: daily.map(() => 0n),
      scopes: [],
      priceVolume: undefined,
      why: one.why,
    };
  });
}
