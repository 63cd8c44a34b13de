// One cause of a risen bill, as the catalogue tells it: what it looks like on a bill, how often it happens, what to do about it.

import type { Fix } from '../protocol/index.js';
import type { Known } from './known.js';
import type { Signature } from './signature.js';

export type CauseId = `${'A' | 'G'}${number}${number}`;

export interface Cause {
  readonly id: CauseId;
  readonly provider: 'aws' | 'gcp';
  /** A short name, as in a list. */
  readonly title: string;
  /** How often it is the reason, against an ordinary 1. */
  readonly weight: number;
  readonly signature: Signature;
  /** What happened, in plain words, with the names that are known. */
  readonly statement: (known: Known) => string;
  /** What would show that it was something else. */
  readonly refute: string;
  readonly fixes: (known: Known) => readonly Fix[];
  /** Somebody else may be using the account: looked into first, and contained before anything else. */
  readonly isCompromise?: boolean;
}
