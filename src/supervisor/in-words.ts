// A question of the investigation, in plain words. T-PHISH: it comes from the untrusted side and says so; what is answered goes there as it is.

import { redactLine } from '../digest/index.js';
import { LIMITS } from '../protocol/index.js';
import { printable, printableLines } from '../shared/index.js';
import { folded, meaningOf } from '../terminal/index.js';
import { ASIDE_HELP } from './asides.js';
import { GONE, LEFT, type QuestionDoors, ring, say, sayFolded, STOPPED } from './question.js';
import type { Spoken } from './session-plan.js';

const QUESTION_CHARACTERS = 600;

function show(question: string, { teletype }: QuestionDoors): void {
  say(teletype, '');
  sayFolded(
    teletype,
    'the investigation asks (Enter alone: no answer; what you write goes to it, and to the model if there is one; no secrets):',
  );
  say(teletype, ...folded(printable(question, QUESTION_CHARACTERS), teletype.columns(), '  '));
}

/** T-SECRET, T-TERMINAL: it is kept with the investigation, goes to the model, and is shown again. */
function kept(answer: string): string {
  const whole = answer
    .trim()
    .slice(0, 4 * LIMITS.noteCharacters)
    .toWellFormed();
  const lines = printableLines(redactLine(whole), LIMITS.noteCharacters);
  return lines.join('\n').slice(0, LIMITS.noteCharacters).toWellFormed();
}

/** What was typed as a command and not as an answer; undefined for an answer. */
function aside(text: string, { asides, teletype }: QuestionDoors): Spoken<string | null> | 'told' | undefined {
  if (!/^\/[a-z]+(?: |$)/u.test(text)) return undefined;
  const meaning = meaningOf(text, 'typed');
  if (meaning.kind === 'skip') return { answer: null };
  if (meaning.kind === 'quit') return { answer: null, ending: STOPPED };
  say(teletype, ...(asides.answer(meaning) ?? (meaning.kind === 'note' ? asides.note(meaning.text) : ASIDE_HELP)));
  return asides.chosen() === undefined ? 'told' : { answer: null, ending: LEFT };
}

export async function askInWords(question: string, doors: QuestionDoors): Promise<Spoken<string | null>> {
  const { prompt, teletype } = doors;
  show(question, doors);
  ring(teletype);
  for (;;) {
    const typed = await prompt.ask({ label: 'answer> ', isFresh: true, isRemembered: true });
    if (typed.kind === 'gone') return { ending: GONE };
    if (typed.kind === 'stop') return { answer: null, ending: STOPPED };
    const said = typed.kind === 'line' ? aside(typed.text.trim(), doors) : undefined;
    if (said === 'told') {
      show(question, doors);
      continue;
    }
    if (said) return said;
    const text = kept(typed.text);
    return { answer: text === '' ? null : text };
  }
}
