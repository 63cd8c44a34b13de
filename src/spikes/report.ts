// What was found in one cube. Plain values only: it crosses processes, is printed, and is kept.

import type { Dimension, IncompleteTail, Leaf } from './cube.js';

export const SHAPES = ['new', 'step', 'burst', 'ramp', 'one-off'] as const;
export type SpikeShape = (typeof SHAPES)[number];
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

export function severityOfShare(share: number): Severity {
  if (share >= 0.5) return 'critical';
  if (share >= 0.2) return 'high';
  return share >= 0.05 ? 'medium' : 'low';
}

/** A slice of the bill: every dimension that is named has this value; the others have any. */
export interface Scope {
  readonly where: Partial<Readonly<Record<Dimension | 'resource', string>>>;
  /** Nano-units of unexpected money that this slice explains. */
  readonly excess: bigint;
  readonly share: number;
}

/** How the change splits into using more and paying more for the same; nano-units. */
export interface PriceVolume {
  readonly volume: bigint;
  readonly price: bigint;
  readonly mixed: bigint;
  readonly unit: string;
}

export interface Spike {
  /** 1 is the one that explains most of the unexpected money. */
  readonly rank: number;
  readonly severity: Severity;
  readonly shape: SpikeShape;
  /** The service (and account) it was found in, as localised. */
  readonly key: Leaf;
  /** Days of the cube: the numbers behind `startDay` and `endDay`. */
  readonly span: { readonly start: number; readonly end: number };
  readonly startDay: string;
  readonly endDay: string;
  readonly isOngoing: boolean;
  /** Nano-units, over the days of the spike. */
  readonly excess: bigint;
  readonly expectedPerDay: bigint;
  readonly seenPerDay: bigint;
  /** Of all unexpected money in this cube. */
  readonly share: number;
  /** One cost for each day of the cube, and what was expected; nano-units. */
  readonly daily: readonly bigint[];
  readonly expected: readonly bigint[];
  readonly scopes: readonly Scope[];
  readonly priceVolume: PriceVolume | undefined;
  /** How each number came about, in plain words: "expected $412.00 a day from 28 days, weekday-adjusted; saw $1,930.00". */
  readonly why: readonly string[];
}

/** Money that went from one slice to another on the same day: no spike, though both ends look like one. */
export interface Move {
  readonly service: string;
  readonly from: Scope['where'];
  readonly to: Scope['where'];
  readonly startDay: string;
  /** Nano-units a day that moved. */
  readonly perDay: bigint;
  readonly why: readonly string[];
}

export interface SpikeReport {
  readonly currency: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly total: bigint;
  readonly unexpected: bigint;
  readonly incomplete: IncompleteTail | undefined;
  readonly spikes: readonly Spike[];
  /** Falls are said, never netted against rises. */
  readonly drops: readonly Spike[];
  readonly moves: readonly Move[];
  /** Purchases, fees and corrections that are new or larger than the same kind a month before; their share is of all such money. */
  readonly oneOffs: readonly Spike[];
}
