// The name of a CloudWatch log group, or the beginning of one.

import { pattern } from './shape.js';

export const logGroup = pattern('a log group', '/aws/lambda/order-events', /^[A-Za-z0-9_\/.#-]{1,512}$/);
