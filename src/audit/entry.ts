// What the audit log says, one strict schema an event. Text that came from the model stands under `proposal` only, printable and
// bounded; everything else is ours.

import * as z from 'zod';
import { printable } from '../shared/index.js';
import { digest } from './chain.js';

const MOST_COMMAND = 8_192;
/** Every character of a command may have to be spelled out. */
const MOST_PRINTABLE = 10 * MOST_COMMAND;

const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const detail = z.string().max(4_000);
const canonical = z.string().max(4 * MOST_COMMAND);
const whole = z.int().min(0);

const proposal = z.strictObject({ text: z.string().max(MOST_PRINTABLE), sha256: sha256.nullable() });
export type Proposal = z.infer<typeof proposal>;

/** Takes secrets out of a text; what holds none comes back as it was. */
export type Redact = (text: string) => string;

/**
 * A proposed line as the log keeps it: readable, and by its digest to the byte. A line that held a secret has no digest: all of it but the
 * secret stands beside it, so whoever reads the log could try every likely secret until the digest fits.
 */
export function proposalOf(line: string, redact: Redact): Proposal {
  const text = redact(line);
  return { text: printable(text, MOST_COMMAND), sha256: text === line ? digest(line) : null };
}

const started = z.strictObject({ event: z.literal('start'), mode: name, provider: name, tier: name, detail });
const cleared = z.strictObject({
  event: z.literal('cleared'),
  proposal,
  canonical,
  added: z.array(z.string().max(200)).max(16),
  microUsd: whole,
});
const refused = z.strictObject({
  event: z.literal('refused'),
  proposal,
  layer: z.int().min(1).max(7),
  layerName: name,
  code: name,
  part: z.string().max(4_000),
});
/** Money; nothing in entries of a log that was begun before money was written down. */
const paid = whole.default(0);
/**
 * Cleared, recorded and still not run: the budget, a deadline, a person who said no. `of` is the number of the `cleared` entry;
 * `microUsd` is not zero where a paid command may have run all the same.
 */
const notRun = z.strictObject({ event: z.literal('not-run'), of: whole, code: name, detail, microUsd: paid });
/** A person's word, or what stands for it, before a cleared command runs, and how far it reaches. */
const approved = z.strictObject({
  event: z.literal('approved'),
  of: whole,
  by: z.enum(['person', 'always', 'yes-flag']),
  covers: z.enum(['command', 'subcommand', 'run']),
});
const declined = z.strictObject({ event: z.literal('declined'), of: whole, by: z.literal('person'), note: detail });
/** What a person wrote beside a command, as it left the executor. */
const noted = z.strictObject({ event: z.literal('noted'), of: whole, note: detail });
/** The dry run of a cleared query: what it would read, and what that would cost; null where it did not say. */
const preflight = z.strictObject({
  event: z.literal('preflight'),
  of: whole,
  canonical,
  exit: z.int().min(-1).max(255),
  bytes: z.union([whole, z.null()]),
  accuracy: name,
  tables: whole,
  microUsd: z.union([whole, z.null()]),
  outputSha256: sha256,
  outputBytes: whole,
  milliseconds: whole,
});
/**
 * Money taken of the budget, on disk before the command is started: whoever reads the log after a crash knows what may have been paid.
 * The `ran` or `not-run` entry of the same `of`, where there is one, says what it came to.
 */
const booked = z.strictObject({ event: z.literal('booked'), of: whole, cost: name, microUsd: whole, totalMicroUsd: whole });
/** A model call ended; `microUsd` is null where the price of the model is not known. */
const modelSpent = z.strictObject({
  event: z.literal('model-spent'),
  model: z.string().max(2_000),
  isWorstCase: z.boolean(),
  inputTokens: whole,
  outputTokens: whole,
  microUsd: z.union([whole, z.null()]),
  totalMicroUsd: whole,
});
const ran = z.strictObject({
  event: z.literal('ran'),
  of: whole,
  canonical,
  exit: z.int().min(-1).max(255),
  outputSha256: sha256,
  outputBytes: whole,
  cutBytes: whole,
  milliseconds: whole,
  microUsd: paid,
});
/** A peer broke the protocol. */
const violation = z.strictObject({ event: z.literal('violation'), peer: name, code: name, detail });
/** Something that another process saw and asked to have written down. */
const record = z.strictObject({ event: z.literal('record'), name, detail });
const stopped = z.strictObject({ event: z.literal('stop'), commands: whole, microUsd: whole, detail });
/** Written by the log itself: a write that never ended was found behind the last whole entry. */
const sealed = z.strictObject({ event: z.literal('sealed'), torn: z.strictObject({ bytes: whole, sha256 }) });
/** Written by the log itself, as the first entry of every file but the first. */
const continued = z.strictObject({
  event: z.literal('continued'),
  previous: z.strictObject({ file: z.string().max(64), seq: whole, hash: sha256 }),
});

const own = [
  started,
  cleared,
  refused,
  approved,
  declined,
  preflight,
  booked,
  notRun,
  ran,
  noted,
  modelSpent,
  violation,
  record,
  stopped,
] as const;

export const auditEvent = z.discriminatedUnion('event', own);
/** What a caller appends. */
export type AuditEvent = z.infer<typeof auditEvent>;

export const anyEvent = z.discriminatedUnion('event', [...own, sealed, continued]);
export type AnyEvent = z.infer<typeof anyEvent>;

/** What stands around every event. */
export interface EntryFrame {
  readonly seq: number;
  readonly time: string;
  readonly run: string;
  readonly prev: string;
  readonly hash: string;
}

/**
 * One line of the log, for whoever reads it.
 * @public
 */
export type AuditEntry = EntryFrame & AnyEvent;
