// What one investigation may spend at the model. A call is let through only if the worst it can use fits what is left; what it
// used is booked when it ends. T-MONEY: the dollar is shared with paid cloud reads: what those need is set aside here before they run.
// INVARIANT: booked plus reserved plus set aside never exceeds a ceiling at the moment a call is let through or money is set aside.

import type { EgressConfiguration } from '../protocol/index.js';
import { err, type MicroUsd, ok, type Result } from '../shared/index.js';
import { type Denial, type DenialCode, denial } from './denial.js';
import { inputTotal, openPrices, type PriceList, type Tokens } from './prices.js';

export interface Reservation {
  readonly model: string;
  readonly worst: Tokens;
}

interface Booking {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly microUsd: MicroUsd;
  readonly totalMicroUsd: MicroUsd;
}

function allTokens(tokens: Tokens): number {
  return inputTotal(tokens) + tokens.output;
}

function over(code: DenialCode, worst: number, ceiling: number, unit: string): Denial {
  return denial(code, `the call could use more ${unit} than are left`, `${String(worst)} of ${String(ceiling)} ${unit}`);
}

export class Ceilings {
  readonly #limits: EgressConfiguration['ceilings'];
  readonly #prices: PriceList;
  #calls = 0;
  #tokens = 0;
  #microUsd = 0;
  #asideMicroUsd = 0;
  readonly #reserved = new Set<Reservation>();

  constructor(limits: EgressConfiguration['ceilings'], prices: PriceList = openPrices([])) {
    this.#limits = limits;
    this.#prices = prices;
  }

  reserve(model: string, worst: Tokens): Result<Reservation, Denial> {
    const open = [...this.#reserved];
    const tokens = open.reduce((sum, each) => sum + allTokens(each.worst), this.#tokens + allTokens(worst));
    const microUsd = this.#committed() + this.#prices.priceOf(model, worst);
    if (this.#calls >= this.#limits.calls) return err(denial('calls-spent', 'no model call is left in this investigation'));
    if (tokens > this.#limits.totalTokens) return err(over('tokens-spent', tokens, this.#limits.totalTokens, 'tokens'));
    if (microUsd > this.#limits.microUsd) return err(over('money-spent', microUsd, this.#limits.microUsd, 'micro-dollars'));
    const reservation = { model, worst };
    this.#calls += 1;
    this.#reserved.add(reservation);
    return ok(reservation);
  }

  /** Lowers the ceiling for good, by all of it or by nothing; what was set aside. */
  setAside(microUsd: MicroUsd): MicroUsd {
    // Written so that what is no sum of money sets nothing aside.
    if (!(microUsd > 0 && this.#committed() + microUsd <= this.#limits.microUsd)) return 0;
    this.#asideMicroUsd += microUsd;
    return microUsd;
  }

  /** Money that is spent, may be spent by calls that were let through, or is no longer ours. */
  #committed(): MicroUsd {
    return [...this.#reserved].reduce(
      (sum, each) => sum + this.#prices.priceOf(each.model, each.worst),
      this.#microUsd + this.#asideMicroUsd,
    );
  }

  /** Ends a reservation with what was used. */
  book(reservation: Reservation, used: Tokens): Booking {
    this.#reserved.delete(reservation);
    const microUsd = this.#prices.priceOf(reservation.model, used);
    this.#tokens += allTokens(used);
    this.#microUsd += microUsd;
    const { model } = reservation;
    return { model, inputTokens: inputTotal(used), outputTokens: used.output, microUsd, totalMicroUsd: this.#microUsd };
  }
}
