// For hints only: which of the listed words a wrong one was probably meant to be.

const MOST_CHARACTERS = 64;

/** How many letters to insert, delete or replace; a word beyond the cap is as far from every other as it is long. */
function distance(from: string, to: string): number {
  if (from.length > MOST_CHARACTERS) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (row[column] ?? 0) + (from[index] === to[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** The nearest first; equally near ones in the order of the alphabet. */
export function nearest(word: string, listed: Iterable<string>, most: number): readonly string[] {
  return [...listed]
    .map((name) => ({ name, apart: distance(word, name) }))
    .toSorted((a, b) => a.apart - b.apart || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ name }) => name);
}
