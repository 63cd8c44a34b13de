// Reading tables: what lies outside of one is nothing. Apart for each kind of table, so that each stays fast.

export function byteAt(table: Uint8Array, index: number): number {
  return table[index] ?? 0;
}

/** For the loops that every character goes through. INVARIANT: there the index is always within the table, or the loop becomes slow. */
export function wordAt(table: Uint16Array, index: number): number {
  return table[index] ?? 0;
}

export function numberAt(table: Int32Array, index: number): number {
  return table[index] ?? 0;
}

/** INVARIANT: the caller knows that it is there. */
export function entryAt<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new Error('a table lacks an entry');
  return entry;
}

/** A group of a pattern that need not have matched. */
export function textIn(groups: ArrayLike<string | undefined> | null, index: number): string {
  return groups?.[index] ?? '';
}
