// Whether the sources of a SELECT are tied to each other. T7: two bounded tables that nothing ties make as many rows as one times the other.

import { ownerOf, type Scope } from './scope.js';
import { type Expression, partsOf, type Select } from './tree.js';

const MOST_SMALL = 4;

/** The sources that an expression takes from; `undefined` where a bare name hides one. */
function owners(scope: Scope, of: Expression): ReadonlySet<number> | undefined {
  const found = new Set<number>();
  const open: Expression[] = [of];
  for (let part = open.pop(); part; part = open.pop()) {
    if (part.kind === 'subquery') return undefined;
    if (part.kind === 'column') {
      const [first = '', ...rest] = part.path;
      const index = rest.length > 0 ? scope.byAlias.get(first.toLowerCase()) : ownerOf(scope, part)?.[0];
      if (index === undefined) return undefined;
      found.add(index);
    }
    open.push(...partsOf(part));
  }
  return found;
}

function conjuncts(of: Expression): readonly Expression[] {
  return of.kind === 'and' ? of.of.flatMap(conjuncts) : [of];
}

/** Each pair of sources that an equality ties. */
function ties(scope: Scope, of: Expression): readonly (readonly [number, number])[] {
  if (of.kind !== 'compare' || of.operator !== '=') return [];
  const [left, right] = of.of.map((part) => owners(scope, part));
  if (!left || !right || [...left].some((index) => right.has(index))) return [];
  return [...left].flatMap((one) => [...right].map((other) => [one, other] as const));
}

/** For each source the first of those that it is tied to, directly or through others. */
function groups(count: number, pairs: readonly (readonly [number, number])[]): readonly number[] {
  const parents = Array.from({ length: count }, (_, index) => index);
  const root = (index: number): number => {
    let at = index;
    for (let parent = parents[at]; parent !== undefined && parent !== at; parent = parents[at]) at = parent;
    return at;
  };
  for (const [one, other] of pairs) {
    const [first, second] = [root(one), root(other)];
    if (first >= 0 && second >= 0) parents[Math.max(first, second)] = Math.min(first, second);
  }
  return parents.map((_, index) => root(index));
}

/** The place of the first source that is multiplied with the ones before it. */
export function crossJoined(select: Select, scope: Scope): number | undefined {
  const equalities = [...select.conditions, ...select.joins].flatMap(conjuncts).flatMap((part) => ties(scope, part));
  const group = groups(scope.sources.length, [...select.ties, ...equalities]);
  const found = new Set<number>();
  const weights = { few: 0, many: 0, grouped: 0, generated: 0 };
  for (const [index, { kind, hidesNames, rows }] of scope.sources.entries()) {
    const { [index]: root = index } = group;
    const isOfEachRow = kind === 'array' && rows === 'few' && !hidesNames;
    if (isOfEachRow || found.has(root)) continue;
    found.add(root);
    weights[rows] += 1;
    const { few, many, grouped, generated } = weights;
    // One table, or two summaries, with one calendar and a few small things.
    if (few > MOST_SMALL || many + grouped > (many > 0 ? 1 : 2) || generated > 1) return index;
  }
  return undefined;
}
