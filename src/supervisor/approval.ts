// May this run? The command is shown whole and in plain characters, nothing is read but what was typed after it could be read, and only a word
// that says yes is a yes. It cannot be edited: what runs is what the gate judged.

import { type AskedApproval, type Decided, LIMITS } from '../protocol/index.js';
import { approvalOf, isShowable, meaningOf, spelledOut, wrapped } from '../terminal/index.js';
import { ASIDE_HELP } from './asides.js';
import { choiceLines, costText, GONE, LEFT, type QuestionDoors, ring, say, STOPPED, timeText, UNSHOWABLE } from './question.js';
import type { Spoken } from './session-plan.js';

const LONG = 400;

function shown({ canonical, subcommand, microUsd }: AskedApproval, { noAlways, teletype, time }: QuestionDoors): readonly string[] {
  const columns = teletype.columns();
  const length = canonical.length > LONG ? ` (${String(canonical.length)} characters, all of them below)` : '';
  return [
    '',
    `cleared by the gate, and waiting for you${length}:`,
    '',
    ...wrapped(canonical, columns),
    '',
    `${costText(microUsd)}; ${timeText(time())}`,
    ...choiceLines(['y: run it', 'n: do not, and why, if you like', 'q: stop the run', '/help'], columns),
    ...choiceLines([noAlways ?? `a: always \`${subcommand}\` in this run`], columns),
  ];
}

function decided(decision: Decided['decision'], note?: string): Decided {
  return { decision, note: note?.slice(0, LIMITS.noteCharacters).toWellFormed() ?? null };
}

function words({ noAlways }: QuestionDoors): string {
  return noAlways === undefined ? 'y, n, a or q' : 'y, n or q';
}

/** Neither yes nor no: something to be told or noted. What it ends with, or nothing, and the question is asked again, whole. */
function aside(text: string, asked: AskedApproval, doors: QuestionDoors): Spoken<Decided> | undefined {
  const { asides, teletype } = doors;
  const meaning = meaningOf(text, 'typed');
  const help = [`${words(doors)}, then Enter; n may have a reason behind it; Enter alone is no answer`, ...ASIDE_HELP];
  if (meaning.kind === 'quit') return { answer: decided('no'), ending: STOPPED };
  if (meaning.kind === 'skip') return { answer: decided('no') };
  say(teletype, ...(asides.answer(meaning, asked.canonical) ?? (meaning.kind === 'note' ? asides.note(meaning.text) : help)));
  return asides.chosen() === undefined ? undefined : { answer: decided('no'), ending: LEFT };
}

/**
 * A run may be several processes, one after the other, and each would ask anew: what a person said of all commands of a kind was said of the run.
 */
export function rememberingAlways(
  approve: (asked: AskedApproval) => Promise<Spoken<Decided>>,
): (asked: AskedApproval) => Promise<Spoken<Decided>> {
  const always = new Set<string>();
  return async (asked) => {
    if (always.has(asked.subcommand)) return { answer: decided('always') };
    const spoken = await approve(asked);
    if (spoken.answer?.decision === 'always') always.add(asked.subcommand);
    return spoken;
  };
}

export async function askApproval(asked: AskedApproval, doors: QuestionDoors): Promise<Spoken<Decided>> {
  const { noAlways, prompt, teletype } = doors;
  const label = noAlways === undefined ? 'run it? [y/n/a/q] ' : 'run it? [y/n/q] ';
  // The gate lets nothing else through; what could look like something else is not asked about.
  if (!isShowable(asked.canonical) || !isShowable(asked.subcommand)) {
    say(teletype, '', `cannot be shown as it is: ${spelledOut(asked.canonical)}`);
    return { answer: decided('no'), ending: UNSHOWABLE };
  }
  say(teletype, ...shown(asked, doors));
  ring(teletype);
  for (;;) {
    const typed = await prompt.ask({ label, isFresh: true, isShort: true });
    if (typed.kind === 'gone') return { ending: GONE };
    if (typed.kind === 'stop') return { answer: decided('no'), ending: STOPPED };
    if (typed.kind === 'line' && typed.text.trim().startsWith('/')) {
      const ended = aside(typed.text, asked, doors);
      if (ended) return ended;
      // T-TERMINAL: what was told stands above the whole question, never below a part of it.
      say(teletype, ...shown(asked, doors));
      continue;
    }
    // T-PASTE: whatever was copied was not written as an answer to this.
    const said = typed.kind === 'paste' ? undefined : approvalOf(typed.text);
    switch (said?.kind) {
      case 'yes':
        return { answer: decided('yes') };
      case 'always':
        // Not even this once: whoever wrote it meant more than what it would do.
        if (noAlways === undefined) return { answer: decided('always') };
        say(teletype, noAlways);
        break;
      case 'no':
        return { answer: decided('no', said.note) };
      case 'quit':
        return { answer: decided('no'), ending: STOPPED };
      case 'unclear':
        say(teletype, `${words(doors)}, then Enter; Enter alone is no answer`);
        break;
      case undefined:
        say(teletype, `a paste, or several lines at once, is no answer: type ${words(doors)}, then Enter`);
        break;
    }
  }
}
