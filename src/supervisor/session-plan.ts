// What a session is given: what to start, and whom to tell.

import type {
  AskedApproval,
  AskedByHand,
  Attest,
  BillRequest,
  Decided,
  EgressConfiguration,
  HandedBack,
  LedgerEntry,
  Named,
  SpikesFound,
  Tier,
  Violation,
  Welcome,
} from '../protocol/index.js';
import type { Ending } from '../report/index.js';
import type { RunEvent } from '../terminal/index.js';

export type { Ending } from '../report/index.js';

/** What is asked of the bill before anything else. */
export type SpikesQuestion = Omit<Extract<BillRequest, { kind: 'spikes' }>, 'kind' | 'id'>;

/** What the bill decides: whose cloud it is, and which spike is looked into. */
export interface Settled {
  readonly executor: SessionPlan['executor'];
  readonly welcome: SessionPlan['welcome'];
  readonly currency: string | null;
  readonly rank: number | null;
}

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
  /** Null where no model is asked: then there is no egress. */
  readonly egress: Omit<EgressConfiguration, 'kind' | 'id'> | null;
  readonly welcome: Omit<Welcome, 'kind' | 'id'>;
  /** Null for a scripted round: nothing is investigated. */
  readonly spikes: SpikesQuestion | null;
  readonly settle: (found: SpikesFound, plan: Pick<SessionPlan, 'executor' | 'welcome'>) => Settled;
  readonly milliseconds: number;
  /** Nothing of it is started before it is needed. */
  readonly isOneOfMany: boolean;
}

/** What a person answered, and whether that, or that nobody can answer, ends the run. */
export interface Spoken<Answer> {
  readonly answer?: Answer;
  readonly ending?: Ending;
}

/** The ledger of this investigation. */
export interface LedgerDoor {
  /** On disk and synced when it returns; or how the entry breaks the protocol. Throws a Fault where the disk fails. */
  readonly write: (entry: LedgerEntry) => Violation | undefined;
  readonly read: (index: number) => LedgerEntry | null;
}

export interface SessionHooks {
  readonly show: (shown: RunEvent) => void;
  /** A command to be run by a person; what they hand back. */
  readonly byHand: (asked: AskedByHand) => Promise<Spoken<HandedBack>>;
  /** May this run? */
  readonly approve: (asked: AskedApproval) => Promise<Spoken<Decided>>;
  readonly ledger: LedgerDoor;
  /** A question of the investigation, in plain words; null where nobody answers. */
  readonly ask: (question: string) => Promise<Spoken<string | null>>;
  /** The executor is ready; what a run that goes on had used. Called before the orchestrator is let in. */
  readonly armed: (spent: { readonly commands: number; readonly microUsd: number }) => void;
  /** A command started. */
  readonly began: (canonical: string) => void;
  /** How much the running command has printed. */
  readonly grew: (bytes: number) => void;
  /** What stands for what in what is shown. */
  readonly named: (names: readonly Named[]) => void;
  /** What a child prints, raw: never to be shown unescaped. */
  readonly said: (child: string, chunk: Uint8Array) => void;
  /** All of its processes exist. */
  readonly launched: (pids: Readonly<Record<string, number>>) => void;
  /** The round has ended and nothing was stopped yet. */
  readonly beforeTeardown: (pids: Readonly<Record<string, number>>) => Promise<void>;
}
