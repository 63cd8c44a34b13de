// Money of a bill as people write it.

/** Nano-units with two decimals and thousands; half away from zero. */
export function amount(nano: string, currency: string): string {
  const value = BigInt(nano);
  const cents = ((value < 0n ? -value : value) + 5_000_000n) / 10_000_000n;
  const whole = String(cents / 100n).replace(/\B(?=(?:\d{3})+$)/gu, ',');
  return `${value < 0n && cents > 0n ? '-' : ''}${whole}.${String(cents % 100n).padStart(2, '0')} ${currency}`;
}
