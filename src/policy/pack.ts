// The commands of one group, and what a gate asks of them: which words begin a path, and the rule at the end of one.

import type { Binary } from './binaries.js';
import { kindsOf } from './kinds.js';
import type { RawPack } from './raw-pack.js';
import { type Globals, type Rule, ruleOf } from './rule.js';

/** Some words from the beginning of listed paths, and which ones may follow them. */
export interface PathPlace {
  /** The words, joined by a blank. */
  readonly path: string;
  readonly next: ReadonlyMap<string, PathPlace>;
}

export interface Pack {
  readonly binary: Binary;
  /** Every listed path, words joined by a blank. */
  readonly paths: readonly string[];
  /** Before the first word of all of them. */
  readonly start: PathPlace;
  readonly rule: (path: string) => Rule | undefined;
}

interface Growing extends PathPlace {
  next: Map<string, Growing>;
}

/** Nothing follows most places, so they share this. */
const NOTHING = new Map<string, Growing>();

function placesOf(paths: readonly string[]): PathPlace {
  const start: Growing = { path: '', next: NOTHING };
  for (const path of paths) {
    let place = start;
    for (let from = 0; from <= path.length; ) {
      const blank = path.indexOf(' ', from);
      const end = blank === -1 ? path.length : blank;
      const word = path.slice(from, end);
      let following = place.next.get(word);
      if (following === undefined) {
        following = { path: path.slice(0, end), next: NOTHING };
        if (place.next === NOTHING) place.next = new Map();
        place.next.set(word, following);
      }
      place = following;
      from = end + 1;
    }
  }
  return start;
}

export function packOf(raw: RawPack, globals: Globals): Pack {
  const at = kindsOf(raw.shapes);
  const { binary, commands } = raw;
  const paths = Object.keys(commands);
  const rules = new Map<string, Rule | undefined>();
  return {
    binary,
    paths,
    start: placesOf(paths),
    rule: (path) => {
      const before = rules.get(path);
      if (before !== undefined || rules.has(path)) return before;
      const command = Object.hasOwn(commands, path) ? commands[path] : undefined;
      const rule = command && ruleOf(binary, path.split(' '), command, at, globals);
      rules.set(path, rule);
      return rule;
    },
  };
}
