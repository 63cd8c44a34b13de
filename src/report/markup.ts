// HTML that is put together without a hole: every text between the tags is escaped, because only what this file made is taken as markup.
// Threat T-PAGE: a name in a bill that is a tag, an attribute or a script.

import { printable } from '../shared/index.js';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** More than any field that is shown; a command that can be copied is never cut. */
const LONGEST_TEXT = 20_000;

/** Visible text: what is not is spelled out, so that no name turns the direction of a line around. */
export function escapedText(text: string): string {
  return printable(text, LONGEST_TEXT).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** An identity: a text that looks like markup is not markup. */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** The only way to make one: what stands in the source is trusted, what is filled in is not. */
  static of(literals: readonly string[], values: readonly Filling[]): Markup {
    return new Markup(literals.map((literal, at) => literal + (at < values.length ? filled(values[at] ?? '') : '')).join(''));
  }

  toString(): string {
    return this.#text;
  }
}

export type Filling = string | number | Markup | readonly Markup[];

function filled(value: Filling): string {
  if (value instanceof Markup) return value.toString();
  if (typeof value === 'string') return escapedText(value);
  return typeof value === 'number' ? String(value) : value.map(filled).join('');
}

export function markup(literals: TemplateStringsArray, ...values: readonly Filling[]): Markup {
  return Markup.of(literals, values);
}

export const NOTHING = markup``;
