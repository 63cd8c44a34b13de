// A report with something in every place, and the same text in every place where a text from outside may stand.

import type { Report, SeenCommand } from '../../src/report/index.js';

const NANO = 1_000_000_000;
const DAYS = 60;
const START = 42;
const nano = (value: number): string => String(Math.round(value * NANO));

type Measured = Report['reports'][number];

function spikeOf(text: string, rank: number): Measured['spikes'][number] {
  const daily = Array.from({ length: DAYS }, (_, day) => nano(day < START ? 100 + ((day * 7) % 11) : 412.34 + day));
  return {
    rank,
    severity: 'critical',
    shape: 'step',
    key: { provider: text, account: text, service: text, usageType: text, region: text },
    startDay: '2026-06-12',
    endDay: '2026-06-29',
    isOngoing: rank === 1,
    excess: nano(6_345.67 / rank),
    expectedPerDay: nano(105.5),
    seenPerDay: nano(461.84),
    share: 0.87,
    daily,
    expected: daily.map(() => nano(105.5)),
    scopes: [
      {
        where: [
          { dimension: 'service', value: text },
          { dimension: 'usageType', value: text },
        ],
        excess: nano(6_000.01),
        share: 0.9456,
      },
    ],
    priceVolume: { volume: nano(6_300.1), price: nano(40.5), mixed: nano(5.07), unit: text },
    why: [text],
  };
}

const hypothesis = (text: string, cause: string, confidence: number): Report['rounds'][number]['hypotheses'][number] => ({
  cause,
  statement: text,
  confidence,
  for: ['E1'],
  against: [],
  refute: text,
});

function evidenceOf(text: string, id: string, over: Partial<Report['evidence'][number]>): Report['evidence'][number] {
  return {
    entry: 'evidence',
    evidence: id,
    round: 1,
    source: 'command',
    asked: text,
    outcome: 'answered',
    findings: [{ text, at: text }],
    reading: null,
    supports: ['A01'],
    weakens: ['A22', 'other'],
    excerpt: `raw-output-of-${id}`,
    microUsd: 0,
    ...over,
  };
}

const command = (text: string, over: Partial<SeenCommand>): SeenCommand => ({
  command: text,
  answer: 'ran',
  code: null,
  layer: null,
  exit: 0,
  microUsd: 12_345,
  layerName: null,
  part: null,
  hint: null,
  milliseconds: 1_234,
  outputBytes: 56_789,
  cutBytes: 1_500_000,
  evidence: null,
  ...over,
});

export function aReport(text: string, over: Partial<Report> = {}): Report {
  const [first, second] = [spikeOf(text, 1), spikeOf(text, 2)];
  const { daily: _, expected: __, ...looked } = first;
  return {
    schema_version: 2,
    run: '20260701-0812-0a1b2c',
    version: text,
    written: '2026-07-01T08:14:15.016Z',
    mode: 'active',
    approval: 'ask',
    provider: 'aws',
    world: text,
    tier: 'landlock',
    steppedDown: [text],
    auditHead: '0123456789abcdef'.repeat(4),
    reasoner: { by: 'model', model: text, compressor: text, why: text },
    outcome: 'cause-found',
    ending: { outcome: 'done', detail: text },
    spike: { ...looked, currency: 'USD', usualWithin: nano(4.5) },
    reports: [
      {
        currency: 'USD',
        firstDay: '2026-05-01',
        lastDay: '2026-06-29',
        total: nano(12_000),
        unexpected: nano(7_000),
        incomplete: null,
        spikes: [first, second],
        drops: [],
        oneOffs: [],
        moves: [],
      },
    ],
    files: [{ name: text, format: 'focus', version: text, rows: 5_584, rejected: 3 }],
    rounds: [1, 2, 3].map((round) => ({
      entry: 'round',
      round,
      by: 'model',
      hypotheses: [hypothesis(text, 'A01', 0.2 + 0.23 * round), ...(round < 3 ? [hypothesis(text, 'A22', 0.3 - 0.1 * round)] : [])],
      unknown: 0.11,
      action: { do: 'command', command: text, why: text },
      thinking: text,
    })),
    evidence: [
      evidenceOf(text, 'E1', { source: 'bill', round: 0 }),
      evidenceOf(text, 'E2', {}),
      evidenceOf(text, 'E3', { outcome: 'refused' }),
      evidenceOf(text, 'E4', { source: 'query', asked: `SELECT 1\nFROM bill -- ${text}` }),
      evidenceOf(text, 'E5', { source: 'person', outcome: 'not-run' }),
      evidenceOf(text, 'E6', { outcome: 'lost' }),
    ],
    notices: [text],
    commands: [
      command(text, { evidence: 'E2' }),
      command(text, { answer: 'refused', code: 'unknown-flag', layer: 4, layerName: 'flags', part: text, hint: text, evidence: 'E3' }),
      command(text, { answer: 'not-run', code: 'repeated', hint: text, exit: null }),
    ],
    conclusion: {
      entry: 'conclusion',
      outcome: 'cause-found',
      by: 'model',
      cause: 'A01',
      title: text,
      statement: text,
      confidence: 0.89,
      evidence: ['E1', 'E2'],
      ruledOut: [{ cause: 'A22', title: text, why: text, evidence: ['E2', 'E3'] }],
      notVerified: [text],
      fixes: [
        { urgency: 'later', what: text, command: null, verify: text },
        { urgency: 'now', what: text, command: text, verify: text },
      ],
      money: { currency: 'USD', excess: nano(6_345.67), perDay: nano(352.54), projectedMonth: nano(10_576.2), explanation: text },
      next: [{ command: text, why: text, answers: [{ seen: text, means: text }] }],
      stopped: 'confident',
    },
    budget: { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 },
    spent: { commands: 3, microUsd: 24_690, milliseconds: 75_000 },
    ...over,
  };
}
