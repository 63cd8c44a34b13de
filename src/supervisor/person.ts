// Who answers for a person in this run: somebody at the terminal, a file of prepared answers, or nobody. Nothing of it can be reached by the
// process that proposes.

import type { AskedApproval, AskedByHand, Decided, HandedBack } from '../protocol/index.js';
import { LIMITS } from '../protocol/index.js';
import { type Answers, type InputHistory, openPrompt, type Screen, type Teletype } from '../terminal/index.js';
import type { Asides } from './asides.js';
import { askApproval } from './approval.js';
import { askByHand } from './by-hand.js';
import { askInWords } from './in-words.js';
import type { Spoken } from './session-plan.js';

export interface Person {
  readonly approve: (asked: AskedApproval) => Promise<Spoken<Decided>>;
  readonly byHand: (asked: AskedByHand) => Promise<Spoken<HandedBack>>;
  /** A question of the investigation; null where nobody answers it. */
  readonly ask: (question: string) => Promise<Spoken<string | null>>;
  /** Somebody runs by hand what is cleared, or has run it before. */
  readonly canRun: boolean;
  readonly canAsk: boolean;
  /** A question that is still open is answered by nobody. */
  readonly close: () => void;
}

export interface PersonOptions {
  readonly screen: Pick<Screen, 'err'>;
  /** Undefined where nobody sees a question. */
  readonly teletype: Teletype | undefined;
  readonly answers: Answers | undefined;
  readonly home: string;
  readonly copies: boolean;
  readonly asides: Asides;
  /** What was typed before; left out, nothing comes back. */
  readonly history?: InputHistory;
  /** Where a yes to all of a kind is none: why. */
  readonly noAlways?: string | undefined;
  /** How long the run has taken, and may take. */
  readonly time: () => { readonly spent: number; readonly most: number };
}

function nobody(detail: string): Spoken<never> {
  return { ending: { outcome: 'needs-person', detail } };
}

const NO_APPROVAL =
  'a cleared command waits for a yes, and there is no terminal to ask at; with --yes every cleared command of the run may run';
const NO_HANDS = 'a command waits for somebody to run it, and there is no terminal';
const USED_UP = 'a command waits for its output, and the prepared answers are used up';

/** An answer that was prepared; what it is for is shown, so that a log of the run can be read. */
async function prepared(answers: Answers, { canonical }: AskedByHand, screen: Pick<Screen, 'err'>): Promise<Spoken<HandedBack>> {
  const answered = await answers.next();
  if (answered.kind === 'ended') return nobody(USED_UP);
  screen.err(`answered from --answers: ${canonical}`);
  const note = answered.note?.slice(0, LIMITS.noteCharacters).toWellFormed() ?? '';
  return { answer: { output: answered.output ?? null, note: note === '' ? null : note } };
}

export function openPerson(options: PersonOptions): Person {
  const { screen, teletype, answers } = options;
  const prompt = teletype && openPrompt(teletype, LIMITS.pasteCharacters, options.history);
  return {
    canRun: answers !== undefined || teletype !== undefined,
    canAsk: teletype !== undefined,
    ask: (question) => {
      if (!teletype || !prompt) return Promise.resolve({ answer: null });
      return askInWords(question, { ...options, teletype, prompt });
    },
    approve: (asked) => {
      if (!teletype || !prompt) return Promise.resolve(nobody(NO_APPROVAL));
      return askApproval(asked, { ...options, teletype, prompt });
    },
    byHand: (asked) => {
      if (answers) return prepared(answers, asked, screen);
      if (!teletype || !prompt) return Promise.resolve(nobody(NO_HANDS));
      return askByHand(asked, { ...options, teletype, prompt });
    },
    close: () => {
      prompt?.close();
    },
  };
}
