// The judgement of a cage: what was seen from outside and what the canaries reported, each against exactly what its tier promises.

import type { Attestation, Tier } from '../protocol/index.js';
import type { Canary } from './canaries.js';
import { attestFromOutside, type Caged } from './outside.js';
import type { CagedRole } from './profile.js';
import { AT_LAUNCH, CANARIES } from './promises.js';

export interface CagedProcess extends Caged {
  readonly role: CagedRole;
  readonly steppedDown: readonly string[];
  /** Of the canaries whose one good outcome depends on this launch. */
  readonly particulars: Readonly<Record<string, string>>;
}

const LONGEST_REASON = 400;

/** `canaries` must be what the entry said before any other code ran: the hello. */
export function attest(caged: CagedProcess, canaries: readonly Canary[]): Attestation {
  const { particulars, pid, role, steppedDown, tier } = caged;
  return {
    role,
    tier,
    steppedDown: steppedDown.map((reason) => reason.slice(0, LONGEST_REASON)),
    outside: [...attestFromOutside(caged)],
    canaries: [...judgeCanaries(tier, canaries, { ...particulars, 'own-pid': String(pid) })],
  };
}

export interface JudgedCanary extends Canary {
  readonly passed: boolean;
}

/** One judgement for each canary that was promised or spoke. */
export function judgeCanaries(tier: Tier, canaries: readonly Canary[], particulars: CagedProcess['particulars']): readonly JudgedCanary[] {
  const promises = CANARIES[tier];
  const names = new Set([...Object.keys(promises), ...canaries.map(({ name }) => name)]);
  return [...names].map((name) => {
    const [first, ...more] = canaries.filter((canary) => canary.name === name);
    if (first === undefined) return { name, outcome: 'missing', passed: false };
    const promised = promises[name];
    const good = promised === AT_LAUNCH ? [particulars[name]] : promised;
    // What a tier promises nothing about is told, and proves nothing either way. One that speaks twice is no canary.
    return { name, outcome: first.outcome, passed: more.length === 0 && (good?.includes(first.outcome) ?? true) };
  });
}
