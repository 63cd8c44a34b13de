// A second splitter of lines, one character at a time and without haste: what POSIX says of quoting, and a refusal of all that is not plain.

export type Split = { readonly is: 'words'; readonly words: readonly string[] } | { readonly is: 'reject' } | { readonly is: 'unknown' };

const LONGEST = 32_768;
const MOST_WORDS = 256;
const HARMLESS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.,/:@%+-';

const REJECT: Split = { is: 'reject' };

type State = 'between' | 'word' | 'single' | 'double';

function isPrintable(character: string): boolean {
  return character >= ' ' && character <= '~';
}

export function split(line: string): Split {
  if (line.length > LONGEST) return REJECT;
  const words: string[] = [];
  let state: State = 'between';
  let word = '';
  let begins = '';
  let isUnknown = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (state === 'single' || state === 'double') {
      if (!isPrintable(character) && character !== '\n' && character !== '\t') return REJECT;
      if (state === 'single') {
        if (character === "'") state = 'word';
        else word += character;
        continue;
      }
      if (character === '"') state = 'word';
      else if (character === '$' || character === '`') return REJECT;
      else if (character === '\\') {
        if (next !== '"' && next !== '\\') return REJECT;
        word += next;
        at += 1;
      } else word += character;
      continue;
    }
    if (character === ' ' || character === '\t') {
      if (state === 'word') words.push(word);
      state = 'between';
      word = '';
      continue;
    }
    const isFirst = state === 'between';
    if (isFirst) begins = character;
    state = 'word';
    if (character === "'") state = 'single';
    else if (character === '"') state = 'double';
    else if (character === '\\') {
      // One character made ordinary; in the name of a program, or before what some readers still take for a pattern, it is not plain.
      if (words.length === 0 || next === '' || !isPrintable(next) || '*?[]'.includes(next)) return REJECT;
      word += next;
      at += 1;
    } else if (character === '=') {
      if (isFirst || words.length === 0) return REJECT;
      word += character;
    } else if (character === '~') {
      // A shell looks for a home at the front of a word and of an assigned value. Whether it may stand elsewhere is a matter of taste.
      if (begins !== '-') return REJECT;
      isUnknown = true;
      word += character;
    } else if (HARMLESS.includes(character)) word += character;
    else return REJECT;
  }
  if (state === 'single' || state === 'double') return REJECT;
  if (state === 'word') words.push(word);
  if (words.length === 0 || words.length > MOST_WORDS) return REJECT;
  return isUnknown ? { is: 'unknown' } : { is: 'words', words };
}
