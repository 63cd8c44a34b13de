// The gate: seven layers, exactly these, in this order. Leave one out or swap two, and it does not compile.

import type { Policy } from '../policy/index.js';
import { err, type Result } from '../shared/index.js';
import { shell } from './1-shell.js';
import { binary } from './2-binary.js';
import { subcommand } from './3-subcommand.js';
import { flags } from './4-flags.js';
import { args } from './5-arguments.js';
import { mutation } from './6-mutation.js';
import { cost, type Remaining } from './7-cost.js';
import { Chain } from './chain.js';
import type { Cleared } from './cleared.js';
import { type Refusal, stamped } from './refusal.js';
import { agrees, type Reader, readByShellQuote } from './second-reader.js';
import type { Flagged, Invocation, Operation, ReadOnly, Typed, Words } from './stages.js';

export type Verdict = Result<Cleared, Refusal>;

/** What each layer made of a line; from the layer that refused on, the refusal. Shown to people; what runs is the verdict alone. */
export interface Trail {
  readonly words: Result<Words, Refusal>;
  readonly invocation: Result<Invocation, Refusal>;
  readonly operation: Result<Operation, Refusal>;
  readonly flagged: Result<Flagged, Refusal>;
  readonly typed: Result<Typed, Refusal>;
  readonly readOnly: Result<ReadOnly, Refusal>;
  readonly verdict: Verdict;
}

function trailWith(read: Reader, line: string, policy: Policy, remaining: Remaining): Trail {
  const words = Chain.of(line).through(shell); //                 1  text       → Words
  const invocation = words.through(binary); //                    2  Words      → Invocation
  const operation = invocation.through(subcommand(policy)); //    3  Invocation → Operation
  const flagged = operation.through(flags); //                    4  Operation  → Flagged
  const typed = flagged.through(args); //                         5  Flagged    → Typed
  const readOnly = typed.through(mutation); //                    6  Typed      → ReadOnly
  const { verdict } = readOnly.through(cost(remaining)); //       7  ReadOnly   → Cleared
  // T1: asked last because it is slow, and only about what would run.
  const isDoubtful = verdict.ok && words.verdict.ok && !agrees(words.verdict.value, read);
  return {
    words: words.verdict,
    invocation: invocation.verdict,
    operation: operation.verdict,
    flagged: flagged.verdict,
    typed: typed.verdict,
    readOnly: readOnly.verdict,
    verdict: isDoubtful ? err(stamped('shell', { code: 'not-plain', part: { text: line.slice(0, 40), at: 0 } })) : verdict,
  };
}

/** With the second reader given, so that a test can show what happens when the two disagree. */
export function judgeWith(read: Reader, line: string, policy: Policy, remaining: Remaining): Verdict {
  return trailWith(read, line, policy, remaining).verdict;
}

export function judge(line: string, policy: Policy, remaining: Remaining): Verdict {
  return judgeWith(readByShellQuote, line, policy, remaining);
}

/** The verdict of `judge`, and how it came about. */
export function trailOf(line: string, policy: Policy, remaining: Remaining): Trail {
  return trailWith(readByShellQuote, line, policy, remaining);
}
