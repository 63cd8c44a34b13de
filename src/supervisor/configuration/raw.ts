// Configuration before it is typed: nested tables, compared and joined key by key.

export type RawTable = Readonly<Record<string, unknown>>;

export function isTable(value: unknown): value is RawTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The paths of all that is no table, in the order in which it stands there. */
export function leaves(table: RawTable, path: readonly string[] = []): readonly (readonly string[])[] {
  return Object.entries(table).flatMap(([name, value]) => (isTable(value) ? leaves(value, [...path, name]) : [[...path, name]]));
}

export function valueAt(table: RawTable, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (isTable(value) && Object.hasOwn(value, name) ? value[name] : undefined), table);
}

/** The second one's values in place of the first one's; a list replaces a list. */
export function joined(under: RawTable, over: RawTable): RawTable {
  const names = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...names].map((name) => {
      const [below, above] = [under[name], over[name]];
      return [name, isTable(below) && isTable(above) ? joined(below, above) : (above ?? below)];
    }),
  );
}

export function tableWith(path: readonly string[], value: unknown): RawTable {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? value : tableWith(rest, value) };
}
