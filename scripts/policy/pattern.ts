// Reads a regular expression and writes it back in one plain form: printable ASCII only, no look-around, no back reference. Vendors write
// theirs for several engines; what this does not read is not used. Trusts nothing in the text.

/** A set of characters, one bit for each code. */
export type Characters = bigint;

export type Pattern =
  | { readonly kind: 'one'; readonly of: Characters }
  | { readonly kind: 'all'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'either'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number };

export function charactersFrom(first: number, last: number): Characters {
  return last < first ? 0n : ((1n << BigInt(Math.min(last, 127) - first + 1)) - 1n) << BigInt(first);
}

export function charactersIn(text: string): Characters {
  return [...text].reduce((set, character) => set | (1n << BigInt(character.charCodeAt(0))), 0n);
}

export const PRINTABLE = charactersFrom(0x20, 0x7e);
const DIGITS = charactersFrom(0x30, 0x39);
const UPPER = charactersFrom(0x41, 0x5a);
const LOWER = charactersFrom(0x61, 0x7a);
const LETTERS = UPPER | LOWER;
const WORD = DIGITS | LETTERS | charactersIn('_');
const PUNCTUATION = charactersIn('!"#%&\'()*,-./:;?@[\\]_{}');
const SYMBOLS = charactersIn('$+<=>^`|~');
const SPACE = charactersIn(' ');

const SHORTHANDS = new Map<string, Characters>([
  ['d', DIGITS],
  ['D', PRINTABLE & ~DIGITS],
  ['w', WORD],
  ['W', PRINTABLE & ~WORD],
  ['s', SPACE],
  ['S', PRINTABLE & ~SPACE],
  ...['t', 'n', 'r', 'f', 'v', '0'].map((name) => [name, 0n] as const),
]);

/** What Unicode's properties and the POSIX names hold of ASCII. */
const PROPERTIES = new Map<string, Characters>([
  ...['L', 'Letter', 'IsLetter', 'Alpha', 'IsAlphabetic'].map((name) => [name, LETTERS] as const),
  ...['Lu', 'Upper'].map((name) => [name, UPPER] as const),
  ...['Ll', 'Lower'].map((name) => [name, LOWER] as const),
  ...['N', 'Nd', 'Number', 'Digit', 'IsDigit'].map((name) => [name, DIGITS] as const),
  ...['Z', 'Zs', 'Space', 'Blank'].map((name) => [name, SPACE] as const),
  ...['P', 'Punctuation'].map((name) => [name, PUNCTUATION] as const),
  ['Punct', PUNCTUATION | SYMBOLS],
  ['S', SYMBOLS],
  ['Sc', charactersIn('$')],
  ['Sk', charactersIn('^`')],
  ['Sm', charactersIn('+<=>|~')],
  ['Pc', charactersIn('_')],
  ['Pd', charactersIn('-')],
  ['Ps', charactersIn('([{')],
  ['Pe', charactersIn(')]}')],
  ['Po', charactersIn('!"#%&\'*,./:;?@\\')],
  ['Alnum', LETTERS | DIGITS],
  ['Print', PRINTABLE],
  ['Graph', PRINTABLE & ~SPACE],
  ['ASCII', PRINTABLE],
  ...['M', 'Mn', 'Mc', 'C', 'Cc', 'Cf', 'So', 'Lo', 'Lm', 'Lt', 'Nl', 'No', 'Zl', 'Zp', 'Pi', 'Pf'].map((name) => [name, 0n] as const),
]);

const HEX = /^[0-9a-fA-F]+$/;

const UNREAD = new Error('not a pattern that is read');

