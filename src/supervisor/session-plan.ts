// What a session is given: what to start, and whom to tell.

import type {
  AskedApproval,
  AskedByHand,
  Attest,
  Decided,
  EgressConfiguration,
  HandedBack,
  Named,
  Tier,
  Welcome,
} from '../protocol/index.js';
import type { RunEvent } from '../terminal/index.js';

export interface SessionPlan {
  readonly run: string;
  readonly tiers: readonly Tier[];
  /** The orchestrator's program; only `scripts/in-cage.mjs` names another one. */
  readonly orchestrator: string;
  /** Further files that its cage shows; empty but for attack code that wants a library. */
  readonly orchestratorReadOnly: readonly string[];
  readonly billing: string;
  /** Absolute paths, in the order they are shown. */
  readonly bill: readonly string[];
  readonly executor: Omit<Attest, 'kind' | 'id' | 'attestations'>;
  readonly egress: Omit<EgressConfiguration, 'kind' | 'id'>;
  readonly welcome: Omit<Welcome, 'kind' | 'id'>;
  readonly milliseconds: number;
}

export interface Ending {
  readonly outcome: 'done' | 'failed' | 'interrupted' | 'out-of-budget' | 'needs-person';
  readonly detail: string;
}

/** What a person answered, and whether that, or that nobody can answer, ends the run. */
export interface Spoken<Answer> {
  readonly answer?: Answer;
  readonly ending?: Ending;
}

export interface SessionHooks {
  readonly show: (shown: RunEvent) => void;
  /** A command to be run by a person; what they hand back. */
  readonly byHand: (asked: AskedByHand) => Promise<Spoken<HandedBack>>;
  /** May this run? */
  readonly approve: (asked: AskedApproval) => Promise<Spoken<Decided>>;
  /** What stands for what in what is shown. */
  readonly named: (names: readonly Named[]) => void;
  /** What a child prints, raw: never to be shown unescaped. */
  readonly said: (child: string, chunk: Uint8Array) => void;
  /** The four processes exist. */
  readonly launched: (pids: Readonly<Record<string, number>>) => void;
  /** The round has ended and nothing was stopped yet. */
  readonly beforeTeardown: (pids: Readonly<Record<string, number>>) => Promise<void>;
}
