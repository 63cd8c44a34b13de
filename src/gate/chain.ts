// Runs layers one after the other and names the one that refused. The types of the stages allow one order only.

import { err, ok, type Result } from '../shared/index.js';
import type { Layer } from './layer.js';
import { type Refusal, stamped } from './refusal.js';

export class Chain<Stage> {
  /** The last stage reached, or the first refusal. */
  readonly verdict: Result<Stage, Refusal>;

  private constructor(verdict: Result<Stage, Refusal>) {
    this.verdict = verdict;
  }

  static of(line: string): Chain<string> {
    return new Chain(ok(line));
  }

  through<Next>(layer: Layer<Stage, Next>): Chain<Next> {
    if (!this.verdict.ok) return new Chain<Next>(this.verdict);
    const next = layer.check(this.verdict.value);
    return new Chain<Next>(next.ok ? next : err(stamped(layer.name, next.error)));
  }
}
