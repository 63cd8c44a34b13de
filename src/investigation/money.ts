// The money of a spike, explained and projected. Whole nano-units throughout: no figure of a report depends on how a sum was rounded.

import type { Conclusion } from '../protocol/index.js';
import type { Report, Spike } from './state.js';

const DAYS_OF_A_MONTH = 30n;
const NANO_PER_CENT = 10_000_000n;

function amount(nano: bigint, currency: string): string {
  const cents = ((nano < 0n ? -nano : nano) + NANO_PER_CENT / 2n) / NANO_PER_CENT;
  return `${nano < 0n ? '-' : ''}${String(cents / 100n)}.${String(cents % 100n).padStart(2, '0')} ${currency}`;
}

export function moneyOf({ currency }: Report, spike: Spike): NonNullable<Conclusion['money']> {
  const [excess, expected, saw] = [BigInt(spike.excess), BigInt(spike.expectedPerDay), BigInt(spike.seenPerDay)];
  const perDay = saw - expected;
  const projected = spike.isOngoing ? perDay * DAYS_OF_A_MONTH : 0n;
  const until = spike.isOngoing ? 'and goes on' : `until ${spike.endDay}`;
  const outlook = spike.isOngoing ? `; 30 more days like these cost ${amount(projected, currency)} more than expected` : '';
  return {
    currency,
    excess: String(excess),
    perDay: String(perDay),
    projectedMonth: String(projected),
    explanation:
      `expected ${amount(expected, currency)} a day, saw ${amount(saw, currency)} a day since ${spike.startDay} ${until}: ` +
      `${amount(excess, currency)} more than expected so far${outlook}`,
  };
}
