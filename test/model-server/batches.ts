// A server that plays the Message Batches API: batches that end after a while, results in another order than they were asked for, and a count of
// what was paid. What a question is answered with is a function of the question, so that it does not matter in which order they come.

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type FakeApi, fakeApi, type Seen } from '../egress/fake-api.js';
import { eventsOf, written } from './answers.js';

export type Params = Readonly<Record<string, unknown>> & { readonly model: string };

/** A text is a message that is paid for; anything else is the result as it is. */
export type Said = string | { readonly type: string; readonly [more: string]: unknown };

export const BATCH_USAGE = { input_tokens: 1_000, output_tokens: 200, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };

interface Request {
  readonly custom_id: string;
  readonly params: Params;
}

export interface MadeBatch {
  readonly id: string;
  readonly createdAt: number;
  readonly requests: readonly Request[];
}

export interface BatchServer {
  readonly port: number;
  readonly api: FakeApi;
  readonly batches: readonly MadeBatch[];
  /** Questions that were paid for in a batch, by their digest, and how often. */
  readonly paid: ReadonlyMap<string, number>;
  /** Calls that were made by themselves. */
  readonly direct: readonly Params[];
  readonly close: () => Promise<void>;
}

export interface BatchServerOptions {
  readonly say: (params: Params) => Said;
  /** From a batch's beginning to its end. */
  readonly milliseconds?: number;
  readonly hasBatches?: boolean;
  /** True when it has answered a request for a batch in its own way; the batch was made all the same if `isMade`. */
  readonly onCreate?: (response: ServerResponse, count: number) => boolean;
  readonly isMade?: boolean;
  /** What it says of where the results are. */
  readonly resultsUrl?: string;
  /** Further lines among the results. */
  readonly lines?: (batch: MadeBatch) => readonly string[];
  /** Batches of somebody else in the same workspace. */
  readonly others?: readonly MadeBatch[];
}

export const digestOf = (params: Params): string => createHash('sha256').update(JSON.stringify(params)).digest('hex');

export function batchMessage(model: string, text: string): object {
  return {
    id: 'msg_batch',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text, citations: null }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: BATCH_USAGE,
  };
}

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

const notFound = (response: ServerResponse): void => {
  send(response, 404, { type: 'error', error: { type: 'not_found_error', message: 'not here' } });
};

export async function batchServer(options: BatchServerOptions): Promise<BatchServer> {
  const { hasBatches = true, isMade = true, lines = () => [], milliseconds = 0, onCreate, others = [], say } = options;
  const batches: MadeBatch[] = [];
  const paid = new Map<string, number>();
  const direct: Params[] = [];
  let creations = 0;

  const hasEnded = ({ createdAt }: MadeBatch): boolean => Date.now() >= createdAt + milliseconds;

  function shown(batch: MadeBatch): object {
    const isOver = hasEnded(batch);
    const counts = { processing: isOver ? 0 : batch.requests.length, succeeded: isOver ? batch.requests.length : 0 };
    return {
      id: batch.id,
      type: 'message_batch',
      processing_status: isOver ? 'ended' : 'in_progress',
      request_counts: { ...counts, errored: 0, canceled: 0, expired: 0 },
      created_at: new Date(batch.createdAt).toISOString(),
      expires_at: new Date(batch.createdAt + 86_400_000).toISOString(),
      ended_at: isOver ? new Date().toISOString() : null,
      archived_at: null,
      cancel_initiated_at: null,
      results_url: isOver ? (options.resultsUrl ?? `http://127.0.0.1/v1/messages/batches/${batch.id}/results`) : null,
    };
  }

  function lineOf({ custom_id: id, params }: Request): string {
    const said = say(params);
    const result = typeof said === 'string' ? { type: 'succeeded', message: batchMessage(params.model, said) } : said;
    return JSON.stringify({ custom_id: id, result });
  }

  function create(response: ServerResponse, { body }: Seen): void {
    creations += 1;
    const isAnswered = onCreate?.(response, creations) ?? false;
    if (isAnswered && !isMade) return;
    // CAST: what is no such body is a test that fails.
    const { requests } = JSON.parse(body) as { readonly requests: readonly Request[] };
    const batch = { id: `msgbatch_${String(batches.length + 1)}`, createdAt: Date.now(), requests };
    batches.push(batch);
    for (const { params } of requests) {
      if (typeof say(params) === 'string') paid.set(digestOf(params), (paid.get(digestOf(params)) ?? 0) + 1);
    }
    if (!isAnswered) send(response, 200, shown(batch));
  }

  function list(response: ServerResponse): void {
    const newestFirst = [...others, ...batches].toSorted((one, other) => other.createdAt - one.createdAt);
    send(response, 200, { data: newestFirst.map(shown), has_more: false, first_id: null, last_id: null });
  }

  function results(response: ServerResponse, batch: MadeBatch): void {
    response.writeHead(200, { 'content-type': 'application/x-jsonl' });
    response.end([...lines(batch), ...batch.requests.map(lineOf).toReversed()].map((line) => `${line}\n`).join(''));
  }

  function call(response: ServerResponse, { body }: Seen): void {
    // CAST: as above.
    const params = JSON.parse(body) as Params;
    direct.push(params);
    const said = say(params);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const asked = { model: params.model, usage: BATCH_USAGE, count: direct.length };
    const events = eventsOf({ text: typeof said === 'string' ? said : '' }, asked);
    const last = { usage: { output_tokens: BATCH_USAGE.output_tokens } };
    response.end(events.map(([type, rest]) => written([type, type === 'message_delta' ? { ...rest, ...last } : rest])).join(''));
  }

  const api = await fakeApi((response, seen) => {
    const [path = ''] = seen.url.split('?');
    if (seen.method === 'POST' && path === '/v1/messages') {
      call(response, seen);
      return;
    }
    const [, id, tail] = /^\/v1\/messages\/batches(?:\/([^/]+)(\/results)?)?$/u.exec(path) ?? [];
    if (!hasBatches || !path.startsWith('/v1/messages/batches')) {
      notFound(response);
      return;
    }
    if (id === undefined) {
      if (seen.method === 'POST') create(response, seen);
      else list(response);
      return;
    }
    const batch = [...batches, ...others].find((one) => one.id === id);
    if (!batch) notFound(response);
    else if (tail === undefined) send(response, 200, shown(batch));
    else results(response, batch);
  });
  return { port: api.port, api, batches, paid, direct, close: api.close };
}
