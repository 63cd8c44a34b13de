// Everything a run can show, as data. The plain view and the JSON view are two ways of writing the same events.

import type { BillAnswer, Conclusion, Evidence, ProposalAnswer, Round, SpikesFound, Tier } from '../protocol/index.js';
import type { Ending, ReasonerChoice, Report } from '../report/index.js';

type Mode = 'paranoid' | 'active' | 'simulated';
type Provider = 'aws' | 'gcp';
export type SpikeReport = SpikesFound['reports'][number];
export type Spike = SpikeReport['spikes'][number];

export type RunEvent =
  | {
      /** The first of an investigation: its id is known before anything can go wrong. */
      readonly event: 'opened';
      readonly run: string;
      readonly mode: Mode;
      readonly world: string | null;
      readonly reasoner: ReasonerChoice;
      /** What a run that goes on had written and used; null for one that begins. */
      readonly resumed: { readonly entries: number; readonly milliseconds: number; readonly isTorn: boolean } | null;
    }
  | { readonly event: 'reading'; readonly file: string; readonly at: number; readonly of: number; readonly share: number }
  /** Asked by the supervisor itself; `rank` of `currency` is looked into. */
  | {
      readonly event: 'spikes';
      readonly answer: SpikesFound;
      readonly currency: string | null;
      readonly rank: number | null;
      readonly provider: Provider;
      readonly canRun: boolean;
    }
  | {
      readonly event: 'started';
      readonly run: string;
      readonly mode: Mode;
      readonly provider: Provider;
      readonly tier: Tier;
      readonly steppedDown: readonly string[];
      readonly auditHead: string;
    }
  | { readonly event: 'bill'; readonly answer: BillAnswer }
  | { readonly event: 'proposed'; readonly command: string }
  | { readonly event: 'answered'; readonly command: string; readonly answer: ProposalAnswer }
  /** A person is asked to run this, or whether it may run; the question itself goes to the terminal by another way. */
  | { readonly event: 'by-hand'; readonly canonical: string; readonly microUsd: number }
  | { readonly event: 'approval'; readonly canonical: string; readonly subcommand: string; readonly microUsd: number }
  /** Of the investigation; in plain words. */
  | { readonly event: 'question'; readonly question: string }
  | { readonly event: 'note'; readonly text: string }
  | { readonly event: 'round'; readonly round: Round }
  | { readonly event: 'evidence'; readonly evidence: Evidence }
  | { readonly event: 'notice'; readonly text: string }
  | { readonly event: 'conclusion'; readonly conclusion: Conclusion }
  | {
      readonly event: 'model';
      readonly model: string;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly totalMicroUsd: number;
    }
  /** The exact text of a call that is about to leave this machine, in parts. */
  | { readonly event: 'prompt'; readonly call: number; readonly part: number; readonly parts: number; readonly text: string }
  | { readonly event: 'denied'; readonly code: string; readonly detail: string }
  | { readonly event: 'warning'; readonly text: string }
  | ({ readonly event: 'ended' } & Ending)
  /** The last one of an investigation. */
  | ({ readonly event: 'report'; readonly folder: string } & Report);
