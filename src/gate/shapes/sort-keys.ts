// The fields a list is sorted by, each perhaps in reverse.

import { pattern } from './shape.js';

export const sortKeys = pattern(
  'fields, with ~ for the reverse',
  '~creationTimestamp',
  /^~?[A-Za-z][A-Za-z0-9_.]{0,63}(?:,~?[A-Za-z][A-Za-z0-9_.]{0,63}){0,7}$/,
);
