// An entry of the ledger as a frame holds it. One that does not fit would end the run as a broken protocol: what weighs most and says least goes
// first, and never a part of a command.

import { type Conclusion, type Evidence, frameBytes, type LedgerEntry, LIMITS, type Round } from '../protocol/index.js';

/** Of a frame; what surrounds the entry needs the rest. */
const MOST_BYTES = LIMITS.requestBytes - 2_048;

export const short = (text: string, most: number): string => text.slice(0, most).toWellFormed();

type Lighten<Entry> = (entry: Entry) => Entry;

function lightened<Entry extends LedgerEntry>(entry: Entry, ways: readonly Lighten<Entry>[]): Entry {
  let made = entry;
  for (const lighten of ways) {
    if (frameBytes(made).length <= MOST_BYTES) return made;
    made = lighten(made);
  }
  return made;
}

const EVIDENCE: readonly Lighten<Evidence>[] = [
  (one) => ({
    ...one,
    reading: one.reading && { ...one.reading, learned: one.reading.learned.map((name) => ({ ...name, values: name.values.slice(0, 3) })) },
  }),
  (one) => ({ ...one, excerpt: short(one.excerpt, 500) }),
  (one) => ({ ...one, findings: one.findings.slice(0, 6) }),
  (one) => ({ ...one, asked: short(one.asked, 1_000) }),
];

const ROUND: readonly Lighten<Round>[] = [
  // A run that goes on asks for its draft again.
  (one) => (one.action.do === 'conclude' ? { ...one, action: { do: 'conclude', why: one.action.why } } : one),
  (one) => ({ ...one, corrections: one.corrections?.map((text) => short(text, 200)) }),
  (one) => ({ ...one, thinking: short(one.thinking, 400) }),
  (one) => ({
    ...one,
    hypotheses: one.hypotheses.map((each) => ({ ...each, statement: short(each.statement, 200), refute: short(each.refute, 200) })),
  }),
];

const CONCLUSION: readonly Lighten<Conclusion>[] = [
  (one) => ({ ...one, ruledOut: one.ruledOut.slice(0, 6).map((each) => ({ ...each, why: short(each.why, 200) })) }),
  (one) => ({ ...one, notVerified: one.notVerified.slice(0, 4) }),
  (one) => ({ ...one, fixes: one.fixes.slice(0, 2) }),
  (one) => ({ ...one, next: one.next.slice(0, 1).map((each) => ({ ...each, answers: each.answers.slice(0, 2) })) }),
  (one) => ({ ...one, next: [] }),
];

export function fitted(entry: LedgerEntry): LedgerEntry {
  switch (entry.entry) {
    case 'evidence':
      return lightened(entry, EVIDENCE);
    case 'round':
      return lightened(entry, ROUND);
    case 'conclusion':
      return lightened(entry, CONCLUSION);
    case 'opened':
    case 'notice':
      return entry;
  }
}
