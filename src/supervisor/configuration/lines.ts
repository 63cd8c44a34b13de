// On which line of a TOML file a key stands. The parser does not say, and a message that names the line is the one that helps. Wrong only
// where the file hides a key inside a text of several lines; then it names the section, or nothing.

/** A dotted name as it is written: bare or quoted parts. */
function partsOf(written: string): readonly string[] {
  return [...written.matchAll(/"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+)/gu)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
}

const SECTION = /^\s*\[{1,2}([^\]]{1,400})\]/u;
const KEY = /^\s*([A-Za-z0-9_."'-][^=]{0,400})=/u;

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, at) => name === other[at]);
}

/** From 1; the line of the key, else of the longest part of its path that has one. */
export function lineOf(text: string, path: readonly string[]): number | undefined {
  const places: { readonly path: readonly string[]; readonly line: number }[] = [];
  let section: readonly string[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    const header = SECTION.exec(line);
    const key = KEY.exec(line);
    if (header) section = partsOf(header[1] ?? '');
    if (header) places.push({ path: section, line: at + 1 });
    else if (key) places.push({ path: [...section, ...partsOf(key[1] ?? '')], line: at + 1 });
  }
  for (let length = path.length; length > 0; length -= 1) {
    const found = places.find((place) => isSame(place.path, path.slice(0, length)));
    if (found) return found.line;
  }
  return undefined;
}
