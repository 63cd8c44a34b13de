// What runs of this batch speak to, on loopback: one method, one path, one token. An answer is held until it is there whole: nothing comes before
// its head, so that an error is a status, as the API would send it. Trusts nobody who does not show the token.

import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LIMITS } from '../protocol/index.js';
import { parseMessage } from './answers.js';
import { type Asked, parseAsked } from './asked.js';
import { eventsOf } from './events.js';
import { type Failed, failedAs, type Outcome } from './outcome.js';
import type { Questions } from './questions.js';

const PATH = '/v1/messages';
/** Longer than a run keeps a connection: it is the one who closes it. */
const KEPT_MILLISECONDS = 120_000;
const REQUEST_MILLISECONDS = 60_000;
const SHOWN = /^Bearer ([A-Za-z0-9_-]{32,128})\.([0-9a-f]{16})$/u;

export interface Door {
  readonly port: number;
  readonly close: () => void;
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function refuse(response: ServerResponse, { mayRetry, status, text, type }: Failed): void {
  if (response.destroyed || response.headersSent) return;
  const headers = { 'content-type': 'application/json', ...(mayRetry ? {} : { 'x-should-retry': 'false' }) };
  response.writeHead(status, headers);
  response.end(JSON.stringify({ type: 'error', error: { type, message: text } }));
}

function answer(response: ServerResponse, outcome: Outcome, { isStream }: Asked): void {
  if (response.destroyed) return;
  if (outcome.kind === 'failed') {
    refuse(response, outcome);
    return;
  }
  const message = parseMessage(outcome.message);
  if (!message) {
    refuse(response, failedAs('api_error', 'what was kept is no message', false));
    return;
  }
  if (!isStream) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(message));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of eventsOf(message)) response.write(event);
  response.end();
}

/** Undefined for one that is too long, or broke off. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      // CAST: a request without encoding gives bytes.
      const piece = chunk as Buffer;
      bytes += piece.length;
      if (bytes > LIMITS.modelBodyBytes) return undefined;
      chunks.push(piece);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch {
    return undefined;
  }
}

export async function openDoor(token: string, questions: Questions): Promise<Door> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, shown = '', item = ''] = SHOWN.exec(request.headers.authorization ?? '') ?? [];
    if (!isSame(shown, token)) {
      refuse(response, failedAs('authentication_error', 'this is not for you', false));
      return;
    }
    if (request.method !== 'POST' || request.url !== PATH) {
      refuse(response, failedAs('not_found_error', `only POST ${PATH} is here`, false));
      return;
    }
    const text = await bodyOf(request);
    const asked = text === undefined ? undefined : parseAsked(text);
    if (!asked) {
      refuse(response, failedAs('invalid_request_error', 'this is no call of a model', false));
      return;
    }
    const leave = questions.ask(asked, {
      item,
      answer: (outcome) => {
        answer(response, outcome, asked);
      },
    });
    response.once('close', leave);
    // Gone while it was read.
    if (response.destroyed) leave();
  }

  const server = createServer({ keepAliveTimeout: KEPT_MILLISECONDS, requestTimeout: REQUEST_MILLISECONDS }, (request, response) => {
    response.on('error', () => undefined);
    serve(request, response).catch(() => {
      response.destroy();
    });
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    // T-ECONOMY: nobody outside this machine, and nobody on it without the token.
    server.listen(0, '127.0.0.1', listening);
  });
  // CAST: a server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
