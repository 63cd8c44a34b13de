// T-MASK: places that users fill with secrets, emptied by their names, or the whole answer withheld.

const EMPTIED = '(emptied: it may hold secrets)';
export const WITHHELD =
  '(withheld: this answer may hold secrets, and is not whole JSON in which they could be emptied; ask for json, and for less)';

/** The same value with every member of those names emptied, wherever it stands: a query may have moved it. */
function emptied(value: unknown, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => emptied(item, names));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, names.has(name) ? EMPTIED : emptied(inner, names)]));
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not JSON: all of it is withheld.
    return undefined;
  }
}

/** What users fill with secrets leaves by no answer, whole or cut. */
export function masked(text: string, names: readonly string[]): string {
  if (names.length === 0 || text.trim() === '') return text;
  const json = parsed(text);
  return json ? `${JSON.stringify(emptied(json.value, new Set(names)), null, 2)}\n` : WITHHELD;
}
