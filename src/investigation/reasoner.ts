// What thinks: the catalogue of causes, or a model. Both get the same dossier and the same ledger, and their thoughts meet the same rules.

import type { Draft, Evidence, Finding, Round } from '../protocol/index.js';
import type { Dossier, State } from './state.js';

/** One round's thought: a round without its number; a thought to conclude brings the draft along where there is one. */
export type Thought = Omit<Round, 'entry' | 'round'>;

export interface Reasoner {
  readonly by: Round['by'];
  /** Throws a Fault where it cannot think any more: a refusal, an outage, a budget. */
  readonly think: (dossier: Dossier, state: State) => Promise<Thought>;
  /** Asked where the last thought brought no draft along. */
  readonly conclude: (dossier: Dossier, state: State) => Promise<Draft>;
}

/** An output as it came from the executor, the bill or a person. */
export interface RawEvidence {
  readonly source: Evidence['source'];
  readonly asked: string;
  readonly output: string;
  readonly errors: string;
}

/** Typed findings with references into the output, for what no reader of the catalogue reads. */
export interface Compressor {
  readonly findings: (dossier: Dossier, raw: RawEvidence) => Promise<readonly Finding[]>;
}
