// What of the headers crosses, in both directions: names from a fixed list, values of a fixed shape. All else is dropped.

import type { IncomingHttpHeaders } from 'node:http';

/** T-EGRESS: a key, a host, a proxy, a cookie or a beta feature (tools that fetch, files) of the orchestrator's choice. */
const ASKED: readonly (readonly [name: string, shape: RegExp])[] = [
  ['anthropic-version', /^\d{4}-\d{2}-\d{2}$/],
  ['accept', /^(?:application\/json|text\/event-stream)$/],
  ['x-stainless-retry-count', /^\d{1,2}$/],
];

/** T-EGRESS: cookies and names of the account or of a gateway. What the SDK needs for its retries and its errors is enough. */
const ANSWERED: readonly string[] = ['content-type', 'request-id', 'retry-after', 'retry-after-ms', 'x-should-retry'];
const ANSWERED_SHAPE = /^[\x20-\x7e]{1,512}$/;

type KeyHeader = 'authorization' | 'x-api-key';

interface Credential {
  readonly key: string;
  readonly keyHeader: KeyHeader;
}

type Headers = Readonly<Record<string, string>>;

export function requestHeaders(asked: Headers, credential: Credential, bodyBytes: number): Headers {
  const kept = ASKED.flatMap(([name, shape]) => {
    const value = Object.hasOwn(asked, name) ? asked[name] : undefined;
    return value !== undefined && shape.test(value) ? [[name, value] as const] : [];
  });
  return {
    ...Object.fromEntries(kept),
    'content-type': 'application/json',
    'content-length': String(bodyBytes),
    // T-EGRESS: a small compressed answer that grows past every cap, and usage that cannot be read on the way through.
    'accept-encoding': 'identity',
    'user-agent': 'ghosthunter',
    [credential.keyHeader]: credential.keyHeader === 'authorization' ? `Bearer ${credential.key}` : credential.key,
  };
}

export function answerHeaders(raw: IncomingHttpHeaders): Headers {
  const kept = ANSWERED.flatMap((name) => {
    const value = raw[name];
    return typeof value === 'string' && ANSWERED_SHAPE.test(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(kept);
}
