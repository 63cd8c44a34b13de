// What is injected into a draft and must be found: where, when, in which shape, and how much money it was.

import type { Leaf, SpikeShape } from '../../src/spikes/index.js';
import { type Draft, type DraftLine, lineOf, linesOf, median, serviceNames, sumOn, usualDay } from './draft.js';

export interface Injected {
  readonly leaf: Partial<Readonly<Leaf>>;
  readonly service: string;
  readonly resource: string;
  readonly shape: SpikeShape;
  readonly start: number;
  readonly end: number;
  /** What was added, one for each day. */
  readonly added: Float64Array;
}

type Where = readonly ('account' | 'usageType' | 'region' | 'resource')[];
const WHERE: readonly Where[] = [
  [],
  ['usageType'],
  ['usageType'],
  ['account'],
  ['region'],
  ['account', 'usageType'],
  ['account', 'region'],
  ['account', 'usageType', 'region'],
  ['account', 'usageType', 'region', 'resource'],
];
/** Of a usual day of the bill: less is no event that anybody would look for. */
const LEAST_SHARE = 0.02;
/** Of what the service itself moves from day to day. */
const LEAST_NOISE = 3.5;
const HISTORY = 9;

/** How much a service moves without a reason: the middle of the steps from one week to the next. */
function restlessness(draft: Draft, service: string): number {
  const lines = linesOf(draft, service);
  const days = Array.from({ length: draft.days }, (_, day) => sumOn(lines, day));
  return 1.05 * median(days.slice(7).map((value, day) => Math.abs(value - (days[day] ?? 0))));
}

function chosen(draft: Draft, service: string, where: Where): { readonly lines: readonly DraftLine[]; readonly seed: DraftLine } {
  const lines = linesOf(draft, service);
  const seed = draft.random.pick(lines);
  const fits = (line: DraftLine): boolean =>
    where.every((part) => (part === 'resource' ? line.resource === seed.resource : line.leaf[part] === seed.leaf[part]));
  return { lines: lines.filter(fits), seed };
}

const named = (seed: DraftLine, where: Where): Partial<Leaf> => ({
  ...(where.includes('account') ? { account: seed.leaf.account } : {}),
  ...(where.includes('usageType') ? { usageType: seed.leaf.usageType } : {}),
  ...(where.includes('region') ? { region: seed.leaf.region } : {}),
});

function add(draft: Draft, lines: readonly DraftLine[], factor: (day: number) => number, start: number, end: number): Float64Array {
  const added = new Float64Array(draft.days);
  for (const { cost } of lines) {
    for (let day = start; day <= end; day += 1) {
      const more = (cost[day] ?? 0) * (factor(day) - 1);
      added[day] = (added[day] ?? 0) + more;
      cost[day] = (cost[day] ?? 0) + more;
    }
  }
  return added;
}

function takeBack(draft: Draft, lines: readonly DraftLine[], before: readonly Float64Array[]): void {
  for (const [index, { cost }] of lines.entries()) cost.set(before[index] ?? new Float64Array(draft.days));
}

function newSpend(draft: Draft, service: string, complete: number): Injected {
  const { random } = draft;
  const whole = random.chance(0.3);
  const sample = random.pick(linesOf(draft, service));
  const leaf: Leaf = {
    ...sample.leaf,
    ...(whole
      ? { service: `${draft.cloud.provider} Newcomer ${String(random.whole(1, 9))}`, usageType: 'Units' }
      : { usageType: `${sample.leaf.usageType}.new${String(random.whole(1, 9))}` }),
  };
  const line = lineOf(draft, leaf, sample.unit, sample.price);
  const start = random.whole(HISTORY, complete - 3);
  const level = usualDay(draft) * random.between(0.04, 0.4);
  for (let day = start; day < draft.days; day += 1) line.cost[day] = level * Math.exp(0.05 * random.normal());
  draft.lines.push(line);
  const injected = { leaf, service: leaf.service, resource: line.resource, shape: 'new', start, end: complete - 1 } as const;
  return { ...injected, added: line.cost.slice() };
}

/** One event in a service that has none yet; nothing when chance found no place where it would show. */
export function inject(draft: Draft, taken: Set<string>, complete: number): Injected | undefined {
  const { random } = draft;
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const service = random.pick(serviceNames(draft));
    if (taken.has(service)) continue;
    if (random.chance(0.12) && complete > HISTORY + 4) {
      const found = newSpend(draft, service, complete);
      taken.add(found.service);
      taken.add(service);
      return found;
    }
    const where = random.pick(WHERE);
    const { lines, seed } = chosen(draft, service, where);
    const shape = random.pick(['step', 'step', 'step', 'burst', 'burst', 'ramp'] as const);
    const isRamp = shape === 'ramp';
    if (isRamp && complete < 28) continue;
    const start = shape === 'step' ? random.whole(HISTORY, complete - 2) : random.whole(HISTORY, isRamp ? complete - 12 : complete - 1);
    const end = shape === 'burst' ? Math.min(complete - 1, start + random.pick([0, 0, 1, 1, 2, 3, 4, 6])) : complete - 1;
    const times = isRamp ? random.between(2, 5) : Math.exp(random.between(Math.log(1.35), Math.log(9)));
    const last = shape === 'step' ? draft.days - 1 : end;
    const factor = (day: number): number => (isRamp ? 1 + ((times - 1) * (day - start + 1)) / (complete - start) : times);
    const before = lines.map(({ cost }) => cost.slice());
    const [usual, restless] = [usualDay(draft), restlessness(draft, service)];
    const added = add(draft, lines, factor, start, isRamp ? draft.days - 1 : last);
    const usualAdded = median([...added.slice(start, end + 1)]);
    if (usualAdded < Math.max(LEAST_SHARE * usual, LEAST_NOISE * restless)) {
      takeBack(draft, lines, before);
      continue;
    }
    taken.add(service);
    const resource = where.includes('resource') ? seed.resource : '';
    return { leaf: { service, ...named(seed, where) }, service, resource, shape, start, end, added };
  }
  return undefined;
}

/** What a commitment covered is paid in full from one day on: the use is the same, the cost is not. */
export function expire(draft: Draft, taken: Set<string>, complete: number): Injected | undefined {
  const { random } = draft;
  const usual = usualDay(draft);
  const service = serviceNames(draft).find((name) => {
    const typical = median(Array.from({ length: complete }, (_, day) => sumOn(linesOf(draft, name), day)));
    return !taken.has(name) && typical * 0.5 > Math.max(LEAST_SHARE * usual, LEAST_NOISE * restlessness(draft, name));
  });
  if (service === undefined || complete < HISTORY + 8) return undefined;
  taken.add(service);
  const start = random.whole(HISTORY, complete - 5);
  const paid = random.between(0.45, 0.66);
  const lines = linesOf(draft, service);
  for (const line of lines) {
    line.coveredUntil = start;
    for (let day = 0; day < start; day += 1) line.paid[day] = paid;
  }
  const added = add(draft, lines, () => 1 / paid, start, draft.days - 1);
  return { leaf: { service }, service, resource: '', shape: 'step', start, end: complete - 1, added };
}
