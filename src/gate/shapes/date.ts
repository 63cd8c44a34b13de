// A day that exists.

import { secondsAt } from './calendar.js';
import { type Shape, shaped } from './shape.js';

const DAY_CHARACTERS = 10;

export const date: Shape = {
  expects: 'a day',
  example: '2026-03-26',
  parse: (raw) => {
    const seconds = raw.length === DAY_CHARACTERS ? secondsAt(raw) : undefined;
    return seconds === undefined ? undefined : { kind: 'instant', text: shaped(raw), seconds };
  },
};
