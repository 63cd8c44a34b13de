// When an attestation has passed: every promise of its tier was checked, and every check held. Pure.

import type { Attestation } from '../protocol/index.js';
import { CANARIES, OUTSIDE } from './promises.js';

declare const PASSED: unique symbol;
export type PassedAttestation = Attestation & { readonly [PASSED]: true };

/** An empty list passes nothing: what a tier promises must have been looked at, under its name. */
export function isPassed(attestation: Attestation): attestation is PassedAttestation {
  const { canaries, outside, tier } = attestation;
  const checked = new Set(outside.map(({ name }) => name));
  const reported = new Set(canaries.map(({ name }) => name));
  return (
    OUTSIDE[tier].every((name) => checked.has(name)) &&
    Object.keys(CANARIES[tier]).every((name) => reported.has(name)) &&
    outside.every(({ passed }) => passed) &&
    canaries.every(({ passed }) => passed)
  );
}

/** For the person and the log. */
export function failuresOf({ canaries, outside }: Attestation): readonly string[] {
  return [
    ...outside.filter(({ passed }) => !passed).map(({ expected, name, seen }) => `${name}: expected \`${expected}\`, saw \`${seen}\``),
    ...canaries.filter(({ passed }) => !passed).map(({ name, outcome }) => `canary ${name}: \`${outcome}\``),
  ];
}
