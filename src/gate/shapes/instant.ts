// A moment: absolute, so that a range can be measured without a clock.

import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const EPOCH_SECONDS = /^[0-9]{1,10}(?:\.[0-9]{1,9})?$/;

export const instant: Shape = {
  expects: 'a date, a date and time, or seconds since 1970',
  example: '2026-03-26T00:00:00Z',
  parse: (raw) => {
    const seconds = EPOCH_SECONDS.test(raw) ? Number(raw) : secondsAt(raw);
    return seconds === undefined ? undefined : { kind: 'instant', text: shaped(raw), seconds };
  },
};
