// Money is integer micro-dollars everywhere; text only at the edge.

export type MicroUsd = number;

export const MICRO_USD_PER_USD = 1_000_000;

export function dollars(amount: MicroUsd): string {
  const shown = (Math.round(Math.abs(amount) / 10_000) / 100).toFixed(2);
  return amount < 0 ? `-$${shown}` : `$${shown}`;
}
