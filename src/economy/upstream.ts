// The way to the Message Batches API of the one host: paths are made here, no proxy is asked, no redirect followed, no address of an answer used,
// no address dialled that the judged resolver did not let through. Trusts the far end no more than TLS proves.

import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { type AddressRule, judgedLookup, judgeLiteral, type Resolve, resolveBySystem } from '../egress/index.js';
import type { BaseUrl } from '../protocol/index.js';
import { errorCode } from '../shared/index.js';

const BATCHES = '/v1/messages/batches';
const VERSION = '2023-06-01';
const CALLS_IN_FLIGHT = 8;

export interface UpstreamLimits {
  readonly quietMilliseconds: number;
  readonly totalMilliseconds: number;
  /** Of an answer that is read as a whole. */
  readonly bodyBytes: number;
  /** Of one line of results; a longer one is passed over. */
  readonly lineCharacters: number;
  readonly linesBytes: number;
}

const LIMITS: UpstreamLimits = {
  quietMilliseconds: 60_000,
  totalMilliseconds: 900_000,
  bodyBytes: 4 * 1024 ** 2,
  lineCharacters: 4 * 1024 ** 2,
  linesBytes: 1024 ** 3,
};

export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string; readonly retryAfter: number | undefined }
  /** `mayHaveArrived` is false where nothing of it can have reached the far end. */
  | { readonly kind: 'failed'; readonly mayHaveArrived: boolean; readonly why: string };

export interface Upstream {
  readonly create: (body: string) => Promise<Answer>;
  readonly retrieve: (id: string) => Promise<Answer>;
  readonly list: (most: number, after?: string) => Promise<Answer>;
  /** Each line as it comes; the body of the answer is empty, but for an error. */
  readonly results: (id: string, onLine: (line: string) => void) => Promise<Answer>;
  readonly close: () => void;
}

export interface UpstreamOptions {
  readonly base: BaseUrl;
  readonly allowPrivateAddress: boolean;
  readonly key: string | null;
  readonly keyHeader: 'authorization' | 'x-api-key';
  readonly resolve?: Resolve;
  readonly limits?: Partial<UpstreamLimits>;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly onLine?: (line: string) => void;
}

interface Reader {
  /** False when it is more than is read. */
  readonly take: (text: string) => boolean;
  readonly end: () => string;
}

function wholeReader(most: number): Reader {
  let body = '';
  return {
    take: (text) => {
      body += text;
      return body.length <= most;
    },
    end: () => body,
  };
}

function lineReader(onLine: (line: string) => void, limits: UpstreamLimits): Reader {
  let line = '';
  let isTooLong = false;
  let characters = 0;
  function finish(): void {
    if (!isTooLong && line.trim() !== '') onLine(line);
    line = '';
    isTooLong = false;
  }
  return {
    take: (text) => {
      characters += text.length;
      for (const [index, piece] of text.split('\n').entries()) {
        if (index > 0) finish();
        isTooLong ||= line.length + piece.length > limits.lineCharacters;
        line = isTooLong ? '' : line + piece;
      }
      return characters <= limits.linesBytes;
    },
    end: () => {
      finish();
      return '';
    },
  };
}

/** In milliseconds; dates are not understood, and then the wait is our own. */
function retryAfterOf({ headers }: IncomingMessage): number | undefined {
  const precise = headers['retry-after-ms'];
  if (typeof precise === 'string' && /^\d{1,9}$/u.test(precise)) return Number(precise);
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/u.test(seconds) ? Number(seconds) * 1_000 : undefined;
}

