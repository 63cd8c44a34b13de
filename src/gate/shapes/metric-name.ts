// The name of a metric.

import { pattern } from './shape.js';

export const metricName = pattern('a metric name', 'CPUUtilization', /^[A-Za-z][A-Za-z0-9_.\/-]{0,254}$/);
