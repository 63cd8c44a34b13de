// May credentials be loaded? Only when every cage of this run was seen to hold. Threat T-CAGE: a supervisor that was started wrong,
// or a tier that somebody lowered, would hand the cloud account to a process that can read files and open sockets.
// What must have been looked at is not taken from the attestation but from the tier's promises, by name.

import { AT_LAUNCH, CANARIES, OUTSIDE } from '../cage/index.js';
import { type Attest, type Attestation, isAtLeast, type Tier } from '../protocol/index.js';
import { err, ok, type Result } from '../shared/index.js';

export interface Declined {
  readonly code: string;
  readonly detail: string;
}

type Judgement = Result<undefined, Declined>;

function declined(code: string, detail: string): Result<never, Declined> {
  return err({ code, detail });
}

/** Where a tier can exist at all. A tier of another platform promises what nobody here could have looked at. */
const PLATFORM: Readonly<Partial<Record<Tier, string>>> = { bwrap: 'linux', landlock: 'linux', 'sandbox-exec': 'darwin' };

function judgeOutside({ outside, role, tier }: Attestation): Judgement {
  const promised: readonly string[] = OUTSIDE[tier];
  const missing = promised.find((name) => !outside.some((check) => check.name === name));
  if (missing !== undefined) return declined('check-missing', `${role}: ${missing}`);
  // None missing and more than were promised: one stands there twice, or nobody knows what it means.
  if (outside.length !== promised.length) return declined('check-unknown', `${role}: ${String(outside.length)} checks`);
  const failed = outside.find((check) => !check.passed || check.seen !== check.expected);
  return failed ? declined('check-failed', `${role}: ${failed.name}`) : ok(undefined);
}

function judgeCanaries({ canaries, role, tier }: Attestation): Judgement {
  for (const [name, promised] of Object.entries(CANARIES[tier])) {
    const [canary, ...more] = canaries.filter((one) => one.name === name);
    if (!canary) return declined('canary-missing', `${role}: ${name}`);
    if (more.length > 0) return declined('canary-twice', `${role}: ${name}`);
    if (promised !== AT_LAUNCH && !promised.includes(canary.outcome)) return declined('canary-alive', `${role}: ${name}`);
  }
  const failed = canaries.find((canary) => !canary.passed);
  return failed ? declined('canary-alive', `${role}: ${failed.name}`) : ok(undefined);
}

function judgeOne(one: Attestation, minimum: Tier, platform: string): Judgement {
  const { role, tier } = one;
  if (!isAtLeast(tier, minimum)) return declined('tier-too-low', `${role} runs in ${tier}; at least ${minimum} is asked for`);
  if ((PLATFORM[tier] ?? platform) !== platform) return declined('tier-unknown-here', `${role}: ${tier} on ${platform}`);
  const outside = judgeOutside(one);
  return outside.ok ? judgeCanaries(one) : outside;
}

export function judgeAttestations(attest: Attest, platform: string): Judgement {
  const roles = attest.attestations.map((one) => one.role).sort();
  if (roles.join() !== 'billing,orchestrator') return declined('roles-missing', `attested: ${roles.join()}`);
  for (const one of attest.attestations) {
    const judged = judgeOne(one, attest.minimumTier, platform);
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
