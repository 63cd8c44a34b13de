// Text from outside, made safe to show and to log. Threat: terminal escapes, bidi overrides and zero-width characters that
// make a person read something other than what is there, or let an output forge our own lines.

/**
 * What a terminal could take for an instruction (C0, DEL, C1), what nobody sees (format, fillers, halves of characters,
 * unassigned), and every blank that looks like a space and is none.
 */
const UNSAFE = /[\p{C}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/gu;

/** Runs of what may be unsafe: nearly all text has none, and the classes above are slow. */
const NOT_PLAIN = /[^ -~]+/g;

/** INVARIANT: `character` is one match of UNSAFE, never empty. */
function escaped(character: string): string {
  return `\\u{${String(character.codePointAt(0)?.toString(16))}}`;
}

/** Asking is far cheaper than replacing nothing. */
const PLAIN = /^[ -~]*$/;

function spelled(text: string, spell: (character: string) => string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(NOT_PLAIN, (run) => run.replace(UNSAFE, spell));
}

/** One line of visible text; whatever is not visible is spelled out. Longer text is cut and says so. */
export function printable(text: string, limit = 2_000): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const shown = spelled(cut, escaped);
  return cut.length < text.length ? `${shown}… (${String(text.length - limit)} more)` : shown;
}

/** The same, keeping line breaks and tabs: for blocks that are indented by us. */
export function printableLines(text: string, limit = 20_000): readonly string[] {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const lines = cut.split(/\r?\n/u).map((line) => spelled(line.replace(/\t/gu, '    '), escaped));
  return cut.length < text.length ? [...lines, `… (${String(text.length - limit)} more characters)`] : lines;
}

function escapedInJson(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');
}

/** JSON that a terminal cannot take for an instruction either; the same value when parsed. */
export function printableJson(value: unknown): string {
  return spelled(JSON.stringify(value), escapedInJson);
}
