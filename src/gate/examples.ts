// A rule explains and tests itself. The executor asks for the unmet examples before it reads its first proposal, and does not start
// while there is one: a policy that does not do what it shows is not the policy that was reviewed.

import type { Policy, Rule } from '../policy/index.js';
import { judge } from './judge.js';

/** Enough for any single call, so that an example shows the rule and not a budget. */
const PLENTY = { microUsd: 10_000_000 } as const;

export interface UnmetExample {
  readonly rule: string;
  readonly line: string;
  /** `clear`, or the code of the refusal that was shown. */
  readonly expected: string;
  /** `clear` by this or another rule, or the code that came instead. */
  readonly came: string;
}

function outcome(line: string, policy: Policy, rule: Rule): string {
  const verdict = judge(line, policy, PLENTY);
  if (!verdict.ok) return verdict.error.code;
  const { binary, path } = verdict.value;
  return binary === rule.binary && path.join(' ') === rule.path.join(' ') ? 'clear' : `clear by ${[binary, ...path].join(' ')}`;
}

export function unmetExamples(policy: Policy): readonly UnmetExample[] {
  return policy.rules.flatMap((rule) => {
    const shown = [['clear', rule.clear] as const, ...rule.refuse];
    return shown.flatMap(([expected, lines]) =>
      lines
        .map((line) => ({ rule: [rule.binary, ...rule.path].join(' '), line, expected, came: outcome(line, policy, rule) }))
        .filter(({ came }) => came !== expected),
    );
  });
}
