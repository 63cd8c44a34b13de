// A policy of which a person wants less: whole programs, or those operations of one that begin with a word. It only ever takes away: what remains
// is judged as before, and what is taken away is to layer 3 as if nobody had listed it.

import { Fault } from '../shared/index.js';
import { BINARIES, type Binary } from './binaries.js';
import type { Policy } from './policy.js';

/** `aws`, or `aws ec2`. */
export const POLICY_PART = new RegExp(`^(?:${BINARIES.join('|')})(?: [a-z][a-z0-9-]{0,63})?$`);

/** Those that the policy does not know: nothing would be left of them. */
export function unknownParts(policy: Policy, only: readonly string[]): readonly string[] {
  return only.filter((part) => {
    const [name = '', first] = part.split(' ');
    const binary = BINARIES.find((one) => one === name);
    if (binary === undefined) return true;
    if (first === undefined) return policy.groups(binary).length === 0;
    return policy.pack(binary, first)?.start.next.has(first) !== true;
  });
}

/** Of a part that does not exist somebody expects something: then nothing is judged at all. */
export function narrowedPolicy(policy: Policy, only: readonly string[]): Policy {
  const [unknown] = unknownParts(policy, only);
  if (unknown !== undefined) {
    throw new Fault('config', `the policy lists nothing of \`${unknown}\``, {
      fix: '`commands.only` takes programs and the first words of their operations: ghosthunter policy list --whole',
    });
  }
  const parts = new Set(only);
  const isWhole = (binary: Binary): boolean => parts.has(binary);
  const listed = new Map(
    BINARIES.filter((binary) => !isWhole(binary)).map((binary) => {
      const firsts = only.flatMap((part) => (part.startsWith(`${binary} `) ? [part.slice(binary.length + 1)] : []));
      return [binary, firsts] as const;
    }),
  );
  return {
    globals: policy.globals,
    groups: (binary) => listed.get(binary) ?? policy.groups(binary),
    pack: (binary, first) => (isWhole(binary) || parts.has(`${binary} ${first}`) ? policy.pack(binary, first) : undefined),
  };
}
