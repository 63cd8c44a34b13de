// A moment in UTC, to the second: absolute, so that a range can be measured without a clock.

import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

export const instant: Shape = {
  expects: 'a date, or a date and time in UTC',
  example: '2026-03-26T00:00:00Z',
  parse: (raw) => {
    const seconds = secondsAt(raw);
    return seconds === undefined ? undefined : { kind: 'instant', text: shaped(raw), seconds };
  },
};
