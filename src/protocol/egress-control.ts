// Between supervisor and egress, on a descriptor of their own. The key travels here once, never in an environment or argv.

import { z } from 'zod';
import { id, name, text } from './fields.js';
import type { RequestTable } from './request-table.js';

const configure = z.strictObject({
  kind: z.literal('configure'),
  id,
  baseUrl: text(2_048),
  /** True only when the person configured a base URL of their own: then its address may be private or loopback. */
  allowPrivateAddress: z.boolean(),
  key: z.union([text(4_096), z.null()]),
  keyHeader: z.enum(['authorization', 'x-api-key']),
  models: z.array(text(200)).max(16),
  ceilings: z.strictObject({
    microUsd: z.int().min(0),
    outputTokensPerCall: z.int().min(1),
    totalTokens: z.int().min(1),
    calls: z.int().min(0),
  }),
});
const stop = z.strictObject({ kind: z.literal('stop'), id });

export const egressControl = z.discriminatedUnion('kind', [configure, stop]);
export type EgressControl = z.infer<typeof egressControl>;
export type EgressConfiguration = z.infer<typeof configure>;

export type EgressState = 'waiting' | 'ready' | 'stopping';

export const egressControls = {
  configure: { in: ['waiting'], then: 'ready', why: 'the one host, the key, the ceilings' },
  stop: { in: ['waiting', 'ready'], then: 'stopping', why: 'end every call, then leave' },
} as const satisfies RequestTable<EgressControl['kind'], EgressState>;

const ready = z.strictObject({ kind: z.literal('ready'), id });
const stopped = z.strictObject({ kind: z.literal('stopped'), id });
/** Told: a call ended; what it used, and the money where the price is known. */
const spent = z.strictObject({
  kind: z.literal('spent'),
  model: text(200),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  microUsd: z.union([z.int().min(0), z.null()]),
  totalMicroUsd: z.int().min(0),
});
/** Told: a call was denied here; for the audit log. */
const denied = z.strictObject({ kind: z.literal('denied'), code: name, detail: text(800) });
/** Told: the orchestrator broke the protocol on the model lane. */
const broke = z.strictObject({ kind: z.literal('broke'), code: name, detail: text(800) });

export const egressTells = z.discriminatedUnion('kind', [ready, stopped, spent, denied, broke]);
export type EgressTells = z.infer<typeof egressTells>;
