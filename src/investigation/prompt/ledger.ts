// What was thought and learned so far, in pieces that never change once they are written: each round's text begins with the text of the round
// before, so that it is read once and paid for once.

import type { Evidence, Round } from '../../protocol/index.js';
import type { State } from '../state.js';
import { framed } from './frame.js';

/** A piece and what it is called; the same name is always the same piece. */
export interface Piece {
  readonly name: string;
  readonly text: () => string;
}

function stepText({ action }: Round): string {
  switch (action.do) {
    case 'command':
      return `command: ${action.command}\nwhy: ${action.why}`;
    case 'query':
      return `query: ${action.sql}\nwhy: ${action.why}`;
    case 'ask':
      return `question: ${action.question}`;
    case 'conclude':
      return `conclude: ${action.why}`;
  }
}

function roundText(round: Round): string {
  const by = round.by === 'model' ? 'you' : 'the catalogue, in your place';
  const hypotheses = round.hypotheses.map(
    ({ against, cause, confidence, for: supporting, statement }) =>
      `  ${cause} ${confidence.toFixed(2)} for [${supporting.join(' ')}] against [${against.join(' ')}] ${statement}`,
  );
  return [`Round ${String(round.round)}, by ${by}:`, ...hypotheses, stepText(round)].join('\n');
}

const OUTCOMES: Readonly<Record<Evidence['outcome'], string>> = {
  answered: 'answered',
  failed: 'answered with an error',
  refused: 'refused by the gate; it did not run',
  'not-run': 'not run',
  lost: 'lost: it was under way when an earlier run was stopped, and is not repeated',
};

function evidenceText(evidence: Evidence, key: string, isShort: boolean): string {
  const { evidence: id, excerpt, findings, outcome, source, supports, weakens } = evidence;
  const found = findings.map(({ at, text }) => `- ${text}${at === '' ? '' : ` (at ${at})`}`);
  const said = isShort && findings.length > 0 ? [] : excerpt === '' ? [] : ['output:', isShort ? excerpt.slice(0, 400) : excerpt];
  const weighed = [
    ...(supports.length === 0 ? [] : [`the catalogue counts it for ${supports.join(' ')}`]),
    ...(weakens.length === 0 ? [] : [`the catalogue counts it against ${weakens.join(' ')}`]),
  ];
  const inside = [`asked: ${evidence.asked}`, ...(found.length === 0 ? [] : ['findings:', ...found]), ...said].join('\n');
  return [`Evidence ${id} from the ${source}, ${OUTCOMES[outcome]}.`, framed(id, key, inside), ...weighed].join('\n');
}

export interface LedgerOptions {
  readonly key: string;
  /** Evidence before this one is told by its findings alone; 0 tells all of it in full. */
  readonly shortBefore: number;
}

/** In the order in which it came: a round, then what its step gave. */
export function ledgerPieces({ evidence, rounds }: State, { key, shortBefore }: LedgerOptions): readonly Piece[] {
  const pieces = evidence.map((one, index) => ({
    at: one.round + 0.5,
    name: `evidence ${one.evidence}`,
    text: () => evidenceText(one, key, index < shortBefore),
  }));
  const thoughts = rounds.map((one) => ({ at: one.round, name: `round ${String(one.round)}`, text: () => roundText(one) }));
  return [...thoughts, ...pieces].toSorted((one, other) => one.at - other.at).map(({ name, text }) => ({ name, text }));
}
