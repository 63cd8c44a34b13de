// What can be known of a pattern before it is used: that no text makes a backtracking engine slow, with what its texts may begin, how long
// they get. A pattern in question is refused; there is no limit of time in here, so the answer is the same on every machine.

import type { Characters, Pattern } from './pattern.js';

interface Automaton {
  readonly sets: readonly Characters[];
  readonly first: ReadonlySet<number>;
  readonly follow: readonly ReadonlySet<number>[];
}

const MOST_COPIES = 16;
const MOST_PLACES = 600;
const MOST_STEPS = 200_000;

const UNSURE = new Error('more than can be decided');

interface Part {
  readonly empty: boolean;
  readonly first: ReadonlySet<number>;
  readonly last: ReadonlySet<number>;
}

/**
 * One place for each character class as written, repeats of up to 16 written out. Throws `UNSURE` where one text has two ways through the
 * pattern as it is written: an engine that goes back tries both.
 */
function automatonOf(pattern: Pattern): Automaton {
  const sets: Characters[] = [];
  const follow: Set<number>[] = [];

  function connect(from: ReadonlySet<number>, to: ReadonlySet<number>): void {
    for (const place of from) {
      for (const next of to) {
        if (follow[place]?.has(next) === true) throw UNSURE;
        follow[place]?.add(next);
      }
    }
  }

  function joined(one: Part, two: Part): Part {
    connect(one.last, two.first);
    return {
      empty: one.empty && two.empty,
      first: one.empty ? new Set([...one.first, ...two.first]) : one.first,
      last: two.empty ? new Set([...one.last, ...two.last]) : two.last,
    };
  }

  const nothing: Part = { empty: true, first: new Set(), last: new Set() };

  function repeated(part: Pattern, least: number, most: number): Part {
    if (most <= MOST_COPIES) {
      // From the inside out: each optional copy can only come after the one before it.
      let optional = nothing;
      const copies = Array.from({ length: most }, () => partOf(part));
      for (const copy of copies.slice(least).reverse()) optional = { ...joined(copy, optional), empty: true };
      return copies.slice(0, least).reduceRight((rest, copy) => joined(copy, rest), optional);
    }
    const once = partOf(part);
    connect(once.last, once.first);
    const loop: Part = { ...once, empty: least === 0 };
    return least > 1 && least <= MOST_COPIES
      ? Array.from({ length: least - 1 }, () => partOf(part)).reduceRight((rest, copy) => joined(copy, rest), loop)
      : loop;
  }

  function partOf(piece: Pattern): Part {
    if (piece.kind === 'one') {
      const place = sets.push(piece.of) - 1;
      if (place > MOST_PLACES) throw UNSURE;
      follow.push(new Set());
      return { empty: false, first: new Set([place]), last: new Set([place]) };
    }
    if (piece.kind === 'all') return piece.parts.map(partOf).reduceRight((rest, part) => joined(part, rest), nothing);
    if (piece.kind === 'either') {
      const parts = piece.parts.map(partOf);
      return {
        empty: parts.some(({ empty }) => empty),
        first: new Set(parts.flatMap(({ first }) => [...first])),
        last: new Set(parts.flatMap(({ last }) => [...last])),
      };
    }
    // What may be nothing, many times over, is nothing in many ways.
    if (piece.most > 1 && isEmpty(piece.part)) throw UNSURE;
    return repeated(piece.part, piece.least, piece.most);
  }

  const { first } = partOf(pattern);
  return { sets, first, follow };
}

function isEmpty(pattern: Pattern): boolean {
  if (pattern.kind === 'one') return false;
  if (pattern.kind === 'repeat') return pattern.least === 0 || isEmpty(pattern.part);
  return pattern.kind === 'all' ? pattern.parts.every(isEmpty) : pattern.parts.some(isEmpty);
}

function reachable(follow: Automaton['follow'], start: number): ReadonlySet<number> {
  const seen = new Set(follow[start]);
  for (const place of seen) for (const next of follow[place] ?? []) seen.add(next);
  return seen;
}

