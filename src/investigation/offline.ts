// The reasoner without a model: the catalogue of causes, Bayes' rule, and the read that is expected to tell most. It is the answer where
// there is no key, and what carries on where a model refuses or fails.

import { type CauseId, normalised } from '../causes/index.js';
import type { Action, Draft, Evidence, Hypothesis, NextStep } from '../protocol/index.js';
import { causeOf, openChoices, ranked, type Standing, standingOf } from './catalogue.js';
import type { Reasoner, Thought } from './reasoner.js';
import { CONFIDENT } from './rules.js';
import type { Dossier, State } from './state.js';

const MOST_HYPOTHESES = 4;
const LEAST_BELIEF = 0.03;
const MOST_NEXT = 3;
/** A read below this is worth the money only while little is known. */
const LEAST_BITS = 0.03;

const idsOf = (evidence: readonly Evidence[], which: (one: Evidence) => boolean): string[] =>
  evidence.filter(which).map((one) => one.evidence);

function hypothesisOf(standing: Standing, { evidence }: State, [id, confidence]: readonly [CauseId, number]): Hypothesis {
  const cause = causeOf(standing, id);
  return {
    cause: id,
    statement: (cause?.title ?? id).slice(0, 600),
    confidence,
    for: idsOf(evidence, (one) => one.source === 'bill' || one.supports.includes(id)).slice(0, 40),
    against: idsOf(evidence, (one) => one.weakens.includes(id)).slice(0, 40),
    refute: (cause?.refute ?? '').slice(0, 600),
  };
}

function hypotheses(standing: Standing, state: State): readonly Hypothesis[] {
  const all = ranked(standing.belief);
  const believed = all.filter(([, weight]) => weight >= LEAST_BELIEF).slice(0, MOST_HYPOTHESES);
  return (believed.length > 1 ? believed : all.slice(0, 2)).map((one) => hypothesisOf(standing, state, one));
}

function nextSteps(standing: Standing): NextStep[] {
  return openChoices(standing)
    .slice(0, MOST_NEXT)
    .map(({ command, probe }) => ({
      command,
      why: probe.asks.slice(0, 600),
      answers: probe.outcomes.slice(0, 6).map(({ means, name }) => ({ seen: name.replaceAll('-', ' '), means: means.slice(0, 400) })),
    }));
}

/**
 * A leader that the rules hold down needs a read that speaks for it or against a rival. Where it is all but certain no read is expected to
 * tell much, so it is chosen as if it were less so.
 */
function softened(standing: Standing): Standing {
  return { ...standing, belief: normalised(new Map([...standing.belief].map(([cause, weight]) => [cause, Math.sqrt(weight)]))) };
}

function actionOf(standing: Standing): Action {
  const [leader] = ranked(standing.belief);
  const [best] = openChoices(leader !== undefined && leader[1] >= CONFIDENT ? softened(standing) : standing);
  if (best === undefined || best.bits < LEAST_BITS) return { do: 'conclude', why: 'no read that is left would tell more' };
  return { do: 'command', command: best.command, why: best.probe.asks.slice(0, 600) };
}

function think(dossier: Dossier, state: State): Thought {
  const standing = standingOf(dossier, state);
  const all = [...hypotheses(standing, state)];
  const named = all.reduce((sum, { confidence }) => sum + confidence, 0);
  return { by: 'offline', hypotheses: all, unknown: Math.max(0, 1 - named), action: actionOf(standing), thinking: '' };
}

function whyNot(state: State, id: CauseId): string {
  const texts = state.evidence.filter(({ weakens }) => weakens.includes(id)).flatMap(({ findings }) => findings.map(({ text }) => text));
  return texts.slice(0, 3).join('; ').slice(0, 600);
}

function draft(dossier: Dossier, state: State): Draft {
  const standing = standingOf(dossier, state);
  const [leader, ...rivals] = ranked(standing.belief);
  const cause = leader && causeOf(standing, leader[0]);
  const ruledOut = rivals
    .filter(([id]) => state.evidence.some(({ weakens }) => weakens.includes(id)))
    .slice(0, 6)
    .map(([id]) => ({
      cause: id,
      title: (causeOf(standing, id)?.title ?? id).slice(0, 200),
      why: whyNot(state, id),
      evidence: idsOf(state.evidence, ({ weakens }) => weakens.includes(id)),
    }));
  const unread = state.evidence.filter(({ outcome, source }) => source === 'command' && outcome !== 'answered');
  return {
    cause: cause?.id ?? null,
    title: (cause?.title ?? 'no cause that the catalogue knows').slice(0, 200),
    statement: (cause?.statement(standing.known) ?? 'Nothing in the catalogue looks like this rise.').slice(0, 3_000),
    confidence: leader?.[1] ?? 0,
    evidence: cause ? idsOf(state.evidence, (one) => one.source === 'bill' || one.supports.includes(cause.id)) : [],
    ruledOut,
    notVerified: [
      ...(cause ? [`what would refute it: ${cause.refute}`.slice(0, 600)] : []),
      ...unread.slice(0, 8).map(({ asked, outcome }) => `${outcome}: ${asked}`.slice(0, 600)),
    ],
    fixes: cause ? [...cause.fixes(standing.known)].slice(0, 12) : [],
    next: nextSteps(standing),
  };
}

export const offlineReasoner: Reasoner = {
  by: 'offline',
  think: (dossier, state) => Promise.resolve(think(dossier, state)),
  conclude: (dossier, state) => Promise.resolve(draft(dossier, state)),
};
