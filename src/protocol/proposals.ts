// The lane of the untrusted side: what the orchestrator may ask, what it is told. The supervisor forwards the original bytes of
// `propose` to the executor and of what is asked about the bill to the billing process; both judge them again by this file.

import * as z from 'zod';
import { BILL_ANSWERS, BILL_QUESTIONS } from './bill.js';
import { id, name, text } from './fields.js';
import { LEDGER_ANSWERS, LEDGER_QUESTIONS, ledgerRequests } from './ledger.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

export const canary = z.strictObject({ name, outcome: text(64) });

const hello = z.strictObject({ kind: z.literal('hello'), id, protocol: z.literal(1), canaries: z.array(canary).max(64) });
const propose = z.strictObject({ kind: z.literal('propose'), id, command: text(LIMITS.commandCharacters).min(1) });
const note = z.strictObject({ kind: z.literal('note'), id, text: text(4_000).min(1) });
const bye = z.strictObject({ kind: z.literal('bye'), id });

export const orchestratorRequest = z.discriminatedUnion('kind', [hello, propose, ...BILL_QUESTIONS, ...LEDGER_QUESTIONS, note, bye]);
export type OrchestratorRequest = z.infer<typeof orchestratorRequest>;

/** What the executor accepts on the forwarded lane. */
export const proposalRequest = z.discriminatedUnion('kind', [propose]);
export type ProposalRequest = z.infer<typeof proposalRequest>;

export type OrchestratorState = 'new' | 'ready' | 'leaving';

export const orchestratorRequests = {
  hello: { in: ['new'], then: 'ready', why: 'the canaries ran; the round may begin' },
  propose: { in: ['ready'], why: 'one command for the gate' },
  'describe-bill': { in: ['ready'], why: 'what the bill files are' },
  query: { in: ['ready'], why: 'one SELECT over the loaded bill' },
  spikes: { in: ['ready'], why: 'what rose, by how much and where' },
  ...ledgerRequests,
  note: { in: ['ready'], why: 'a line for the person at the screen' },
  bye: { in: ['new', 'ready'], then: 'leaving', why: 'nothing more will be asked' },
} as const satisfies RequestTable<OrchestratorRequest['kind'], OrchestratorState>;

export type ForwardedState = 'waiting' | 'ready';

export const proposalRequests = {
  propose: { in: ['ready'], why: 'judged, recorded, run, answered; refused before the attestation' },
} as const satisfies RequestTable<ProposalRequest['kind'], ForwardedState>;

const refusal = z.strictObject({
  layer: z.int().min(1).max(7),
  layerName: name,
  code: name,
  part: text(400),
  hint: text(800),
});

/** Counted in one way for the whole run: commands, the money of models and cloud together, the time since it was armed. */
const account = z.strictObject({ commands: z.int().min(0), microUsd: z.int().min(0), milliseconds: z.int().min(0) });
export type Account = z.infer<typeof account>;

/** What the run has used, this proposal included, and what it may still use: so that the next one can be planned. */
const accounts = { spent: account, left: account };

/** What the person at the screen wrote about this command; evidence, like an output. */
const personNote = z.union([text(LIMITS.digestedNoteCharacters).min(1), z.null()]);

const refused = z.strictObject({ kind: z.literal('refused'), id, refusal, ...accounts });
const ran = z.strictObject({
  kind: z.literal('ran'),
  id,
  canonical: text(4 * LIMITS.commandCharacters),
  exit: z.int().min(-1).max(255),
  output: text(LIMITS.answerBytes),
  errors: text(16_384),
  cutBytes: z.int().min(0),
  milliseconds: z.int().min(0),
  /** What this one cost. */
  microUsd: z.int().min(0),
  note: personNote,
  ...accounts,
});
/** The same read ran before in this run: the proposal that it answered, and what its raw output hashes to. */
const earlier = z.strictObject({ id, outputSha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** Cleared by the gate and still not run, or not answered: budget, deadline, a person who said no, a fault of ours. */
const notRun = z.strictObject({
  kind: z.literal('not-run'),
  id,
  code: name,
  detail: text(800),
  /** Null but with the code `repeated`. */
  earlier: z.union([earlier, z.null()]),
  note: personNote,
  ...accounts,
});

export const proposalAnswer = z.discriminatedUnion('kind', [refused, ran, notRun]);
export type ProposalAnswer = z.infer<typeof proposalAnswer>;

const model = z.strictObject({ name: text(LIMITS.modelNameCharacters), maxTokens: z.int().min(1) });
const welcome = z.strictObject({
  kind: z.literal('welcome'),
  id,
  run: name,
  mode: z.enum(['paranoid', 'active', 'simulated']),
  provider: z.enum(['aws', 'gcp']),
  today: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  /** Given, these lines are proposed one after the other, and nothing is investigated. */
  script: z.array(text(LIMITS.commandCharacters)).max(LIMITS.scriptLines),
  /** Forms the hypotheses; without it the catalogue of causes does. */
  model: z.union([model, z.null()]),
  /** Reads what no reader of the catalogue reads. */
  compressor: z.union([model, z.null()]),
  /** The spike to look into, by its rank; null for the first. */
  spike: z.union([z.int().min(1).max(LIMITS.spikes), z.null()]),
  /** Somebody or something runs what is cleared. */
  canRun: z.boolean(),
  /** Somebody answers questions. */
  canAsk: z.boolean(),
  budget: account,
  /** How many entries a killed run left. */
  entries: z.int().min(0).max(LIMITS.ledgerEntries),
  /** Whether models hear of accounts, people and addresses under other names. */
  pseudonyms: z.boolean(),
  /**
   * An answer of a model may take as long as the run, and is kept until it is read: a run that goes on asks in the very words of before, with the
   * same key around what strangers wrote.
   */
  economy: z.strictObject({ frameKey: z.string().regex(/^[a-z]{16}$/) }).optional(),
});
const noted = z.strictObject({ kind: z.literal('noted'), id });
const goodbye = z.strictObject({ kind: z.literal('goodbye'), id });

/** Everything the orchestrator may be told. */
export const orchestratorAnswer = z.discriminatedUnion('kind', [
  welcome,
  noted,
  goodbye,
  refused,
  ran,
  notRun,
  ...BILL_ANSWERS,
  ...LEDGER_ANSWERS,
]);
export type OrchestratorAnswer = z.infer<typeof orchestratorAnswer>;
export type Welcome = z.infer<typeof welcome>;
