// Ids of one direction of one lane: strictly increasing, gaps allowed. Threat: a replayed or reordered request.

import { err, ok, type Result } from '../shared/index.js';
import { type Violation, violation } from './violation.js';

export class Sequence {
  #last = 0;

  take(id: number): Result<undefined, Violation> {
    if (id <= this.#last) return err(violation('id-not-increasing', `id ${String(id)} came after ${String(this.#last)}`));
    this.#last = id;
    return ok(undefined);
  }
}
