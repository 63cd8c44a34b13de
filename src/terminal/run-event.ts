// Everything a run can show, as data. The plain view and the JSON view are two ways of writing the same events.

import type { BillAnswer, ProposalAnswer, Tier } from '../protocol/index.js';

export type RunEvent =
  | {
      readonly event: 'started';
      readonly run: string;
      readonly mode: 'paranoid' | 'active' | 'simulated';
      readonly provider: 'aws' | 'gcp';
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
  | { readonly event: 'note'; readonly text: string }
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
  | {
      readonly event: 'ended';
      readonly outcome: 'done' | 'failed' | 'interrupted' | 'out-of-budget' | 'needs-person';
      readonly detail: string;
    };
