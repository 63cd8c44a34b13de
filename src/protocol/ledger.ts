// What an investigation writes down as it goes: its rounds, what it learned, what it concluded. The supervisor keeps it on disk and shows it,
// and tells it again to a run that goes on where a killed one stopped. Written by the untrusted side: it decides nothing that runs.

import * as z from 'zod';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

/** One of the catalogue's causes, or something that it does not know. */
const causeId = z.string().regex(/^(?:[AG]\d{2}|other)$/);
const evidenceId = z.string().regex(/^E\d{1,3}$/);
const evidenceIds = z.array(evidenceId).max(40);
const confidence = z.number().min(0).max(1);
const nano = z.string().regex(/^-?\d{1,19}$/);
const by = z.enum(['offline', 'model']);

const hypothesis = z.strictObject({
  cause: causeId,
  statement: text(600),
  confidence,
  for: evidenceIds,
  against: evidenceIds,
  /** What would show that it is wrong. */
  refute: text(600),
});

const opened = z.strictObject({
  entry: z.literal('opened'),
  currency: text(16),
  /** Which spike of the report is looked into; null where there is none. */
  spike: z.union([z.int().min(1).max(LIMITS.spikes), z.null()]),
});

const finding = z.strictObject({
  text: text(400).min(1),
  /** Where in the output: a path into its JSON, or its lines. */
  at: text(200),
});

/** What the catalogue made of an output: enough to weigh it again without the output. */
const reading = z.strictObject({
  probe: name,
  outcome: name,
  learned: z.array(z.strictObject({ name, values: z.array(text(300)).max(50) })).max(20),
});

export const evidence = z.strictObject({
  entry: z.literal('evidence'),
  evidence: evidenceId,
  round: z.int().min(0).max(LIMITS.rounds),
  source: z.enum(['bill', 'command', 'query', 'person']),
  /** The command, the SELECT, the question. */
  asked: text(LIMITS.sqlCharacters),
  /** `lost`: under way when the run was killed, and not repeated. */
  outcome: z.enum(['answered', 'failed', 'refused', 'not-run', 'lost']),
  findings: z.array(finding).max(24),
  reading: z.union([reading, z.null()]),
  supports: z.array(causeId).max(16),
  weakens: z.array(causeId).max(16),
  excerpt: text(6_000),
  microUsd: z.int().min(0),
});

const notice = z.strictObject({ entry: z.literal('notice'), text: text(800).min(1) });

const fix = z.strictObject({
  urgency: z.enum(['now', 'soon', 'later']),
  what: text(600).min(1),
  /** For a person to run; nothing of ours ever runs it. */
  command: z.union([text(2_000), z.null()]),
  /** A read that shows whether it helped. */
  verify: z.union([text(2_000), z.null()]),
});

/** A command that was not run, and what its answer would tell. */
const step = z.strictObject({
  command: text(LIMITS.commandCharacters).min(1),
  why: text(600),
  answers: z.array(z.strictObject({ seen: text(400), means: text(400) })).max(6),
});

export const conclusion = z.strictObject({
  entry: z.literal('conclusion'),
  outcome: z.enum(['cause-found', 'inconclusive', 'nothing-found']),
  by,
  cause: z.union([causeId, z.null()]),
  title: text(200),
  statement: text(3_000),
  confidence,
  evidence: evidenceIds,
  ruledOut: z.array(z.strictObject({ cause: causeId, title: text(200), why: text(600), evidence: evidenceIds })).max(12),
  notVerified: z.array(text(600)).max(12),
  fixes: z.array(fix).max(12),
  money: z.union([
    z.strictObject({ currency: text(16), excess: nano, perDay: nano, projectedMonth: nano, explanation: text(600) }),
    z.null(),
  ]),
  next: z.array(step).max(3),
  /** Which rule ended it. */
  stopped: name,
});

/** What a reasoner says at the end; everything else of a conclusion is added by code. */
const draft = conclusion.pick({
  cause: true,
  title: true,
  statement: true,
  confidence: true,
  evidence: true,
  ruledOut: true,
  notVerified: true,
  fixes: true,
  next: true,
});

const steps = [
  z.strictObject({ do: z.literal('command'), command: text(LIMITS.commandCharacters).min(1), why: text(600) }),
  z.strictObject({ do: z.literal('query'), sql: text(LIMITS.sqlCharacters).min(1), why: text(600) }),
  z.strictObject({ do: z.literal('ask'), question: text(600).min(1) }),
] as const;
const end = z.strictObject({ do: z.literal('conclude'), why: text(600) });

/** As a report tells it. */
export const round = z.strictObject({
  entry: z.literal('round'),
  round: z.int().min(1).max(LIMITS.rounds),
  by,
  hypotheses: z.array(hypothesis).max(8),
  /** What is left for a cause that nobody named. */
  unknown: confidence,
  action: z.discriminatedUnion('do', [...steps, end]),
  thinking: text(2_000),
});

/** With what only a run that goes on needs. It was paid for: a run that is killed before its next step does not ask for it again. */
const keptRound = round.extend({
  /** The draft is the one that came along, where one did. */
  action: z.discriminatedUnion('do', [...steps, end.extend({ draft: draft.optional() })]),
  /** What had to be set right in the answer, and is told with the next question. */
  corrections: z.array(text(800)).max(12).optional(),
});

export const ledgerEntry = z.discriminatedUnion('entry', [opened, keptRound, evidence, notice, conclusion]);
export type LedgerEntry = z.infer<typeof ledgerEntry>;
export type Round = z.infer<typeof keptRound>;
export type ToldRound = z.infer<typeof round>;
export type Draft = z.infer<typeof draft>;
export type Hypothesis = z.infer<typeof hypothesis>;
export type Action = Round['action'];
export type Evidence = z.infer<typeof evidence>;
export type Finding = z.infer<typeof finding>;
export type Conclusion = z.infer<typeof conclusion>;
export type Fix = z.infer<typeof fix>;
export type NextStep = z.infer<typeof step>;

const writeEntry = z.strictObject({ kind: z.literal('write-entry'), id, entry: ledgerEntry });
const readEntry = z.strictObject({ kind: z.literal('read-entry'), id, index: z.int().min(0).max(LIMITS.ledgerEntries) });
const askPerson = z.strictObject({ kind: z.literal('ask-person'), id, question: text(600).min(1) });

export const LEDGER_QUESTIONS = [writeEntry, readEntry, askPerson] as const;
type LedgerKind = (typeof LEDGER_QUESTIONS)[number]['shape']['kind']['value'];

export const ledgerRequests = {
  'write-entry': { in: ['ready'], why: 'kept on disk and shown; answered when it is synced' },
  'read-entry': { in: ['ready'], why: 'what a killed run had written' },
  'ask-person': { in: ['ready'], why: 'a question in plain words for the person at the screen' },
} as const satisfies RequestTable<LedgerKind, 'new' | 'ready' | 'leaving'>;

const entry = z.strictObject({ kind: z.literal('entry'), id, entry: z.union([ledgerEntry, z.null()]) });
/** Null where nobody can be asked, or the person said nothing. */
const personSaid = z.strictObject({ kind: z.literal('person-said'), id, text: z.union([text(LIMITS.noteCharacters).min(1), z.null()]) });

export const LEDGER_ANSWERS = [entry, personSaid] as const;
