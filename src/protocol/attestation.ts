// What the supervisor saw of a cage, in the form that the executor checks before it loads a credential.

import * as z from 'zod';
import { name, text } from './fields.js';
import { canary } from './proposals.js';

export const TIERS = ['bwrap', 'sandbox-exec', 'landlock', 'external', 'none'] as const;
export type Tier = (typeof TIERS)[number];

/** INVARIANT: TIERS is written from the strongest to the weakest. */
export function isAtLeast(tier: Tier, minimum: Tier): boolean {
  return TIERS.indexOf(tier) <= TIERS.indexOf(minimum);
}

/** A run is as confined as its least confined process. */
export function weakestTier(tiers: readonly Tier[]): Tier {
  return [...tiers].sort((one, other) => TIERS.indexOf(other) - TIERS.indexOf(one))[0] ?? 'none';
}

const check = z.strictObject({ name, expected: text(200), seen: text(200), passed: z.boolean() });
export type CageCheck = z.infer<typeof check>;

export const attestation = z.strictObject({
  role: z.enum(['orchestrator', 'billing']),
  tier: z.enum(TIERS),
  /** Why not a better tier; empty for the best one. */
  steppedDown: z.array(text(400)).max(8),
  outside: z.array(check).max(64),
  canaries: z.array(canary.extend({ passed: z.boolean() })).max(64),
});
export type Attestation = z.infer<typeof attestation>;
