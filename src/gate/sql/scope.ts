// What a name means inside one SELECT: which of its sources are tables, and which table a column is of.

import type { Expression, Select, Source } from './tree.js';

export interface Scope {
  /** The sources, an array of another source shown as what it is. */
  readonly sources: readonly Source[];
  /** The source that a name in front of a dot stands for. */
  readonly byAlias: ReadonlyMap<string, number>;
  /** The only source that a bare name can be a column of, if there is just one. */
  readonly only: number | undefined;
}

function isVisible(select: Select | undefined, visible: number, alias: string): boolean {
  if (!select) return false;
  return (
    select.sources.slice(0, visible).some(({ sureAlias }) => sureAlias === alias) || isVisible(select.outer, select.outerVisible, alias)
  );
}

/** INVARIANT: the engine looks for an alias first wherever a path has more than one part. T7: what is no such array is a table. */
function resolved(select: Select, source: Source, index: number): Source {
  const isArray = source.kind === 'table' && source.head !== '' && isVisible(select, index, source.head);
  return isArray ? { ...source, kind: 'array', rows: 'few', hidesNames: false } : source;
}

export function scopeOf(select: Select): Scope {
  const sources = select.sources.map((source, index) => resolved(select, source, index));
  const byAlias = new Map<string, number>();
  // T7: of two sources with one alias neither can be meant.
  for (const [index, { alias }] of sources.entries()) byAlias.set(alias, byAlias.has(alias) ? -1 : index);
  const named = sources.flatMap(({ hidesNames }, index) => (hidesNames ? [index] : []));
  return { sources, byAlias, only: named.length === 1 ? named[0] : undefined };
}

/** The place of the source that a column belongs to, and its name. */
export function ownerOf(scope: Scope, { path }: Extract<Expression, { readonly kind: 'column' }>): readonly [number, string] | undefined {
  const [first = '', second, ...rest] = path;
  const alias = first.toLowerCase();
  if (rest.length > 0) return undefined;
  if (second !== undefined) return [scope.byAlias.get(alias) ?? -1, second];
  // T7: a bare name may be the element of an array, or a whole row.
  const isTaken = scope.byAlias.has(alias) || scope.sources.some(({ adds }) => adds.includes(alias));
  return isTaken || scope.only === undefined ? undefined : [scope.only, first];
}
