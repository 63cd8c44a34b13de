// What a case knows so far: where the money is, since when, and the names that answers gave.

/** A kind of name: `nat-gateway`, `log-group`, `region`. */
export type NameKind = string;

export interface Known {
  /** The first day that rose, and the first and last day of the bill: YYYY-MM-DD. */
  readonly startDay: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly today: string;
  /** Names of one kind, the most telling first. From the bill: account, project, region, zone, resource, service, usage-type. */
  readonly names: ReadonlyMap<NameKind, readonly string[]>;
}

export function firstName(known: Known, kind: NameKind): string | undefined {
  return known.names.get(kind)?.[0];
}

/** The name, or words for it where it is not known. */
export function nameOr(known: Known, kind: NameKind, words: string): string {
  return firstName(known, kind) ?? words;
}

/** With more names: those that are told now come before those that were. */
export function learn(known: Known, learned: readonly { readonly name: NameKind; readonly values: readonly string[] }[]): Known {
  const names = new Map(known.names);
  for (const { name, values } of learned) names.set(name, [...new Set([...values, ...(names.get(name) ?? [])])]);
  return { ...known, names };
}
