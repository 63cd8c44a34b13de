// A server that plays the model's API for an investigation: it counts its prompt cache as the API does, checks what it is sent, answers by a
// script, and remembers every byte.

import type { ServerResponse } from 'node:http';
import { type FakeApi, fakeApi, type Seen } from '../egress/fake-api.js';
import type { Behaviour } from './answers.js';
import { type Block, type CacheUsage, openPromptCache } from './prompt-cache.js';

export interface ModelCallSeen {
  /** As it came. */
  readonly body: string;
  readonly system: readonly Block[];
  readonly content: readonly Block[];
  readonly usage: CacheUsage | undefined;
  readonly maxTokens: number;
  readonly isStructured: boolean;
}

export interface ModelServer {
  readonly port: number;
  readonly calls: readonly ModelCallSeen[];
  readonly api: FakeApi;
  readonly close: () => Promise<void>;
}

interface Body {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: readonly Block[];
  readonly messages: readonly { readonly content: readonly Block[] }[];
  readonly tool_choice?: unknown;
  readonly thinking?: { readonly type: string };
  readonly output_config?: { readonly format?: unknown };
}

function badRequest(response: ServerResponse, message: string): void {
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message } }));
}

/** What the API refuses of the two models that we use. */
function complaint({ thinking, tool_choice: choice }: Body): string | undefined {
  if (choice !== undefined) return 'tool_choice is not supported with this model';
  return thinking?.type === 'disabled' ? 'thinking cannot be disabled' : undefined;
}

/** The behaviours in turn; the last one for ever. */
export async function modelServer(...behaviours: readonly Behaviour[]): Promise<ModelServer> {
  const calls: ModelCallSeen[] = [];
  const cache = openPromptCache();
  const answer = (response: ServerResponse, { body: text }: Seen): void => {
    // CAST: what is no such body fails below, as a test that fails.
    const body = JSON.parse(text) as Body;
    const content = body.messages.flatMap((message) => message.content);
    const usage = cache.count(body.model, body.output_config, [...(body.system ?? []), ...content]);
    calls.push({
      body: text,
      system: body.system ?? [],
      content,
      usage,
      maxTokens: body.max_tokens,
      isStructured: body.output_config?.format !== undefined,
    });
    const wrong = usage === undefined ? 'A maximum of 4 blocks with cache_control may be provided' : complaint(body);
    if (wrong !== undefined) {
      badRequest(response, wrong);
      return;
    }
    const behaviour = behaviours[Math.min(calls.length, behaviours.length) - 1];
    behaviour?.(response, { model: body.model, usage: { ...usage }, count: calls.length });
  };
  const api = await fakeApi(answer);
  return { port: api.port, calls, api, close: api.close };
}
