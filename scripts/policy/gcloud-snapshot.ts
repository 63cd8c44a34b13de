// The command table of gcloud as dump-gcloud.py wrote it, and the reviewed decisions that go with it, checked before anything is made of them.

import { z } from 'zod';

const shape = z.strictObject({
  match: z.string(),
  size: z.tuple([z.int(), z.int()]),
  of: z.string(),
  example: z.string(),
  /** What the shape must take and must not take: run as tests. */
  ok: z.array(z.string()),
  no: z.array(z.string()).min(1),
});

const itemSchema = z.object({
  type: z.string(),
  call: z.string().optional(),
  choices: z.array(z.string()).optional(),
  lower_bound: z.union([z.number(), z.string()]).optional(),
  upper_bound: z.union([z.number(), z.string()]).optional(),
  builds: z.string().optional(),
});

const argumentSchema = itemSchema.extend({
  name: z.string(),
  also: z.array(z.string()).optional(),
  nargs: z.union([z.string(), z.number()]).optional(),
  item: itemSchema.optional(),
  most: z.number().optional(),
  by: z.string().optional(),
  repeat: z.boolean().optional(),
  hidden: z.boolean().optional(),
  metavar: z.string().optional(),
});

const commandSchema = z.object({
  track: z.enum(['ga', 'beta', 'alpha', 'preview']),
  path: z.string(),
  say: z.string().optional(),
  base: z.array(z.string()).optional(),
  hidden: z.boolean().optional(),
  flags: z.array(z.int()),
  positionals: z.array(z.int()),
  required: z.array(z.string()).optional(),
  /** Groups of the parser: sides that are apart, names of which one is given at least, names that ask for others. */
  rules: z
    .array(
      z.strictObject({
        apart: z.array(z.array(z.string())).optional(),
        least: z.array(z.string()).optional(),
        of: z.array(z.string()).optional(),
        needs: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});

const snapshotSchema = z.object({
  schema: z.literal(1),
  source: z.literal('gcloud'),
  version: z.string(),
  globals: z.array(z.object({ name: z.string(), type: z.string(), also: z.array(z.string()).optional() })),
  arguments: z.array(argumentSchema),
  commands: z.array(commandSchema),
});

export type Argument = z.infer<typeof argumentSchema>;
export type Item = z.infer<typeof itemSchema>;
export type SnapshotCommand = z.infer<typeof commandSchema>;
export type GcloudSnapshot = z.infer<typeof snapshotSchema>;

const decisionSchema = z.strictObject({
  decision: z.enum(['allow', 'deny']),
  reason: z.string().min(1),
  /** Places in one resource of the answer that the digest empties and that no projection may name. */
  redact: z.array(z.string()).optional(),
  /** Flags and positionals of the command that are not taken over. */
  omit: z.array(z.string()).optional(),
});

export type Decision = z.infer<typeof decisionSchema>;

const decisions = z.record(z.string(), decisionSchema);
const byShape = z.record(z.string(), z.array(z.string()));

const kindsSchema = z.strictObject({
  shapes: z.record(z.string(), shape),
  flags: byShape,
  positionals: byShape,
  calls: z.record(z.string(), z.string()),
  at: z.record(z.string(), z.string()),
});

export type GcloudKinds = z.infer<typeof kindsSchema>;

/** The files that hold decisions; what is denied is told apart by the file that denies it. */
export const DECISION_FILES = ['credential', 'embeds-secret', 'local-io', 'ambiguous', 'allow'] as const;
export type DecisionFile = (typeof DECISION_FILES)[number];

const overlaySchema = z.strictObject({
  credential: decisions,
  'embeds-secret': decisions,
  'local-io': decisions,
  ambiguous: decisions,
  allow: decisions,
  bounds: z.record(z.string(), z.string()),
  verbs: z.strictObject({ read: z.array(z.string()), other: z.array(z.string()) }),
  kinds: kindsSchema,
});

export type GcloudOverlay = z.infer<typeof overlaySchema>;

export function parseGcloudSnapshot(raw: unknown): GcloudSnapshot {
  return snapshotSchema.parse(raw);
}

export function parseGcloudOverlay(raw: unknown): GcloudOverlay {
  return overlaySchema.parse(raw);
}
