// The line that a person is typing: corrected at its end, and exchanged for one that they typed before.

import type { InputHistory } from './input-history.js';
import type { Key } from './keys.js';
import { withoutLast, withoutLastWord } from './typed-line.js';

export interface LineEditor {
  readonly text: () => string;
  readonly put: (text: string) => void;
  /** Whether it was a key for the line. */
  readonly press: (key: Key, mostCharacters: number) => boolean;
}

export function openLineEditor(history: InputHistory): LineEditor {
  let line = '';
  /** Where among the lines of before; undefined at the one that is being typed. */
  let at: number | undefined;
  let begun = '';

  function put(text: string): void {
    line = text;
    at = undefined;
  }

  function walk(step: -1 | 1): void {
    const before = history.lines();
    const next = (at ?? before.length) + step;
    if (next < 0 || next > before.length || (at === undefined && step === 1)) return;
    if (at === undefined) begun = line;
    const found = before[next];
    line = found ?? begun;
    at = found === undefined ? undefined : next;
  }

  return {
    put,
    text: () => line,
    press: (key, mostCharacters) => {
      switch (key.kind) {
        case 'text':
          put((line + key.text).slice(0, mostCharacters));
          return true;
        case 'erase':
          put(withoutLast(line));
          return true;
        case 'erase-word':
          put(withoutLastWord(line));
          return true;
        case 'erase-line':
          put('');
          return true;
        case 'up':
          walk(-1);
          return true;
        case 'down':
          walk(1);
          return true;
        case 'enter':
        case 'interrupt':
        case 'suspend':
        case 'end':
        case 'paste-cancelled':
        case 'dropped':
        case 'pasted':
          return false;
      }
    },
  };
}
