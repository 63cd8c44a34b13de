// The only thing that can run. Made by the seventh layer (and, of what that made, a dry run), sealed by a private field that no copy,
// clone or JSON carries: it cannot cross a process, so whoever runs it has judged it.

import type { Binary } from '../policy/index.js';
import type { MicroUsd } from '../shared/index.js';
import type { ReadOnly } from './stages.js';

export interface ClearedParts {
  readonly binary: Binary;
  readonly path: readonly string[];
  readonly argv: readonly string[];
  readonly canonical: string;
  readonly added: readonly string[];
  readonly cost: MicroUsd;
  readonly mask: readonly string[];
  readonly command: ReadOnly;
}

export class Cleared {
  readonly #sealed = true;
  readonly #command: ReadOnly;
  readonly binary: Binary;
  /** The operation: the words of the rule. */
  readonly path: readonly string[];
  /** Every word that runs, the program's name first. */
  readonly argv: readonly string[];
  /** The same words, quoted so that any POSIX shell reads them back as `argv`. */
  readonly canonical: string;
  /** The flags in `argv` that are ours and were not in the line. */
  readonly added: readonly string[];
  /** What one run costs. */
  readonly cost: MicroUsd;
  /** Names of members of the answer that the digest empties. */
  readonly mask: readonly string[];

  private constructor(parts: ClearedParts) {
    this.binary = parts.binary;
    this.path = Object.freeze([...parts.path]);
    this.argv = Object.freeze([...parts.argv]);
    this.canonical = parts.canonical;
    this.added = Object.freeze([...parts.added]);
    this.cost = parts.cost;
    this.mask = Object.freeze([...parts.mask]);
    this.#command = parts.command;
    Object.freeze(this);
  }

  /** What the gate believes the words to mean; never what runs. */
  get command(): ReadOnly {
    return this.#command;
  }

  /**
   * INVARIANT: called by the seventh layer and, for what that layer made, by `dry-run.ts`; the door exports the type and `isCleared`,
   * not this.
   */
  static seal(parts: ClearedParts): Cleared {
    return new Cleared(parts);
  }

  static holds(value: object): value is Cleared {
    return #sealed in value && value.#sealed;
  }
}

/** True for what the seventh layer made, and for nothing that merely looks like it. */
export function isCleared(value: unknown): value is Cleared {
  return typeof value === 'object' && value !== null && Cleared.holds(value);
}
