// Which of a few known names a mistyped one was meant to be: by the number of letters to change, add, drop or swap. For hints only.

const MOST_CHARACTERS = 64;

/** Left of the first column lies nothing that could be a way. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}

/** Two neighbouring letters in the wrong order are one mistake. */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let i = 1; i <= one.length; i += 1) {
    const row: number[] = [];
    for (let j = 0; j <= other.length; j += 1) {
      const changed = at(last, j - 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed, swapped));
    }
    before = last;
    last = row;
  }
  return at(last, other.length);
}

/** The nearest one, unless it takes so many changes that it is another word; the first of equally near ones. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const asked = name.toLowerCase().slice(0, MOST_CHARACTERS);
  let best: { readonly name: string; readonly away: number } | undefined;
  for (const candidate of known) {
    const away = distance(asked, candidate.toLowerCase().slice(0, MOST_CHARACTERS));
    const allowed = Math.max(1, Math.floor(Math.max(asked.length, candidate.length) / 3));
    if (away <= allowed && (best === undefined || away < best.away)) best = { name: candidate, away };
  }
  return best?.name;
}
