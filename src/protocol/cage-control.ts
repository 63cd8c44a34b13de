// Between supervisor and the billing process on its own descriptor: it says hello with its canaries, and nothing else ever.

import * as z from 'zod';
import { id } from './fields.js';
import { canary } from './proposals.js';
import type { RequestTable } from './request-table.js';

const hello = z.strictObject({ kind: z.literal('hello'), id, protocol: z.literal(1), canaries: z.array(canary).max(64) });

export const billingTells = z.discriminatedUnion('kind', [hello]);
export type BillingTells = z.infer<typeof billingTells>;

export const billingHello = {
  hello: { in: ['new'], then: 'ready', why: 'the canaries ran; it waits for the line that lets it go on' },
} as const satisfies RequestTable<BillingTells['kind'], 'new' | 'ready'>;
