// What a run has come to, folded from its events: all that the live view draws. Pure; texts are kept as they came and made harmless where they are drawn.

import type { Account, Conclusion, ProposalAnswer } from '../protocol/index.js';
import type { RunEvent, Spike } from './run-event.js';

export interface Belief {
  /** Empty for what nobody named. */
  readonly cause: string;
  readonly statement: string;
  readonly share: number;
  /** In the round before. */
  readonly before: number | undefined;
}

export interface Step {
  readonly command: string;
  /** Undefined while it is judged, waits or runs. */
  readonly answer: ProposalAnswer | undefined;
  /** Since when it runs. */
  readonly runsSince: number | undefined;
  readonly bytes: number;
}

export interface RunState {
  readonly run: string;
  readonly about: string;
  readonly began: number;
  /** What a run that goes on had taken already. */
  readonly hadTaken: number;
  readonly budget: Account | undefined;
  readonly spike: Spike | undefined;
  readonly currency: string;
  readonly lastDay: string;
  /** How many there are of that currency. */
  readonly ranks: readonly number[];
  readonly round: number;
  readonly beliefs: readonly Belief[];
  readonly movedAt: number;
  /** In our words, and then in theirs. */
  readonly doing: string;
  readonly why: string;
  readonly step: Step | undefined;
  readonly commands: number;
  readonly microUsd: number;
  readonly models: number;
  readonly conclusion: Conclusion | undefined;
}

/** What is seen of a run besides its events. */
export type LiveNews =
  | { readonly news: 'budget'; readonly budget: Account }
  | { readonly news: 'began' }
  | { readonly news: 'grew'; readonly bytes: number };

export function newRun(now: number): RunState {
  return {
    run: '',
    about: '',
    began: now,
    hadTaken: 0,
    budget: undefined,
    spike: undefined,
    currency: '',
    lastDay: '',
    ranks: [],
    round: 0,
    beliefs: [],
    movedAt: now,
    doing: 'starting: cages, bill, audit log',
    why: '',
    step: undefined,
    commands: 0,
    microUsd: 0,
    models: 0,
    conclusion: undefined,
  };
}

type Event<Kind extends RunEvent['event']> = Extract<RunEvent, { event: Kind }>;

function withSpikes(state: RunState, { answer, currency, rank }: Event<'spikes'>): RunState {
  const report = answer.reports.find((one) => one.currency === currency);
  return {
    ...state,
    spike: report?.spikes.find((one) => one.rank === rank),
    currency: report?.currency ?? '',
    lastDay: report?.lastDay ?? '',
    ranks: report?.spikes.map((one) => one.rank) ?? [],
    doing: 'thinking',
  };
}

const DOING = { command: 'proposes a command', query: 'looks into the bill', ask: 'asks you', conclude: 'concludes' } as const;

function withRound(state: RunState, { round }: Event<'round'>, now: number): RunState {
  const before = new Map(state.beliefs.map(({ cause, share }) => [cause, share]));
  const named = round.hypotheses
    .map(({ cause, confidence, statement }) => ({ cause, statement, share: confidence, before: before.get(cause) }))
    .toSorted((one, other) => other.share - one.share);
  const { action } = round;
  return {
    ...state,
    round: round.round,
    beliefs: [...named, { cause: '', statement: 'something else', share: round.unknown, before: before.get('') }],
    movedAt: now,
    doing: DOING[action.do],
    why: action.do === 'ask' ? '' : action.why,
  };
}

function withAnswer(state: RunState, { answer, command }: Event<'answered'>): RunState {
  return {
    ...state,
    step: { command, answer, runsSince: undefined, bytes: answer.kind === 'ran' ? answer.output.length + answer.cutBytes : 0 },
    commands: answer.spent.commands,
    microUsd: Math.max(state.microUsd, answer.spent.microUsd),
    doing: 'reads and thinks',
    why: '',
  };
}

export function seen(state: RunState, shown: RunEvent, now: number): RunState {
  switch (shown.event) {
    case 'opened': {
      const about = shown.world === null ? shown.mode : `${shown.mode} ${shown.world}`;
      return { ...state, run: shown.run, about, hadTaken: shown.resumed?.milliseconds ?? 0 };
    }
    case 'reading':
      return { ...state, doing: `reads the bill, ${String(Math.round(shown.share * 100))} %`, why: shown.file };
    case 'spikes':
      return withSpikes(state, shown);
    case 'started':
      return { ...state, run: shown.run, about: state.about === '' ? shown.mode : state.about, doing: 'thinking', why: '' };
    case 'proposed':
      return { ...state, step: { command: shown.command, answer: undefined, runsSince: undefined, bytes: 0 }, doing: 'the gate judges' };
    case 'answered':
      return withAnswer(state, shown);
    case 'by-hand':
    case 'approval':
    case 'question':
      return { ...state, doing: 'waits for you' };
    case 'round':
      return withRound(state, shown, now);
    case 'evidence':
      return { ...state, doing: 'thinking', why: '' };
    case 'model':
      return { ...state, models: shown.totalMicroUsd, microUsd: Math.max(state.microUsd, shown.totalMicroUsd) };
    case 'conclusion':
      return { ...state, conclusion: shown.conclusion, doing: 'writes the report', why: '' };
    case 'bill':
    case 'note':
    case 'notice':
    case 'prompt':
    case 'denied':
    case 'warning':
    case 'ended':
    case 'report':
      return state;
  }
}

export function heard(state: RunState, told: LiveNews, now: number): RunState {
  const { step } = state;
  switch (told.news) {
    case 'budget':
      return { ...state, budget: told.budget };
    case 'began':
      return step && !step.answer ? { ...state, step: { ...step, runsSince: now }, doing: 'runs' } : state;
    case 'grew':
      return step && !step.answer ? { ...state, step: { ...step, bytes: told.bytes } } : state;
  }
}
