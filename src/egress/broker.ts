// Takes model calls from the orchestrator, judges each, sends what may be sent, passes the answer back. Trusts nothing it reads
// on the model lane; the key, the host and the ceilings came from the supervisor.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  type BaseUrl,
  Desk,
  type EgressConfiguration,
  type EgressTells,
  LIMITS,
  type ModelAnswer,
  type ModelCall,
  type ModelRequest,
  modelRequest,
  modelRequests,
} from '../protocol/index.js';
import { err, type MicroUsd, ok, printable, type Result, unreachable } from '../shared/index.js';
import { judgeBody } from './body.js';
import { Ceilings, type Reservation } from './ceilings.js';
import { type Denial, denial } from './denial.js';
import type { Failure } from './exchange.js';
import { requestHeaders } from './headers.js';
import { type KeyGuard, keyGuard } from './key-guard.js';
import { openPrices, type PriceList, type Tokens } from './prices.js';
import { promptFrames } from './prompt-frames.js';
import type { Resolve } from './resolver.js';
import { routeDenial } from './route.js';
import { CALLS_IN_FLIGHT, type OpenCall, openUpstream, type Upstream, type UpstreamRequest } from './upstream.js';
import { type UsageMeter, usageMeter } from './usage.js';

/** T-EGRESS: a flood of refused calls, each one a line of the audit log. A client that means well never comes near. */
const DENIALS = 100;
/** What may wait for a slow orchestrator before the API is no longer read from. */
const UNREAD_BYTES = 512 * 1024;
/** An orchestrator that is ended closes its lane a little before or after the supervisor says why. */
const WORD_MILLISECONDS = 200;

const NOTHING: Tokens = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

/** Text of the other side for the audit log: visible, and short enough for its field however much of it was spelled out. */
function shown(text: string): string {
  return printable(text, 400).slice(0, 790).toWellFormed();
}

interface BrokerOptions {
  readonly configuration: EgressConfiguration;
  readonly base: BaseUrl;
  readonly lane: Duplex;
  readonly tell: (frame: EgressTells) => void;
  readonly resolve?: Resolve;
}

interface Cleared {
  readonly reservation: Reservation;
  readonly request: UpstreamRequest;
  readonly guard: KeyGuard;
}

interface Open {
  readonly reservation: Reservation;
  readonly call: OpenCall;
  meter: UsageMeter | undefined;
  isBillable: boolean;
}

export class Broker {
  readonly #configuration: EgressConfiguration;
  readonly #tell: (frame: EgressTells) => void;
  readonly #prices: PriceList;
  readonly #ceilings: Ceilings;
  readonly #upstream: Upstream;
  readonly #lane: Lane<ModelRequest, ModelAnswer>;
  readonly #desk = new Desk<ModelRequest['kind'], 'open'>(modelRequests, 'open');
  readonly #open = new Map<number, Open>();
  /** At most one: while a call waits here, the lane is not read. */
  readonly #waiting: ModelCall[] = [];
  /** Models whose unknown price was said. */
  readonly #unpriced = new Set<string>();
  #shownCalls = 0;
  #denials = 0;
  #isStopped = false;

