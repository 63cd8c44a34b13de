// What a proposal is after each layer. Each stage has its own tag: without it a richer type would pass for a poorer one.

import type { Binary, FlagRule, Positional, Rule } from '../policy/index.js';
import type { Argument, Single } from './shapes/shape.js';

/** A word of the line, and the column (from 0) at which it begins there. */
export interface Word {
  readonly text: string;
  readonly at: number;
}

/** 1: one plain command, split as a shell would split it. */
export interface Words {
  readonly stage: 'words';
  readonly words: readonly [Word, ...Word[]];
  readonly line: string;
  /** Where each word ends in the line, quotes included. */
  readonly ends: readonly number[];
}

/** 2: the program is one of ours. */
export interface Invocation {
  readonly stage: 'invocation';
  readonly binary: Binary;
  readonly rest: readonly Word[];
  /** Where the line ends: the column of what is missing. */
  readonly end: number;
}

/** 3: a rule lists the operation. */
export interface Operation {
  readonly stage: 'operation';
  readonly rule: Rule;
  /** The release track that the line names, if the program has such. */
  readonly track: string | undefined;
  /** A flag among the words of the path that is not one of the program's own. */
  readonly early: Word | undefined;
  /** Every word that is not part of the path, in the order of the line. */
  readonly rest: readonly Word[];
  readonly end: number;
}

export interface GivenFlag {
  readonly flag: FlagRule;
  readonly values: readonly Word[];
  readonly at: number;
}

export interface GivenPositional {
  readonly positional: Positional;
  readonly values: readonly Word[];
}

/** 4: every flag is one that the rule lists, given once, with as many values as it takes. */
export interface Flagged {
  readonly stage: 'flagged';
  readonly rule: Rule;
  readonly track: string | undefined;
  readonly flags: readonly GivenFlag[];
  readonly positionals: readonly GivenPositional[];
  /** The first loose word that the rule has no place for. */
  readonly extra: Word | undefined;
  readonly end: number;
}

export interface TypedFlag {
  readonly name: string;
  readonly argument: Argument;
  readonly at: number;
}

export interface TypedPositional {
  readonly name: string;
  readonly items: readonly Single[];
}

/** 5: every value has its shape; no text of the line is left that a shape has not admitted. */
export interface Typed {
  readonly stage: 'typed';
  readonly rule: Rule;
  readonly track: string | undefined;
  readonly flags: readonly TypedFlag[];
  readonly positionals: readonly TypedPositional[];
  readonly end: number;
}

/** 6: it reads, whatever the rule says. */
export interface ReadOnly extends Omit<Typed, 'stage'> {
  readonly stage: 'read-only';
}
