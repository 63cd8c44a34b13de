// A whole number in a range, written the one way: no sign, no leading zero, no exponent, no other base.

import { type Shape, shaped } from './shape.js';

const DIGITS = /^(?:0|[1-9][0-9]{0,9})$/;

export function count(least: number, most: number): Shape {
  return {
    expects: `a whole number from ${String(least)} to ${String(most)}`,
    example: String(most),
    parse: (raw) => {
      if (!DIGITS.test(raw)) return undefined;
      const value = Number(raw);
      return value >= least && value <= most ? { kind: 'count', text: shaped(raw), value } : undefined;
    },
  };
}
