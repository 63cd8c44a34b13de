// Reads that were answered before in this run: they are neither run nor paid again.

import { type Cleared, scanOf } from '../gate/index.js';

export interface Earlier {
  /** The proposal that it answered. */
  readonly id: number;
  readonly outputSha256: string;
}

/** T7: the cap on bytes follows the money that is left, and a query is the same under any cap. */
function sameness(cleared: Cleared): string {
  const isCap = (word: string): boolean => word.startsWith('--maximum_bytes_billed=');
  return JSON.stringify(scanOf(cleared) ? cleared.argv.filter((word) => !isCap(word)) : cleared.argv);
}

export class Repeats {
  readonly #answered = new Map<string, Earlier>();

  earlier(cleared: Cleared): Earlier | undefined {
    return this.#answered.get(sameness(cleared));
  }

  /** INVARIANT: at most as many as the budget has commands. */
  note(cleared: Cleared, answered: Earlier): void {
    this.#answered.set(sameness(cleared), answered);
  }
}
