// A question of the investigation, in plain words. T-PHISH: it comes from the untrusted side and says so; what is answered goes there as it is.

import { LIMITS } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import { folded } from '../terminal/index.js';
import { GONE, type QuestionDoors, ring, say, STOPPED } from './question.js';
import type { Spoken } from './session-plan.js';

const QUESTION_CHARACTERS = 600;

export async function askInWords(question: string, { prompt, teletype }: QuestionDoors): Promise<Spoken<string | null>> {
  say(
    teletype,
    '',
    'the investigation asks (Enter alone: no answer; what you write goes to it, and to the model if there is one; no secrets):',
    ...folded(printable(question, QUESTION_CHARACTERS), teletype.columns(), '  '),
  );
  ring(teletype);
  const typed = await prompt.ask({ label: 'answer> ', isFresh: true });
  if (typed.kind === 'gone') return { ending: GONE };
  if (typed.kind === 'stop') return { answer: null, ending: STOPPED };
  const text = typed.text.trim().slice(0, LIMITS.noteCharacters).toWellFormed();
  return { answer: text === '' ? null : text };
}
