// A bill that was made up, with the truth about it: what it cost, what was injected, what only looks like a spike.

import type { IncompleteTail, Leaf, OneOff, Severity, SpikeShape } from '../../src/spikes/index.js';

/** What one resource cost, day by day. */
export interface Line {
  readonly leaf: Leaf;
  readonly resource: string;
  readonly unit: string;
  /** Units of currency for one unit of use, at the public price. */
  readonly price: number;
  /** Nano-units a day, amortised. */
  readonly cost: BigInt64Array;
  readonly quantity: Float64Array;
  /** Up to here, not included, a commitment pays for a part of the public price. */
  readonly coveredUntil: number;
}

/** What was injected, and is to be found. */
export interface Event {
  readonly leaf: Partial<Readonly<Leaf>>;
  readonly service: string;
  /** Empty where the event spreads over all of its leaf. */
  readonly resource: string;
  readonly shape: SpikeShape;
  /** Days of the bill, both included. */
  readonly start: number;
  readonly end: number;
  readonly excess: bigint;
  readonly share: number;
  readonly severity: Severity;
}

export interface Bill {
  readonly generator: string;
  readonly seed: number;
  readonly provider: string;
  readonly currency: string;
  readonly firstDay: number;
  readonly days: number;
  readonly lines: readonly Line[];
  readonly oneOffs: readonly OneOff[];
  readonly events: readonly Event[];
  /** What was put in to mislead. */
  readonly decoys: readonly string[];
  readonly tail: IncompleteTail | undefined;
}

export const NANO = 1_000_000_000;
export const nano = (amount: number): bigint => BigInt(Math.round(amount * NANO));
