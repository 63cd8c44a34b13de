// One call: a request that is already on its way, and its answer as it comes. Trusts the far end no more than TLS proves: the
// answer is capped in size and time, must be plain text, and asks for no further step.

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type Denial, denial } from './denial.js';
import { answerHeaders } from './headers.js';
import { ADDRESS_REFUSED } from './resolver.js';

export interface ExchangeLimits {
  readonly connectMilliseconds: number;
  /** Between two pieces of an answer that has begun. */
  readonly idleMilliseconds: number;
  readonly totalMilliseconds: number;
  readonly answerBytes: number;
  readonly answerHeadBytes: number;
}

export interface Failure {
  readonly code: string;
  readonly detail: string;
}

/** Exactly one of `end`, `refused` and `failed` comes, last; after `abort` none. */
export interface AnswerListener {
  readonly head: (status: number, headers: Readonly<Record<string, string>>) => void;
  readonly text: (text: string) => void;
  readonly end: () => void;
  readonly refused: (why: Denial) => void;
  readonly failed: (why: Failure) => void;
}

/** Bytes decoded at once: each piece is one frame. */
const PIECE_BYTES = 65_536;

/** 200 and the error answers of the API; nothing that asks for another step. */
function statusDenial(status: number): Denial | undefined {
  if (status === 200 || (status >= 400 && status <= 599)) return undefined;
  // T-EGRESS: a redirect carries the prompt, and with some clients the key, to a host of the far end's choice.
  if (status >= 300 && status <= 399) return denial('redirect', 'the API answered with a redirect', `redirect, status ${String(status)}`);
  return denial('answer-status', 'the API gave an answer of an unknown kind', `status ${String(status)}`);
}

function failureCode(error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'name-not-found';
  if (code === 'HPE_HEADER_OVERFLOW') return 'answer-head-too-long';
  if (code.startsWith('HPE_')) return 'answer-not-http';
  if (/CERT|SSL|TLS|SIGNATURE|EPROTO/.test(code)) return 'tls';
  return error.syscall === 'connect' ? 'connect-failed' : 'connection-lost';
}

export class Exchange {
  readonly #request: ClientRequest;
  readonly #listener: AnswerListener;
  readonly #limits: ExchangeLimits;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #connecting: NodeJS.Timeout;
  readonly #total: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;
  #answer: IncomingMessage | undefined;
  #bytes = 0;
  #isOver = false;
  #isPaused = false;
  #wasSent = false;

  constructor(request: ClientRequest, connectEvent: 'connect' | 'secureConnect', limits: ExchangeLimits, listener: AnswerListener) {
    this.#request = request;
    this.#listener = listener;
    this.#limits = limits;
    this.#connecting = setTimeout(() => {
      this.#fail('connect-timeout', 'no connection in time');
    }, limits.connectMilliseconds);
    this.#total = setTimeout(() => {
      this.#fail('timeout', 'the call took too long');
    }, limits.totalMilliseconds);
    request.on('socket', (socket: Socket) => {
      const connected = (): void => {
        this.#connected();
      };
      if (socket.connecting) socket.once(connectEvent, connected);
      else connected();
    });
    request.on('response', (response) => {
      this.#receive(response);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === ADDRESS_REFUSED) this.#refuse(denial('address', 'the address of the API is not dialled', error.message));
      else this.#fail(failureCode(error), `${error.code ?? ''} ${error.message}`);
    });
    request.on('close', () => {
      // A complete answer may still wait here, unread: its own end follows.
      if (this.#answer?.complete !== true) this.#fail('connection-lost', 'the connection was closed');
    });
  }

  /** False as long as nothing of the call can have reached the far end. */
  get wasSent(): boolean {
    return this.#wasSent;
  }

  abort(): void {
    this.#drop();
  }

  pause(): void {
    this.#isPaused = true;
    this.#answer?.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    if (!this.#answer) return;
    this.#answer.resume();
    this.#awaitMore();
  }

  #connected(): void {
    clearTimeout(this.#connecting);
    this.#wasSent = true;
  }

  /** True once: the call is over. */
  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#connecting);
    clearTimeout(this.#total);
    clearTimeout(this.#idle);
    return true;
  }

  #drop(): boolean {
    const isFirst = this.#finish();
    if (isFirst) this.#request.destroy();
    return isFirst;
  }

  #refuse(why: Denial): void {
    if (this.#drop()) this.#listener.refused(why);
  }

  #fail(code: string, detail: string): void {
    if (this.#drop()) this.#listener.failed({ code, detail });
  }

  #receive(response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    const refusal = statusDenial(status);
    if (refusal) {
      this.#refuse(refusal);
      return;
    }
    const encoding = response.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') {
      this.#fail('answer-encoded', 'the answer is compressed, which was not asked for');
      return;
    }
    this.#answer = response;
    if (this.#isPaused) response.pause();
    response.on('data', (chunk: Uint8Array) => {
      this.#take(chunk);
    });
    response.on('end', () => {
      this.#decode(new Uint8Array(0), false);
      if (this.#finish()) this.#listener.end();
    });
    response.on('error', (error) => {
      this.#fail('connection-lost', `the answer broke off: ${error.message}`);
    });
    this.#awaitMore();
    this.#listener.head(status, answerHeaders(response.headers));
  }

  #take(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    // T-EGRESS: an answer without end.
    if (this.#bytes > this.#limits.answerBytes) {
      this.#fail('answer-too-long', `the answer is longer than ${String(this.#limits.answerBytes)} bytes`);
      return;
    }
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) this.#decode(chunk.subarray(at, at + PIECE_BYTES), true);
    this.#awaitMore();
  }

  #decode(bytes: Uint8Array, isMoreToCome: boolean): void {
    if (this.#isOver) return;
    let text: string;
    try {
      text = this.#utf8.decode(bytes, { stream: isMoreToCome });
    } catch {
      this.#fail('answer-not-utf8', 'the answer is not UTF-8');
      return;
    }
    if (text !== '') this.#listener.text(text);
  }

  #awaitMore(): void {
    clearTimeout(this.#idle);
    if (this.#isOver) return;
    this.#idle = setTimeout(() => {
      // While we do not read, nothing can come.
      if (this.#isPaused) this.#awaitMore();
      else this.#fail('idle-timeout', 'the answer stopped coming');
    }, this.#limits.idleMilliseconds);
  }
}
