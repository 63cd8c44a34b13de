// Between supervisor and executor, on a descriptor that no byte of the orchestrator ever reaches.

import * as z from 'zod';
import { attestation, TIERS } from './attestation.js';
import { modelCallCost } from './egress-control.js';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

/** How the cloud CLIs of this run are started; the person's choice, never the orchestrator's. */
const cli = z.strictObject({
  milliseconds: z.int().min(100).max(3_600_000),
  outputBytes: z
    .int()
    .min(1_024)
    .max(16 * 1_024 * 1_024),
  /** Directories of the machine that the CLIs may read besides their own. */
  readable: z.array(text(4_096)).max(32),
  /** Whether a profile of the AWS CLI may name a program that fetches its credentials. */
  allowCredentialProcess: z.boolean(),
  /** A role that the executor takes on, for reading only, in place of the person's own credentials. */
  readOnlyRole: z.union([z.string().regex(/^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/), z.null()]),
  /** Whether gcloud's token is asked for with scopes that only read. */
  readOnlyScopes: z.boolean(),
  /** All that may run of what the policy lists, as `aws` or `aws ec2`; left out: all of it. */
  only: z.array(text(80)).max(LIMITS.policyParts).optional(),
});
const variable = z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/);

const attest = z.strictObject({
  kind: z.literal('attest'),
  id,
  run: name,
  mode: z.enum(['paranoid', 'active', 'simulated']),
  provider: z.enum(['aws', 'gcp']),
  world: z.union([name, z.null()]),
  /** Whether a person is asked before a cleared command runs; `all` is what `--yes` says, `unneeded` where nothing real would run. */
  approval: z.enum(['ask', 'all', 'unneeded']),
  minimumTier: z.enum(TIERS),
  attestations: z.array(attestation).min(1).max(2),
  /** The chosen provider's variables of the person's own environment; empty unless the mode is active. */
  credentials: z.record(variable, text(65_536)),
  home: text(4_096),
  /** Where a CLI may be found; the first trusted one wins and is pinned. */
  binaryDirectories: z.array(text(4_096)).max(32),
  stateDirectory: text(4_096),
  cli,
  /** Whether accounts, people, addresses and projects go to the orchestrator under other names. */
  pseudonyms: z.boolean(),
  budget: z.strictObject({ commands: z.int().min(0), microUsd: z.int().min(0), milliseconds: z.int().min(0) }),
  /**
   * This run goes on where an earlier process of the same id stopped, which had taken so long; what that one began is in the audit log.
   * `mayRepeat`: lines of the supervisor's own ask for a bill, which is worth nothing without one of its pages. What began and never answered
   * may begin again.
   */
  resumes: z.union([z.strictObject({ milliseconds: z.int().min(0), mayRepeat: z.boolean() }), z.null()]),
});
/** Something for the audit log that the supervisor saw: a violation, a child that died. */
const record = z.strictObject({ kind: z.literal('record'), id, event: name, detail: text(2_000) });
/** What the person pasted for a command that the executor asked to be run by hand. */
const pasted = z.strictObject({ text: text(LIMITS.pasteCharacters), cutBytes: z.int().min(0) });
/** What the person wrote beside it, for the one who proposes. */
const note = z.union([text(LIMITS.noteCharacters).min(1), z.null()]);
const handedBack = z.strictObject({ kind: z.literal('handed-back'), id, ask: id, output: z.union([pasted, z.null()]), note });
/** The person's word on one command: this one, this subcommand for the whole run, or not. */
const decided = z.strictObject({ kind: z.literal('decided'), id, ask: id, decision: z.enum(['yes', 'always', 'no']), note });
/** What egress set aside for paid reads when the executor asked for it: all of it, or nothing. */
const reserved = z.strictObject({ kind: z.literal('reserved'), id, ask: id, microUsd: z.int().min(0) });
/** A model call ended: what it took of the one budget, as egress told it. */
const modelSpent = z.strictObject({ kind: z.literal('model-spent'), id, ...modelCallCost });
/** What the person wrote while nothing was asked: it goes along with the next answer to a cleared command. */
const personNote = z.strictObject({ kind: z.literal('person-note'), id, note: text(LIMITS.noteCharacters).min(1) });
const stop = z.strictObject({ kind: z.literal('stop'), id });