/** Whether from one tuple of places another is reached by a text that all of them read alike, each staying in its own set. */
function walks(automaton: Automaton, from: readonly number[], to: readonly number[], inside: readonly ReadonlySet<number>[]): boolean {
  const target = to.join();
  const seen = new Set<string>();
  const todo: (readonly number[])[] = [from];
  for (let now = todo.pop(); now !== undefined; now = todo.pop()) {
    let steps: { readonly places: readonly number[]; readonly shared: Characters }[] = [{ places: [], shared: -1n }];
    for (const [index, place] of now.entries()) {
      const nexts = [...(automaton.follow[place] ?? [])].filter((next) => inside[index]?.has(next) === true);
      steps = steps.flatMap(({ places, shared }) =>
        nexts.flatMap((next) => {
          const both = shared & (automaton.sets[next] ?? 0n);
          return both === 0n ? [] : [{ places: [...places, next], shared: both }];
        }),
      );
    }
    for (const { places } of steps) {
      const key = places.join();
      if (key === target) return true;
      if (seen.has(key)) continue;
      if (seen.size > MOST_STEPS) throw UNSURE;
      seen.add(key);
      todo.push(places);
    }
  }
  return false;
}

/**
 * Two loops that can share their text, one leading into the other (or into itself by two ways): the number of ways through grows with the
 * length of the text. Without such a pair it is bounded by the pattern alone.
 */
function isAmbiguous(automaton: Automaton): boolean {
  const after = automaton.follow.map((_, place) => reachable(automaton.follow, place));
  const loops = after.flatMap((reached, place) => (reached.has(place) ? [place] : []));
  const ring = (place: number): ReadonlySet<number> =>
    new Set([...(after[place] ?? [])].filter((other) => after[other]?.has(place) === true));
  for (const place of loops) {
    const inside = ring(place);
    const sisters = [...inside].filter(
      (other) => other !== place && ((automaton.sets[other] ?? 0n) & (automaton.sets[place] ?? 0n)) !== 0n,
    );
    for (const other of sisters) {
      if (
        walks(automaton, [place, place], [place, other], [inside, inside]) &&
        walks(automaton, [place, other], [place, place], [inside, inside])
      )
        return true;
    }
    for (const later of loops) {
      if (inside.has(later) || after[place]?.has(later) !== true) continue;
      if (((automaton.sets[later] ?? 0n) & (automaton.sets[place] ?? 0n)) === 0n) continue;
      const between = new Set([...(after[place] ?? [])].filter((other) => other === later || after[other]?.has(later) === true));
      if (walks(automaton, [place, place, later], [place, later, later], [inside, between, ring(later)])) return true;
    }
  }
  return false;
}

export interface Known {
  /** The longest text it matches; more than the cap is infinite. */
  readonly longest: number;
  /** What a text of it may begin with. */
  readonly first: Characters;
  readonly mayBegin: (text: string) => boolean;
}

function longestOf(pattern: Pattern): number {
  if (pattern.kind === 'one') return 1;
  if (pattern.kind === 'repeat') return pattern.most * longestOf(pattern.part);
  const lengths = pattern.parts.map(longestOf);
  return pattern.kind === 'all' ? lengths.reduce((sum, length) => sum + length, 0) : Math.max(...lengths);
}

/** `undefined` for a pattern that is not surely linear. */
export function known(pattern: Pattern): Known | undefined {
  try {
    const automaton = automatonOf(pattern);
    if (isAmbiguous(automaton)) return undefined;
    const mayBegin = (text: string): boolean => {
      let now: ReadonlySet<number> = automaton.first;
      for (const [index, character] of [...text].entries()) {
        const bit = 1n << BigInt(character.charCodeAt(0));
        const here = [...now].filter((place) => ((automaton.sets[place] ?? 0n) & bit) !== 0n);
        if (here.length === 0) return false;
        if (index < text.length - 1) now = new Set(here.flatMap((place) => [...(automaton.follow[place] ?? [])]));
      }
      return true;
    };
    const first = [...automaton.first].reduce((set, place) => set | (automaton.sets[place] ?? 0n), 0n);
    return { longest: longestOf(pattern), first, mayBegin };
  } catch (error) {
    if (error === UNSURE) return undefined;
    throw error;
  }
}
