// For hints only: which of the listed names a wrong one was probably meant to be. Names are compared by the three-letter pieces they
// share, so that a hint costs the same whether a policy lists ten names or ten thousand.

const MOST_CHARACTERS = 96;
/** Wrong names repeat; more different ones than this are not remembered. */
const MOST_REMEMBERED = 64;

/** Three characters of printable ASCII as one number. */
function piecesOf(name: string): ReadonlySet<number> {
  const padded = ` ${name.slice(0, MOST_CHARACTERS)} `;
  const pieces = new Set<number>();
  let piece = padded.charCodeAt(0);
  for (let at = 1; at < padded.length; at += 1) {
    piece = ((piece << 7) | (padded.charCodeAt(at) & 0x7f)) & 0x1f_ffff;
    if (at > 1) pieces.add(piece);
  }
  return pieces;
}

export interface Similar {
  /** The most similar names, the best first; equally similar ones in the order of the alphabet. */
  readonly to: (name: string) => readonly string[];
}

interface Holders {
  readonly names: readonly string[];
  /** The places of the names that hold a piece. */
  readonly byPiece: ReadonlyMap<number, readonly number[]>;
  /** Zero at every place between two searches. */
  readonly shared: Uint8Array;
}

function holdersAmong(names: readonly string[]): Holders {
  const sorted = [...names].sort();
  const byPiece = new Map<number, number[]>();
  for (const [place, name] of sorted.entries()) {
    for (const piece of piecesOf(name)) {
      const list = byPiece.get(piece);
      if (list) list.push(place);
      else byPiece.set(piece, [place]);
    }
  }
  return { names: sorted, byPiece, shared: new Uint8Array(sorted.length) };
}

/** Each place that shares a piece with the name, once; how many it shares is left in `shared`. */
function count({ byPiece, shared }: Holders, name: string): readonly number[] {
  const touched: number[] = [];
  for (const piece of piecesOf(name)) {
    for (const place of byPiece.get(piece) ?? []) {
      const before = shared[place] ?? 0;
      if (before === 0) touched.push(place);
      shared[place] = before + 1;
    }
  }
  return touched;
}

interface Scored {
  readonly place: number;
  readonly score: number;
}

function isBetter(one: Scored, other: Scored): boolean {
  return one.score > other.score || (one.score === other.score && one.place < other.place);
}

/** Keeps the best in order; nearly every name falls off at the first look. */
function insert(best: Scored[], scored: Scored, most: number): void {
  let at = best.length;
  while (at > 0 && isBetter(scored, best[at - 1] ?? scored)) at -= 1;
  if (at >= most) return;
  best.splice(at, 0, scored);
  if (best.length > most) best.pop();
}

function search(holders: Holders, name: string, most: number): readonly string[] {
  const { names, shared } = holders;
  const best: Scored[] = [];
  for (const place of count(holders, name)) {
    const score = (shared[place] ?? 0) / (name.length + (names[place] ?? '').length + 4);
    shared[place] = 0;
    if (best.length < most || score >= (best[most - 1]?.score ?? 0)) insert(best, { place, score }, most);
  }
  return best.map(({ place }) => names[place] ?? '');
}

export function similarAmong(names: readonly string[], most: number): Similar {
  const holders = holdersAmong(names);
  const remembered = new Map<string, readonly string[]>();
  return {
    to: (name) => {
      const before = remembered.get(name);
      if (before) return before;
      const found = search(holders, name, most);
      if (remembered.size === MOST_REMEMBERED) remembered.clear();
      if (name.length <= MOST_CHARACTERS) remembered.set(name, found);
      return found;
    },
  };
}