export const executorControl = z.discriminatedUnion('kind', [attest, record, handedBack, decided, reserved, modelSpent, personNote, stop]);
export type ExecutorControl = z.infer<typeof executorControl>;
export type Attest = z.infer<typeof attest>;
export type ModelSpent = z.infer<typeof modelSpent>;
export type CliChoice = Attest['cli'];
export type HandedBack = Pick<z.infer<typeof handedBack>, 'output' | 'note'>;
export type Decided = Pick<z.infer<typeof decided>, 'decision' | 'note'>;

export type ExecutorState = 'waiting' | 'ready' | 'stopping';

export const executorControls = {
  attest: { in: ['waiting'], then: 'ready', why: 'the cages held; credentials may be loaded' },
  record: { in: ['waiting', 'ready'], why: 'an event for the audit log' },
  'handed-back': { in: ['ready'], why: 'the output of a command that a person ran, and what they noted' },
  decided: { in: ['ready'], why: 'what the person said to a command that waits for approval' },
  // The end of the run may overtake an answer of egress.
  reserved: { in: ['ready', 'stopping'], why: 'how much less models may spend from now on, so that a paid read may' },
  'model-spent': { in: ['ready', 'stopping'], why: 'money that a model took of the one budget' },
  'person-note': { in: ['ready', 'stopping'], why: 'what the person wrote for the one who proposes, while nothing was asked' },
  stop: { in: ['waiting', 'ready'], then: 'stopping', why: 'end every command, then leave' },
} as const satisfies RequestTable<ExecutorControl['kind'], ExecutorState>;

const ready = z.strictObject({
  kind: z.literal('ready'),
  id,
  auditHead: z.string().regex(/^[0-9a-f]{64}$/),
  /** What the person should know: settings of theirs that do not count here. */
  notes: z.array(text(400)).max(32),
  /** What a run that goes on had used of its budget, by the audit log. */
  spent: z.strictObject({ commands: z.int().min(0), microUsd: z.int().min(0) }),
});
const declined = z.strictObject({ kind: z.literal('declined'), id, code: name, detail: text(800) });
const recorded = z.strictObject({ kind: z.literal('recorded'), id });
const stopped = z.strictObject({ kind: z.literal('stopped'), id });
/** Told, not answered: a command's process group began or ended, so that the supervisor can end it if the executor is gone. */
const began = z.strictObject({ kind: z.literal('began'), group: z.int().min(2), canonical: text(40_000) });
const ended = z.strictObject({ kind: z.literal('ended'), group: z.int().min(2) });
/** Told, a few times a second at most: how much a command has printed so far. */
const grew = z.strictObject({ kind: z.literal('grew'), group: z.int().min(2), bytes: z.int().min(0) });
/** Asked of the person: run this command and paste what it prints. */
const byHand = z.strictObject({ kind: z.literal('by-hand'), ask: id, canonical: text(40_000), microUsd: z.int().min(0) });
/** Asked of the person: may this run? On this lane only, so that who proposed it neither sees the question nor can answer it. */
const approve = z.strictObject({
  kind: z.literal('approve'),
  ask: id,
  canonical: text(40_000),
  /** Program and words of the operation: what "always" would cover. */
  subcommand: text(1_000),
  /** What it may cost at most. */
  microUsd: z.int().min(0),
});
/** Asked of egress, before the money is spent: to let models spend so much less. */
const reserve = z.strictObject({ kind: z.literal('reserve'), ask: id, microUsd: z.int().min(1) });

const named = z.strictObject({ pseudonym: text(64), name: text(2_000) });
/** Told: what stands for what in the answers that the orchestrator gets. */
const names = z.strictObject({ kind: z.literal('names'), names: z.array(named).max(2_000) });

export const executorTells = z.discriminatedUnion('kind', [
  ready,
  declined,
  recorded,
  stopped,
  began,
  ended,
  grew,
  byHand,
  approve,
  reserve,
  names,
]);
export type ExecutorTells = z.infer<typeof executorTells>;
export type Named = z.infer<typeof named>;
/** A command that waits for a person, as its question says it. */
export type AskedByHand = Omit<z.infer<typeof byHand>, 'kind' | 'ask'>;
export type AskedApproval = Omit<z.infer<typeof approve>, 'kind' | 'ask'>;
