// Money is integer micro-dollars everywhere; text only at the edge.

export type MicroUsd = number;

export const MICRO_USD_PER_USD = 1_000_000;

export function dollars(amount: MicroUsd): string {
  const cents = Math.round(amount / 10_000) / 100;
  return `$${cents.toFixed(2)}`;
}
