// One POST to the one configured address: signed, over TLS that is checked, to an address that may be dialled. No redirect is followed, no
// proxy asked, and no more of the answer read than says whether it was taken.

import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import { judgedLookup, judgeLiteral, type Resolve, resolveBySystem } from '../egress/index.js';
import type { Delivery } from '../protocol/index.js';
import { errorCode } from '../shared/index.js';
import { DELIVERED, notDelivered, type Told, type Way } from './way.js';

type Target = NonNullable<Delivery['webhook']>;

export interface WebhookOptions {
  readonly target: Target;
  readonly secret: string;
  readonly ca: string | undefined;
  readonly resolve?: Resolve;
  readonly now: () => Date;
}

const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_HEAD_BYTES = 16 * 1024;

/** Over the time as well: who records a request cannot send it again tomorrow. */
export function signature(secret: string, seconds: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** The address itself may be a secret, so no message repeats it. */
export function webhookUrl(raw: string): URL | undefined {
  if (!/^[\x21-\x7e]+$/u.test(raw) || !URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  return url.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '' ? url : undefined;
}

function verdict(status: number): Told {
  if (status >= 200 && status < 300) return DELIVERED;
  if (status >= 300 && status < 400) return notDelivered('redirected', `it answered ${String(status)}; redirects are not followed`);
  return notDelivered('answered', `it answered ${String(status)}`);
}

export function webhook({ ca, now, resolve = resolveBySystem, secret, target }: WebhookOptions): Way {
  return (event, milliseconds) => {
    const url = webhookUrl(target.url);
    if (!url) return Promise.resolve(notDelivered('address', 'the address of the webhook is no https address'));
    const host = url.hostname.replace(/^\[|\]$/gu, '');
    const rule = { allowPrivate: target.allowPrivateAddress, onlyLoopback: false };
    const literal = judgeLiteral(host, rule);
    if (!literal.ok) return Promise.resolve(notDelivered('address', literal.error));
    const body = JSON.stringify(event);
    const seconds = String(Math.floor(now().getTime() / 1_000));
    // An agent of our own: the environment may send the global one through a proxy.
    const agent = new Agent({ keepAlive: false, maxSockets: 1 });
    return new Promise((settle) => {
      const asked = request({
        agent,
        host,
        port: Number(url.port || '443'),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        lookup: judgedLookup(resolve, rule),
        maxHeaderSize: MOST_HEAD_BYTES,
        // Said, so that no variable of the environment can say otherwise.
        rejectUnauthorized: true,
        ...(ca === undefined ? {} : { ca }),
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'ghosthunter',
          'x-ghosthunter-timestamp': seconds,
          'x-ghosthunter-signature': signature(secret, seconds, body),
        },
      });
      function end(told: Told): void {
        clearTimeout(deadline);
        settle(told);
        asked.destroy();
        agent.destroy();
      }
      const deadline = setTimeout(() => {
        end(notDelivered('too-slow', `no whole answer within ${String(milliseconds)} ms`));
      }, milliseconds);
      asked.on('error', (cause) => {
        end(notDelivered('unreachable', `${errorCode(cause) ?? 'error'}: ${cause.message}`));
      });
      asked.once('response', (answer) => {
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          // It was taken; the rest of what it says is not wanted.
          if (bytes > MOST_ANSWER_BYTES) end(verdict(answer.statusCode ?? 0));
        });
        answer.once('end', () => {
          end(verdict(answer.statusCode ?? 0));
        });
        answer.once('error', () => {
          end(notDelivered('unreachable', 'the answer broke off'));
        });
      });
      asked.end(body);
    });
  };
}
