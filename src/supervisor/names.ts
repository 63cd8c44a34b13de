// What the executor calls accounts and people in its answers, and what they are: the person at the screen reads their own names.

import type { Named } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import type { Screen } from '../terminal/index.js';

export interface Names {
  readonly learn: (names: readonly Named[]) => void;
  /** The same screen, with the names that are known. */
  readonly on: (screen: Screen) => Screen;
}

const PSEUDONYM = /\b[a-z]+(?:-[a-z]+)?-\d+\b/g;

export function openNames(): Names {
  const known = new Map<string, string>();
  const shown = (line: string): string => (known.size === 0 ? line : line.replace(PSEUDONYM, (word) => known.get(word) ?? word));
  return {
    learn: (names) => {
      for (const { name, pseudonym } of names) known.set(pseudonym, printable(name));
    },
    on: (screen) => ({
      ...screen,
      out: (line) => {
        screen.out(shown(line));
      },
      err: (line) => {
        screen.err(shown(line));
      },
    }),
  };
}
