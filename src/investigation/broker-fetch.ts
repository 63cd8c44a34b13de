// `fetch` over the model lane. There is no network here: a request becomes one frame, the frames that come back become a
// Response. Retries, time-outs and errors stay what the SDK makes of them.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import { LIMITS, type ModelAnswer, type ModelRequest, modelAnswer } from '../protocol/index.js';
import { unreachable } from '../shared/index.js';

/** As many as egress has in flight: more would keep it from reading our aborts. */
const CALLS_IN_FLIGHT = 4;

type Denied = Extract<ModelAnswer, { kind: 'denied' }>;

interface Call {
  readonly respond: (response: Response) => void;
  readonly fail: (error: unknown) => void;
  body: ReadableStreamDefaultController<Uint8Array> | undefined;
  /** Nobody waits any more; egress has yet to say that it ended. */
  isAbandoned: boolean;
}

const encoder = new TextEncoder();

/** The shape in which the API itself says no. */
function deniedResponse(frame: Denied): Response {
  const error = { type: 'permission_error', message: `${frame.message} (${frame.code})` };
  return Response.json({ type: 'error', error }, { status: frame.status });
}

export function brokerFetch(stream: Duplex): (input: string | URL | Request, init?: RequestInit) => Promise<Response> {
  const calls = new Map<number, Call>();
  const queue: (() => void)[] = [];
  let lastId = 0;
  let isClosed = false;

  function nextId(): number {
    lastId += 1;
    return lastId;
  }

  function end(id: number): void {
    calls.delete(id);
    queue.shift()?.();
  }

  /** Whichever of the two is still being waited for. */
  function failCall(call: Call, error: unknown): void {
    if (call.isAbandoned) return;
    call.isAbandoned = true;
    if (call.body) call.body.error(error);
    else call.fail(error);
  }

  function abandon(id: number, error: unknown): void {
    const call = calls.get(id);
    if (!call || call.isAbandoned) return;
    lane.send({ kind: 'abort', id: nextId(), call: id });
    failCall(call, error);
  }

  function bodyOf(id: number, call: Call): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start(controller) {
        call.body = controller;
      },
      cancel(reason) {
        abandon(id, reason);
      },
    });
  }

  function receive(frame: ModelAnswer): void {
    const call = calls.get(frame.id);
    if (!call) return;
    switch (frame.kind) {
      case 'denied':
        call.respond(deniedResponse(frame));
        end(frame.id);
        break;
      case 'head':
        if (!call.isAbandoned) call.respond(new Response(bodyOf(frame.id, call), { status: frame.status, headers: frame.headers }));
        break;
      case 'part':
        if (!call.isAbandoned) call.body?.enqueue(encoder.encode(frame.text));
        break;
      case 'end':
        if (!call.isAbandoned) call.body?.close();
        end(frame.id);
        break;
      case 'broken':
        failCall(call, new TypeError(frame.message, { cause: frame.code }));
        end(frame.id);
        break;
      default:
        unreachable(frame);
    }
  }

  function closeAll(why: string): void {
    isClosed = true;
    for (const call of calls.values()) failCall(call, new TypeError(why));
    calls.clear();
    for (const go of queue.splice(0)) go();
  }

  const lane = new Lane<ModelAnswer, ModelRequest>({
    stream,
    cap: LIMITS.answerBytes,
    schema: modelAnswer,
    onFrame: receive,
    onEnd: () => {
      closeAll('the model lane ended');
    },
    onViolation: (broken) => {
      closeAll(`the model lane broke: ${broken.code}`);
    },
  });

  async function aTurn(): Promise<void> {
    while (calls.size >= CALLS_IN_FLIGHT && !isClosed) {
      await new Promise<void>((go) => {
        queue.push(go);
      });
    }
  }

  return async (input, init) => {
    // The signal is listened to here; a Request would only follow it.
    const signal = init?.signal ?? undefined;
    const request = new Request(input, { ...init, signal: null });
    const url = new URL(request.url);
    const body = await request.text();
    await aTurn();
    if (isClosed || signal?.aborted === true) {
      // The turn is not taken: the next in line may have it.
      queue.shift()?.();
      signal?.throwIfAborted();
      throw new TypeError('the model lane is closed');
    }
    const id = nextId();
    return new Promise<Response>((respond, fail) => {
      calls.set(id, { respond, fail, body: undefined, isAbandoned: false });
      signal?.addEventListener('abort', () => {
        abandon(id, signal.reason);
      });
      const headers = Object.fromEntries(request.headers);
      lane.send({ kind: 'call', id, method: request.method, path: `${url.pathname}${url.search}`, headers, body });
    });
  };
}
