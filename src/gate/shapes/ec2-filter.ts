// One server-side filter of EC2 in shorthand. T5: shorthand can read files (`@=`), nest and quote; none of those characters is in here.

import { pattern } from './shape.js';

export const ec2Filter = pattern(
  'Name=NAME,Values=VALUE,…',
  'Name=instance-state-name,Values=running',
  /^Name=[a-z][A-Za-z0-9_.:\/-]{0,127},Values=[A-Za-z0-9*?][A-Za-z0-9_.:\/*?-]{0,254}(?:,[A-Za-z0-9*?][A-Za-z0-9_.:\/*?-]{0,254}){0,49}$/,
);
