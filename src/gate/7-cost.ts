// Layer 7: ReadOnly → Cleared. What would read without bound, or cost more than is left, does not run. The only maker of `Cleared`.

import { err, type MicroUsd, ok } from '../shared/index.js';
import { BOUND_CHECKS } from './bounds.js';
import { Cleared } from './cleared.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import { canonicalText, renderArgv } from './render.js';
import { safetyFlags } from './safety-flags.js';
import type { ReadOnly } from './stages.js';

/** What may still be spent on paid calls. */
export interface Remaining {
  readonly microUsd: MicroUsd;
}

function moneyReason(command: ReadOnly, remaining: Remaining): Reason | undefined {
  const { rule } = command;
  const costs = rule.cost.microUsd;
  // T7: written so that a remaining sum that is not a number refuses.
  if (costs === 0 || costs <= remaining.microUsd) return undefined;
  return { code: 'over-budget', part: { text: [rule.binary, ...rule.path].join(' '), at: 0 }, costs, remaining: remaining.microUsd };
}

function cleared(command: ReadOnly): Cleared {
  const { rule } = command;
  const missing = safetyFlags(rule).filter(({ name }) => !command.flags.some((flag) => flag.name === name));
  const added = new Map(missing.map(({ name, word }) => [name, word]));
  const argv = renderArgv(command, added);
  return Cleared.seal({
    binary: rule.binary,
    path: rule.path,
    argv,
    canonical: canonicalText(argv),
    added: [...added.values()],
    cost: rule.cost.microUsd,
  });
}

export function cost(remaining: Remaining): Layer<ReadOnly, Cleared> {
  return {
    name: 'cost',
    check: (command) => {
      const { bound } = command.rule.cost;
      const reason = (bound && BOUND_CHECKS[bound](command)) ?? moneyReason(command, remaining);
      return reason ? err(reason) : ok(cleared(command));
    },
  };
}
