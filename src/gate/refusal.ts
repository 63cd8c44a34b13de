// Every reason the gate can give, closed. A reason carries the part of the line it is about; the chain adds the layer.
// What would have been near is not looked for here: a judgement must not take longer because a policy lists more.

import type { Binary, Pack, Rule } from '../policy/index.js';

export const LAYERS = ['shell', 'binary', 'subcommand', 'flags', 'arguments', 'mutation', 'cost'] as const;
export type LayerName = (typeof LAYERS)[number];
export type LayerNumber = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** The offending part, and the column (from 0) at which it begins; where something is missing, the column after the line. */
export interface Part {
  readonly text: string;
  readonly at: number;
}

export type ShellCode =
  | 'too-long'
  | 'empty'
  | 'control-character'
  | 'not-ascii'
  | 'open-quote'
  | 'operator'
  | 'expansion'
  | 'backslash'
  | 'glob'
  | 'brace'
  | 'tilde'
  | 'comment'
  | 'history'
  | 'assignment'
  | 'not-plain';

/** How far the words of a path were known. */
export interface KnownPath {
  readonly binary: Binary;
  readonly path: string;
  readonly pack: Pack | undefined;
  readonly groups: () => readonly string[];
}

export type Reason =
  | { readonly code: ShellCode; readonly part: Part }
  | { readonly code: 'unknown-binary'; readonly part: Part }
  | { readonly code: 'unknown-subcommand'; readonly part: Part; readonly known: KnownPath }
  | { readonly code: 'missing-subcommand'; readonly part: Part; readonly known: KnownPath }
  | { readonly code: 'unknown-track'; readonly part: Part; readonly tracks: readonly string[] }
  | { readonly code: 'flag-before-path'; readonly part: Part }
  | { readonly code: 'unknown-flag'; readonly part: Part; readonly rule: Rule }
  | { readonly code: 'repeated-flag'; readonly part: Part }
  | { readonly code: 'double-dash'; readonly part: Part }
  | { readonly code: 'missing-value'; readonly part: Part; readonly expects: string; readonly example: string }
  | { readonly code: 'unexpected-value'; readonly part: Part }
  | { readonly code: 'missing-flag'; readonly part: Part; readonly expects: string; readonly example: string }
  | { readonly code: 'conflicting-flags'; readonly part: Part; readonly other: string }
  | { readonly code: 'misplaced-argument'; readonly part: Part }
  | { readonly code: 'extra-argument'; readonly part: Part }
  | { readonly code: 'file-or-url'; readonly part: Part; readonly of: string }
  | { readonly code: 'bad-value'; readonly part: Part; readonly of: string; readonly expects: string; readonly example: string }
  | { readonly code: 'too-many-values'; readonly part: Part; readonly of: string; readonly most: string }
  | { readonly code: 'mutating-word'; readonly part: Part }
  | { readonly code: 'unproven-word'; readonly part: Part }
  | { readonly code: 'credential-word'; readonly part: Part }
  | { readonly code: 'masked-member'; readonly part: Part }
  | { readonly code: 'forbidden-flag'; readonly part: Part }
  | { readonly code: 'sql-statement'; readonly part: Part }
  | { readonly code: 'sql-function'; readonly part: Part }
  | { readonly code: 'sql-view'; readonly part: Part }
  | { readonly code: 'sql-unreadable'; readonly part: Part }
  | { readonly code: 'unbounded'; readonly part: Part; readonly needs: string }
  | { readonly code: 'too-much'; readonly part: Part; readonly instead: string }
  | { readonly code: 'over-budget'; readonly part: Part; readonly costs: number; readonly remaining: number };

export type RefusalCode = Reason['code'];

/** The layer that did not let the line through: the first that refused. */
export interface Stamp {
  readonly layer: LayerNumber;
  readonly layerName: LayerName;
}

export type Refusal = Reason & Stamp;

const NUMBERS: Readonly<Record<LayerName, LayerNumber>> = {
  shell: 1,
  binary: 2,
  subcommand: 3,
  flags: 4,
  arguments: 5,
  mutation: 6,
  cost: 7,
};

/** INVARIANT: the reason is fresh from its layer, and nobody else's; a copy of it would be a good part of what a refusal costs. */
export function stamped(layerName: LayerName, reason: Reason): Refusal {
  return Object.assign(reason, { layer: NUMBERS[layerName], layerName });
}
