// The rules that bound what may be claimed and that end an investigation.

import { test } from 'tap';
import { bounded, cap, stop, type Asked } from '../../src/investigation/rules.js';
import { openState, type State } from '../../src/investigation/state.js';
import type { Evidence, Hypothesis, Round } from '../../src/protocol/index.js';
import { fc, runs } from '../random.js';

const evidence = (id: string, over: Partial<Evidence> = {}): Evidence => ({
  entry: 'evidence',
  evidence: id,
  round: 1,
  source: 'command',
  asked: 'aws x',
  outcome: 'answered',
  findings: [],
  reading: null,
  supports: [],
  weakens: [],
  excerpt: '',
  microUsd: 0,
  ...over,
});
const hypothesis = (cause: string, confidence: number, over: Partial<Hypothesis> = {}): Hypothesis => ({
  cause,
  statement: '',
  confidence,
  for: [],
  against: [],
  refute: '',
  ...over,
});
const BUDGET = { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 };
const withEvidence = (...all: readonly Evidence[]): State => ({ ...openState(BUDGET), evidence: all });

const BILL = evidence('E1', { source: 'bill' });
const READ = { probe: 'x', outcome: 'yes', learned: [] };
const FOR_AND_AGAINST = evidence('E2', { supports: ['A01'], weakens: ['A22'], reading: READ });
const PAIR = [hypothesis('A01', 0.95), hypothesis('A22', 0.05)] as const;

for (const [title, all, most] of [
  ['the bill alone', [BILL], 0.6],
  ['a command that failed', [BILL, evidence('E2', { outcome: 'failed', supports: ['A01'], weakens: ['A22'] })], 0.6],
  ['a read that says nothing', [BILL, evidence('E2')], 0.84],
  ['support and no weakened rival', [BILL, evidence('E2', { supports: ['A01'], reading: READ })], 0.84],
  ['a weakened rival and no support', [BILL, evidence('E2', { weakens: ['A22'], reading: READ })], 0.84],
  ['support and a weakening of itself alone', [evidence('E2', { supports: ['A01'], weakens: ['A01'], reading: READ })], 0.84],
  ['one read that does both', [FOR_AND_AGAINST], 0.84],
  ['support and a weakened rival', [evidence('E2', { supports: ['A01'], reading: READ }), evidence('E3', { weakens: ['A22'] })], 1],
  ['support twice and a weakened rival', [FOR_AND_AGAINST, evidence('E3', { supports: ['A01'], reading: READ })], 1],
  ['what nobody named as the weakened rival', [evidence('E2', { supports: ['A01'] }), evidence('E3', { weakens: ['other'] })], 1],
] as const) {
  test(`with ${title} no more than ${String(most)} is claimed`, async (t) => {
    t.equal(cap(PAIR[0], PAIR, all), most);
  });
}

test('what a model cites counts where no reader of the catalogue says the contrary', async (t) => {
  const leader = hypothesis('A01', 0.95, { for: ['E2'] });
  const rival = hypothesis('A22', 0.05, { against: ['E2'] });
  const other = evidence('E3', { weakens: ['A22'] });
  t.equal(cap(leader, [leader, rival], [evidence('E2'), other]), 1);
  t.equal(cap(leader, [leader, rival], [evidence('E2', { reading: READ }), other]), 1);
  t.equal(cap(leader, [leader, rival], [evidence('E2', { reading: READ, weakens: ['A01'] }), other]), 0.84, 'the reader said otherwise');
  t.equal(cap(leader, [leader, rival], [evidence('E3'), evidence('E2', { supports: ['A22'] })]), 0.84, 'it speaks for the rival');
  t.equal(cap(leader, [leader, rival], [BILL]), 0.6);
});

test('what is taken from a claim goes to what nobody named, and what does not exist is not cited', async (t) => {
  const now = bounded(
    { hypotheses: [hypothesis('A22', 0.1), hypothesis('A01', 0.9, { for: ['E1', 'E77'], against: ['E9'] })], unknown: 0 },
    withEvidence(BILL),
  );
  t.same(
    now.hypotheses.map(({ cause, confidence, for: cited, against }) => [cause, confidence, cited, against]),
    [
      ['A01', 0.6, ['E1'], []],
      ['A22', 0.1, [], []],
    ],
  );
  t.ok(Math.abs(now.unknown - 0.3) < 1e-9);
});

test('whatever is claimed, beliefs are within their bounds', async (t) => {
  const confidence = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(confidence, { maxLength: 8 }), confidence, (all, unknown) => {
      const now = bounded({ hypotheses: all.map((one, at) => hypothesis(`A0${String(at)}`, one)), unknown }, withEvidence(BILL));
      const sum = now.hypotheses.reduce((total, one) => total + one.confidence, 0);
      return (
        sum <= 1 + 1e-9 &&
        now.unknown >= 0 &&
        Math.abs(sum + now.unknown - 1) < 1e-9 &&
        now.hypotheses.every((one) => one.confidence <= 0.6)
      );
    }),
    runs(300),
  );
  t.pass();
});

const round = (number: number, confidence: number, unknown: number): Round => ({
  entry: 'round',
  round: number,
  by: 'offline',
  hypotheses: [hypothesis('A01', confidence), hypothesis('A22', Math.max(0, 1 - confidence - unknown))],
  unknown,
  action: { do: 'conclude', why: '' },
  thinking: '',
});
const asked = (over: Partial<Asked> = {}, left = BUDGET): Asked => ({
  state: openState(left),
  now: round(1, 0.5, 0.2),
  canRun: true,
  mostRounds: 40,
  ...over,
});

test('each rule ends it, and nothing else does', async (t) => {
  t.equal(stop(asked()), undefined);
  t.equal(stop(asked({ now: round(1, 0.85, 0.05) })), 'confident');
  t.equal(stop(asked({ canRun: false })), 'no-access');
  t.equal(stop(asked({}, { ...BUDGET, commands: 0 })), 'commands-spent');
  t.equal(stop(asked({}, { ...BUDGET, microUsd: 0 })), 'money-spent');
  t.equal(stop(asked({}, { ...BUDGET, milliseconds: 4_999 })), 'time-spent');
  t.equal(stop(asked({ mostRounds: 1 })), 'rounds-spent');
});

test('three rounds in which nothing rose and nothing became clearer end it; one that rose does not', async (t) => {
  const state = (confidences: readonly number[]): State => ({
    ...openState(BUDGET),
    rounds: confidences.map((one, at) => round(at + 1, one, 0.2)),
  });
  t.equal(stop(asked({ state: state([0.5, 0.5]), now: round(3, 0.5, 0.2) })), undefined);
  t.equal(stop(asked({ state: state([0.5, 0.5, 0.5]), now: round(4, 0.5, 0.2) })), 'no-progress');
  t.equal(stop(asked({ state: state([0.5, 0.5, 0.6]), now: round(4, 0.6, 0.2) })), undefined);
  t.equal(stop(asked({ state: state([0.5, 0.5, 0.5]), now: round(4, 0.5, 0.05) })), undefined, 'it became clearer');
});
