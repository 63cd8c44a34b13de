// Everything a peer may ask, and in which state. What is not in the table does not exist. The same table drives the
// supervisor, the executor and the tables in ARCHITECTURE.md.

import { err, ok, type Result } from '../shared/index.js';
import { Sequence } from './sequence.js';
import { type Violation, violation } from './violation.js';

export interface RequestRule<State extends string> {
  readonly in: readonly State[];
  /** The state after the request; left out, the state stays. */
  readonly then?: State;
  readonly why: string;
}

export type RequestTable<Kind extends string, State extends string> = { readonly [K in Kind]: RequestRule<State> };

/** One peer's place in a request table: its state and its last id. */
export class Desk<Kind extends string, State extends string> {
  readonly #table: RequestTable<Kind, State>;
  readonly #ids = new Sequence();
  #state: State;

  constructor(table: RequestTable<Kind, State>, start: State) {
    this.#table = table;
    this.#state = start;
  }

  get state(): State {
    return this.#state;
  }

  admit(request: { readonly kind: Kind; readonly id: number }): Result<undefined, Violation> {
    const fresh = this.#ids.take(request.id);
    if (!fresh.ok) return fresh;
    const rule: RequestRule<State> = this.#table[request.kind];
    if (!rule.in.includes(this.#state)) {
      return err(violation('not-allowed-now', `${request.kind} is not allowed in state ${this.#state}`));
    }
    this.#state = rule.then ?? this.#state;
    return ok(undefined);
  }
}
