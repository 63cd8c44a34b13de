// What is typed while nothing is asked. Nothing of it answers a question: one that opens meanwhile forgets what was typed before (T-TYPEAHEAD).

import { LIMITS } from '../protocol/index.js';
import { type InputHistory, Keys, meaningOf, openLineEditor, type Teletype } from '../terminal/index.js';
import { ASIDE_HELP, type Asides } from './asides.js';

export interface Between {
  /** Somebody else reads the keyboard meanwhile. */
  readonly during: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
  readonly close: () => void;
}

/** Where it is seen what is typed. */
export interface TypedView {
  readonly say: (lines: readonly string[]) => void;
  readonly type: (typed: string) => void;
  /** The line is sent, or dropped. */
  readonly enter: () => void;
}

/** Where nobody types. */
export const NOTHING_BETWEEN: Between = { during: (ask) => ask(), close: () => undefined };

export interface BetweenOptions {
  readonly teletype: Teletype;
  readonly view: TypedView;
  readonly history: InputHistory;
  readonly asides: Asides;
  readonly interrupt: () => void;
}

const QUIET_MS = 150;
const MOST_TYPED = 2_000;
const PASTES_ON = '\u001b[?2004h';
const PASTES_OFF = '\u001b[?2004l';

export function openBetween({ asides, history, interrupt, teletype, view }: BetweenOptions): Between {
  let keys = new Keys(4 * LIMITS.pasteCharacters);
  const line = openLineEditor(history);
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

  function drop(): void {
    if (line.text() !== '') view.enter();
    line.put('');
  }

  /** Several lines at once were not typed. */
  function take(read: ReturnType<Keys['feed']>): void {
    const isFlood = read.filter(({ kind }) => kind === 'enter').length > 1;
    for (const key of read) {
      if (key.kind === 'interrupt') {
        if (line.text() === '') interrupt();
        drop();
      } else if (key.kind === 'suspend') teletype.suspend(() => undefined);
      else if (key.kind === 'pasted') view.say(['nothing is asked now, and what was pasted is forgotten']);
      else if (isFlood) drop();
      else if (key.kind === 'enter') {
        const text = line.text();
        // It came at once with its end, and is seen nevertheless.
        view.type(text);
        drop();
        history.keep(text);
        obey(text);
        // T-PASTE: an arrow among other keys was not pressed.
      } else if (read.length === 1 || (key.kind !== 'up' && key.kind !== 'down')) line.press(key, MOST_TYPED);
    }
    if (isFlood) view.say(['several lines at once are no command, and are forgotten']);
    view.type(line.text());
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
    view.type(line.text());
  }

  function rest(): void {
    clearTimeout(timer);
    stopHearing?.();
    stopHearing = undefined;
    // Whatever was begun was not meant for the question.
    drop();
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
