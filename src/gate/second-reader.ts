// A second reader for the words of layer 1, written by others: shell-quote. A line that we are about to let through must be the same
// words to both. shell-quote alone would not do: it drops `$NAME`, ignores an open quote, cuts at `#`, keeps backticks, braces and `~`,
// and takes newlines and exotic blanks for spaces.

import { type ParseEntry, parse } from 'shell-quote';
import type { Words } from './stages.js';

export type Reader = (line: string) => readonly (ParseEntry | object)[];

/** The environment is a function that returns an object, so that an expansion can never come back as text. */
export function readByShellQuote(line: string): readonly (ParseEntry | object)[] {
  return parse(line, (name) => ({ expanded: name }));
}

/** T1: the words that will run are the words that another parser reads. Where nothing is quoted there is one reading. */
export function agrees({ words, line, ends }: Words, read: Reader): boolean {
  const texts: string[] = [];
  const written: string[] = [];
  for (const [index, { text, at }] of words.entries()) {
    const piece = line.slice(at, ends[index]);
    // Only the quoted words: the parser is slow, and slowest where nothing is quoted.
    if (piece === text) continue;
    texts.push(text);
    written.push(piece);
  }
  if (texts.length === 0) return true;
  const entries = read(written.join(' '));
  return entries.length === texts.length && texts.every((text, index) => entries[index] === text);
}
