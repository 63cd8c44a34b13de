// The whole of an investigation as one object: what report.json holds, and what the other two forms are made of. What was read of the bill,
// the spike and what ran were seen by the supervisor; rounds, evidence and conclusion are the reasoner's words. A file of it may be damaged
// or made by somebody else, so it is read by this schema and by nothing else.

import * as z from 'zod';
import {
  conclusionFields,
  evidenceFields,
  LIMITS,
  loadedFileFields,
  roundFields,
  spikeFields,
  spikeReportFields,
  TIERS,
} from '../protocol/index.js';
import { err, ok, type Result } from '../shared/index.js';

const nameOf = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const words = z.string().max(8_000);
const count = z.int().min(0);
const account = z.strictObject({ commands: count, microUsd: count, milliseconds: count });
const nullable = <Inner extends z.ZodType>(inner: Inner): z.ZodUnion<readonly [Inner, z.ZodNull]> => z.union([inner, z.null()]);

/** What thinks in a run, and why it is not something else. */
const reasoner = z.strictObject({
  by: z.enum(['offline', 'model']),
  model: nullable(words),
  compressor: nullable(words),
  why: words,
});
export type ReasonerChoice = Readonly<z.infer<typeof reasoner>>;

const ending = z.strictObject({ outcome: z.enum(['done', 'failed', 'interrupted', 'out-of-budget', 'needs-person']), detail: words });
export type Ending = Readonly<z.infer<typeof ending>>;

/** A command as it was proposed, and what became of it. */
const seenCommand = z.strictObject({
  command: z.string().max(LIMITS.commandCharacters),
  answer: z.enum(['refused', 'ran', 'not-run']),
  /** Of a refusal, or of what was not run. */
  code: nullable(nameOf),
  layer: nullable(z.int().min(1).max(7)),
  exit: nullable(z.int().min(-1).max(255)),
  microUsd: count,
  layerName: nullable(nameOf),
  /** What the layer found fault with, and what would be allowed instead; or why it was not run. */
  part: nullable(words),
  hint: nullable(words),
  milliseconds: nullable(count),
  /** Of its output as it was answered, and what was cut off before. */
  outputBytes: nullable(count),
  cutBytes: nullable(count),
  /** What was learned of it. */
  evidence: nullable(z.string().regex(/^E\d{1,3}$/)),
});
export type SeenCommand = Readonly<z.infer<typeof seenCommand>>;

const spike = spikeFields.omit({ daily: true, expected: true }).extend({
  currency: z.string().max(16),
  /** Nine of ten days before it were no farther than this from what was expected; nano-units. */
  usualWithin: nullable(z.string().regex(/^\d{1,19}$/)),
});

export const report = z.strictObject({
  schema_version: z.literal(2),
  run: z.string().regex(/^[0-9]{8}-[0-9]{4}-[0-9a-f]{6}$/),
  version: words,
  /** When it was written, UTC. */
  written: nullable(z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/)),
  mode: z.enum(['paranoid', 'active', 'simulated']),
  approval: nullable(z.enum(['ask', 'all', 'unneeded'])),
  provider: z.enum(['aws', 'gcp']),
  world: nullable(words),
  tier: z.enum(TIERS),
  /** Why the cage is not a better one. */
  steppedDown: z.array(words).max(16),
  /** The head of the audit log when the run began. */
  auditHead: z.string().regex(/^[0-9a-f]{64}$/),
  reasoner,
  outcome: z.enum(['cause-found', 'inconclusive', 'nothing-found', 'not-concluded']),
  ending,
  /** The one that was looked into, as it was measured; its severity is never the model's. */
  spike: nullable(spike),
  reports: z.array(spikeReportFields).max(32),
  files: z.array(loadedFileFields.pick({ name: true, format: true, version: true, rows: true, rejected: true })).max(1_000),
  rounds: z.array(roundFields).max(LIMITS.rounds),
  evidence: z.array(evidenceFields).max(LIMITS.ledgerEntries),
  notices: z.array(words).max(LIMITS.ledgerEntries),
  commands: z.array(seenCommand).max(10_000),
  conclusion: nullable(conclusionFields),
  budget: nullable(account),
  spent: account,
});
export type Report = Readonly<z.infer<typeof report>>;

const ADDED = { written: null, approval: null, steppedDown: [], files: [], budget: null };
/** What the first version of the file did not say of a command, and what is not known of one that was refused. */
export const UNTOLD_OF_COMMAND = {
  layerName: null,
  part: null,
  hint: null,
  milliseconds: null,
  outputBytes: null,
  cutBytes: null,
  evidence: null,
};

/** What the first version of the file did not say is null, or an empty list. */
const isFirst = z.looseObject({
  schema_version: z.literal(1),
  commands: z.array(z.looseObject({})),
  spike: nullable(z.looseObject({})),
});

function raised(raw: unknown): unknown {
  const first = isFirst.safeParse(raw);
  if (!first.success) return raw;
  const { commands, spike: looked, ...rest } = first.data;
  return {
    ...rest,
    ...ADDED,
    schema_version: 2,
    commands: commands.map((one) => ({ ...one, ...UNTOLD_OF_COMMAND })),
    spike: looked === null ? null : { ...looked, usualWithin: null },
  };
}

/** The report, or where in it something is not as it should be. */
export function parseReport(raw: unknown): Result<Report, string> {
  const parsed = report.safeParse(raised(raw));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err(issue === undefined || issue.path.length === 0 ? 'the whole' : issue.path.map(String).join('.').slice(0, 200));
}

/** For other programs: JSON Schema, draft 2020-12. */
export function reportSchema(): unknown {
  return { title: 'report.json of a ghosthunter investigation', ...z.toJSONSchema(report, { unrepresentable: 'any' }) };
}
