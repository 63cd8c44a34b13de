// The four processes of one run: who they are, which of them died, and how they are ended for good.

import { killDescendants } from '../cage/index.js';
import { errorCode } from '../shared/index.js';
import type { Child, Exit } from './child.js';

export type ChildName = 'orchestrator' | 'egress' | 'billing' | 'executor';

export function describeExit(name: ChildName, { code, signal }: Exit): string {
  return signal === null ? `${name} left with exit code ${String(code)}` : `${name} was ended by ${signal}`;
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (cause) {
    // Gone already: what was asked for.
    if (errorCode(cause) !== 'ESRCH') throw cause;
  }
}

export class Children {
  readonly #children: Child[] = [];
  readonly #cliGroups = new Set<number>();
  #isEnding = false;

  /** `onDeath` is called for a child that dies before the end was asked for. */
  watch(child: Child, onDeath: (exit: Exit) => void): void {
    this.#children.push(child);
    // A child that was still being launched when the end came.
    if (this.#isEnding) child.kill();
    void child.exited.then((exit) => {
      if (!this.#isEnding) onDeath(exit);
    });
  }

  cliBegan(group: number): void {
    this.#cliGroups.add(group);
  }

  cliEnded(group: number): void {
    this.#cliGroups.delete(group);
  }

  expectEnd(): void {
    this.#isEnding = true;
  }

  /** At once and without asking. The executor ends its own commands; these are the ones of an executor that is gone. */
  killAll(): void {
    this.#isEnding = true;
    for (const group of this.#cliGroups) killGroup(group);
    for (const child of this.#children) child.kill();
  }

  /** Waits for every child to leave by itself, then ends the rest. */
  async ended(milliseconds: number): Promise<void> {
    const all = Promise.all(this.#children.map((child) => child.exited));
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      patience = setTimeout(resolve, milliseconds);
    });
    await Promise.race([all, late]);
    clearTimeout(patience);
    this.killAll();
    await all;
    // What an executor that was killed had no time to end came to us. Everything else is gone: a supervisor serves one run.
    killDescendants();
  }
}
