// Nano-units of a currency as somebody reads them. Rounded: what is shown is for weighing, not for adding up.

const NANO_DIGITS = 9;

/** `-1234567890123` to `-1234.57`. */
export function amount(nano: string): string {
  const isNegative = nano.startsWith('-');
  const digits = nano.replace('-', '').padStart(NANO_DIGITS + 1, '0');
  const value = Number(`${digits.slice(0, -NANO_DIGITS)}.${digits.slice(-NANO_DIGITS)}`);
  const text = value >= 1_000 ? value.toFixed(0) : value >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2);
  return isNegative ? `-${text}` : text;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
