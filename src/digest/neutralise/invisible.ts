// What nobody sees, spelled out: control characters, escapes of terminals, marks that turn the direction, characters without width, tags,
// variation selectors, halves of characters. Threat T-TERMINAL, and text that a model reads and a person does not.

import { printableJson, printableLines } from '../../shared/index.js';

const PLAIN = /^[ -~\n\t]*$/;
const BEGINS_JSON = /^\s*[[{]/;
const NOT_PLAIN = /[^ -~\n\t]+/g;
/** Selectors choose how the character before looks; none is needed, and a row of them can carry text. */
const SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

export function looksLikeJson(text: string): boolean {
  return BEGINS_JSON.test(text.slice(0, 256));
}

function spelledSelectors(run: string): string {
  return run.replace(SELECTORS, (one) => `\\u{${String(one.codePointAt(0)?.toString(16))}}`);
}

/** The same text with everything invisible spelled out. In JSON as JSON spells it, so that it stays the same value. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  const lines = text.replaceAll('\r\n', '\n');
  if (!looksLikeJson(lines)) return lines.replace(NOT_PLAIN, (run) => spelledSelectors(printableLines(run, run.length).join('\n')));
  return lines.replace(NOT_PLAIN, (run) => printableJson(run).slice(1, -1));
}
