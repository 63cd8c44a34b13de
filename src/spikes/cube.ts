// What every reader of bills makes and what every question about a bill is asked of: one currency, days in a row, one series a leaf.

/** Where money was spent, as fine as the bill says. An empty text: the bill does not say. */
export interface Leaf {
  readonly provider: string;
  /** The account, subscription or project that used it. */
  readonly account: string;
  readonly service: string;
  /** Usage type, SKU or meter. */
  readonly usageType: string;
  readonly region: string;
}

export const DIMENSIONS = ['provider', 'account', 'service', 'usageType', 'region'] as const satisfies readonly (keyof Leaf)[];
export type Dimension = (typeof DIMENSIONS)[number];

/** A series of days: what it cost, and how much was used of what. */
export interface Series {
  readonly leaf: Leaf;
  /** Nano-units of the cube's currency, one for each day of the cube; summed exactly before it was rounded. */
  readonly cost: BigInt64Array;
  /** In `unit`; all zeros where the bill does not say, or adds up what has different units. */
  readonly quantity: Float64Array;
  readonly unit: string;
}

/** Money that comes once: purchases, fees, tax, credits, refunds. It is not part of the run-rate. */
export interface OneOff {
  readonly kind: 'purchase' | 'fee' | 'support' | 'marketplace' | 'tax' | 'credit' | 'refund' | 'correction';
  readonly leaf: Leaf;
  /** Counted from the first day of the cube. */
  readonly day: number;
  readonly cost: bigint;
  readonly description: string;
}

/** The last days of a bill are often not all there yet. */
export interface IncompleteTail {
  readonly days: number;
  /** The share of the usual that the first of these days shows, 0 to 1. */
  readonly share: number;
}

export interface Cube {
  /** ISO 4217, or what the bill calls it. */
  readonly currency: string;
  /** Days since 1970-01-01, UTC. */
  readonly firstDay: number;
  readonly days: number;
  /** The run-rate: usage at its amortised cost. */
  readonly series: readonly Series[];
  readonly oneOffs: readonly OneOff[];
}
