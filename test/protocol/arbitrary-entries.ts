// Random entries of a ledger.

import type { LedgerEntry } from '../../src/protocol/index.js';
import { fc } from '../random.js';

const record = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const list = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(one, { maxLength: 3 });
const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });
const is = <Kind extends string>(kind: Kind): fc.Arbitrary<Kind> => fc.constant(kind);
const text = fc.string({ unit: 'binary', maxLength: 40 });
const filled = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const count = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const currency = fc.stringMatching(/^[A-Z]{3}$/);
const nano = fc.stringMatching(/^-?[0-9]{1,19}$/);
const cause = fc.constantFrom('A01', 'G25', 'other');
const evidence = fc.constantFrom('E1', 'E20', 'E999');
const confidence = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value));
const round = fc.integer({ min: 1, max: 100 });
const by = fc.constantFrom('offline' as const, 'model' as const);
const step = record({ command: filled, why: text, answers: list(record({ seen: text, means: text })) });
const draft = {
  cause: orNull(cause),
  title: text,
  statement: text,
  confidence,
  evidence: list(evidence),
  ruledOut: list(record({ cause, title: text, why: text, evidence: list(evidence) })),
  notVerified: list(text),
  fixes: list(record({ urgency: fc.constantFrom('now', 'soon', 'later'), what: filled, command: orNull(text), verify: orNull(text) })),
  next: list(step),
};

export const ledgerEntries: fc.Arbitrary<LedgerEntry> = fc.oneof(
  record({ entry: is('opened'), currency, spike: orNull(round) }),
  record({
    entry: is('round'),
    round,
    by,
    hypotheses: list(record({ cause, statement: text, confidence, for: list(evidence), against: list(evidence), refute: text })),
    unknown: confidence,
    action: fc.oneof(
      record({ do: is('command'), command: filled, why: text }),
      record({ do: is('query'), sql: filled, why: text }),
      record({ do: is('ask'), question: filled }),
      record({ do: is('conclude'), why: text }),
      record({ do: is('conclude'), why: text, draft: record(draft) }),
    ),
    thinking: text,
  }),
  record({
    entry: is('evidence'),
    evidence,
    round,
    source: fc.constantFrom('bill', 'command', 'query', 'person'),
    asked: text,
    outcome: fc.constantFrom('answered', 'failed', 'refused', 'not-run', 'lost'),
    findings: list(record({ text: filled, at: text })),
    reading: orNull(record({ probe: name, outcome: name, learned: list(record({ name, values: list(text) })) })),
    supports: list(cause),
    weakens: list(cause),
    excerpt: text,
    microUsd: count,
  }),
  record({ entry: is('notice'), text: filled }),
  record({
    entry: is('conclusion'),
    outcome: fc.constantFrom('cause-found', 'inconclusive', 'nothing-found'),
    by,
    ...draft,
    money: orNull(record({ currency, excess: nano, perDay: nano, projectedMonth: nano, explanation: text })),
    stopped: name,
  }),
);
