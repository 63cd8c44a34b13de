// One POST to the one configured address, and one more where the other side was only busy: signed, over TLS that is checked, to an address that
// may be dialled. No redirect is followed, no proxy asked, and no more of the answer read than says whether it was taken.

import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import { type AddressRule, judgedLookup, judgeLiteral, type Resolve, resolveBySystem } from '../egress/index.js';
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

/** The same for the same event, however often it is sent: who receives it twice can tell. */
export function deliveryId(body: string): string {
  return createHash('sha256').update(body).digest('hex').slice(0, 32);
}

interface Attempt {
  readonly told: Told;
  /** It may be taken later. */
  readonly isPassing: boolean;
}

const final = (told: Told): Attempt => ({ told, isPassing: false });
const passing = (told: Told): Attempt => ({ told, isPassing: true });

function verdict(status: number): Attempt {
  if (status >= 200 && status < 300) return final(DELIVERED);
  if (status >= 300 && status < 400) return final(notDelivered('redirected', `it answered ${String(status)}; redirects are not followed`));
  const answered = notDelivered('answered', `it answered ${String(status)}`);
  return status >= 500 ? passing(answered) : final(answered);
}

/** Of a connection that came to nothing, and might the next time. */
const PASSING: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** Of the whole time that there is: what the first attempt may take, and what is waited for before the second. */
const FIRST_SHARE = 0.6;
const WAIT_SHARE = 0.05;
const LONGEST_WAIT_MS = 1_000;

type Ask = (milliseconds: number) => Promise<Attempt>;

interface Message {
  readonly body: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/gu, '');
}

function messageOf(url: URL, body: string, secret: string, now: Date): Message {
  const seconds = String(Math.floor(now.getTime() / 1_000));
  return {
    body,
    url,
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'user-agent': 'ghosthunter',
      'x-ghosthunter-delivery': deliveryId(body),
      'x-ghosthunter-timestamp': seconds,
      'x-ghosthunter-signature': signature(secret, seconds, body),
    },
  };
}

function asking({ body, headers, url }: Message, { ca, resolve = resolveBySystem }: WebhookOptions, rule: AddressRule): Ask {
  return (milliseconds) => {
    // An agent of our own: the environment may send the global one through a proxy.
    const agent = new Agent({ keepAlive: false, maxSockets: 1 });
    return new Promise((settle) => {
      const asked = request({
        agent,
        host: hostOf(url),
        port: Number(url.port || '443'),
        path: `${url.pathname}${url.search}`,
        method: 'POST',
        lookup: judgedLookup(resolve, rule),
        maxHeaderSize: MOST_HEAD_BYTES,
        // Said, so that no variable of the environment can say otherwise.
        rejectUnauthorized: true,
        ...(ca === undefined ? {} : { ca }),
        headers,
      });
      function end(attempt: Attempt): void {
        clearTimeout(deadline);
        settle(attempt);
        asked.destroy();
        agent.destroy();
      }
      const deadline = setTimeout(() => {
        end(passing(notDelivered('too-slow', `no whole answer within ${String(milliseconds)} ms`)));
      }, milliseconds);
      asked.on('error', (cause) => {
        const code = errorCode(cause) ?? 'error';
        const told = notDelivered('unreachable', `${code}: ${cause.message}`);
        end(PASSING.has(code) ? passing(told) : final(told));
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
          end(passing(notDelivered('unreachable', 'the answer broke off')));
        });
      });
      asked.end(body);
    });
  };
}

/** Once, and once more: what was only too busy may not be half a second later. All of it within the time that there is. */
async function twice(ask: Ask, milliseconds: number): Promise<Told> {
  const began = performance.now();
  const first = await ask(Math.max(1, Math.round(FIRST_SHARE * milliseconds)));
  if (!first.isPassing) return first.told;
  await new Promise((resolve) => void setTimeout(resolve, Math.min(LONGEST_WAIT_MS, WAIT_SHARE * milliseconds)));
  const left = Math.max(1, Math.round(milliseconds - (performance.now() - began)));
  const { told } = await ask(left);
  return told.isDelivered ? told : notDelivered(told.code, `${told.detail}; asked twice`);
}

export function webhook(options: WebhookOptions): Way {
  const { now, secret, target } = options;
  return (event, milliseconds) => {
    const url = webhookUrl(target.url);
    if (!url) return Promise.resolve(notDelivered('address', 'the address of the webhook is no https address'));
    const rule = { allowPrivate: target.allowPrivateAddress, onlyLoopback: false };
    const literal = judgeLiteral(hostOf(url), rule);
    if (!literal.ok) return Promise.resolve(notDelivered('address', literal.error));
    // The same bytes both times, signed once: a second delivery can be told from a second event.
    return twice(asking(messageOf(url, JSON.stringify(event), secret, now()), options, rule), milliseconds);
  };
}
