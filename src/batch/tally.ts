// How a batch stands, as numbers: what the progress line, the summary and the exit code say.

import { EXIT } from '../shared/index.js';
import type { ItemResult } from './result.js';
import type { WorkEnd } from './worker.js';

export interface Tally {
  readonly items: number;
  readonly found: number;
  readonly clean: number;
  readonly inconclusive: number;
  readonly failed: number;
  /** Without a result so far. */
  readonly left: number;
}

export function tallyOf(items: number, results: readonly ItemResult[]): Tally {
  const of = (outcome: ItemResult['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  return {
    items,
    found: of('cause-found'),
    clean: of('nothing-found'),
    inconclusive: of('inconclusive'),
    failed: of('failed'),
    left: items - results.length,
  };
}

/** The worst news first: a batch that is not complete has not said all that there is to say. */
export function exitOfBatch({ failed, found, inconclusive }: Tally, end: WorkEnd, isTerminated: boolean): number {
  if (end === 'stopped') return isTerminated ? EXIT.terminated : EXIT.interrupted;
  if (end === 'no-money') return EXIT.budget;
  if (failed > 0) return EXIT.error;
  if (found > 0) return EXIT.causeFound;
  return inconclusive > 0 ? EXIT.inconclusive : EXIT.ok;
}
