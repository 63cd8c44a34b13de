// A moment in milliseconds since 1970. One before that exists too: whether a range is bounded is not said here.

import { type Shape, shaped } from './shape.js';

const WRITTEN = /^(?:0|-?[1-9][0-9]{0,12})$/;

export const epochMilliseconds: Shape = {
  expects: 'milliseconds since 1970',
  example: '1774483200000',
  parse: (raw) => (WRITTEN.test(raw) ? { kind: 'instant', text: shaped(raw), seconds: Number(raw) / 1_000 } : undefined),
};
