// What a run may still spend, counted where it cannot be argued with: commands, time, and one dollar for models and paid reads together.
// T-MONEY: models spend in another process (egress). So that the two can never spend the same money, a paid read is paid only out of what egress
// has set aside before; what is heard of models afterwards can only make less be left.

import type { Account, Attest } from '../protocol/index.js';
import type { MicroUsd } from '../shared/index.js';

export interface Exhausted {
  readonly code: 'commands-spent' | 'time-spent';
  readonly detail: string;
}

/** `request`: paid by the call. `scan`: paid by the byte. */
export type CostClass = 'request' | 'scan';

export interface Booking {
  /** The number of the audit entry that cleared the command. */
  readonly of: number;
  readonly cost: CostClass;
  readonly canonical: string;
  /** Milliseconds since the run was armed. */
  readonly at: number;
  readonly microUsd: MicroUsd;
}

/** What the run had used before it was resumed. */
export interface SpentBefore {
  readonly commands: number;
  readonly microUsd: MicroUsd;
}

const DRY_RUNS_PER_COMMAND = 2;

export class Spending {
  readonly #budget: Attest['budget'];
  readonly #bookings = new Map<number, Booking>();
  readonly #beforeMicroUsd: MicroUsd;
  #commands: number;
  #dryRuns = 0;
  #modelMicroUsd: MicroUsd = 0;
  /** Set aside by egress and not booked. */
  #asideMicroUsd: MicroUsd = 0;

  constructor(budget: Attest['budget'], before: SpentBefore = { commands: 0, microUsd: 0 }) {
    this.#budget = budget;
    this.#commands = before.commands;
    this.#beforeMicroUsd = before.microUsd;
  }

  /** Every paid read of the run, in the order in which they were paid. */
  get bookings(): readonly Booking[] {
    return [...this.#bookings.values()];
  }

  get total(): { readonly commands: number; readonly microUsd: MicroUsd } {
    const reads = this.bookings.reduce((sum, { microUsd }) => sum + microUsd, 0);
    return { commands: this.#commands, microUsd: this.#beforeMicroUsd + reads + this.#modelMicroUsd };
  }

  get remainingMicroUsd(): MicroUsd {
    return this.#budget.microUsd - this.total.microUsd;
  }

  accounts(elapsedMilliseconds: number): { readonly spent: Account; readonly left: Account } {
    const spent = { ...this.total, milliseconds: Math.max(0, Math.round(elapsedMilliseconds)) };
    const left = (of: keyof Account): number => Math.max(0, this.#budget[of] - spent[of]);
    return { spent, left: { commands: left('commands'), microUsd: left('microUsd'), milliseconds: left('milliseconds') } };
  }

  /** Why no further command may start; `undefined` while one may. */
  exhausted(elapsedMilliseconds: number): Exhausted | undefined {
    const { commands, milliseconds } = this.#budget;
    if (this.#commands >= commands) return { code: 'commands-spent', detail: `the budget of ${String(commands)} commands is spent` };
    if (elapsedMilliseconds >= milliseconds) return { code: 'time-spent', detail: 'the time of this run is spent' };
    return undefined;
  }

  /** A command is about to start; it counts whatever becomes of it. */
  countCommand(): void {
    this.#commands += 1;
  }

  /** False when no dry run is left. They are free, and not endless. */
  countDryRun(): boolean {
    if (this.#dryRuns >= DRY_RUNS_PER_COMMAND * this.#budget.commands) return false;
    this.#dryRuns += 1;
    return true;
  }

  /** How much egress must set aside before so much can be paid. */
  missing(microUsd: MicroUsd): MicroUsd {
    return Math.max(0, microUsd - this.#asideMicroUsd);
  }

  takeAside(microUsd: MicroUsd): void {
    this.#asideMicroUsd += microUsd;
  }

  /** INVARIANT: paid out of what was set aside and is left; anything else is a bug of ours, and a bug ends the process. */
  book(booking: Booking): void {
    const { microUsd, of } = booking;
    const isSound = microUsd > 0 && microUsd <= this.#asideMicroUsd && microUsd <= this.remainingMicroUsd && !this.#bookings.has(of);
    if (!isSound) throw new Error('a read would be paid with money that is not there');
    this.#asideMicroUsd -= microUsd;
    this.#bookings.set(of, booking);
  }

  /** The command did not start after all: the next paid read may have the money. */
  release(of: number): void {
    this.#asideMicroUsd += this.#bookings.get(of)?.microUsd ?? 0;
    this.#bookings.delete(of);
  }

  /** What models have spent since this process began. It never becomes less, in whatever order it is heard. */
  noteModels(totalMicroUsd: MicroUsd): void {
    this.#modelMicroUsd = Math.max(this.#modelMicroUsd, totalMicroUsd);
  }
}
