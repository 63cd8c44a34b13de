// Every reason the gate can give, closed. A reason carries the part of the line it is about; the chain adds the layer.
// What would have been near is not looked for here: a judgement must not take longer because a policy lists more.

import type { PathNode } from '../policy/index.js';

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

export type Reason =
  | { readonly code: ShellCode; readonly part: Part }
  | { readonly code: 'unknown-binary'; readonly part: Part }
  | { readonly code: 'unknown-subcommand'; readonly part: Part; readonly under: PathNode }
  | { readonly code: 'missing-subcommand'; readonly part: Part; readonly under: PathNode }
  | { readonly code: 'flag-before-path'; readonly part: Part }
  | { readonly code: 'unknown-flag'; readonly part: Part; readonly listed: readonly string[] }
  | { readonly code: 'repeated-flag'; readonly part: Part }
  | { readonly code: 'double-dash'; readonly part: Part }
  | { readonly code: 'missing-value'; readonly part: Part; readonly expects: string; readonly example: string }
  | { readonly code: 'unexpected-value'; readonly part: Part }
  | { readonly code: 'missing-flag'; readonly part: Part; readonly expects: string; readonly example: string }
  | { readonly code: 'misplaced-argument'; readonly part: Part; readonly place: 'before-flags' | 'after-flags' }
  | { readonly code: 'extra-argument'; readonly part: Part }
  | { readonly code: 'file-or-url'; readonly part: Part; readonly of: string }
  | { readonly code: 'bad-value'; readonly part: Part; readonly of: string; readonly expects: string; readonly example: string }
  | { readonly code: 'mutating-word'; readonly part: Part }
  | { readonly code: 'unproven-word'; readonly part: Part }
  | { readonly code: 'credential-word'; readonly part: Part }
  | { readonly code: 'forbidden-flag'; readonly part: Part }
  | { readonly code: 'unbounded'; readonly part: Part; readonly needs: string }
  | { readonly code: 'too-much'; readonly part: Part; readonly most: string }
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

export function stamped(layerName: LayerName, reason: Reason): Refusal {
  return { ...reason, layer: NUMBERS[layerName], layerName };
}
