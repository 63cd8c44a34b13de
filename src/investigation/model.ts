// The model's SDK inside the cage. It has no network, no key and no environment: every setting it would look for elsewhere is
// given here, and its `fetch` is the lane to egress. Of the SDK only the core and the messages are imported: the full client
// loads its agent tools with it, and those load child_process.

import type { Duplex } from 'node:stream';
import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { AnthropicError, APIConnectionError, APIError, APIUserAbortError } from '@anthropic-ai/sdk/core/error';
import { type MessageCreateParamsStreaming, Messages } from '@anthropic-ai/sdk/resources/messages/messages';
import { Fault, printable } from '../shared/index.js';
import { brokerFetch } from './broker-fetch.js';

const MOST_REASON = 300;

interface ModelChoice {
  readonly name: string;
  readonly maxTokens: number;
}

export interface ModelClient extends ModelChoice {
  readonly messages: Messages;
}

interface Question {
  readonly system: string;
  readonly user: string;
}

/** One for a lane: two would read each other's answers. `milliseconds` is for answers that take longer than the SDK waits by itself. */
export function openModels(stream: Duplex, milliseconds?: number): (choice: ModelChoice) => ModelClient {
  const api = new BaseAnthropic({
    // Given, so that no variable, profile file or identity token is looked for; it is never sent.
    apiKey: 'none',
    defaultHeaders: { authorization: null },
    // Only its path travels; the host is egress's own.
    baseURL: 'https://model.invalid',
    fetch: brokerFetch(stream),
    webhookKey: null,
    logLevel: 'off',
    openTelemetry: false,
    maxRetries: 2,
    ...(milliseconds === undefined ? {} : { timeout: milliseconds }),
  });
  const messages = new Messages(api);
  return (choice) => ({ ...choice, messages });
}

export function modelClient(stream: Duplex, choice: ModelChoice): ModelClient {
  return openModels(stream)(choice);
}

/** One question, one text. Streamed, so that a long answer is not taken for a dead connection. */
export async function ask(client: ModelClient, question: Question): Promise<string> {
  const answer = client.messages.stream({
    model: client.name,
    max_tokens: client.maxTokens,
    system: question.system,
    messages: [{ role: 'user', content: question.user }],
  });
  try {
    return await answer.finalText();
  } catch (cause) {
    if (!(cause instanceof AnthropicError)) throw cause;
    throw new Fault('protocol', `the model gave no answer: ${printable(cause.message, MOST_REASON)}`, { cause });
  }
}

/** A call as it is written: everything of it but that it is streamed. */
export type CallBody = Omit<MessageCreateParamsStreaming, 'stream'>;

/** Why a call gave nothing, as far as the SDK tells. */
export interface CallFailure {
  readonly kind: 'aborted' | 'status' | 'connection' | 'unreadable';
  /** Of HTTP; 0 where there was none. */
  readonly status: number;
  readonly message: string;
}

export function callFailure(cause: unknown): CallFailure {
  const message = printable(cause instanceof Error ? cause.message : String(cause), MOST_REASON);
  if (cause instanceof APIUserAbortError) return { kind: 'aborted', status: 0, message };
  if (cause instanceof APIConnectionError) return { kind: 'connection', status: 0, message };
  if (cause instanceof APIError) {
    const status: unknown = cause.status;
    // An error among the events of an answer has no status of its own.
    return typeof status === 'number' ? { kind: 'status', status, message } : { kind: 'connection', status: 0, message };
  }
  return { kind: cause instanceof TypeError ? 'connection' : 'unreadable', status: 0, message };
}

/** The events of an answer as they come. Nobody has looked at their shape: the SDK names types, it does not check them. */
export async function openAnswer(client: ModelClient, body: CallBody, signal: AbortSignal): Promise<AsyncIterator<unknown>> {
  const stream = await client.messages.create({ ...body, stream: true }, { signal });
  return stream[Symbol.asyncIterator]();
}
