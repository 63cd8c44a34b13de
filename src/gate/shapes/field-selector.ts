// Which objects of Kubernetes, by some of their fields.

import { pattern } from './shape.js';

export const fieldSelector = pattern(
  'fields, such as FIELD=VALUE, FIELD!=VALUE',
  'status.phase=Running',
  /^[A-Za-z][A-Za-z.]{0,63}(?:==|!=|=)[A-Za-z0-9_.:\/-]{0,253}(?:,[A-Za-z][A-Za-z.]{0,63}(?:==|!=|=)[A-Za-z0-9_.:\/-]{0,253}){0,9}$/,
);