  constructor(options: BrokerOptions) {
    const { configuration, base, resolve } = options;
    this.#configuration = configuration;
    this.#tell = options.tell;
    const { economy } = configuration;
    this.#prices = openPrices(configuration.prices, economy?.percent);
    this.#ceilings = new Ceilings(configuration.ceilings, this.#prices);
    this.#upstream = openUpstream({
      base,
      allowPrivateAddress: configuration.allowPrivateAddress,
      ...(resolve && { resolve }),
      ...(economy && { limits: { totalMilliseconds: economy.callMilliseconds } }),
    });
    this.#lane = new Lane({
      stream: options.lane,
      cap: LIMITS.modelCallBytes,
      schema: modelRequest,
      onFrame: (frame) => {
        this.#receive(frame);
      },
      onEnd: () => {
        const stop = (): void => {
          this.stop();
        };
        if (configuration.economy) setTimeout(stop, WORD_MILLISECONDS);
        else stop();
      },
      onViolation: (broken) => {
        this.#break(broken.code, broken.detail);
      },
      onDrain: () => {
        for (const { call } of this.#open.values()) call.resume();
      },
    });
  }

  /** Money that no call may spend any more; how much that is, all or nothing. */
  setAside(microUsd: MicroUsd): MicroUsd {
    return this.#ceilings.setAside(microUsd);
  }

  /** Ends every call and the lane. A run that goes on asks in the words of before what was not answered. */
  stop(goesOn = false): void {
    // Ending a call makes room, and room must not start the next.
    this.#isStopped = true;
    this.#waiting.length = 0;
    for (const id of [...this.#open.keys()]) this.#abort(id, goesOn);
    this.#lane.close();
    this.#upstream.close();
  }

  #break(code: string, detail: string): void {
    this.stop();
    this.#tell({ kind: 'broke', code, detail: shown(detail) });
  }

  #receive(frame: ModelRequest): void {
    const admitted = this.#desk.admit(frame);
    if (!admitted.ok) {
      this.#break(admitted.error.code, admitted.error.detail);
      return;
    }
    switch (frame.kind) {
      case 'call':
        this.#waiting.push(frame);
        this.#startWaiting();
        break;
      case 'abort':
        // The answer may have ended while the abort was on its way.
        this.#abort(frame.call);
        break;
      default:
        unreachable(frame);
    }
  }

  #startWaiting(): void {
    if (this.#isStopped) return;
    while (this.#open.size < CALLS_IN_FLIGHT) {
      const call = this.#waiting.shift();
      if (!call) {
        this.#lane.release();
        return;
      }
      this.#start(call);
    }
    // T-EGRESS: ten thousand calls at once. What is not read stays with the one who sent it.
    if (this.#waiting.length > 0) this.#lane.hold();
  }

  #start(call: ModelCall): void {
    const cleared = this.#judge(call);
    if (cleared.ok) this.#send(call.id, cleared.value);
    else this.#deny(call.id, cleared.error);
  }

  #judge(call: ModelCall): Result<Cleared, Denial> {
    const { key, keyHeader, models, ceilings } = this.#configuration;
    const wrongRoute = routeDenial(call.method, call.path);
    if (wrongRoute) return err(wrongRoute);
    if (key === null) return err(denial('no-key', 'no key for the model is configured'));
    const body = judgeBody(call.body, { models, outputTokensPerCall: ceilings.outputTokensPerCall });
    if (!body.ok) return body;
    const { bytes, model, worst } = body.value;
    this.#sayUnpriced(model);
    const reservation = this.#ceilings.reserve(model, worst);
    if (!reservation.ok) return reservation;
    const headers = requestHeaders(call.headers, { key, keyHeader }, bytes.length);
    return ok({ reservation: reservation.value, request: { headers, body: bytes }, guard: keyGuard(key) });
  }

  #deny(id: number, why: Denial): void {
    // Told first: whoever was denied may leave at once, and the supervisor must know by then why.
    this.#tell({ kind: 'denied', code: why.code, detail: shown(why.detail) });
    // 403: the SDK asks again after other statuses.
    this.#lane.send({ kind: 'denied', id, status: 403, code: why.code, message: why.message });
    this.#denials += 1;
    if (this.#denials > DENIALS) this.#break('too-many-denials', `more than ${String(DENIALS)} model calls were denied`);
  }

  #sayUnpriced(model: string): void {
    if (this.#prices.isKnown(model) || this.#unpriced.has(model)) return;
    this.#unpriced.add(model);
    this.#tell({ kind: 'unpriced', model });
  }

  /** T-PRIVACY: what leaves is shown by the one who sends it, from the very bytes that are sent. */
  #showPrompt({ request }: Cleared): void {
    if (!this.#configuration.showPrompts) return;
    this.#shownCalls += 1;
    for (const frame of promptFrames(this.#shownCalls, request.body)) this.#tell(frame);
  }

  #send(id: number, cleared: Cleared): void {
    this.#showPrompt(cleared);
    const pass = (text: string): void => {
      if (text === '') return;
      this.#open.get(id)?.meter?.read(text);
      this.#lane.send({ kind: 'part', id, text });
      if (this.#lane.unreadBytes > UNREAD_BYTES) for (const each of this.#open.values()) each.call.pause();
    };
    const call = this.#upstream.post(cleared.request, {
      head: (status, headers) => {
        this.#noteHead(id, status, headers);
        const safe = Object.fromEntries(Object.entries(headers).filter(([, value]) => !cleared.guard.isIn(value)));
        this.#lane.send({ kind: 'head', id, status, headers: safe });
      },
      text: (text) => {
        const safe = cleared.guard.take(text);
        if (safe !== undefined) {
          pass(safe);
          return;
        }
        call.abort();
        this.#fail(id, { code: 'answer-holds-key', detail: 'the API repeated the key in its answer' });
      },
      end: () => {
        pass(cleared.guard.rest());
        this.#close(id);
        this.#lane.send({ kind: 'end', id });
        this.#startWaiting();
      },
      refused: (why) => {
        this.#close(id);
        this.#deny(id, why);
        this.#startWaiting();
      },
      failed: (why) => {
        this.#fail(id, why);
      },
    });
    this.#open.set(id, { reservation: cleared.reservation, call, meter: undefined, isBillable: true });
  }

  #noteHead(id: number, status: number, headers: Readonly<Record<string, string>>): void {
    const open = this.#open.get(id);
    if (!open) return;
    // The API takes no money for an error that it answers with.
    open.isBillable = status === 200;
    open.meter = usageMeter(headers['content-type'] ?? '', open.reservation.worst);
  }

  #fail(id: number, why: Failure): void {
    this.#close(id, why.code === 'connection-lost');
    this.#tell({ kind: 'failed', code: why.code, detail: shown(why.detail) });
    // What the network said may name addresses; the orchestrator is told the code only.
    this.#lane.send({ kind: 'broken', id, code: why.code, message: `the model call failed: ${why.code}` });
    this.#startWaiting();
  }

  #abort(id: number, isAskedAgain = false): void {
    const open = this.#open.get(id);
    if (!open) return;
    open.call.abort();
    this.#close(id, isAskedAgain);
    this.#lane.send({ kind: 'broken', id, code: 'aborted', message: 'the call was aborted' });
    this.#startWaiting();
  }

  /**
   * The call is over: book it. T-MONEY: an answer of a Message Batch that nobody began to read is kept for whoever asks again, and booked then; a
   * call that the orchestrator itself gives up is booked like any other.
   */
  #close(id: number, isAskedAgain = false): void {
    const open = this.#open.get(id);
    if (!open) return;
    this.#open.delete(id);
    const { reservation, meter } = open;
    const isKept = isAskedAgain && this.#configuration.economy !== undefined && meter === undefined;
    const isFree = isKept || !open.call.wasSent || !open.isBillable;
    const total = meter?.total() ?? { tokens: reservation.worst, isWorstCase: true };
    const { tokens, isWorstCase } = isFree ? { tokens: NOTHING, isWorstCase: false } : total;
    this.#tell({ kind: 'spent', isWorstCase, ...this.#ceilings.book(reservation, tokens) });
  }
}
