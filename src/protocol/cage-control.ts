// Between supervisor and the billing process on its own descriptor: it says hello with its canaries, and later how far it has read.

import * as z from 'zod';
import { id, text } from './fields.js';
import { canary } from './proposals.js';
import type { RequestTable } from './request-table.js';

const hello = z.strictObject({ kind: z.literal('hello'), id, protocol: z.literal(1), canaries: z.array(canary).max(64) });

/** Told while a long bill is read: the file, its place among all, and how much of it. */
const progress = z.strictObject({
  kind: z.literal('progress'),
  id,
  file: text(255),
  at: z.int().min(1),
  of: z.int().min(1),
  share: z.number().min(0).max(1),
});

export const billingTells = z.discriminatedUnion('kind', [hello, progress]);
export type BillingTells = z.infer<typeof billingTells>;

export const billingHello = {
  hello: { in: ['new'], then: 'ready', why: 'the canaries ran; it waits for the line that lets it go on' },
  progress: { in: ['ready'], why: 'how far a long bill was read' },
} as const satisfies RequestTable<BillingTells['kind'], 'new' | 'ready'>;
