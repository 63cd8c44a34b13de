// Between supervisor and the billing process on its own descriptor: it says hello with its canaries and is told when to start.

import { z } from 'zod';
import { id } from './fields.js';
import { canary } from './proposals.js';
import type { RequestTable } from './request-table.js';

const hello = z.strictObject({ kind: z.literal('hello'), id, protocol: z.literal(1), canaries: z.array(canary).max(64) });

export const billingTells = z.discriminatedUnion('kind', [hello]);
export type BillingTells = z.infer<typeof billingTells>;

export const billingHello = {
  hello: { in: ['new'], then: 'ready', why: 'the canaries ran; questions may be forwarded' },
} as const satisfies RequestTable<BillingTells['kind'], 'new' | 'ready'>;

const start = z.strictObject({ kind: z.literal('start'), id });

export const billingControl = z.discriminatedUnion('kind', [start]);
export type BillingControl = z.infer<typeof billingControl>;

export const billingControls = {
  start: { in: ['waiting'], then: 'ready', why: 'the cage held; the bill may be read' },
} as const satisfies RequestTable<BillingControl['kind'], 'waiting' | 'ready'>;
