// What each bound asks of a command, in words: for people. How much is too much is said by the checks alone.

import type { Bound } from '../../policy/index.js';

export const BOUND_WORDS: Readonly<Record<Bound, string>> = {
  'cost-period': 'a period with two ends, not too long; every page is a paid request',
  'count-list': 'how many, or one page',
  'event-lookup': 'a time with two ends, and how many',
  'head-rows': 'how many rows',
  'image-list': "whose images or snapshots, or a filter that names something of one's own",
  'log-events': 'a time with two ends, and how many',
  'log-read': 'how many entries, the newest first, and how old they may be',
  'log-tail': 'since when',
  'metric-points': 'a time with two ends, and a step that makes not too many datapoints',
  'object-list': 'a prefix, or how many',
  'pod-logs': 'how many lines, or since when',
  sql: 'one SELECT, each scanned table bounded by a partition or a time, and a cap on the bytes billed',
};
