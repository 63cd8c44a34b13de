// Between supervisor and notifier: what happened, and which ways the person configured. The secret of a webhook does not travel here:
// the notifier reads it where it is kept.

import * as z from 'zod';
import { id, name, text } from './fields.js';
import type { RequestTable } from './request-table.js';

/** What can be told. `test` is asked for by a person; `spike` is for whoever looks at bills unasked. */
export const NOTIFY_EVENTS = [
  'cause-found',
  'inconclusive',
  'nothing-found',
  'not-concluded',
  'needs-person',
  'out-of-budget',
  'failed',
  'spike',
  'test',
] as const;

const path = text(4_096);

/** The object that a hook reads from its standard input and a webhook as its body. */
export const notifyEvent = z.strictObject({
  schema_version: z.literal(1),
  event: z.enum(NOTIFY_EVENTS),
  run: z.union([name, z.null()]),
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/),
  severity: z.union([z.enum(['critical', 'high', 'medium', 'low']), z.null()]),
  title: text(300),
  text: text(4_000),
  /** The folder of the report on this machine. */
  report: z.union([path, z.null()]),
});
export type NotifyEvent = z.infer<typeof notifyEvent>;

const webhook = z.strictObject({
  url: text(2_048),
  secretFile: path,
  /** Trusted besides the certificates that Node brings. */
  caFile: z.union([path, z.null()]),
  allowPrivateAddress: z.boolean(),
});

const deliver = z.strictObject({
  kind: z.literal('deliver'),
  id,
  event: notifyEvent,
  command: z.union([z.array(text(4_096)).min(1).max(64), z.null()]),
  webhook: z.union([webhook, z.null()]),
  /** Where the desktop of this user listens; null for none. */
  desktop: z.union([z.record(text(64), text(4_096)), z.null()]),
  home: path,
  /** For each way by itself. */
  milliseconds: z.int().min(1).max(60_000),
});

export const notifierControl = z.discriminatedUnion('kind', [deliver]);
export type NotifierControl = z.infer<typeof notifierControl>;
export type Delivery = Omit<NotifierControl, 'kind' | 'id'>;

export type NotifierState = 'waiting' | 'leaving';

export const notifierControls = {
  deliver: { in: ['waiting'], then: 'leaving', why: 'one event, by every way that is configured' },
} as const satisfies RequestTable<NotifierControl['kind'], NotifierState>;

const outcome = z.strictObject({
  way: z.enum(['command', 'webhook', 'desktop']),
  isDelivered: z.boolean(),
  code: name,
  detail: text(800),
  milliseconds: z.int().min(0),
});
export type NotifyOutcome = z.infer<typeof outcome>;

const delivered = z.strictObject({ kind: z.literal('delivered'), id, outcomes: z.array(outcome).max(3) });

export const notifierTells = z.discriminatedUnion('kind', [delivered]);
export type NotifierTells = z.infer<typeof notifierTells>;
