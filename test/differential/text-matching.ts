// Text that a pattern of a pack matches: few patterns are written in more than classes, groups, alternatives and counts. Where one is, or
// where nothing of the right length was found, the caller falls back on the example of the pack.

import { between, once, pick, type Source } from './source.js';

type Node =
  | { readonly is: 'one-of'; readonly characters: readonly string[] }
  | { readonly is: 'sequence'; readonly parts: readonly Node[] }
  | { readonly is: 'either'; readonly branches: readonly Node[] }
  | { readonly is: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

const PRINTABLE = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const STOPS = new Set(['', ')', '|']);
const MANY = 6;

class Unreadable extends Error {}

/** The characters of a class or an escape: whatever printable the engine itself says is in it. */
function charactersOf(text: string): readonly string[] {
  const matcher = new RegExp(`^${text}$`, 'u');
  const found = PRINTABLE.filter((character) => matcher.test(character));
  if (found.length === 0) throw new Unreadable(text);
  return found;
}

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #peek(length = 1): string {
    return this.#text.slice(this.#at, this.#at + length);
  }

  #take(pattern: RegExp): string {
    const found = new RegExp(pattern.source, 'uy');
    found.lastIndex = this.#at;
    const text = found.exec(this.#text)?.[0];
    if (text === undefined) throw new Unreadable(this.#text.slice(this.#at));
    this.#at += text.length;
    return text;
  }

  either(): Node {
    const branches = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at += 1;
      branches.push(this.#sequence());
    }
    return { is: 'either', branches };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (!STOPS.has(this.#peek())) parts.push(this.#counted());
    return { is: 'sequence', parts };
  }

  #counted(): Node {
    const part = this.#single();
    const sign = this.#peek();
    if (sign === '?') return this.#after(1, { is: 'repeat', part, least: 0, most: 1 });
    if (sign === '*') return this.#after(1, { is: 'repeat', part, least: 0, most: MANY });
    if (sign === '+') return this.#after(1, { is: 'repeat', part, least: 1, most: MANY });
    if (sign !== '{') return part;
    const [least = '0', most] = this.#take(/\{\d+(?:,\d*)?\}/)
      .slice(1, -1)
      .split(',');
    const from = Number(least);
    return { is: 'repeat', part, least: from, most: most === undefined ? from : most === '' ? from + MANY : Number(most) };
  }

  #after(length: number, node: Node): Node {
    this.#at += length;
    if (this.#peek() === '?') this.#at += 1;
    return node;
  }

  #single(): Node {
    if (this.#peek() === '[') return { is: 'one-of', characters: charactersOf(this.#take(/\[(?:\\.|[^\]\\])*\]/)) };
    if (this.#peek() === '\\')
      return { is: 'one-of', characters: charactersOf(this.#take(/\\(?:[pP]\{[^}]+\}|u\{[^}]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/)) };
    if (this.#peek() === '.') return this.#after(1, { is: 'one-of', characters: PRINTABLE });
    if (this.#peek() === '(') return this.#group();
    // An anchor or an assertion only narrows; the result is tested in the end.
    if (this.#peek() === '^' || this.#peek() === '$') return this.#after(1, { is: 'sequence', parts: [] });
    return { is: 'one-of', characters: [this.#take(/[^\\[\](){}|?*+]/)] };
  }

  #group(): Node {
    const opening = this.#take(/\((?:\?(?::|=|!|<=|<!|<[A-Za-z]\w*>))?/);
    const inside = this.either();
    this.#take(/\)/);
    return /^\(\?<?[=!]/.test(opening) ? { is: 'sequence', parts: [] } : inside;
  }
}

function write(source: Source, node: Node): string {
  switch (node.is) {
    case 'one-of': {
      // Letters and digits are the likely ones; the others are where two parsers part.
      const odd = node.characters.filter((character) => !/[A-Za-z0-9]/.test(character));
      const plain = node.characters.filter((character) => /[A-Za-z0-9]/.test(character));
      return pick(source, plain.length === 0 || (odd.length > 0 && once(source, 4)) ? odd : plain);
    }
    case 'sequence':
      return node.parts.map((part) => write(source, part)).join('');
    case 'either':
      return write(source, pick(source, node.branches));
    case 'repeat': {
      const most = Math.min(node.most, Math.max(node.least, once(source, 8) ? 24 : MANY));
      return Array.from({ length: between(source, node.least, most) }, () => write(source, node.part)).join('');
    }
  }
}

const read = new Map<string, Node | undefined>();

function nodeOf(pattern: string): Node | undefined {
  if (!read.has(pattern)) {
    try {
      const reader = new Reader(pattern);
      const node = reader.either();
      read.set(pattern, reader.isAtEnd ? node : undefined);
    } catch (error) {
      if (!(error instanceof Unreadable) && !(error instanceof SyntaxError)) throw error;
      read.set(pattern, undefined);
    }
  }
  return read.get(pattern);
}

export interface Sized {
  readonly match: string;
  readonly size: readonly [number, number];
  readonly example: string;
}

const TRIES = 6;

/** Text that the pattern matches as a whole. */
export function textMatching(source: Source, { match, size: [least, most], example }: Sized): string {
  const node = nodeOf(match);
  if (node === undefined || once(source, 12)) return example;
  const whole = new RegExp(`^(?:${match})$`, 'u');
  for (let tries = 0; tries < TRIES; tries += 1) {
    const text = write(source, node);
    if (text.length >= least && text.length <= most && whole.test(text)) return text;
  }
  return example;
}
