// What is typed while nothing is asked. Nothing of it answers a question: one that opens meanwhile forgets what was typed before (T-TYPEAHEAD).

import { LIMITS } from '../protocol/index.js';
import { Keys, type LiveView, meaningOf, type Teletype, withoutLast, withoutLastWord } from '../terminal/index.js';
import { ASIDE_HELP, type Asides } from './asides.js';

export interface Between {
  /** Somebody else reads the keyboard meanwhile. */
  readonly during: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
  readonly close: () => void;
}

export interface BetweenOptions {
  readonly teletype: Teletype;
  readonly view: Pick<LiveView, 'say' | 'type'>;
  readonly asides: Asides;
  readonly interrupt: () => void;
}

const QUIET_MS = 150;
const MOST_TYPED = 2_000;
const PASTES_ON = '\u001b[?2004h';
const PASTES_OFF = '\u001b[?2004l';

export function openBetween({ asides, interrupt, teletype, view }: BetweenOptions): Between {
  let keys = new Keys(4 * LIMITS.pasteCharacters);
  let line = '';
  let stopHearing: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let asking = 0;
  let isClosed = false;

  function obey(text: string): void {
    const meaning = meaningOf(text, 'typed');
    const told = asides.answer(meaning);
    if (told) view.say(told);
    else if (meaning.kind === 'note') view.say(asides.note(meaning.text));
    else if (meaning.kind === 'skip') view.say(['nothing waits for you, so there is nothing to skip']);
    else if (meaning.kind !== 'empty' && meaning.kind !== 'quit') view.say(ASIDE_HELP);
    if (meaning.kind === 'quit' || asides.chosen() !== undefined) interrupt();
  }

  /** Several lines at once were not typed. */
  function take(read: ReturnType<Keys['feed']>): void {
    const isFlood = read.filter(({ kind }) => kind === 'enter').length > 1;
    for (const key of read) {
      if (key.kind === 'interrupt') {
        if (line === '') interrupt();
        line = '';
      } else if (key.kind === 'suspend') teletype.suspend(() => undefined);
      else if (key.kind === 'pasted') view.say(['nothing is asked now, and what was pasted is forgotten']);
      else if (isFlood) line = '';
      else if (key.kind === 'text') line = (line + key.text).slice(0, MOST_TYPED);
      else if (key.kind === 'erase') line = withoutLast(line);
      else if (key.kind === 'erase-word') line = withoutLastWord(line);
      else if (key.kind === 'erase-line') line = '';
      else if (key.kind === 'enter') {
        const text = line;
        line = '';
        obey(text);
      }
    }
    if (isFlood) view.say(['several lines at once are no command, and are forgotten']);
    view.type(line);
  }

  function hear(): void {
    if (isClosed || asking > 0) return;
    teletype.setRaw(true);
    if (!teletype.isPlain) teletype.write(PASTES_ON);
    stopHearing = teletype.hear(
      (bytes) => {
        const since = performance.now();
        take(keys.feed(bytes));
        clearTimeout(timer);
        timer = setTimeout(() => {
          take(keys.idle(performance.now() - since));
        }, QUIET_MS).unref();
      },
      () => {
        stopHearing?.();
        stopHearing = undefined;
      },
    );
    view.type(line);
  }

  function rest(): void {
    clearTimeout(timer);
    stopHearing?.();
    stopHearing = undefined;
    // Whatever was begun was not meant for the question.
    line = '';
    keys = new Keys(4 * LIMITS.pasteCharacters);
  }

  hear();
  return {
    during: async (ask) => {
      asking += 1;
      rest();
      try {
        return await ask();
      } finally {
        asking -= 1;
        hear();
      }
    },
    close: () => {
      if (isClosed) return;
      isClosed = true;
      rest();
      if (!teletype.isPlain) teletype.write(PASTES_OFF);
      teletype.setRaw(false);
    },
  };
}
