// What looks like a spike to a careless eye and is none: calendars, purchases, credits, moves.

import { type Draft, dayOfMonth, linesOf, lineOf, serviceNames, usualDay, weekdayOf } from './draft.js';
import { nano } from './bill.js';

type Decoy = (draft: Draft, taken: Set<string>) => void;

function once(draft: Draft, kind: Draft['oneOffs'][number]['kind'], service: string, day: number, amount: number): void {
  const leaf = { provider: draft.cloud.provider, account: draft.accounts[0] ?? '', service, usageType: '', region: '' };
  draft.oneOffs.push({ kind, leaf, day, cost: nano(amount), description: `${kind} for ${service}` });
}

const firsts = (draft: Draft): readonly number[] =>
  Array.from({ length: draft.days }, (_, day) => day).filter((day) => dayOfMonth(draft, day) === 1);

const tax: Decoy = (draft) => {
  for (const day of firsts(draft)) once(draft, 'tax', 'Tax', day, usualDay(draft) * 30 * 0.08);
};
const support: Decoy = (draft) => {
  for (const day of firsts(draft)) once(draft, 'support', 'Support', day, usualDay(draft) * 3);
};
const purchase: Decoy = (draft) =>
  once(
    draft,
    'purchase',
    draft.random.pick(serviceNames(draft)),
    draft.random.whole(0, draft.days - 1),
    usualDay(draft) * draft.random.between(2, 60),
  );
const refund: Decoy = (draft) =>
  once(
    draft,
    'refund',
    draft.random.pick(serviceNames(draft)),
    draft.random.whole(0, draft.days - 1),
    -usualDay(draft) * draft.random.between(0.5, 20),
  );
const credits: Decoy = (draft) => {
  const end = draft.random.whole(5, draft.days - 1);
  for (let day = 0; day < end; day += 1) once(draft, 'credit', serviceNames(draft)[0] ?? '', day, -usualDay(draft) * 0.2);
};

/** A subscription that is billed on the first of the month, as use. */
const monthlyFee: Decoy = (draft) => {
  const sample = draft.random.pick(draft.lines);
  const line = lineOf(draft, { ...sample.leaf, usageType: 'Subscription-Monthly' }, 'Months', 100);
  const fee = usualDay(draft) * draft.random.between(0.1, 0.6);
  for (const day of firsts(draft)) line.cost[day] = fee;
  draft.lines.push(line);
};

const weeklyBatch: Decoy = (draft) => {
  const lines = linesOf(draft, draft.random.pick(serviceNames(draft)));
  const on = draft.random.whole(0, 6);
  const times = draft.random.between(1.5, 4);
  for (const { cost } of lines) {
    for (let day = 0; day < draft.days; day += 1) if (weekdayOf(draft, day) === on) cost[day] = (cost[day] ?? 0) * times;
  }
};

const small: Decoy = (draft) => {
  const sample = draft.random.pick(draft.lines);
  const line = lineOf(draft, { ...sample.leaf, service: 'Tiny Newcomer', usageType: 'Units' }, 'Units', 0.01);
  const start = draft.random.whole(7, draft.days - 1);
  for (let day = start; day < draft.days; day += 1) line.cost[day] = usualDay(draft) * 0.002 * Math.exp(0.1 * draft.random.normal());
  draft.lines.push(line);
};

/** What one account used another one uses from some day on. */
const move: Decoy = (draft, taken) => {
  const service = draft.random.pick(serviceNames(draft));
  const other = draft.accounts[1];
  if (taken.has(service) || other === undefined) return;
  taken.add(service);
  const start = draft.random.whole(9, draft.days - 2);
  for (const line of linesOf(draft, service)) {
    if (line.leaf.account === other) continue;
    const moved = lineOf(draft, { ...line.leaf, account: other }, line.unit, line.price);
    for (let day = start; day < draft.days; day += 1) {
      moved.cost[day] = line.cost[day] ?? 0;
      line.cost[day] = 0;
    }
    draft.lines.push(moved);
  }
};

const DECOYS = { tax, support, purchase, refund, credits, monthlyFee, weeklyBatch, small, move } as const satisfies Record<string, Decoy>;
export type DecoyName = keyof typeof DECOYS;
export const DECOY_NAMES = [
  'tax',
  'support',
  'purchase',
  'refund',
  'credits',
  'monthlyFee',
  'weeklyBatch',
  'small',
  'move',
] as const satisfies readonly DecoyName[];

export function mislead(draft: Draft, name: DecoyName, taken: Set<string>): void {
  DECOYS[name](draft, taken);
  draft.decoys.push(name);
}
