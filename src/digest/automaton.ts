// Many words looked for at once, in one pass: the time is that of the text, however many words there are and whatever the text is made
// to look like. Nothing is tried twice, so nothing can be made slow. Threat T-OUTPUT.

import { byteAt, entryAt, numberAt } from './tables.js';

/** Letters without their case, digits, and what stands inside the marks of tokens; everything else is class 0 and begins again. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789_-./+=:~@$!<>|[]%\\ ?&{}"\'';
const WIDTH_BITS = 6;
const WIDTH = 1 << WIDTH_BITS;

const CLASSES: Uint8Array = (() => {
  const classes = new Uint8Array(65_536);
  Array.from(ALPHABET).forEach((character, at) => {
    classes[character.charCodeAt(0)] = at + 1;
    classes[character.toUpperCase().charCodeAt(0)] = at + 1;
  });
  return classes;
})();

export interface Automaton {
  /** Where each state goes by each class of character. */
  readonly next: Uint16Array;
  /** From this state on something ended here. */
  readonly firstAccepting: number;
  /** The numbers of the words that end in a state, for the states from the first accepting one on. */
  readonly ended: readonly (readonly number[])[];
}

interface Trie {
  readonly next: Int32Array[];
  readonly own: number[][];
}

function trieOf(words: readonly string[]): Trie {
  const row = (): Int32Array => new Int32Array(WIDTH).fill(-1);
  const next = [row()];
  const own: number[][] = [[]];
  words.forEach((word, at) => {
    let state = 0;
    for (const character of word) {
      const column = byteAt(CLASSES, character.charCodeAt(0));
      if (column === 0) throw new Error(`the alphabet lacks \`${character}\``);
      const here = entryAt(next, state);
      state = numberAt(here, column);
      if (state < 0) {
        state = next.length;
        here[column] = state;
        next.push(row());
        own.push([]);
      }
    }
    entryAt(own, state).push(at);
  });
  return { next, own };
}

/** Aho and Corasick's: a state falls back to the longest end of what was read that begins a word. */
function completed({ next, own }: Trie): void {
  const fallback = new Int32Array(next.length);
  const queue = [0];
  for (const state of queue) {
    const row = entryAt(next, state);
    const back = numberAt(fallback, state);
    const behind = state === 0 ? undefined : entryAt(next, back);
    if (behind) entryAt(own, state).push(...entryAt(own, back));
    for (let column = 0; column < WIDTH; column += 1) {
      const to = numberAt(row, column);
      const other = behind ? numberAt(behind, column) : 0;
      if (to < 0) row[column] = other;
      else {
        fallback[to] = other;
        queue.push(to);
      }
    }
  }
}

const MOST_STATES = 65_535;

export function automatonOf(words: readonly string[]): Automaton {
  const { next: rows, own } = trieOf(words);
  if (rows.length > MOST_STATES) throw new Error('too many words for one automaton');
  completed({ next: rows, own });
  const ends = own.map((ended, state) => ({ state, ended })).filter(({ ended }) => ended.length > 0);
  const order = [...own.keys()].filter((state) => entryAt(own, state).length === 0);
  const firstAccepting = order.length;
  order.push(...ends.map(({ state }) => state));
  const renamed = new Int32Array(order.length);
  order.forEach((state, at) => {
    renamed[state] = at;
  });
  const next = new Uint16Array(order.length << WIDTH_BITS);
  order.forEach((state, at) => {
    entryAt(rows, state).forEach((to, column) => {
      next[(at << WIDTH_BITS) | column] = numberAt(renamed, to);
    });
  });
  return { next, firstAccepting, ended: ends.map(({ ended }) => ended) };
}

export const classes = CLASSES;
export const widthBits = WIDTH_BITS;
