// From a moment to a later one, the end not included, in the shorthand of the AWS CLI or in JSON.

import { parseJson } from '../values/json.js';
import { isMap, type Raw } from '../values/raw.js';
import { parseShorthand } from '../values/shorthand.js';
import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const DAY_SECONDS = 86_400;
const MOST_CHARACTERS = 128;

function secondsOf(raw: Raw | undefined): number | undefined {
  return typeof raw === 'string' ? secondsAt(raw) : undefined;
}

export const datePeriod: Shape = {
  expects: 'two days, the second later than the first',
  example: 'Start=2026-03-01,End=2026-04-01',
  parse: (raw) => {
    if (raw.length > MOST_CHARACTERS) return undefined;
    const period = raw.startsWith('{') ? parseJson(raw) : parseShorthand(raw);
    if (period === undefined || !isMap(period) || period.size !== 2) return undefined;
    const start = secondsOf(period.get('Start'));
    const end = secondsOf(period.get('End'));
    if (start === undefined || end === undefined || end <= start) return undefined;
    return { kind: 'period', text: shaped(raw), days: (end - start) / DAY_SECONDS };
  },
};
