// How likely each cause is, from what the bill looks like and from what was read since. Bayes' rule over a closed list and one place that
// stays open for what the list does not know.

import type { Cause, CauseId } from './cause.js';
import type { Outcome, Probe } from './probe.js';
import type { Seen } from './seen.js';
import { match } from './signature.js';

/** What nobody named keeps this much before anything was read. */
const OPEN_SHARE = 0.12;
/** Looks too little like it to be worth a thought. */
const LEAST_MATCH = 0.04;

export type Belief = ReadonlyMap<CauseId | 'other', number>;

export function normalised(weights: ReadonlyMap<CauseId | 'other', number>): Belief {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...weights].map(([cause, weight]) => [cause, total === 0 ? 0 : weight / total]));
}

/** The less the bill looks like anything, the more stays open. */
export function prior(causes: readonly Cause[], seen: Seen): Belief {
  const matched = causes.map((cause) => [cause, match(cause.signature, seen)] as const).filter(([, fit]) => fit >= LEAST_MATCH);
  const best = Math.max(0, ...matched.map(([, fit]) => fit));
  const total = matched.reduce((sum, [{ weight }, fit]) => sum + weight * fit, 0);
  const open = best === 0 ? 1 : Math.min(0.9, OPEN_SHARE / Math.max(best, OPEN_SHARE));
  const weights = new Map<CauseId | 'other', number>(
    matched.map(([cause, fit]) => [cause.id, ((cause.weight * fit) / total) * (1 - open)]),
  );
  weights.set('other', open);
  return normalised(weights);
}

/** P(outcome | cause), with the probe's outcomes made to sum to one for each cause. */
export function likelihood(probe: Probe, outcome: string, cause: CauseId | 'other'): number {
  const raw = (one: Outcome): number => (cause === 'other' ? one.otherwise : (one.given[cause] ?? one.otherwise));
  const total = probe.outcomes.reduce((sum, one) => sum + raw(one), 0);
  const found = probe.outcomes.find(({ name }) => name === outcome);
  return found === undefined || total === 0 ? 1 : raw(found) / total;
}

export function updated(belief: Belief, probe: Probe, outcome: string): Belief {
  return normalised(new Map([...belief].map(([cause, weight]) => [cause, weight * likelihood(probe, outcome, cause)])));
}

export function entropy(belief: Belief): number {
  return [...belief.values()].reduce((sum, weight) => (weight > 0 ? sum - weight * Math.log2(weight) : sum), 0);
}

export interface Weighed {
  /** It made the outcome clearly more likely than the others did. */
  readonly supports: readonly CauseId[];
  /** `other` stands for whatever nobody named. */
  readonly weakens: readonly (CauseId | 'other')[];
}

const CLEARLY = 1.5;

/** Which causes an outcome speaks for and against, among those that were believed in. */
export function weighed(belief: Belief, probe: Probe, outcome: string): Weighed {
  const average = [...belief].reduce((sum, [cause, weight]) => sum + weight * likelihood(probe, outcome, cause), 0);
  if (average === 0) return { supports: [], weakens: [] };
  const ratio = (cause: CauseId | 'other'): number => likelihood(probe, outcome, cause) / average;
  const named = [...belief.keys()].filter((cause): cause is CauseId => cause !== 'other');
  // Against the average, which a strong leader makes much of by itself: the leader is compared with the rest.
  const rest = (cause: CauseId): number => {
    const own = belief.get(cause) ?? 0;
    const others = 1 - own;
    return others <= 0 ? average : (average - own * likelihood(probe, outcome, cause)) / others;
  };
  return {
    supports: named.filter((cause) => likelihood(probe, outcome, cause) >= CLEARLY * rest(cause)),
    weakens: [...belief.keys()].filter((cause) => ratio(cause) <= 1 / CLEARLY),
  };
}
