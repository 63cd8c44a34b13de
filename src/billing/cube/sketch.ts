// Which rows a table has, as a small sample that two tables can be compared by: the smallest digests of what a row is, without what it
// costs, since that is what a later version of the same month changes.

import { createHash } from 'node:crypto';
import type { Row } from '../read/row.js';
import { keyText, type Scan } from '../engine/scan.js';

export const SKETCH_SIZE = 1_024;
export const DIGEST_CHARACTERS = 20;

export function rowIdentity(scan: Scan, cells: readonly string[]): string {
  return scan.keys.map((key) => keyText(key, cells)).join('\u001f');
}

/** The smallest digests of the rows, in order. */
export async function sketchRows(batches: AsyncIterable<readonly Row[]>, scan: Scan): Promise<readonly string[]> {
  let kept = new Set<string>();
  let limit = '~';
  for await (const batch of batches) {
    for (const row of batch) {
      if (row.kind !== 'cells') continue;
      const digest = createHash('md5').update(rowIdentity(scan, row.cells)).digest('hex').slice(0, DIGEST_CHARACTERS);
      if (digest < limit) kept.add(digest);
    }
    if (kept.size > 4 * SKETCH_SIZE) {
      kept = new Set([...kept].sort().slice(0, SKETCH_SIZE));
      limit = [...kept].at(-1) ?? limit;
    }
  }
  return [...kept].sort().slice(0, SKETCH_SIZE);
}

/** The share of the smaller table's rows that the other has too. */
export function containment(a: readonly string[], b: readonly string[]): number {
  // Beyond the smaller of two full samples nothing is known of the other table.
  const limits = [a, b].filter((sample) => sample.length >= SKETCH_SIZE).map((sample) => sample.at(-1) ?? '');
  const limit = limits.sort()[0] ?? '~';
  const within = (sample: readonly string[]): readonly string[] => sample.filter((digest) => digest <= limit);
  const [first, second] = [within(a), new Set(within(b))];
  const smaller = Math.min(first.length, second.size);
  return smaller === 0 ? 0 : first.filter((digest) => second.has(digest)).length / smaller;
}
