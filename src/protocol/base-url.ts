// The one host of the model's API, as a person configures it. Read by the supervisor, checked again where it is dialled.
// Pure: a name is judged as text here; the addresses it resolves to are judged by egress at every connection.

import { err, ok, type Result } from '../shared/index.js';

export interface BaseUrl {
  readonly scheme: 'https' | 'http';
  /** A name or a literal address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** What stands before `/v1/messages`: empty, or one or more segments. */
  readonly path: string;
}

export type BaseUrlCode = 'not-a-url' | 'not-https' | 'odd-host' | 'odd-path' | 'ends-in-v1';

export interface BaseUrlFault {
  readonly code: BaseUrlCode;
  readonly message: string;
}

const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const HOST_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const LITERAL_V6 = /^\[[0-9a-f:.]+\]$/;
const LOOPBACK_V4 = /^127\.\d+\.\d+\.\d+$/;
const PATH = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/;

function fault(code: BaseUrlCode, message: string): Result<never, BaseUrlFault> {
  return err({ code, message });
}

function parsedUrl(raw: string): URL | undefined {
  // The parser of URLs drops tabs and newlines and trims blanks: then the text a person read is not the address that is dialled.
  if (!VISIBLE_ASCII.test(raw)) return undefined;
  try {
    return new URL(raw);
  } catch {
    return undefined;
  }
}

function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || LOOPBACK_V4.test(host);
}

export function parseBaseUrl(raw: string, allowPrivateAddress: boolean): Result<BaseUrl, BaseUrlFault> {
  const url = parsedUrl(raw);
  if (!url) return fault('not-a-url', 'the base URL is not a URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return fault('not-https', 'the base URL must begin with `https://`');
  if (raw.includes('@') || raw.includes('?') || raw.includes('#')) {
    return fault('odd-path', 'the base URL holds no user, password, query or fragment');
  }
  if (!HOST_NAME.test(url.hostname) && !LITERAL_V6.test(url.hostname)) return fault('odd-host', 'the base URL has an odd host');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // The key and the bill travel in this request: in clear text only inside this machine, and only by a person's own choice.
  if (url.protocol === 'http:' && !(allowPrivateAddress && isLoopbackHost(host))) {
    return fault('not-https', 'the base URL must begin with `https://`; plain `http://` only to `localhost`');
  }
  const path = url.pathname.replace(/\/$/, '');
  if (!PATH.test(path)) return fault('odd-path', 'the path of the base URL has odd characters');
  if (path.endsWith('/v1')) return fault('ends-in-v1', 'the base URL must not end in `/v1`: leave it out, it is added to every call');
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  return ok({ scheme, host, port: Number(url.port || (scheme === 'https' ? '443' : '80')), path });
}
