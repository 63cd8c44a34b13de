// The reviewed decisions on AWS commands, see overlay/README.md.

import * as z from 'zod';
import { OverlayFault, parseVocabulary, type Vocabulary } from './vocabulary.js';

export const REVIEWED = ['credential', 'embeds-secret', 'local-io', 'ambiguous', 'allow'] as const;
export type Reviewed = (typeof REVIEWED)[number];

const decisions = z.record(
  z.string(),
  z.strictObject({ decision: z.enum(['allow', 'deny']), reason: z.string().min(1), redact: z.array(z.string()).optional() }),
);

const cost = z.strictObject({
  bounds: z.record(
    z.string(),
    z.strictObject({ bound: z.string(), reason: z.string(), ok: z.array(z.string()).default([]), no: z.array(z.string()).default([]) }),
  ),
  prices: z.record(z.string(), z.strictObject({ microUsd: z.int().min(1), reason: z.string() })),
});

const flagsDeny = z.strictObject({
  /** Anywhere: a flag, a member of a structure. */
  names: z.record(z.string(), z.string()),
  endings: z.record(z.string(), z.string()),
  containing: z.record(z.string(), z.string()),
  /** Names that one of the rules would take, and that mean something else. */
  except: z.record(z.string(), z.string()),
  /** One flag of one command. */
  commands: z.record(z.string(), z.string()),
  ok: z.array(z.string()),
  no: z.array(z.string()),
});

const custom = z.record(
  z.string(),
  z.strictObject({
    reason: z.string(),
    /** By flag: `switch`, or the name of a kind; `…[]` for a list of words. */
    flags: z.record(z.string(), z.string()),
    required: z.array(z.string()).optional(),
    positionals: z.array(z.strictObject({ name: z.string(), kind: z.string(), optional: z.boolean().optional() })).optional(),
  }),
);

/** A flag that the CLI makes up on top of a model: a switch, or the name of a kind. */
const ownFlags = z.record(z.string(), z.strictObject({ kind: z.string(), reason: z.string() }));

/** By command: what of it may, or must, be given together, where the CLI checks it after its parser. */
const together = z.record(
  z.string(),
  z.array(z.union([z.strictObject({ apart: z.array(z.array(z.string())) }), z.strictObject({ least: z.array(z.string()) })])),
);

/** By command: the signs of a secret in its answer that a person has seen and found harmless. */
const lookedAt = z.record(z.string(), z.array(z.string()).min(1));

export interface Decision {
  readonly list: Reviewed;
  readonly allow: boolean;
  readonly reason: string;
  readonly redact: readonly string[];
}

export interface AwsOverlay {
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly vocabulary: Vocabulary;
  readonly cost: z.infer<typeof cost>;
  readonly flagsDeny: z.infer<typeof flagsDeny>;
  readonly custom: z.infer<typeof custom>;
  /** By `service command --flag`. */
  readonly ownFlags: z.infer<typeof ownFlags>;
  readonly together: z.infer<typeof together>;
  readonly lookedAt: z.infer<typeof lookedAt>;
}

/** The files' contents by name: `aws/credential` and so on. */
export function parseAwsOverlay(files: ReadonlyMap<string, unknown>): AwsOverlay {
  const found = new Map<string, Decision>();
  for (const list of REVIEWED) {
    for (const [command, { decision, reason, redact }] of Object.entries(decisions.parse(files.get(`aws/${list}`) ?? {}))) {
      if (found.has(command)) throw new OverlayFault(`\`${command}\` is decided twice`);
      const allow = decision === 'allow';
      if (allow && list !== 'allow' && list !== 'embeds-secret') throw new OverlayFault(`\`${command}\` cannot be allowed by ${list}`);
      if (!allow && list === 'allow') throw new OverlayFault(`\`${command}\` cannot be denied by ${list}`);
      found.set(command, { list, allow, reason, redact: redact ?? [] });
    }
  }
  return {
    decisions: found,
    vocabulary: parseVocabulary(files.get('kinds')),
    cost: cost.parse(files.get('aws/cost')),
    flagsDeny: flagsDeny.parse(files.get('aws/flags-deny')),
    custom: custom.parse(files.get('aws/custom')),
    ownFlags: ownFlags.parse(files.get('aws/flags')),
    together: together.parse(files.get('aws/together') ?? {}),
    lookedAt: lookedAt.parse(files.get('aws/looked-at')),
  };
}
