// A shape turns the text of one value into a typed argument, or into nothing. It knows the value only: not the flag, not the command.

import type { Result } from '../../shared/index.js';
import type { SqlQuery, SqlRefusal } from '../sql/index.js';
import type { Raw } from '../values/raw.js';

/** Text that a shape has admitted; no other text reaches an argv. */
export type ShapedText = string & { readonly __shaped: 'shaped' };

export type Single =
  | { readonly kind: 'text'; readonly text: ShapedText }
  | { readonly kind: 'count'; readonly text: ShapedText; readonly value: number }
  | { readonly kind: 'instant'; readonly text: ShapedText; readonly seconds: number }
  | { readonly kind: 'duration'; readonly text: ShapedText; readonly seconds: number }
  | { readonly kind: 'period'; readonly text: ShapedText; readonly days: number }
  /** Readable as one query, or as something else that layer 6 refuses. */
  | { readonly kind: 'sql'; readonly text: ShapedText; readonly query: Result<SqlQuery, SqlRefusal> };

export type Argument =
  | Single
  | { readonly kind: 'switch' }
  | { readonly kind: 'toggle'; readonly isOn: boolean }
  | { readonly kind: 'commas'; readonly items: readonly Single[] }
  | { readonly kind: 'words'; readonly items: readonly Single[] }
  | { readonly kind: 'json'; readonly text: ShapedText; readonly value: Raw };

export interface Shape {
  /** For the hint: what would be accepted, and one that is. */
  readonly expects: string;
  readonly example: string;
  readonly parse: (raw: string) => Single | undefined;
}

export function shaped(raw: string): ShapedText {
  // CAST: the only place where text becomes shaped; called by shapes alone, after they have matched the whole of it.
  return raw as ShapedText;
}

/** INVARIANT: every pattern is anchored at both ends and cannot backtrack; values are capped before they reach it. */
export function pattern(expects: string, example: string, whole: RegExp): Shape {
  return { expects, example, parse: (raw) => (whole.test(raw) ? { kind: 'text', text: shaped(raw) } : undefined) };
}

export function choice(allowed: readonly string[]): Shape {
  const [example = ''] = allowed;
  return {
    expects: `one of ${allowed.join(', ')}`,
    example,
    parse: (raw) => (allowed.includes(raw) ? { kind: 'text', text: shaped(raw) } : undefined),
  };
}
