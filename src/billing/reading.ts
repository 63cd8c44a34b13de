// A table that was read, and what is asked of it once more.

import type { Scope } from '../spikes/index.js';
import type { Entries } from './cube/entries.js';
import type { Reject } from './engine/scan.js';
import type { Table } from './read/open.js';

export type Where = Scope['where'];

/** A slice that moved, and when; days are counted from the first of the cube. */
export interface Slice {
  readonly where: Where;
  readonly start: number;
  readonly end: number;
}

export interface Read extends Entries {
  readonly table: Table;
  readonly path: string;
  readonly rejected: number;
  readonly rejects: readonly Reject[];
}
