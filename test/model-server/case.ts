// A case to investigate, made up, with names that may not leave this machine.

import type { Dossier, State } from '../../src/investigation/state.js';
import { openState } from '../../src/investigation/state.js';
import type { Evidence, Round, SpikesFound, Welcome } from '../../src/protocol/index.js';

export const ACCOUNT = '123456789012';
export const LEFT = { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 };

export const WELCOME: Welcome = {
  kind: 'welcome',
  id: 1,
  run: '20261121-1200-abcdef',
  mode: 'active',
  provider: 'aws',
  today: '2026-11-21',
  script: [],
  model: { name: 'claude-opus-5-5', maxTokens: 8_000 },
  compressor: { name: 'claude-sonnet-5-5', maxTokens: 4_000 },
  spike: null,
  canRun: true,
  canAsk: true,
  budget: LEFT,
  entries: 0,
  pseudonyms: true,
};

type Report = SpikesFound['reports'][number];
type Spike = Report['spikes'][number];

const nano = (dollars: number): string => `${String(Math.round(dollars * 1_000))}000000`;

export function spikeOf(more: Partial<Spike> = {}): Spike {
  return {
    rank: 1,
    severity: 'critical',
    shape: 'step',
    key: { provider: 'aws', account: ACCOUNT, service: 'AmazonEC2', usageType: 'USE1-NatGateway-Bytes', region: 'us-east-1' },
    startDay: '2026-11-05',
    endDay: '2026-11-20',
    isOngoing: true,
    excess: nano(1_500),
    expectedPerDay: nano(12),
    seenPerDay: nano(110),
    share: 0.8,
    daily: Array.from({ length: 40 }, (_, day) => nano(day < 24 ? 12 : 110)),
    expected: Array.from({ length: 40 }, () => nano(12)),
    scopes: [
      {
        where: [{ dimension: 'resource', value: `arn:aws:ec2:us-east-1:${ACCOUNT}:natgateway/nat-0a1b2c3d` }],
        excess: nano(1_400),
        share: 0.93,
      },
    ],
    priceVolume: { volume: nano(1_450), price: nano(10), mixed: nano(40), unit: 'GB' },
    why: ['above what was expected on 16 days'],
    ...more,
  };
}

export function caseOf(
  more: { readonly welcome?: Partial<Welcome>; readonly report?: Partial<Report>; readonly spike?: Partial<Spike> } = {},
): Dossier {
  const spike = spikeOf(more.spike);
  const report: Report = {
    currency: 'USD',
    firstDay: '2026-10-12',
    lastDay: '2026-11-20',
    total: nano(9_000),
    unexpected: nano(1_900),
    incomplete: null,
    spikes: [spike],
    drops: [],
    oneOffs: [],
    moves: [],
    ...more.report,
  };
  const found: SpikesFound = { kind: 'spikes-found', id: 2, reports: [report], files: [], notes: [], engine: 'duckdb' };
  return { welcome: { ...WELCOME, ...more.welcome }, found, report, spike };
}

export function roundOf(round: number, more: Partial<Round> = {}): Round {
  return {
    entry: 'round',
    round,
    by: 'model',
    hypotheses: [{ cause: 'other', statement: 'something', confidence: 0.4, for: [], against: [], refute: 'x' }],
    unknown: 0.6,
    action: { do: 'command', command: `aws ec2 describe-volumes --max-items ${String(round)}`, why: 'to see' },
    thinking: '',
    ...more,
  };
}

export function evidenceOf(n: number, more: Partial<Evidence> = {}): Evidence {
  return {
    entry: 'evidence',
    evidence: `E${String(n)}`,
    round: n,
    source: 'command',
    asked: `aws ec2 describe-volumes --max-items ${String(n)}`,
    outcome: 'answered',
    findings: [{ text: `there are ${String(n)} volumes`, at: '$.Volumes' }],
    reading: null,
    supports: [],
    weakens: [],
    excerpt: JSON.stringify({ OwnerId: ACCOUNT, n }),
    microUsd: 0,
    ...more,
  };
}

/** A run after so many rounds, each of them answered. */
export function stateAfter(rounds: number, evidence: (n: number) => Evidence = evidenceOf): State {
  const numbers = Array.from({ length: rounds }, (_, n) => n + 1);
  return { ...openState(LEFT), rounds: numbers.map((n) => roundOf(n)), evidence: numbers.map((n) => evidence(n)) };
}
