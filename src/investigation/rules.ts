// The rules that end an investigation and that bound what may be claimed. Code, not the model, applies them.

import type { Evidence, Hypothesis, Round } from '../protocol/index.js';
import type { State } from './state.js';

/** So sure, with something that supports it and a rival that was weakened, and it is concluded. */
export const CONFIDENT = 0.85;
/** Nothing but the bill speaks for it. */
const MOST_FROM_THE_BILL = 0.6;
/** Nothing supports it, or no rival was weakened. */
const MOST_ONE_SIDED = 0.84;
/** So many rounds in which the leader did not rise and nothing became clearer. */
const STALE_ROUNDS = 3;
const STEP = 0.02;
const LEAST_MILLISECONDS = 5_000;

const STOPS = ['confident', 'no-progress', 'commands-spent', 'money-spent', 'time-spent', 'no-access', 'rounds-spent'] as const;

export type Stop = (typeof STOPS)[number];

/** The rule that a round's last words name; undefined where it was the reasoner's own word. */
export function stopOf(why: string): Stop | undefined {
  return STOPS.find((name) => name === why);
}

const isRead = ({ outcome, source }: Evidence): boolean => source !== 'bill' && outcome === 'answered';

/** Evidence beyond the bill that speaks for the hypothesis: as the catalogue reads it, or as whoever thinks cites it where that does not disagree. */
function supporting({ cause, for: cited }: Hypothesis, read: readonly Evidence[]): readonly Evidence[] {
  return read.filter((one) => one.supports.includes(cause) || (cited.includes(one.evidence) && !one.weakens.includes(cause)));
}

/** Evidence beyond the bill that speaks against another one, or against whatever nobody named. */
function weakening({ cause }: Hypothesis, all: readonly Hypothesis[], read: readonly Evidence[]): readonly Evidence[] {
  const rivals = all.filter((other) => other.cause !== cause);
  return read.filter(
    (one) =>
      one.weakens.some((weakened) => weakened !== cause) ||
      rivals.some((rival) => rival.against.includes(one.evidence) && !one.supports.includes(rival.cause)),
  );
}

/** What a hypothesis may claim at most, whoever claims it. One read that does both is one witness; two are asked for. */
export function cap(hypothesis: Hypothesis, all: readonly Hypothesis[], evidence: readonly Evidence[]): number {
  const read = evidence.filter(isRead);
  if (read.length === 0) return MOST_FROM_THE_BILL;
  const [speaksFor, against] = [supporting(hypothesis, read), weakening(hypothesis, all, read)];
  const witnesses = new Set([...speaksFor, ...against]);
  return speaksFor.length > 0 && against.length > 0 && witnesses.size > 1 ? 1 : MOST_ONE_SIDED;
}

/** What is taken from a claim goes to what nobody named. Citations of what does not exist are dropped. */
export function bounded(thought: Pick<Round, 'hypotheses' | 'unknown'>, state: State): Pick<Round, 'hypotheses' | 'unknown'> {
  const known = new Set(state.evidence.map(({ evidence }) => evidence));
  const cited = thought.hypotheses.map((one) => ({
    ...one,
    for: one.for.filter((id) => known.has(id)),
    against: one.against.filter((id) => known.has(id)),
  }));
  const capped = cited.map((one) => ({ ...one, confidence: Math.min(one.confidence, cap(one, cited, state.evidence)) }));
  const total = capped.reduce((sum, { confidence }) => sum + confidence, 0);
  const hypotheses = total > 1 ? capped.map((one) => ({ ...one, confidence: one.confidence / total })) : capped;
  const named = hypotheses.reduce((sum, { confidence }) => sum + confidence, 0);
  return { hypotheses: hypotheses.toSorted((one, other) => other.confidence - one.confidence), unknown: Math.max(0, 1 - named) };
}

function leadOf({ hypotheses }: Pick<Round, 'hypotheses'>): number {
  return Math.max(0, ...hypotheses.map(({ confidence }) => confidence));
}

function spread({ hypotheses, unknown }: Pick<Round, 'hypotheses' | 'unknown'>): number {
  const weights = [...hypotheses.map(({ confidence }) => confidence), unknown].filter((weight) => weight > 0);
  return weights.reduce((sum, weight) => sum - weight * Math.log2(weight), 0);
}

/** Three rounds in which nothing rose and nothing became clearer. */
function isStale(rounds: readonly Pick<Round, 'hypotheses' | 'unknown'>[]): boolean {
  const last = rounds.slice(-(STALE_ROUNDS + 1));
  if (last.length <= STALE_ROUNDS) return false;
  const steps = last.slice(1).map((round, at) => [last[at] ?? round, round] as const);
  return steps.every(([before, after]) => leadOf(after) < leadOf(before) + STEP && spread(after) > spread(before) - STEP);
}

export interface Asked {
  readonly state: State;
  /** The thought of this round, already bounded. */
  readonly now: Pick<Round, 'hypotheses' | 'unknown'>;
  readonly canRun: boolean;
  readonly mostRounds: number;
}

/** Whether it is time to conclude, and by which rule. */
export function stop({ canRun, mostRounds, now, state }: Asked): Stop | undefined {
  if (leadOf(now) >= CONFIDENT) return 'confident';
  if (!canRun) return 'no-access';
  const { commands, microUsd, milliseconds } = state.left;
  if (commands <= 0) return 'commands-spent';
  if (microUsd <= 0) return 'money-spent';
  if (milliseconds < LEAST_MILLISECONDS) return 'time-spent';
  if (state.rounds.length + 1 >= mostRounds) return 'rounds-spent';
  return isStale([...state.rounds, now]) ? 'no-progress' : undefined;
}
