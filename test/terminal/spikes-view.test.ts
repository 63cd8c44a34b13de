// What a person reads of a bill: the days as bars, and nothing that the bill's names could do to a terminal.

import { test } from 'tap';
import type { SpikesFound } from '../../src/protocol/index.js';
import { inkFor } from '../../src/terminal/index.js';
import { sparkline, spikesLines } from '../../src/terminal/spikes-view.js';

const NANO = 1_000_000_000;
const PLAIN = { ink: inkFor(false), isPlain: true };
const key = { provider: 'AWS', account: '', service: 'Compute', usageType: 'Box', region: '' };
const spike: SpikesFound['reports'][number]['spikes'][number] = {
  rank: 1,
  severity: 'critical',
  shape: 'burst',
  key,
  startDay: '2026-05-03',
  endDay: '2026-05-03',
  isOngoing: false,
  excess: String(90 * NANO),
  expectedPerDay: String(10 * NANO),
  seenPerDay: String(100 * NANO),
  share: 1,
  daily: [10, 10, 100, 10].map((dollars) => String(dollars * NANO)),
  expected: [10, 10, 10, 10].map((dollars) => String(dollars * NANO)),
  scopes: [{ where: [{ dimension: 'service', value: 'Compute' }], excess: String(90 * NANO), share: 1 }],
  priceVolume: null,
  why: ['expected $10.00 a day; saw $100.00'],
};

function found(over: Partial<SpikesFound['reports'][number]> = {}): SpikesFound {
  const report = {
    currency: 'USD',
    firstDay: '2026-05-01',
    lastDay: '2026-05-04',
    total: String(130 * NANO),
    unexpected: String(90 * NANO),
    incomplete: null,
    spikes: [spike],
    drops: [],
    oneOffs: [],
    moves: [],
    ...over,
  };
  return { kind: 'spikes-found', id: 1, reports: [report], files: [], notes: [], engine: 'duckdb' };
}

test('days are bars between nothing and the highest of them', async (t) => {
  t.equal(sparkline(['0', '50', '100'], false), '▁▅█');
  t.equal(sparkline(['0', '50', '100'], true), '_+@');
  t.equal(sparkline(['-5', '0'], false), '▁▁', 'what was given back is nothing');
  t.equal(sparkline([], false), '');
  t.equal(
    sparkline(
      Array.from({ length: 90 }, () => '1'),
      false,
    ).length,
    60,
    'the last sixty',
  );
});

test('a spike says what, when and how much, shows its days, and says why', async (t) => {
  t.same(spikesLines(found(), PLAIN), [
    '130.00 USD in all, 90.00 USD of it unexpected',
    '',
    '1. critical: Compute · Box, burst on 2026-05-03, 90.00 USD more than expected',
    '   ..@.  2026-05-01 to 2026-05-04',
    '   100 %  service Compute',
    '   expected $10.00 a day; saw $100.00',
  ]);
  const coloured = spikesLines(found(), { ink: inkFor(true), isPlain: false });
  t.match(coloured.join('\n'), /\u001b\[31mcritical.*\u001b\[39m\n {3}▂▂█▂ /u);
});

test('moves, what came once and what fell are said apart from spikes', async (t) => {
  const place = (value: string) => [{ dimension: 'account' as const, value }];
  const move = { service: 'Compute', from: place('1'), to: place('2'), startDay: '2026-05-02', perDay: String(5 * NANO), why: [] };
  const lines = spikesLines(
    found({ spikes: [], moves: [move], oneOffs: [spike], drops: [spike], incomplete: { days: 2, share: 0.4 } }),
    PLAIN,
  );
  t.same(lines.slice(1), [
    'the last 2 days are not complete and were left out',
    'no spikes',
    '',
    'moved, not more: Compute, 5.00 USD a day since 2026-05-02, from account 1 to account 2',
    'once: Compute, 90.00 USD on 2026-05-03',
    'less: Compute, 90.00 USD since 2026-05-03',
  ]);
});

test('no name of a bill reaches the terminal as an instruction', async (t) => {
  const evil = 'x\u001b]0;owned\u0007\u202e';
  const hostile = {
    ...spike,
    key: { ...key, service: evil },
    why: [evil],
    scopes: [{ where: [{ dimension: 'service' as const, value: evil }], excess: '1', share: 1 }],
  };
  const file = {
    name: evil,
    format: 'focus',
    version: '1.0',
    provider: evil,
    why: '',
    rows: 1,
    rejected: 1,
    rejects: [{ line: 2, reason: evil, text: evil }],
    firstDay: '' as const,
    lastDay: '' as const,
  };
  const lines = spikesLines({ ...found({ spikes: [hostile], oneOffs: [hostile] }), files: [file], notes: [evil] }, PLAIN);
  t.ok(lines.length > 8);
  t.same(
    lines.filter((line) => /[\u0000-\u001f\u202e]/u.test(line)),
    [],
  );
});
