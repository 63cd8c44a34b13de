// A length of time back from now, as gcloud writes it.

import { type Shape, shaped } from './shape.js';

const WRITTEN = /^([1-9][0-9]{0,4})([smhd])$/;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
]);

export const duration: Shape = {
  expects: 'a number of seconds, minutes, hours or days',
  example: '6h',
  parse: (raw) => {
    const [, amount, unit = ''] = WRITTEN.exec(raw) ?? [];
    const seconds = UNITS.get(unit);
    return seconds === undefined ? undefined : { kind: 'duration', text: shaped(raw), seconds: Number(amount) * seconds };
  },
};
