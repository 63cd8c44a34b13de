// From what a reasoner says at the end to what may be said: capped, cited from what exists, with the money worked out by code.

import type { Conclusion, Draft, Hypothesis } from '../protocol/index.js';
import { moneyOf } from './money.js';
import { cap, CONFIDENT, type Stop } from './rules.js';
import type { Dossier, State } from './state.js';

function hypothesisOf(draft: Draft, state: State): Hypothesis {
  const cause = draft.cause ?? 'other';
  const last = state.rounds.at(-1)?.hypotheses.find((one) => one.cause === cause);
  return { cause, statement: '', confidence: draft.confidence, for: draft.evidence, against: last?.against ?? [], refute: '' };
}

export function concluded(dossier: Dossier, state: State, { draft, by, stopped }: Ended): Conclusion {
  const known = new Set(state.evidence.map(({ evidence }) => evidence));
  const cited = (ids: readonly string[]): string[] => ids.filter((id) => known.has(id));
  const hypothesis = hypothesisOf({ ...draft, evidence: cited(draft.evidence) }, state);
  const rivals = state.rounds.at(-1)?.hypotheses ?? [];
  const confidence = Math.min(draft.confidence, cap(hypothesis, rivals, state.evidence));
  return {
    entry: 'conclusion',
    outcome: confidence >= CONFIDENT && draft.cause !== null && draft.cause !== 'other' ? 'cause-found' : 'inconclusive',
    by,
    ...draft,
    confidence,
    evidence: hypothesis.for,
    ruledOut: draft.ruledOut.map((one) => ({ ...one, evidence: cited(one.evidence) })),
    money: moneyOf(dossier.report, dossier.spike),
    stopped,
  };
}

export interface Ended {
  readonly draft: Draft;
  readonly by: Conclusion['by'];
  readonly stopped: Stop | 'said-enough';
}

/** Nothing rose: what there is instead is said, and nothing is looked for. */
export function nothingFound(also: readonly string[]): Conclusion {
  return {
    entry: 'conclusion',
    outcome: 'nothing-found',
    by: 'offline',
    cause: null,
    title: 'no spike',
    statement: ['Nothing in this bill rose beyond what was to be expected.', ...also].join(' ').slice(0, 3_000),
    confidence: 1,
    evidence: [],
    ruledOut: [],
    notVerified: [],
    fixes: [],
    money: null,
    next: [],
    stopped: 'no-spike',
  };
}
