// May credentials be loaded? Only when every cage of this run was seen to hold. Threat T-CAGE: a supervisor that was started wrong,
// or a tier that somebody lowered, would hand the cloud account to a process that can read files and open sockets.

import { type Attest, type Attestation, TIERS, type Tier } from '../protocol/index.js';
import { err, ok, type Result } from '../shared/index.js';

export interface Declined {
  readonly code: string;
  readonly detail: string;
}

/** TIERS is written from the strongest to the weakest. */
function isAtLeast(tier: Tier, minimum: Tier): boolean {
  return TIERS.indexOf(tier) <= TIERS.indexOf(minimum);
}

function declined(code: string, detail: string): Result<never, Declined> {
  return err({ code, detail });
}

function judgeOne(one: Attestation, minimum: Tier): Result<undefined, Declined> {
  if (!isAtLeast(one.tier, minimum)) return declined('tier-too-low', `${one.role} runs in ${one.tier}; at least ${minimum} is asked for`);
  const failed = [...one.outside, ...one.canaries].find((check) => !check.passed);
  if (failed) return declined('check-failed', `${one.role}: ${failed.name}`);
  const isCaged = one.tier !== 'none' && one.tier !== 'external';
  if (isCaged && one.canaries.length === 0) return declined('no-canaries', `${one.role} reported no canaries`);
  if ((one.tier === 'bwrap' || one.tier === 'landlock') && one.outside.length === 0) {
    return declined('not-checked', `${one.role} was not looked at from outside`);
  }
  return ok(undefined);
}

export function judgeAttestations(attest: Attest): Result<undefined, Declined> {
  const roles = attest.attestations.map((one) => one.role).sort();
  if (roles.join() !== 'billing,orchestrator') return declined('roles-missing', `attested: ${roles.join()}`);
  for (const one of attest.attestations) {
    const judged = judgeOne(one, attest.minimumTier);
    if (!judged.ok) return judged;
  }
  // Without any cage only the bundled simulated cloud may answer, and only with nothing to lose.
  const isBare = attest.attestations.some((one) => one.tier === 'none');
  if (isBare && attest.mode !== 'simulated') return declined('no-cage', `mode ${attest.mode} needs a cage`);
  if (attest.mode !== 'active' && Object.keys(attest.credentials).length > 0) {
    return declined('needless-credentials', `mode ${attest.mode} uses no credentials`);
  }
  return ok(undefined);
}
