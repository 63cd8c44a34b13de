// One dimension of a metric in shorthand. T5: without `@`, `[`, `{` and quotes the shorthand can only mean these two texts.

import { pattern } from './shape.js';

export const cloudwatchDimension = pattern(
  'Name=NAME,Value=VALUE',
  'Name=InstanceId,Value=i-0a1b2c3d4e5f60718',
  /^Name=[A-Za-z][A-Za-z0-9_.:\/-]{0,254},Value=[A-Za-z0-9][A-Za-z0-9_.:\/-]{0,254}$/,
);
