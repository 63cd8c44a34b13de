// What a run may still spend, counted where it cannot be argued with. A command counts when it is started, its money before it is.

import type { Attest } from '../protocol/index.js';
import type { MicroUsd } from '../shared/index.js';

export interface Exhausted {
  readonly code: 'commands-spent' | 'time-spent';
  readonly detail: string;
}

export class Spending {
  readonly #budget: Attest['budget'];
  #commands = 0;
  #microUsd: MicroUsd = 0;

  constructor(budget: Attest['budget']) {
    this.#budget = budget;
  }

  get total(): { readonly commands: number; readonly microUsd: MicroUsd } {
    return { commands: this.#commands, microUsd: this.#microUsd };
  }

  get remainingMicroUsd(): MicroUsd {
    return this.#budget.microUsd - this.#microUsd;
  }

  /** Why no further command may start; `undefined` while one may. */
  exhausted(elapsedMilliseconds: number): Exhausted | undefined {
    const { commands, milliseconds } = this.#budget;
    if (this.#commands >= commands) return { code: 'commands-spent', detail: `the budget of ${String(commands)} commands is spent` };
    if (elapsedMilliseconds >= milliseconds) return { code: 'time-spent', detail: 'the time of this run is spent' };
    return undefined;
  }

  book(cost: MicroUsd): void {
    this.#commands += 1;
    this.#microUsd += cost;
  }
}