export function openUpstream(options: UpstreamOptions): Upstream {
  const { base, key, keyHeader } = options;
  const limits: UpstreamLimits = { ...LIMITS, ...options.limits };
  const isTls = base.scheme === 'https';
  const rule: AddressRule = { allowPrivate: options.allowPrivateAddress, onlyLoopback: !isTls };
  const literal = judgeLiteral(base.host, rule);
  // An agent of our own: the environment may send the global one through a proxy. No connection is kept: hours may pass between two calls.
  const agent = isTls ? new HttpsAgent({ maxSockets: CALLS_IN_FLIGHT }) : new HttpAgent({ maxSockets: CALLS_IN_FLIGHT });
  const credential = key === null ? {} : { [keyHeader]: keyHeader === 'authorization' ? `Bearer ${key}` : key };
  const fixed = {
    agent,
    host: base.host,
    port: base.port,
    lookup: judgedLookup(options.resolve ?? resolveBySystem, rule),
    maxHeaderSize: 32 * 1024,
    insecureHTTPParser: false,
  };

  function started({ body, method, path }: Asked): ClientRequest {
    const headers = {
      'anthropic-version': VERSION,
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'ghosthunter',
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...credential,
    };
    const all = { ...fixed, method, path: `${base.path}${path}`, headers };
    // `rejectUnauthorized` is said so that no variable of the environment can say otherwise.
    const request = isTls ? httpsRequest({ ...all, rejectUnauthorized: true }) : httpRequest(all);
    request.end(body);
    return request;
  }

  function ask(asked: Asked): Promise<Answer> {
    if (!literal.ok) return Promise.resolve({ kind: 'failed', mayHaveArrived: false, why: literal.error });
    return new Promise((settle) => {
      const request = started(asked);
      let mayHaveArrived = false;
      let quiet: NodeJS.Timeout | undefined;
      function end(answer: Answer): void {
        clearTimeout(quiet);
        clearTimeout(total);
        settle(answer);
        request.destroy();
      }
      const fail = (why: string): void => {
        end({ kind: 'failed', mayHaveArrived, why });
      };
      const awaitMore = (): void => {
        clearTimeout(quiet);
        quiet = setTimeout(fail, limits.quietMilliseconds, 'it said nothing for too long');
      };
      const total = setTimeout(fail, limits.totalMilliseconds, 'it took too long');
      awaitMore();
      request.on('socket', (socket: Socket) => {
        socket.once(isTls ? 'secureConnect' : 'connect', () => {
          mayHaveArrived = true;
        });
      });
      request.on('error', (cause) => {
        fail(`${errorCode(cause) ?? 'error'}: ${cause.message}`);
      });
      request.once('response', (response: IncomingMessage) => {
        const status = response.statusCode ?? 0;
        const reader = status === 200 && asked.onLine !== undefined ? lineReader(asked.onLine, limits) : wholeReader(limits.bodyBytes);
        const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
        const take = (bytes: Uint8Array | undefined): void => {
          try {
            if (!reader.take(bytes === undefined ? utf8.decode() : utf8.decode(bytes, { stream: true }))) fail('the answer is too long');
          } catch (cause) {
            if (!(cause instanceof TypeError)) throw cause;
            fail('the answer is not UTF-8');
          }
        };
        response.on('data', (bytes: Uint8Array) => {
          awaitMore();
          take(bytes);
        });
        response.once('end', () => {
          take(undefined);
          end({ kind: 'answered', status, body: reader.end(), retryAfter: retryAfterOf(response) });
        });
        response.once('error', (cause) => {
          fail(`the answer broke off: ${cause.message}`);
        });
        response.once('close', () => {
          fail('the answer broke off');
        });
      });
    });
  }

  return {
    create: (body) => ask({ method: 'POST', path: BATCHES, body }),
    retrieve: (id) => ask({ method: 'GET', path: `${BATCHES}/${id}` }),
    list: (most, after) =>
      ask({ method: 'GET', path: `${BATCHES}?limit=${String(most)}${after === undefined ? '' : `&after_id=${after}`}` }),
    results: (id, onLine) => ask({ method: 'GET', path: `${BATCHES}/${id}/results`, onLine }),
    close: () => {
      agent.destroy();
    },
  };
}
