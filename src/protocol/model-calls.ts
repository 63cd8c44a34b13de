// The lane between the orchestrator and egress: model calls, carried as frames. There is no host, no scheme and no header
// that reaches the network unnamed; HTTP exists only on the far side of egress.

import { z } from 'zod';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

const call = z.strictObject({
  kind: z.literal('call'),
  id,
  method: text(16),
  path: text(2_048),
  headers: z.record(text(128), text(4_096)),
  body: text(LIMITS.modelBodyBytes),
});
const abort = z.strictObject({ kind: z.literal('abort'), id, call: id });

export const modelRequest = z.discriminatedUnion('kind', [call, abort]);
export type ModelRequest = z.infer<typeof modelRequest>;
export type ModelCall = z.infer<typeof call>;

export const modelRequests = {
  call: { in: ['open'], why: 'one model call; checked, priced, sent to the one host' },
  abort: { in: ['open'], why: 'the answer of a call is no longer wanted' },
} as const satisfies RequestTable<ModelRequest['kind'], 'open'>;

/** Answered here: the call never left. */
const denied = z.strictObject({ kind: z.literal('denied'), id, status: z.int().min(400).max(599), code: name, message: text(800) });
const head = z.strictObject({ kind: z.literal('head'), id, status: z.int().min(100).max(599), headers: z.record(text(128), text(4_096)) });
const part = z.strictObject({ kind: z.literal('part'), id, text: text(LIMITS.answerBytes) });
const end = z.strictObject({ kind: z.literal('end'), id });
/** The far end broke off, or the answer passed its cap. */
const broken = z.strictObject({ kind: z.literal('broken'), id, code: name, message: text(800) });

export const modelAnswer = z.discriminatedUnion('kind', [denied, head, part, end, broken]);
export type ModelAnswer = z.infer<typeof modelAnswer>;
