// The namespace of a metric.

import { pattern } from './shape.js';

export const cloudwatchNamespace = pattern('a metric namespace', 'AWS/EC2', /^[A-Za-z][A-Za-z0-9_.\/-]{0,254}$/);
