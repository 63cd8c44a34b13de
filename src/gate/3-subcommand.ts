// Layer 3: Invocation → Operation. The words right after the program are, one by one and exactly, the path of a rule. Nothing is
// searched for: an allowed word elsewhere in the line means nothing, and a flag among the path words is refused.

import type { PathNode, Policy } from '../policy/index.js';
import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import type { Reason } from './refusal.js';
import type { Invocation, Operation, Word } from './stages.js';

function unlisted(node: PathNode, word: Word | undefined, invocation: Invocation): Reason {
  if (word === undefined) return { code: 'missing-subcommand', part: { text: invocation.binary, at: invocation.end }, under: node };
  if (word.text.startsWith('-')) return { code: 'flag-before-path', part: word };
  return { code: 'unknown-subcommand', part: word, under: node };
}

export function subcommand(policy: Policy): Layer<Invocation, Operation> {
  return {
    name: 'subcommand',
    check: (invocation): Result<Operation, Reason> => {
      const { binary, rest, end } = invocation;
      let node = policy.roots[binary];
      let depth = 0;
      for (const { text } of rest) {
        const next = node.next.get(text);
        if (next === undefined) break;
        node = next;
        depth += 1;
      }
      if (node.rule === undefined) return err(unlisted(node, rest[depth], invocation));
      return ok({ stage: 'operation', rule: node.rule, rest: rest.slice(depth), end });
    },
  };
}
