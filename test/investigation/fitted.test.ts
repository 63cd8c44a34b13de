// Whatever an entry says, a frame holds it and the ledger takes it.

import { test } from 'tap';
import { fitted } from '../../src/investigation/fitted.js';
import { type Conclusion, frameBytes, type LedgerEntry, ledgerEntry, LIMITS, type Round } from '../../src/protocol/index.js';
import { ledgerEntries } from '../protocol/arbitrary-entries.js';
import { fc, runs } from '../random.js';

/** Three bytes for each, in a frame. */
const long = (most: number): string => '\u8cbb'.repeat(most);
const many = <One>(count: number, one: One): One[] => Array.from({ length: count }, () => one);
const fits = (entry: LedgerEntry): boolean => frameBytes({ kind: 'write-entry', id: 2 ** 31, entry }).length <= LIMITS.requestBytes;

const CONCLUSION: Conclusion = {
  entry: 'conclusion',
  outcome: 'cause-found',
  by: 'model',
  cause: 'A01',
  title: long(200),
  statement: long(3_000),
  confidence: 0.9,
  evidence: ['E1'],
  ruledOut: many(12, { cause: 'A02', title: long(200), why: long(600), evidence: ['E1'] }),
  notVerified: many(12, long(600)),
  fixes: many(12, { urgency: 'now', what: long(600), command: long(2_000), verify: long(2_000) }),
  money: { currency: 'USD', excess: '1', perDay: '2', projectedMonth: '3', explanation: long(600) },
  next: many(3, { command: long(LIMITS.commandCharacters), why: long(600), answers: many(6, { seen: long(400), means: long(400) }) }),
  stopped: 'confident',
};

const ROUND: Round = {
  entry: 'round',
  round: 1,
  by: 'model',
  hypotheses: many(8, { cause: 'A02', statement: long(600), confidence: 0.1, for: ['E1'], against: [], refute: long(600) }),
  unknown: 0.1,
  action: { do: 'command', command: long(LIMITS.commandCharacters), why: long(600) },
  thinking: long(2_000),
  corrections: many(12, long(800)),
};

test('the longest conclusion and the longest rounds fit, and are still what the ledger takes', (t) => {
  const { entry: _, outcome, by, money, stopped, ...draft } = CONCLUSION;
  const ends: Round = { ...ROUND, action: { do: 'conclude', why: 'enough', draft } };
  for (const entry of [CONCLUSION, ROUND, ends]) {
    t.same(ledgerEntry.safeParse(entry).error?.issues ?? [], [], 'control: as long as it may be');
    t.notOk(fits(entry), 'control: too long for a frame');
    const made = fitted(entry);
    t.ok(fits(made), entry.entry);
    t.ok(ledgerEntry.safeParse(made).success);
  }
  t.match(fitted(ROUND), { action: ROUND.action }, 'what is run is not made shorter');
  t.match(fitted(CONCLUSION), { fixes: [CONCLUSION.fixes[0], CONCLUSION.fixes[0]] }, 'nor a command that is told');
  t.match(fitted(CONCLUSION), { outcome, by, money, stopped, statement: CONCLUSION.statement });
  t.end();
});

test('what fits is left as it is', (t) => {
  fc.assert(
    fc.property(ledgerEntries, (entry) => {
      const made = fitted(entry);
      return fits(made) && (!fits(entry) || frameBytes(entry).length > LIMITS.requestBytes - 2_048 || made === entry);
    }),
    runs(200),
  );
  t.end();
});
