// A command line from its words. A model gives words, so that it never has to quote: what it means cannot be told apart by a mistake in
// quoting. The gate reads the line as it reads any other.

/** Nothing that a shell, or layer 1 of the gate, could take for something else. */
const PLAIN = /^[A-Za-z0-9_./:=,@%+-]+$/;

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

export function lineOf(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
