// What judging needs, opened once: the policies of a folder, what is known to be denied, and the money that is left.

import type { Remaining } from '../gate/index.js';
import { type Denied, deniedIn, POLICIES_FOLDER } from '../packs/index.js';
import type { Binary, Policy } from '../policy/index.js';
import { type KnownAnswers, openKnownAnswers } from './known-answers.js';
import { policyIn, type Scope } from './scope.js';

/** Plain data, so that a thread can be told. */
export interface JudgingPlan extends Scope {
  readonly remaining: Remaining;
}

export interface Judging {
  readonly policy: Policy;
  readonly deniedOf: (binary: Binary) => Denied;
  readonly remaining: Remaining;
}

/** For lines by the hundred thousand. */
export interface BulkJudging extends Judging {
  readonly known: KnownAnswers;
}

export function planOf(folder: string | undefined, microUsd: number, only?: readonly string[]): JudgingPlan {
  return { folder: folder ?? POLICIES_FOLDER, only, remaining: { microUsd } };
}

export function openJudging({ folder, only, remaining }: JudgingPlan): BulkJudging {
  return { policy: policyIn({ folder, only }), deniedOf: deniedIn(folder), remaining, known: openKnownAnswers() };
}
