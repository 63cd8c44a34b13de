// The commands of one group, and what a gate asks of them: which words begin a path, and the rule at the end of one.

import type { Binary } from './binaries.js';
import { kindsOf } from './kinds.js';
import type { RawPack } from './raw-pack.js';
import { type Globals, type Rule, ruleOf } from './rule.js';

export interface Pack {
  readonly binary: Binary;
  /** Every listed path, words joined by a blank. */
  readonly paths: readonly string[];
  /** Whether a listed path begins with these words, or is them. */
  readonly isPath: (words: string) => boolean;
  readonly rule: (path: string) => Rule | undefined;
}

export function packOf(raw: RawPack, globals: Globals): Pack {
  const at = kindsOf(raw.shapes);
  const { binary, commands } = raw;
  const paths = Object.keys(commands);
  const known = new Set<string>();
  for (const path of paths) {
    for (let end = path.indexOf(' '); end !== -1; end = path.indexOf(' ', end + 1)) known.add(path.slice(0, end));
    known.add(path);
  }
  const rules = new Map<string, Rule | undefined>();
  return {
    binary,
    paths,
    isPath: (words) => known.has(words),
    rule: (path) => {
      if (rules.has(path)) return rules.get(path);
      const command = Object.hasOwn(commands, path) ? commands[path] : undefined;
      const rule = command && ruleOf(binary, path.split(' '), command, at, globals);
      rules.set(path, rule);
      return rule;
    },
  };
}
