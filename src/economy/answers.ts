// What the Message Batches API says, read as text of a stranger: batches, lists of them, and results, a line each and in any order. What is not
// understood is an error of that one request, never of the others. No address in an answer is ever used.

import * as z from 'zod';
import { parseJson } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import { failedAs, type Outcome } from './outcome.js';

const REASON = 300;
const MOST_BLOCKS = 1_000;

/** It becomes part of a path. */
const batchId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);
const count = z.int().min(0).max(1_000_000);

const batch = z.object({
  id: batchId,
  processing_status: z.enum(['in_progress', 'canceling', 'ended']),
  created_at: z.string().max(64),
  request_counts: z.object({ processing: count, succeeded: count, errored: count, canceled: count, expired: count }),
});

export interface Batch {
  readonly id: string;
  readonly hasEnded: boolean;
  /** NaN where it is no time. */
  readonly createdAt: number;
  readonly requests: number;
}

const asBatch = ({ created_at: created, id, processing_status: status, request_counts: counts }: z.infer<typeof batch>): Batch => ({
  id,
  hasEnded: status === 'ended',
  createdAt: Date.parse(created),
  requests: Object.values(counts).reduce((sum, each) => sum + each, 0),
});

function valueIn<Value>(text: string, schema: z.ZodType<Value>): Value | undefined {
  const json = parseJson(text);
  const parsed = json.ok ? schema.safeParse(json.value) : undefined;
  return parsed?.success === true ? parsed.data : undefined;
}

export function parseBatch(text: string): Batch | undefined {
  const found = valueIn(text, batch);
  return found && asBatch(found);
}

/** A batch that reads badly is one of others: ours were made by us. */
const page = z.object({ data: z.array(z.unknown()).max(1_000), has_more: z.boolean().optional(), last_id: batchId.nullable().optional() });

export interface Page {
  readonly batches: readonly Batch[];
  /** Where the next one begins. */
  readonly after: string | undefined;
}

export function parsePage(text: string): Page | undefined {
  const found = valueIn(text, page);
  if (!found) return undefined;
  const batches = found.data.flatMap((raw) => {
    const parsed = batch.safeParse(raw);
    return parsed.success ? [asBatch(parsed.data)] : [];
  });
  return { batches, after: found.has_more === true ? (found.last_id ?? undefined) : undefined };
}

const message = z.looseObject({
  type: z.literal('message'),
  role: z.literal('assistant'),
  content: z.array(z.looseObject({ type: z.string().max(100) })).max(MOST_BLOCKS),
  stop_reason: z.string().max(100).nullable(),
  usage: z.looseObject({ input_tokens: z.int().min(0), output_tokens: z.int().min(0) }),
});
export type Message = z.infer<typeof message>;

const apiError = z.object({ error: z.object({ type: z.string().max(100), message: z.string() }) });
const line = z.object({ custom_id: z.string().max(64), result: z.looseObject({ type: z.string().max(40) }) });

export interface Result {
  readonly customId: string;
  readonly outcome: Outcome;
}

/** For results as they come, and for what was kept of one. */
export function parseMessage(raw: unknown): Message | undefined {
  const parsed = message.safeParse(raw);
  return parsed.success ? parsed.data : undefined;
}

function outcomeOf({ type, ...rest }: z.infer<typeof line>['result']): Outcome {
  switch (type) {
    case 'succeeded': {
      const found = parseMessage(rest['message']);
      return found ? { kind: 'succeeded', message: found } : failedAs('api_error', 'the result of the batch is no message', false);
    }
    case 'errored': {
      const found = apiError.safeParse(rest['error']);
      if (!found.success) return failedAs('api_error', 'the request of the batch ended with an error', true);
      const { message: text, type: of } = found.data.error;
      return failedAs(of, printable(text, REASON), of !== 'invalid_request_error');
    }
    case 'expired':
      return failedAs('timeout_error', 'the request was in a batch that ended before its turn came', false);
    case 'canceled':
      return failedAs('api_error', 'the batch of the request was cancelled', false);
    default:
      return failedAs('api_error', `the batch says of the request: ${printable(type, 40)}`, false);
  }
}

/** Undefined for a line that says nothing of any request. */
export function parseResult(text: string): Result | undefined {
  const found = valueIn(text, line);
  return found && { customId: found.custom_id, outcome: outcomeOf(found.result) };
}
