// For hints only: which of the listed words a wrong one was probably meant to be.

const MOST_CHARACTERS = 64;

/** How many letters to insert, delete or replace; a word beyond the cap is as far from every other as it is long. */
function distance(from: string, to: string): number {
  if (from.length > MOST_CHARACTERS) return from.length;
  let row = Array.from({ length: to.length }, (_, column) => column + 1);
  let last = to.length;
  for (const [index, letter] of [...from].entries()) {
    let diagonal = index;
    last = index + 1;
    const next: number[] = [];
    for (const [column, above] of row.entries()) {
      last = Math.min(diagonal + (to.charAt(column) === letter ? 0 : 1), above + 1, last + 1);
      diagonal = above;
      next.push(last);
    }
    row = next;
  }
  return last;
}

/** What stands behind the nearest names, the nearest first; equally near ones in the order of the alphabet. */
export function nearest<T>(word: string, listed: Iterable<readonly [name: string, thing: T]>, most: number): readonly T[] {
  return [...listed]
    .map(([name, thing]) => ({ name, thing, apart: distance(word, name) }))
    .toSorted((a, b) => a.apart - b.apart || (a.name < b.name ? -1 : 1))
    .slice(0, most)
    .map(({ thing }) => thing);
}
