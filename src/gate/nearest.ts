// For hints only: which of the listed words a wrong one was probably meant to be.

const MOST_CHARACTERS = 64;

/** How many letters to insert, delete or replace; words beyond the cap are as far apart as they are long. */
function distance(from: string, to: string): number {
  if (from.length > MOST_CHARACTERS) return from.length;
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
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