/** Throws `UNREAD` for anything beyond plain classes, groups, alternatives and repeats. */
function readPattern(text: string): Pattern {
  let at = 0;

  function next(): string {
    return text.charAt(at);
  }

  function take(): string {
    if (at >= text.length) throw UNREAD;
    return text.charAt(at++);
  }

  function taken(word: string): boolean {
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  }

  function either(depth: number): Pattern {
    const parts = [all(depth)];
    while (taken('|')) parts.push(all(depth));
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'either', parts };
  }

  function all(depth: number): Pattern {
    const parts: Pattern[] = [];
    // The whole value must match in any case, so an anchor at an end of the whole says nothing.
    if (depth === 0 && !taken('^')) taken('\\A');
    while (at < text.length && !'|)'.includes(next())) {
      if (depth === 0 && /^(?:\$|\\[zZ])(?:\||$)/u.test(text.slice(at))) {
        at = Math.min(text.length, at + (next() === '$' ? 1 : 2));
        break;
      }
      parts.push(repeated(one(depth)));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'all', parts };
  }

  function one(depth: number): Pattern {
    const character = take();
    if (character === '(') {
      if (taken('?') && !taken(':') && !/^<[A-Za-z]\w*>$/u.test(upTo('>'))) throw UNREAD;
      const inside = either(depth + 1);
      if (!taken(')')) throw UNREAD;
      return inside;
    }
    if (character === '[') return { kind: 'one', of: classSet() };
    if (character === '\\') return { kind: 'one', of: escaped() };
    if (character === '.') return { kind: 'one', of: PRINTABLE };
    if ('^$*+?{'.includes(character)) throw UNREAD;
    return { kind: 'one', of: literal(character) };
  }

  function upTo(end: string): string {
    const last = text.indexOf(end, at);
    if (last < 0) throw UNREAD;
    const found = text.slice(at, last + 1);
    at = last + 1;
    return found;
  }

  function repeated(part: Pattern): Pattern {
    const [written, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/u.exec(text.slice(at)) ?? [];
    const range = taken('*')
      ? [0, Infinity]
      : taken('+')
        ? [1, Infinity]
        : taken('?')
          ? [0, 1]
          : written !== undefined && taken(written)
            ? [Number(least), comma === '' ? Number(least) : most === '' ? Infinity : Number(most)]
            : undefined;
    if (!range) return part;
    // Lazy or not is the same text; possessive is not.
    taken('?');
    if ('+*?{'.includes(next()) && next() !== '') throw UNREAD;
    const [from = 0, to = 0] = range;
    return { kind: 'repeat', part, least: from, most: to };
  }

  function literal(character: string): Characters {
    return charactersFrom(character.charCodeAt(0), Math.min(character.charCodeAt(0), 127));
  }

  function hexCode(digits: number): number {
    const hex = text.slice(at, at + digits);
    if (hex.length !== digits || !HEX.test(hex)) throw UNREAD;
    at += digits;
    return Number.parseInt(hex, 16);
  }

  /** After a backslash: a set, or one character by its code. */
  function escapedCode(): number | Characters {
    const character = take();
    if (character === 'u' && taken('{')) {
      const hex = upTo('}').slice(0, -1);
      if (!HEX.test(hex)) throw UNREAD;
      return Number.parseInt(hex, 16);
    }
    if (character === 'u') return hexCode(4);
    if (character === 'x') return hexCode(2);
    if (character === 'p' || character === 'P') {
      const name = taken('{') ? upTo('}').slice(0, -1) : take();
      const set = PROPERTIES.get(name.replace(/^Is(?=[A-Z][a-z]?$)/u, ''));
      if (set === undefined) throw UNREAD;
      return character === 'p' ? set : PRINTABLE & ~set;
    }
    const set = SHORTHANDS.get(character);
    if (set !== undefined) return set;
    if (/[A-Za-z0-9]/u.test(character)) throw UNREAD;
    return character.charCodeAt(0);
  }

  function escaped(): Characters {
    const found = escapedCode();
    return typeof found === 'bigint' ? found : found < 128 ? 1n << BigInt(found) : 0n;
  }

  function classSet(): Characters {
    const negated = taken('^');
    let set = 0n;
    for (let first = true; first || next() !== ']'; first = false) {
      if (next() === '[' || text.startsWith('&&', at)) throw UNREAD;
      const from = classPart();
      if (typeof from === 'bigint') {
        set |= from;
        continue;
      }
      const isRange = next() === '-' && text.charAt(at + 1) !== ']';
      if (!isRange) {
        set |= charactersFrom(from, Math.min(from, 127));
        continue;
      }
      take();
      const to = classPart();
      // `[\w-.]` means the two and the dash; a range to a set is an accident in every engine.
      // Halves of surrogate pairs are no ASCII in whatever order they stand.
      if (typeof to === 'bigint' || (to < from && from < 128)) throw UNREAD;
      set |= charactersFrom(from, to);
    }
    take();
    return negated ? PRINTABLE & ~set : set;
  }

  function classPart(): number | Characters {
    const character = take();
    return character === '\\' ? escapedCode() : character.charCodeAt(0);
  }

  const pattern = either(0);
  if (at < text.length) throw UNREAD;
  return pattern;
}

/** Only what can be printed, and nothing that nothing matches. `undefined` is what matches nothing. */
function pruned(pattern: Pattern): Pattern | undefined {
  if (pattern.kind === 'one') return (pattern.of & PRINTABLE) === 0n ? undefined : { kind: 'one', of: pattern.of & PRINTABLE };
  if (pattern.kind === 'repeat') {
    const part = pruned(pattern.part);
    if (part === undefined) return pattern.least === 0 ? { kind: 'all', parts: [] } : undefined;
    return pattern.most === 0 ? { kind: 'all', parts: [] } : { ...pattern, part };
  }
  const parts = pattern.parts.map(pruned);
  const left = parts.filter((part) => part !== undefined);
  if (pattern.kind === 'all') {
    return left.length < parts.length
      ? undefined
      : { kind: 'all', parts: left.flatMap((part) => (part.kind === 'all' ? part.parts : [part])) };
  }
  if (left.length === 0) return undefined;
  return left.length === 1 ? left[0] : { kind: 'either', parts: left };
}

/** `undefined` for what is not read, and for what no printable text matches. */
export function parsePattern(text: string): Pattern | undefined {
  try {
    return pruned(readPattern(text));
  } catch (error) {
    if (error === UNREAD) return undefined;
    throw error;
  }
}
