// What a cause looks like on a bill, and how much of a spike looks like it.

import type { Line, Seen, Spike } from './seen.js';

export interface Mark {
  /** Matched against the service of a line; the names differ by export, so several spellings belong in it. */
  readonly service?: RegExp;
  /** Matched against usage type or SKU; a region prefix may stand before it. */
  readonly usage?: RegExp;
  readonly resource?: RegExp;
  /** How telling it is, from 0 to 1; 1 is a line that hardly anything else makes. */
  readonly tells: number;
}

export interface Signature {
  /** Any of them; the best counts. */
  readonly marks: readonly Mark[];
  /** How well a shape fits, 1 where none is given. */
  readonly shapes?: Readonly<Partial<Record<Spike['shape'], number>>>;
  /** How well it fits that more was used, or that the same cost more; 1 where none is given. */
  readonly drivers?: Readonly<Partial<Record<Seen['driver'], number>>>;
  /** Whatever else the bill shows, as a factor: a companion that rose, a service that fell, a region that is new. */
  readonly factor?: (seen: Seen) => number;
}

function fits(mark: Mark, line: Line): boolean {
  return (
    (mark.service === undefined || mark.service.test(line.service)) &&
    (mark.usage === undefined || mark.usage.test(line.usageType)) &&
    (mark.resource === undefined || mark.resource.test(line.resource))
  );
}

/** From 0, does not look like it, to 1. */
export function match(signature: Signature, seen: Seen): number {
  const total = seen.lines.reduce((sum, { share }) => sum + Math.max(0, share), 0);
  if (total <= 0) return 0;
  const best = (line: Line): number => Math.max(0, ...signature.marks.filter((mark) => fits(mark, line)).map(({ tells }) => tells));
  const marked = seen.lines.reduce((sum, line) => sum + Math.max(0, line.share) * best(line), 0) / total;
  const shape = signature.shapes?.[seen.spike.shape] ?? 1;
  const driver = signature.drivers?.[seen.driver] ?? 1;
  return Math.min(1, Math.max(0, marked * shape * driver * (signature.factor?.(seen) ?? 1)));
}
