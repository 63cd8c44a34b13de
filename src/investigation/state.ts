// Where an investigation stands: a fold over its ledger, so that a run that was killed stands where it stood once its entries are read.

import type { Account, Conclusion, Evidence, LedgerEntry, Round, SpikesFound, Welcome } from '../protocol/index.js';

export type Report = SpikesFound['reports'][number];
export type Spike = Report['spikes'][number];

/** What does not change while it goes on. */
export interface Dossier {
  readonly welcome: Welcome;
  readonly found: SpikesFound;
  /** The report and the spike that are looked into. */
  readonly report: Report;
  readonly spike: Spike;
}

export interface State {
  readonly rounds: readonly Round[];
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
  readonly conclusion: Conclusion | undefined;
  /** What may still be used; told with each answer of the executor. */
  readonly left: Account;
  /** Model calls that gave nothing, one after the other. */
  readonly modelFailures: number;
}

export function openState(left: Account): State {
  return { rounds: [], evidence: [], notices: [], conclusion: undefined, left, modelFailures: 0 };
}

export function advanced(state: State, entry: LedgerEntry): State {
  switch (entry.entry) {
    case 'opened':
      return state;
    case 'round':
      return { ...state, rounds: [...state.rounds, entry] };
    case 'evidence':
      return { ...state, evidence: [...state.evidence, entry] };
    case 'notice':
      return { ...state, notices: [...state.notices, entry.text] };
    case 'conclusion':
      return { ...state, conclusion: entry };
  }
}

/** A probe whose answer could not be read: it is spent, and changes nothing. */
export const UNREAD = 'unread';

/** The name of the next piece of evidence. */
export function nextEvidence(state: State): string {
  return `E${String(state.evidence.length + 1)}`;
}
