// Layer 7: ReadOnly → Cleared. What would read without bound, or cost more than is left, does not run. The maker of `Cleared`.

import { err, type MicroUsd, ok } from '../shared/index.js';
import { tooWide } from './bounds/bound.js';
import { BOUND_CHECKS } from './bounds/bounds.js';
import { bytesFault } from './bounds/query.js';
import { Cleared } from './cleared.js';
import { given } from './given.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import { canonicalText, renderArgv } from './render.js';
import { maskOf } from './projection.js';
import { missingSafetyFlags } from './safety-flags.js';
import type { ReadOnly } from './stages.js';

/** What may still be spent on paid calls. */
export interface Remaining {
  readonly microUsd: MicroUsd;
}

function moneyReason(command: ReadOnly, remaining: Remaining): Reason | undefined {
  const { rule } = command;
  if (rule.bound === 'sql') return bytesFault(command, remaining.microUsd);
  const costs = rule.microUsd;
  // T7: written so that a remaining sum that is not a number refuses.
  if (costs === 0 || costs <= remaining.microUsd) return undefined;
  return { code: 'over-budget', part: { text: [rule.binary, ...rule.path].join(' '), at: 0 }, costs, remaining: remaining.microUsd };
}

function cleared(command: ReadOnly, remaining: Remaining): Cleared {
  const { rule, track } = command;
  const added = missingSafetyFlags(command).map(({ name, word }) => ({ name, word: word(remaining.microUsd) }));
  const argv = renderArgv(command, added);
  return Cleared.seal({
    binary: rule.binary,
    path: track === undefined ? rule.path : [track, ...rule.path],
    argv,
    canonical: canonicalText(argv),
    added: added.map(({ word }) => word),
    cost: rule.microUsd,
    mask: maskOf(command),
    command,
  });
}

const LEAST_PAGE = 10;

/** T7: a list read in pages of one is one request, paid or counted, for each of its rows. */
function pageReason(command: ReadOnly): Reason | undefined {
  const page = given(command, '--page-size', 'count');
  return page && page.argument.value < LEAST_PAGE ? tooWide(page, `pages of at least ${String(LEAST_PAGE)}`) : undefined;
}

export function cost(remaining: Remaining): Layer<ReadOnly, Cleared> {
  return {
    name: 'cost',
    check: (command) => {
      const { bound } = command.rule;
      const reason = (bound && BOUND_CHECKS[bound](command)) ?? pageReason(command) ?? moneyReason(command, remaining);
      return reason ? err(reason) : ok(cleared(command, remaining));
    },
  };
}
