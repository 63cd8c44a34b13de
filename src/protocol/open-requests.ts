// The asker's side: which requests wait for an answer. Each is answered once, by an answer that names it and is of a
// kind the request may have. Threat: an answer nobody asked for, or a second one.

import { err, ok, type Result } from '../shared/index.js';
import { type Violation, violation } from './violation.js';

export class OpenRequests<Waiting> {
  readonly #open = new Map<number, Waiting>();

  get count(): number {
    return this.#open.size;
  }

  add(id: number, waiting: Waiting): void {
    this.#open.set(id, waiting);
  }

  /** The request an answer belongs to, closed by it. */
  close(id: number): Result<Waiting, Violation> {
    const waiting = this.#open.get(id);
    if (waiting === undefined) return err(violation('unknown-answer', `no open request has id ${String(id)}`));
    this.#open.delete(id);
    return ok(waiting);
  }

  /** Everything still waiting, closed: for the end of a lane. */
  closeAll(): readonly Waiting[] {
    const rest = [...this.#open.values()];
    this.#open.clear();
    return rest;
  }
}
