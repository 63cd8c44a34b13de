// Money is integer micro-dollars everywhere; text only at the edge.

export type MicroUsd = number;

export const MICRO_USD_PER_USD = 1_000_000;

const MICRO_USD_PER_CENT = 10_000;
const DIGITS = 6;

/** Below a cent every micro-dollar is shown: most of what a run pays is that small, and nothing paid may look like nothing. */
function belowACent(microUsd: number): string {
  return `0.${String(microUsd)
    .padStart(DIGITS, '0')
    .replace(/0{1,3}$/, '')}`;
}

function centsOf(microUsd: number): string {
  const cents = Math.round(microUsd / MICRO_USD_PER_CENT);
  return `${String(Math.trunc(cents / 100))}.${String(cents % 100).padStart(2, '0')}`;
}

export function dollars(amount: MicroUsd): string {
  const most = Math.abs(amount);
  const shown = most > 0 && most < MICRO_USD_PER_CENT ? belowACent(most) : centsOf(most);
  return amount < 0 ? `-$${shown}` : `$${shown}`;
}
