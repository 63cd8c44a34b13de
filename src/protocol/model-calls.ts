// The lane between the orchestrator and egress: model calls, carried as frames. There is no host, no scheme and no header
// that reaches the network unnamed; HTTP exists only on the far side of egress.

import * as z from 'zod';
import { id, name, text } from './fields.js';
import { LIMITS } from './limits.js';
import type { RequestTable } from './request-table.js';

/** Threat: thousands of headers, each small enough. */
const headers = z.record(text(128), text(4_096)).refine((value) => Object.keys(value).length <= 64, 'too many headers');

const call = z.strictObject({
  kind: z.literal('call'),
  id,
  method: text(16),
  path: text(2_048),
  headers,
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

/** Refused by egress: the call, or the answer that it got. Asking again is of no use. */
const denied = z.strictObject({ kind: z.literal('denied'), id, status: z.int().min(400).max(599), code: name, message: text(800) });
const head = z.strictObject({ kind: z.literal('head'), id, status: z.int().min(200).max(599), headers });
const part = z.strictObject({ kind: z.literal('part'), id, text: text(LIMITS.answerBytes) });
const end = z.strictObject({ kind: z.literal('end'), id });
/** No answer, or not all of it: no connection, the far end broke off, a time-out, a cap, or an abort that was asked for. */
const broken = z.strictObject({ kind: z.literal('broken'), id, code: name, message: text(800) });

export const modelAnswer = z.discriminatedUnion('kind', [denied, head, part, end, broken]);
export type ModelAnswer = z.infer<typeof modelAnswer>;
