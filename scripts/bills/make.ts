// From a seed to a bill with its truth. The same seed gives the same bill.

import type { IncompleteTail, Severity } from '../../src/spikes/index.js';
import { type Bill, type Event, type Line, nano } from './bill.js';
import { DECOY_NAMES, type DecoyName, mislead } from './decoys.js';
import type { Draft, DraftLine, Size } from './draft.js';
import { expire, type Injected, inject } from './events.js';
import { type Generator, usualBill } from './generators.js';
import { type Random, randomOf } from './random.js';

export interface BillOptions extends Size {
  readonly events?: number;
  readonly decoys?: readonly DecoyName[];
  /** Days at the end that are not all there yet. */
  readonly tail?: number;
  readonly currency?: string;
}

const SALT = { smooth: 11, counts: 23, rough: 37 } as const;

export function severityOf(share: number): Severity {
  if (share >= 0.5) return 'critical';
  if (share >= 0.2) return 'high';
  return share >= 0.05 ? 'medium' : 'low';
}

function finishedLine(line: DraftLine): Line {
  const cost = new BigInt64Array(line.cost.length);
  const quantity = new Float64Array(line.cost.length);
  for (const [day, amount] of line.cost.entries()) {
    cost[day] = nano(amount);
    quantity[day] = Math.round((amount / (line.price * (line.paid[day] ?? 1))) * 1e6) / 1e6;
  }
  return { leaf: line.leaf, resource: line.resource, unit: line.unit, price: line.price, cost, quantity, coveredUntil: line.coveredUntil };
}

function eventsOf(injected: readonly Injected[]): readonly Event[] {
  const excesses = injected.map(({ added, start, end }) => nano(added.slice(start, end + 1).reduce((sum, value) => sum + value, 0)));
  const all = Number(excesses.reduce((sum, value) => sum + value, 0n));
  return injected.map(({ added: _, ...event }, index) => {
    const excess = excesses[index] ?? 0n;
    const share = Number(excess) / all;
    return { ...event, excess, share, severity: severityOf(share) };
  });
}

/** Each service has its own share of what is missing; the last day misses most. */
function cutTail(draft: Draft, random: Random, days: number): IncompleteTail | undefined {
  if (days === 0) return undefined;
  const share = random.between(0.3, 0.8);
  for (const line of draft.lines) {
    for (let back = 0; back < days; back += 1) {
      const day = draft.days - 1 - back;
      const there = Math.min(1, share ** (1 - back / days) * random.between(0.8, 1.1));
      line.cost[day] = (line.cost[day] ?? 0) * there;
    }
  }
  return { days, share };
}

export function makeBill(generator: Generator, seed: number, options: BillOptions = {}): Bill {
  const random = randomOf(Math.imul(seed, 97) + SALT[generator]);
  const draft = usualBill(generator, random, options);
  const tail = options.tail ?? (random.chance(0.4) && draft.days >= 21 ? random.whole(1, 3) : 0);
  const complete = draft.days - tail;
  const taken = new Set<string>();
  const decoys = options.decoys ?? DECOY_NAMES.filter(() => random.chance(0.2));
  for (const name of decoys) mislead(draft, name, taken);
  const wanted = options.events ?? random.pick([0, 0, 0, 1, 1, 1, 1, 2, 2, 3]);
  const injected: Injected[] = [];
  for (let index = 0; index < wanted; index += 1) {
    const found = random.chance(0.08) ? expire(draft, taken, complete) : inject(draft, taken, complete);
    if (found !== undefined) injected.push(found);
  }
  const cut = cutTail(draft, random, tail);
  return {
    generator,
    seed,
    provider: draft.cloud.provider,
    currency: options.currency ?? 'USD',
    firstDay: draft.firstDay,
    days: draft.days,
    lines: draft.lines.map(finishedLine),
    oneOffs: draft.oneOffs,
    events: eventsOf(injected),
    decoys: draft.decoys,
    tail: cut,
  };
}
