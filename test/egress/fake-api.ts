// A server that plays the model's API on loopback and remembers everything it saw.

import { createServer as createHttp, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, seen: Seen, count: number) => void;

export interface FakeApi {
  readonly port: number;
  readonly seen: readonly Seen[];
  /** TCP connections so far, with or without a request. */
  readonly connections: () => number;
  readonly answerWith: (answer: Answer) => void;
  readonly close: () => Promise<void>;
}

export const USAGE = {
  input_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: null,
  output_tokens: 5,
};

export function messageOf(text: string): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5-5',
    content: [{ type: 'text', text, citations: null }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: USAGE,
  };
}

export function answerJson(status: number, value: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers });
    response.end(JSON.stringify(value));
  };
}

export const answerWell = answerJson(200, messageOf('because'));

/** The events of a streamed answer, one string each. */
export function eventsOf(words: readonly string[]): readonly string[] {
  const start = { ...messageOf(''), content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } };
  const events: readonly (readonly [type: string, rest: object])[] = [
    ['message_start', { message: start }],
    ['content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } }],
    ...words.map((text) => ['content_block_delta', { index: 0, delta: { type: 'text_delta', text } }] as const),
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: words.length } }],
    ['message_stop', {}],
  ];
  return events.map(([type, rest]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`);
}

function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

export async function fakeApi(first: Answer = answerWell, tls?: { readonly key: string; readonly cert: string }): Promise<FakeApi> {
  const seen: Seen[] = [];
  let connections = 0;
  let answer = first;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => undefined);
    void bodyOf(request).then((body) => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body };
      seen.push(one);
      answer(response, one, seen.length);
    });
  };
  const server = tls ? createHttps(tls, listener) : createHttp(listener);
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  // CAST: a server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    connections: () => connections,
    answerWith: (next) => {
      answer = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => {
        server.close(() => {
          closed();
        });
      });
    },
  };
}
