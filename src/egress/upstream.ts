// The way to the one host. No name, port, path or method comes from a call; no proxy is asked, no redirect followed, no address
// dialled that the resolver did not let through.

import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { BaseUrl } from '../protocol/index.js';
import { denial } from './denial.js';
import { type AnswerListener, Exchange, type ExchangeLimits } from './exchange.js';
import { type AddressRule, judgedLookup, judgeLiteral, type Resolve, resolveBySystem } from './resolver.js';
import { METHOD, PATH } from './route.js';

export const CALLS_IN_FLIGHT = 4;

const LIMITS: ExchangeLimits = {
  connectMilliseconds: 10_000,
  idleMilliseconds: 120_000,
  totalMilliseconds: 600_000,
  answerBytes: 16 * 1024 * 1024,
  answerHeadBytes: 32 * 1024,
};

/** An idle connection is closed by us before the far end does it under a request of ours. */
const KEPT_MILLISECONDS = 25_000;

export interface UpstreamOptions {
  readonly base: BaseUrl;
  readonly allowPrivateAddress: boolean;
  readonly resolve?: Resolve;
  readonly limits?: Partial<ExchangeLimits>;
}

export interface UpstreamRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface OpenCall {
  readonly wasSent: boolean;
  abort(): void;
  pause(): void;
  resume(): void;
}

export interface Upstream {
  post(request: UpstreamRequest, listener: AnswerListener): OpenCall;
  close(): void;
}

/** A call that ends as refused after this turn, when its caller has it in hand; nothing was dialled. */
function refusedCall(listener: AnswerListener, reason: string): OpenCall {
  const later = setImmediate(() => {
    listener.refused(denial('address', 'the address of the API is not dialled', reason));
  });
  return {
    wasSent: false,
    abort: () => {
      clearImmediate(later);
    },
    pause: () => undefined,
    resume: () => undefined,
  };
}

export function openUpstream(options: UpstreamOptions): Upstream {
  const { base } = options;
  const limits: ExchangeLimits = { ...LIMITS, ...options.limits };
  const isTls = base.scheme === 'https';
  const rule: AddressRule = { allowPrivate: options.allowPrivateAddress, onlyLoopback: !isTls };
  const literal = judgeLiteral(base.host, rule);
  const kept = { keepAlive: true, maxSockets: CALLS_IN_FLIGHT, timeout: KEPT_MILLISECONDS };
  // An agent of our own: the environment may send the global one through a proxy.
  const agent = isTls ? new HttpsAgent(kept) : new HttpAgent(kept);
  const fixed = {
    agent,
    host: base.host,
    port: base.port,
    method: METHOD,
    path: `${base.path}${PATH}`,
    lookup: judgedLookup(options.resolve ?? resolveBySystem, rule),
    maxHeaderSize: limits.answerHeadBytes,
    insecureHTTPParser: false,
  };

  return {
    post(asked, listener) {
      if (!literal.ok) return refusedCall(listener, literal.error);
      const { headers } = asked;
      // `rejectUnauthorized` is said so that no variable of the environment can say otherwise.
      const request = isTls ? httpsRequest({ ...fixed, headers, rejectUnauthorized: true }) : httpRequest({ ...fixed, headers });
      const exchange = new Exchange(request, isTls ? 'secureConnect' : 'connect', limits, listener);
      request.end(asked.body);
      return exchange;
    },
    close() {
      agent.destroy();
    },
  };
}
