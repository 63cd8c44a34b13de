// What the small programs' packs are made from: the snapshot of a program's own table, and the overlay that decides over it.
// Both are read strictly: a misspelled key in an overlay is an error, not a decision that was never made.

import { z } from 'zod';

const flagFact = z.strictObject({
  value: z.enum(['none', 'boolean', 'text', 'count', 'decimal', 'list']),
  short: z.string().optional(),
  names: z.array(z.string()).optional(),
  choice: z.array(z.string()).optional(),
  repeat: z.literal(true).optional(),
  required: z.literal(true).optional(),
  /** The value may be missing. */
  optional: z.literal(true).optional(),
});

const flagFacts = z.record(z.string(), flagFact);

const snapshotSchema = z.strictObject({
  schema: z.literal(1),
  binary: z.string(),
  version: z.string(),
  globals: flagFacts,
  commands: z.record(
    z.string(),
    z.strictObject({
      flags: flagFacts,
      /** Other spellings of the last word. */
      aliases: z.array(z.string()).optional(),
      aliasOf: z.string().optional(),
      positionals: z.array(z.string()).optional(),
      least: z.number().optional(),
      most: z.number().nullable().optional(),
      usage: z.string().optional(),
      /** The program's own table could not be loaded for it. */
      unread: z.literal(true).optional(),
    }),
  ),
});

const matchKind = z.strictObject({ match: z.string(), size: z.tuple([z.int(), z.int()]), of: z.string(), example: z.string() });

/** Written where it is used, or under a name in `kinds`; a plain word is such a name, a shape read by code, or one of the two below. */
const kind = z.union([
  z.string(),
  matchKind,
  z.strictObject({ choice: z.array(z.string()).min(1) }),
  z.strictObject({ count: z.tuple([z.int(), z.int()]) }),
  z.strictObject({ decimal: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ list: z.string(), most: z.int() }),
  z.strictObject({ repeat: z.string() }),
  /** Of the two values of a boolean, the ones that may be said. */
  z.strictObject({ joined: z.array(z.enum(['true', 'false'])).min(1) }),
]);

export const DENIAL_CLASSES = ['mutate', 'credential', 'embeds-secret', 'local-io', 'ambiguous', 'not-needed'] as const;

const overlaySchema = z.strictObject({
  schema: z.literal(1),
  binary: z.string(),
  kinds: z.record(z.string(), kind),
  globals: z.strictObject({ allow: z.record(z.string(), kind), deny: z.record(z.string(), z.array(z.string())) }),
  /** What a flag of this name takes, in whatever command lists it. `switch` is for flags without a value. */
  flags: z.record(z.string(), kind),
  allow: z.array(
    z.strictObject({
      why: z.string(),
      commands: z.array(z.string()).min(1),
      /** Without it: every flag of the command that `flags` knows. */
      flags: z.array(z.string()).optional(),
      without: z.array(z.string()).optional(),
      kinds: z.record(z.string(), kind).optional(),
      required: z.array(z.string()).optional(),
      positionals: z
        .array(z.strictObject({ name: z.string(), kind, optional: z.literal(true).optional(), many: z.literal(true).optional() }))
        .optional(),
      /** Of the sides one at most is used. */
      apart: z.array(z.array(z.string())).optional(),
      /** One of these at least. */
      least: z.array(z.string()).optional(),
      bound: z.string().optional(),
    }),
  ),
  /** The first that names a command decides over it: by its whole path, or by the words it begins with, ends with, or has last. */
  deny: z.array(
    z.strictObject({
      class: z.enum(DENIAL_CLASSES),
      why: z.string(),
      commands: z.array(z.string()).optional(),
      first: z.array(z.string()).optional(),
      ends: z.array(z.string()).optional(),
      last: z.array(z.string()).optional(),
    }),
  ),
});

export type Snapshot = z.infer<typeof snapshotSchema>;
export type SnapshotCommand = Snapshot['commands'][string];
export type FlagFact = z.infer<typeof flagFact>;
export type Overlay = z.infer<typeof overlaySchema>;
export type OverlayKind = z.infer<typeof kind>;
export type Allowed = Overlay['allow'][number];
export type Denied = Overlay['deny'][number];
export type DenialClass = (typeof DENIAL_CLASSES)[number];

export function readSnapshot(raw: unknown): Snapshot {
  return snapshotSchema.parse(raw);
}

export function readOverlay(raw: unknown): Overlay {
  return overlaySchema.parse(raw);
}
