// From a day to a later day, the end not included, in the shorthand of the AWS CLI. The JSON spelling is not read.

import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const WRITTEN = /^Start=([0-9-]{10}),End=([0-9-]{10})$/;
const DAY_SECONDS = 86_400;

export const datePeriod: Shape = {
  expects: 'two days, the second later than the first',
  example: 'Start=2026-03-01,End=2026-04-01',
  parse: (raw) => {
    const [, from = '', to = ''] = WRITTEN.exec(raw) ?? [];
    const start = secondsAt(from);
    const end = secondsAt(to);
    if (start === undefined || end === undefined || end <= start) return undefined;
    return { kind: 'period', text: shaped(raw), days: (end - start) / DAY_SECONDS };
  },
};
