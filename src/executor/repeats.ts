// Reads that need not, or must not, run again: what was answered before in this run, and what a killed run had begun that this one goes on.

import { redactLine } from '../digest/index.js';
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

/** A canonical command as the audit log has it: without secrets, and here without its cap. Two that differ in no more count as one. */
function asLogged(canonical: string): string {
  return canonical.replace(/ --maximum_bytes_billed=\d{1,20}/g, '');
}

export class Repeats {
  readonly #answered = new Map<string, Earlier>();
  readonly #begun: ReadonlySet<string>;

  /** Canonical commands that began before this run was resumed, from the audit log. */
  constructor(begun: readonly string[] = []) {
    this.#begun = new Set(begun.map(asLogged));
  }

  earlier(cleared: Cleared): Earlier | undefined {
    return this.#answered.get(sameness(cleared));
  }

  /** T-RESUME: it may have run, whether or not anybody heard its answer. */
  hasBegunBefore({ canonical }: Cleared): boolean {
    return this.#begun.size > 0 && this.#begun.has(asLogged(redactLine(canonical)));
  }

  /** INVARIANT: at most as many as the budget has commands. */
  note(cleared: Cleared, answered: Earlier): void {
    this.#answered.set(sameness(cleared), answered);
  }
}
