// The end of a request: what is left, what happened beside the evidence, and what is wanted now. The only part that changes from round to round.

import { dollars } from '../../shared/index.js';
import type { Advice } from '../advice.js';
import type { State } from '../state.js';

const MOST_NOTICES = 6;
const MOST_CHOICES = 4;
const MINUTE_MS = 60_000;

export interface AskOptions {
  readonly wanted: 'round' | 'draft';
  readonly advice: Advice;
  /** What was wrong with earlier answers, for the model to know. */
  readonly corrections: readonly string[];
  /** What was wrong with the answer to this very question. */
  readonly repair: string | undefined;
  /** Answers may take hours, and are kept for a run that goes on: it has to ask in the same words, so nothing is told that a clock changes. */
  readonly isPatient?: boolean;
}

function left({ commands, microUsd, milliseconds }: State['left'], isPatient: boolean): string {
  if (isPatient) return `Left: ${String(commands)} commands.`;
  const minutes = (milliseconds / MINUTE_MS).toFixed(1);
  return `Left: ${String(commands)} commands, ${dollars(microUsd)} for models and paid reads, ${minutes} minutes.`;
}

function suggested({ belief, choices }: Advice): readonly string[] {
  const first = [...belief].toSorted(([, one], [, other]) => other - one).slice(0, MOST_CHOICES);
  const now = first.map(([cause, share]) => `${cause} ${share.toFixed(2)}`).join(', ');
  return [
    `The catalogue now believes: ${now}.`,
    ...(choices.length === 0 ? [] : ['Reads that it would do next, best first; they pass the gate (yours may be better):']),
    ...choices.slice(0, MOST_CHOICES).map(({ command, probe }) => `- ${command}   (${probe.asks})`),
  ];
}

export function askText(state: State, { advice, corrections, isPatient = false, repair, wanted }: AskOptions): string {
  const ids = state.evidence.map(({ evidence }) => evidence);
  const notices = [...new Set([...state.notices, ...corrections])].slice(-MOST_NOTICES);
  return [
    ids.length === 0 ? 'There is no evidence yet.' : `Evidence so far: ${ids.join(' ')}.`,
    left(state.left, isPatient),
    ...notices.map((notice) => `Notice: ${notice}`),
    ...suggested(advice),
    wanted === 'round'
      ? 'Answer with one JSON object: hypotheses and the next action.'
      : 'The investigation ends here: answer with one JSON object whose action is "conclude", with its draft.',
    ...(repair === undefined ? [] : [`Your last answer to this could not be used: ${repair}`]),
  ].join('\n');
}
