// The time that a query of logs is bound to: what holds for every entry that it finds.

import { test } from 'tap';
import { type LogFilterBounds, logFilterBounds } from '../../../src/gate/shapes/log-filter.js';

const at = (written: string): number => Date.parse(written) / 1_000;
const DAY = at('2026-03-26T00:00:00Z');
const NEXT = at('2026-03-27T00:00:00Z');

const BOUNDS: readonly (readonly [text: string, bounds: LogFilterBounds | undefined])[] = [
  ['', {}],
  ['severity>=ERROR', {}],
  ['timestamp>="2026-03-26T00:00:00Z"', { from: DAY }],
  ['timestamp>"2026-03-26"', { from: DAY }],
  ["timestamp>='2026-03-26T00:00:00Z'", { from: DAY }],
  ['timestamp>=2026-03-26T00:00:00Z', { from: DAY }],
  ['timestamp>="2026-03-26T01:00:00+01:00"', { from: DAY }],
  ['timestamp >= "2026-03-26" AND timestamp < "2026-03-27" AND a=b', { from: DAY, to: NEXT }],
  ['timestamp>="2026-03-26" timestamp<="2026-03-27"', { from: DAY, to: NEXT }],
  ['timestamp>="2026-03-26"\ntimestamp<="2026-03-27"', { from: DAY, to: NEXT }],
  ['timestamp="2026-03-26"', { from: DAY, to: DAY }],
  ['timestamp>="2020-01-01" timestamp>="2026-03-26"', { from: DAY }],
  ['timestamp<="2030-01-01" timestamp<="2026-03-27"', { to: NEXT }],
  ['(timestamp>="2026-03-26" AND a=b) AND c=d', { from: DAY }],
  ['timestamp>="2026-03-26" AND (a=b OR c=d)', { from: DAY }],
  // What holds for some entries only is no bound.
  ['timestamp>="2026-03-26" OR severity>=INFO', undefined],
  ['timestamp>="2026-03-26" AND a=b OR c=d', undefined],
  ['a=b OR timestamp>="2026-03-26"', undefined],
  ['(timestamp>="2026-03-26" OR a=b) AND c=d', {}],
  ['((timestamp>="2026-03-26") OR a=b)', {}],
  ['NOT timestamp>="2026-03-26"', {}],
  ['-timestamp>="2026-03-26"', {}],
  ['NOT (timestamp>="2026-03-26")', {}],
  ['timestamp!="2026-03-26"', {}],
  ['timestamp:"2026-03-26"', {}],
  ['timestamp=~"2026-03-26"', {}],
  ['timestamp>=("2026-03-26" OR "2020-01-01")', {}],
  ['receiveTimestamp>="2026-03-26"', {}],
  ['jsonPayload.timestamp>="2026-03-26"', {}],
  ['Timestamp>="2026-03-26"', {}],
  ['textPayload:"timestamp>=\\"2026-03-26\\""', {}],
  ['timestamp>="yesterday"', {}],
  ['timestamp>="2026-03-26', undefined],
  ['severity=ERROR -- timestamp>="2026-03-26"', undefined],
];

test('the time of a query is what holds for every entry', (t) => {
  for (const [text, bounds] of BOUNDS) t.same(logFilterBounds(text), bounds, text);
  t.equal(logFilterBounds('a'.repeat(20_000)), undefined);
  t.end();
});
