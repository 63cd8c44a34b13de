// A map that an export keeps in one cell: as JSON, as a list of pairs, or as a query engine prints it: `{region=eu-west-1, sku=A}`.

const NAME = /^[A-Za-z0-9_]+=/u;

export function membersOf(text: string): ReadonlyMap<string, string> {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return new Map();
  return ofJson(trimmed) ?? ofPairs(trimmed);
}

function ofJson(text: string): ReadonlyMap<string, string> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const found = new Map<string, string>();
  const add = (name: unknown, one: unknown): void => {
    if (typeof name === 'string' && typeof one === 'string' && !found.has(name)) found.set(name, one);
  };
  if (Array.isArray(value)) {
    // CAST: a list that was parsed; its members are looked at one by one.
    for (const pair of value as readonly unknown[]) {
      if (Array.isArray(pair)) add(pair[0], pair[1]);
      else if (typeof pair === 'object' && pair !== null && 'key' in pair && 'value' in pair) add(pair.key, pair.value);
    }
  } else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) add(name, one);
  return found;
}

/** A value may have a comma in it: what follows one is a member only when it has a name. */
function ofPairs(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  let last = '';
  for (const piece of text.slice(1, -1).split(', ')) {
    if (NAME.test(piece)) {
      last = piece.slice(0, piece.indexOf('='));
      found.set(last, piece.slice(last.length + 1));
    } else if (last !== '') found.set(last, `${found.get(last) ?? ''}, ${piece}`);
  }
  return found;
}
