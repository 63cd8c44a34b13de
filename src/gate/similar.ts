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

interface Listed {
  readonly name: string;
  readonly place: number;
  /** How many pieces it shares with what is searched; zero between two searches. */
  shared: number;
}

/** The names that hold a piece. */
type Holders = ReadonlyMap<number, readonly Listed[]>;

function holdersAmong(names: readonly string[]): Holders {
  const byPiece = new Map<number, Listed[]>();
  for (const [place, name] of [...names].sort().entries()) {
    const listed: Listed = { name, place, shared: 0 };
    for (const piece of piecesOf(name)) {
      const list = byPiece.get(piece);
      if (list) list.push(listed);
      else byPiece.set(piece, [listed]);
    }
  }
  return byPiece;
}

/** Each name that shares a piece with the one given, once. */
function count(holders: Holders, name: string): readonly Listed[] {
  const touched: Listed[] = [];
  for (const piece of piecesOf(name)) {
    for (const listed of holders.get(piece) ?? []) {
      if (listed.shared === 0) touched.push(listed);
      listed.shared += 1;
    }
  }
  return touched;
}

interface Scored {
  readonly listed: Listed;
  readonly score: number;
}

function isBetter(one: Scored, other: Scored): boolean {
  return one.score > other.score || (one.score === other.score && one.listed.place < other.listed.place);
}

/** Keeps the best in order; nearly every name is worse than all of them. */
function insert(best: Scored[], scored: Scored, most: number): void {
  const at = best.findIndex((one) => isBetter(scored, one));
  best.splice(at === -1 ? best.length : at, 0, scored);
  if (best.length > most) best.pop();
}

function search(holders: Holders, name: string, most: number): readonly string[] {
  const best: Scored[] = [];
  for (const listed of count(holders, name)) {
    insert(best, { listed, score: listed.shared / (name.length + listed.name.length + 4) }, most);
    listed.shared = 0;
  }
  return best.map(({ listed }) => listed.name);
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
