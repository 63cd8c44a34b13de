// The gate: seven layers, exactly these, in this order. Leave one out or swap two, and it does not compile.

import type { Policy } from '../policy/index.js';
import type { Result } from '../shared/index.js';
import { shell } from './1-shell.js';
import { binary } from './2-binary.js';
import { subcommand } from './3-subcommand.js';
import { flags } from './4-flags.js';
import { args } from './5-arguments.js';
import { mutation } from './6-mutation.js';
import { cost, type Remaining } from './7-cost.js';
import { Chain } from './chain.js';
import type { Cleared } from './cleared.js';
import type { Refusal } from './refusal.js';

export type Verdict = Result<Cleared, Refusal>;

export function judge(line: string, policy: Policy, remaining: Remaining): Verdict {
  return Chain.of(line)
    .through(shell) //              1  text       → Words
    .through(binary) //             2  Words      → Invocation
    .through(subcommand(policy)) // 3  Invocation → Operation
    .through(flags) //              4  Operation  → Flagged
    .through(args) //               5  Flagged    → Typed
    .through(mutation) //           6  Typed      → ReadOnly
    .through(cost(remaining)).verdict; // 7  ReadOnly   → Cleared
}
