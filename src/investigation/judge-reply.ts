// What a call came to: something to read, something to ask for once more, or the end of this model's thinking.

import { err, ok, type Result } from '../shared/index.js';
import type { CallOutcome, Reply } from './model-call.js';
import type { CallFailure } from './model.js';
import type { ModelTrouble } from './model-fault.js';

/** Each is tried once more, in its own way. */
export type Again = 'malformed' | 'too-long' | 'paused' | 'broken' | 'window' | 'plain';

export type Setback =
  | { readonly again: Again; readonly repair: string | undefined; readonly trouble: ModelTrouble; readonly why: string }
  | { readonly again: undefined; readonly trouble: ModelTrouble; readonly why: string };

const TOO_LONG = 'it was too long and was cut off; answer again, much shorter: two hypotheses, one short sentence each';

const over = (trouble: ModelTrouble, why: string): Result<never, Setback> => err({ again: undefined, trouble, why });
const again = (which: Again, trouble: ModelTrouble, why: string, repair?: string): Result<never, Setback> =>
  err({ again: which, repair, trouble, why });

export const malformed = (repair: string): Setback => ({ again: 'malformed', repair, trouble: 'malformed', why: repair });

const SPENT = /\((?:money|tokens|calls)-spent\)/;
const WINDOW = /too long|too many tokens|context (?:window|length)/i;

function judgeFailure({ kind, message, status }: CallFailure): Result<never, Setback> {
  if (kind !== 'status') return over('outage', `no answer: ${message}`);
  if (SPENT.test(message)) return over('budget', message);
  if (status === 413 || (status === 400 && WINDOW.test(message))) return again('window', 'too-long', message);
  // A server that only knows the older parts of the API says so with this.
  if (status === 400 || status === 422) return again('plain', 'outage', message);
  return over('outage', `status ${String(status)}: ${message}`);
}

function judgeStop(reply: Reply): Result<Reply, Setback> {
  if (reply.stop === 'refusal') return over('refused', 'the model declined to go on with this');
  if (reply.stop === 'max_tokens') return again('too-long', 'too-long', 'the answer was cut off at its limit', TOO_LONG);
  if (reply.stop === 'model_context_window_exceeded') return again('window', 'too-long', 'the case is longer than the model can read');
  if (reply.stop === 'pause_turn') return again('paused', 'malformed', 'the model paused twice');
  if (reply.stop === 'tool_use' || reply.strange.length > 0)
    return err(malformed('it called a tool; there are none: answer with the JSON object'));
  return ok(reply);
}

export function judgeOutcome(outcome: CallOutcome): Result<Reply, Setback> {
  switch (outcome.outcome) {
    case 'replied':
      return judgeStop(outcome.reply);
    case 'broken':
      return again('broken', 'outage', `the answer broke off: ${outcome.why}`);
    case 'flooded':
      return again('too-long', 'too-long', 'the answer did not end', TOO_LONG);
    case 'stalled':
      return over('timeout', 'the model said nothing for too long');
    case 'late':
      return over('timeout', 'the model took too long');
    case 'failed':
      return judgeFailure(outcome.failure);
  }
}
