// The policy tests itself: the executor asks for the unmet examples before it reads its first proposal, and does not start while there
// is one. A policy that does not do what it shows is not the policy that was reviewed.

import type { Policy } from '../policy/index.js';
import { judge } from './judge.js';

/** Enough for any single call, so that an example shows the rule and not a budget. */
const PLENTY = { microUsd: 10_000_000 } as const;

/** A line, and `clear` or the code of the refusal that it must bring. */
export interface Expected {
  readonly line: string;
  readonly comes: string;
}

export interface UnmetExample extends Expected {
  readonly came: string;
}

export function unmetExamples(examples: readonly Expected[], policy: Policy): readonly UnmetExample[] {
  return examples
    .map(({ line, comes }) => {
      const verdict = judge(line, policy, PLENTY);
      return { line, comes, came: verdict.ok ? 'clear' : verdict.error.code };
    })
    .filter(({ came, comes }) => came !== comes);
}
