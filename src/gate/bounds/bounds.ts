// Every bound a rule may name. A name without a check, or a check that no name reaches, does not compile.

import type { Bound } from '../../policy/index.js';
import type { BoundCheck } from './bound.js';
import { countList, headRows, imageList, objectList } from './listings.js';
import { eventLookup, logEvents, logRead, logTail, podLogs } from './logs.js';
import { costPeriod, metricPoints } from './metrics.js';
import { sqlScan } from './query.js';

export const BOUND_CHECKS: Readonly<Record<Bound, BoundCheck>> = {
  'cost-period': costPeriod,
  'count-list': countList,
  'event-lookup': eventLookup,
  'head-rows': headRows,
  'image-list': imageList,
  'log-events': logEvents,
  'log-read': logRead,
  'log-tail': logTail,
  'metric-points': metricPoints,
  'object-list': objectList,
  'pod-logs': podLogs,
  sql: sqlScan,
};
