// What a proposal is after each layer. Each stage has its own tag: without it a richer type would pass for a poorer one.

import type { Binary, FlagKind, Rule, ValueKind } from '../policy/index.js';
import type { Argument, Single } from './shapes/shape.js';

/** A word of the line, and the column (from 0) at which it begins there. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/** 1: one plain command, split as a shell would split it. `end` is the length of the line. */
export interface Words {
  readonly stage: 'words';
  readonly words: readonly [Word, ...Word[]];
  readonly end: number;
}

/** 2: the program is one of ours. */
export interface Invocation {
  readonly stage: 'invocation';
  readonly binary: Binary;
  readonly rest: readonly Word[];
  readonly end: number;
}

/** 3: a rule lists the operation. */
export interface Operation {
  readonly stage: 'operation';
  readonly rule: Rule;
  readonly rest: readonly Word[];
  readonly end: number;
}

export interface GivenFlag {
  /** The name as the rule spells it, not as the line did. */
  readonly name: string;
  readonly kind: FlagKind;
  readonly values: readonly Word[];
  readonly at: number;
}

export interface GivenPositional {
  readonly name: string;
  readonly kind: ValueKind;
  readonly value: Word;
}

/** 4: every flag is one that the rule lists, given once, with as many values as it takes. */
export interface Flagged {
  readonly stage: 'flagged';
  readonly rule: Rule;
  readonly flags: readonly GivenFlag[];
  readonly positionals: readonly GivenPositional[];
  readonly end: number;
}

export interface TypedFlag {
  readonly name: string;
  readonly argument: Argument;
  readonly at: number;
}

/** 5: every value has its shape; no text of the line is left that a shape has not admitted. */
export interface Typed {
  readonly stage: 'typed';
  readonly rule: Rule;
  readonly flags: readonly TypedFlag[];
  readonly positionals: readonly Single[];
  readonly end: number;
}

/** 6: it reads, whatever the rule says. */
export interface ReadOnly {
  readonly stage: 'read-only';
  readonly rule: Rule;
  readonly flags: readonly TypedFlag[];
  readonly positionals: readonly Single[];
  readonly end: number;
}
