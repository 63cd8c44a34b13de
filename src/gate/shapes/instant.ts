// A moment in UTC, to the second: absolute, so that a range can be measured without a clock.

import { moment } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const WRITTEN = /^20[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$/;

export const instant: Shape = {
  expects: 'a date, or a date and time in UTC',
  example: '2026-03-26T00:00:00Z',
  parse: (raw) => {
    const milliseconds = WRITTEN.test(raw) ? moment(raw) : undefined;
    return milliseconds === undefined ? undefined : { kind: 'instant', text: shaped(raw), milliseconds };
  },
};
