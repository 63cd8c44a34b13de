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
  const quoted = words
    .map(({ text, at }, index) => ({ text, written: line.slice(at, ends[index]) }))
    .filter(({ text, written }) => written !== text);
  if (quoted.length === 0) return true;
  // Only the quoted words: the parser is slow, and slowest where nothing is quoted.
  const entries = read(quoted.map(({ written }) => written).join(' '));
  return entries.length === quoted.length && quoted.every(({ text }, index) => entries[index] === text);
}
