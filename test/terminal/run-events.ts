// A run as its events, with the words of others given.

import type { ProposalAnswer, SpikesFound } from '../../src/protocol/index.js';
import type { RunEvent } from '../../src/terminal/index.js';
import { ACCOUNTS } from '../protocol/accounts.js';

export function spikesEvent(text: string, count = 2): RunEvent {
  const spike = (rank: number): SpikesFound['reports'][number]['spikes'][number] => ({
    rank,
    severity: rank === 1 ? 'critical' : 'medium',
    shape: 'step',
    key: { provider: 'aws', account: '210987654321', service: text, usageType: 'NatGateway-Bytes', region: 'eu-west-1' },
    startDay: '2026-09-14',
    endDay: '2026-09-29',
    isOngoing: true,
    excess: '3041180000000',
    expectedPerDay: '20670000000',
    seenPerDay: '210740000000',
    share: 1,
    daily: Array.from({ length: 70 }, (_, day) => String((day < 54 ? 20 + (day % 3) : 200 + (day % 7)) * 1_000_000_000)),
    expected: [],
    scopes: [],
    priceVolume: null,
    why: [],
  });
  return {
    event: 'spikes',
    currency: 'USD',
    rank: 1,
    provider: 'aws',
    canRun: true,
    answer: {
      kind: 'spikes-found',
      id: 1,
      reports: [
        {
          currency: 'USD',
          firstDay: '2026-07-20',
          lastDay: '2026-09-29',
          total: '28621760000000',
          unexpected: '3041180000000',
          incomplete: null,
          spikes: Array.from({ length: count }, (_, at) => spike(at + 1)),
          drops: [],
          oneOffs: [],
          moves: [],
        },
      ],
      files: [],
      notes: [],
      engine: 'javascript',
    },
  };
}

export function roundEvent(round: number, text: string, shares: readonly number[]): RunEvent {
  const hypotheses = shares.map((confidence, at) => ({
    cause: `A0${String(at + 1)}`,
    statement: text,
    confidence,
    for: [],
    against: [],
    refute: '',
  }));
  return {
    event: 'round',
    round: {
      entry: 'round',
      round,
      by: 'model',
      hypotheses,
      unknown: 0.1,
      action: { do: 'command', command: 'aws ec2 describe-nat-gateways', why: text },
      thinking: '',
    },
  };
}

export function answeredEvent(command: string, text: string, kind: ProposalAnswer['kind'] = 'ran'): RunEvent {
  const common = { id: 1, ...ACCOUNTS };
  const answers: Readonly<Record<ProposalAnswer['kind'], ProposalAnswer>> = {
    ran: {
      kind: 'ran',
      canonical: command,
      exit: 0,
      output: text,
      errors: '',
      cutBytes: 0,
      milliseconds: 320,
      microUsd: 0,
      note: null,
      ...common,
    },
    refused: { kind: 'refused', refusal: { layer: 6, layerName: 'mutation', code: 'changes-things', part: text, hint: text }, ...common },
    'not-run': { kind: 'not-run', code: 'skipped', detail: text, earlier: null, note: null, ...common },
  };
  return { event: 'answered', command, answer: answers[kind] };
}

export const openedEvent = (world: string): RunEvent => ({
  event: 'opened',
  run: '20261122-0448-83e641',
  mode: 'simulated',
  world,
  reasoner: { by: 'offline', model: null, compressor: null, why: '--offline' },
  resumed: null,
});
