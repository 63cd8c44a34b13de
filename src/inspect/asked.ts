// A path that somebody asks about, looked up as a line would be: by the gate itself, so that both say the same.

import { hintFor, reasonFor, trailOf } from '../gate/index.js';
import { deniedIn } from '../packs/index.js';
import type { Rule } from '../policy/index.js';
import { Fault } from '../shared/index.js';
import { deniedOperation } from './answer.js';
import { binaryNamed } from './listed.js';
import { policyIn, type Scope } from './scope.js';

export type Asked =
  | { readonly kind: 'listed'; readonly rule: Rule; readonly track: string | undefined }
  | { readonly kind: 'denied'; readonly path: string; readonly reason: string }
  /** The policy lists it, and a person wants less of the policy. */
  | { readonly kind: 'left-out'; readonly rule: Rule }
  | { readonly kind: 'unknown'; readonly reason: string; readonly near: string };

export function ask({ folder, only }: Scope, words: readonly string[]): Asked {
  const judging = { policy: policyIn({ folder, only }), deniedOf: deniedIn(folder), remaining: { microUsd: 0 } };
  binaryNamed(words[0] ?? '');
  const flag = words.find((word) => word.startsWith('-'));
  if (flag !== undefined)
    throw new Fault('usage', `\`${flag}\` is no word of an operation`, { fix: 'name the operation without its flags' });
  const trail = trailOf(words.join(' '), judging.policy, judging.remaining);
  const { operation } = trail;
  if (!operation.ok) {
    const denied = deniedOperation(operation.error, trail, judging);
    if (denied) return { kind: 'denied', ...denied };
    const whole = only && ask({ folder, only: undefined }, words);
    if (whole?.kind === 'listed') return { kind: 'left-out', rule: whole.rule };
    return { kind: 'unknown', reason: reasonFor(operation.error), near: hintFor(operation.error) };
  }
  const { rule, track } = operation.value;
  const named = 1 + (track === undefined ? 0 : 1) + rule.path.length;
  const extra = words[named];
  if (extra !== undefined)
    throw new Fault('usage', `\`${extra}\` is no word of an operation`, { fix: `${words.slice(0, named).join(' ')} is a whole one` });
  return { kind: 'listed', rule, track };
}
