// Many words looked for at once, in one pass: the time is that of the text, however many words there are and whatever the text is made
// to look like. Nothing is tried twice, so nothing can be made slow. Threat T-OUTPUT.

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
      const column = CLASSES[character.charCodeAt(0)] ?? 0;
      if (column === 0) throw new Error(`the alphabet lacks \`${character}\``);
      let to = next[state]?.[column] ?? -1;
      if (to < 0) {
        to = next.length;
        next.push(row());
        own.push([]);
        next[state]?.set([to], column);
      }
      state = to;
    }
    own[state]?.push(at);
  });
  return { next, own };
}

/** Aho and Corasick's: a state falls back to the longest end of what was read that begins a word. */
function completed({ next, own }: Trie): void {
  const fallback = new Int32Array(next.length);
  const queue = [0];
  for (const state of queue) {
    const row = next[state] ?? new Int32Array(WIDTH);
    const back = fallback[state] ?? 0;
    own[state]?.push(...(state === 0 ? [] : (own[back] ?? [])));
    for (let column = 0; column < WIDTH; column += 1) {
      const to = row[column] ?? -1;
      const other = state === 0 ? 0 : (next[back]?.[column] ?? 0);
      if (to < 0) row[column] = other;
      else {
        fallback[to] = other;
        queue.push(to);
      }
    }
  }
}

export function automatonOf(words: readonly string[]): Automaton {
  const trie = trieOf(words);
  completed(trie);
  const states = trie.own.map((_, state) => state);
  const isEnd = (state: number): boolean => (trie.own[state]?.length ?? 0) > 0;
  const order = [...states.filter((state) => !isEnd(state)), ...states.filter(isEnd)];
  if (order.length > 65_535) throw new Error('too many words for one automaton');
  const renamed = new Uint16Array(order.length);
  order.forEach((state, at) => {
    renamed[state] = at;
  });
  const next = new Uint16Array(order.length << WIDTH_BITS);
  order.forEach((state, at) => {
    trie.next[state]?.forEach((to, column) => {
      next[(at << WIDTH_BITS) | column] = renamed[to] ?? 0;
    });
  });
  const firstAccepting = states.filter((state) => !isEnd(state)).length;
  return { next, firstAccepting, ended: order.slice(firstAccepting).map((state) => trie.own[state] ?? []) };
}

export const classes = CLASSES;
export const widthBits = WIDTH_BITS;
