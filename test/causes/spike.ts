// A spike and its report as tests want them; what a test is about it says itself.

import type { Report, Spike } from '../../src/causes/index.js';

const NANO = 1_000_000_000;

export function spike(over: Partial<Spike> = {}): Spike {
  return {
    rank: 1,
    severity: 'critical',
    shape: 'step',
    key: { provider: 'AWS', account: '111122223333', service: 'AmazonEC2', usageType: 'USE1-NatGateway-Bytes', region: 'us-east-1' },
    startDay: '2026-10-20',
    endDay: '2026-11-10',
    isOngoing: true,
    excess: String(2_000 * NANO),
    expectedPerDay: String(10 * NANO),
    seenPerDay: String(110 * NANO),
    share: 1,
    daily: [],
    expected: [],
    scopes: [],
    priceVolume: null,
    why: ['expected $10 a day from 28 days; saw $110'],
    ...over,
  };
}

export function report(spikes: readonly Spike[], over: Partial<Report> = {}): Report {
  return {
    currency: 'USD',
    firstDay: '2026-09-01',
    lastDay: '2026-11-10',
    total: String(10_000 * NANO),
    unexpected: String(2_000 * NANO),
    incomplete: null,
    spikes: [...spikes],
    drops: [],
    oneOffs: [],
    moves: [],
    ...over,
  };
}
