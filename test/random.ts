// Random input: the same in every ordinary run, so that what fails there was changed; new and more in each long one, which looks for more.
// Tables whose cases take long are sampled in an ordinary run.

import check from 'fast-check';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const SEED = 20_261_121;
const TIMES_AS_MANY = 20;

if (!IS_LONG) check.configureGlobal({ seed: SEED });

export { default as fc } from 'fast-check';

/** Every n-th case of a table whose cases take long, from the first on; all of them in a long run. */
export function sampleOf<T>(cases: readonly T[], every: number): readonly T[] {
  return IS_LONG ? cases : cases.filter((_, at) => at % every === 0);
}

/** How far apart the steps are at which something is tried that takes long to try at each. */
export function stride(every: number): number {
  return IS_LONG ? 1 : every;
}

export function runs(count: number): { readonly numRuns: number } {
  return { numRuns: IS_LONG ? count * TIMES_AS_MANY : count };
}
