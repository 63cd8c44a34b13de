// The real egress process, as the supervisor starts it: nothing but two descriptors and an environment made by hand.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Lane } from '../../src/channel/index.js';
import {
  type EgressConfiguration,
  type EgressControl,
  type EgressTells,
  egressTells,
  frameBytes,
  LIMITS,
  type ModelAnswer,
  modelAnswer,
  type ModelRequest,
} from '../../src/protocol/index.js';

const PROGRAM = fileURLToPath(new URL('../../workers/egress.js', import.meta.url));

export const KEY = 'sk-ant-the-one-key';

/** A list that grows, and waits for what is to come: two descriptors have no common order. */
export class Inbox<Frame> {
  readonly all: Frame[] = [];
  readonly #waiting = new Set<() => void>();

  add(frame: Frame): void {
    this.all.push(frame);
    for (const look of this.#waiting) look();
  }

  /** The first entry that matches, now or when it comes. */
  find(matches: (frame: Frame) => boolean): Promise<Frame> {
    return this.#when(() => this.all.find(matches));
  }

  /** Entry `count`, counted from one. */
  nth(count: number): Promise<Frame> {
    return this.#when(() => this.all[count - 1]);
  }

  #when(look: () => Frame | undefined): Promise<Frame> {
    return new Promise((resolve) => {
      const again = (): void => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(again);
        resolve(found);
      };
      this.#waiting.add(again);
      again();
    });
  }
}

export interface EgressProcess {
  readonly child: ChildProcess;
  /** The supervisor's end. */
  readonly control: Socket;
  readonly told: Inbox<EgressTells>;
  readonly exited: Promise<number | null>;
  /** The orchestrator's end. */
  readonly model: Socket;
  readonly configure: (port: number, more?: Partial<EgressConfiguration>) => Promise<void>;
  readonly stop: (goesOn?: boolean) => void;
  readonly peakMegabytes: () => number;
}

const FREE = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };

export const CEILINGS = { microUsd: 10_000_000, outputTokensPerCall: 4_096, totalTokens: 50_000_000, calls: 1_000 };

function socketOf(child: ChildProcess, fd: number): Socket {
  const stream = child.stdio[fd];
  if (!(stream instanceof Socket)) throw new Error(`descriptor ${String(fd)} is not a socket`);
  stream.on('error', () => undefined);
  return stream;
}

export function startEgress(environment: Readonly<Record<string, string>> = {}): EgressProcess {
  const child = spawn(process.execPath, [PROGRAM, String(process.pid)], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe', 'pipe'],
    env: environment,
  });
  const control = socketOf(child, 3);
  const told = new Inbox<EgressTells>();
  const supervisor = new Lane<EgressTells, EgressControl>({
    stream: control,
    cap: LIMITS.requestBytes,
    schema: egressTells,
    onFrame: (frame) => {
      told.add(frame);
    },
    onEnd: () => undefined,
    onViolation: (broken) => {
      if (broken.code !== 'cut-off') throw new Error(`egress broke the protocol: ${broken.code} ${broken.detail}`);
    },
  });
  return {
    child,
    control,
    told,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    model: socketOf(child, 4),
    configure: async (port, more = {}) => {
      supervisor.send({
        kind: 'configure',
        id: 1,
        baseUrl: `http://127.0.0.1:${String(port)}`,
        allowPrivateAddress: true,
        key: KEY,
        keyHeader: 'authorization',
        models: ['claude-opus-5-5', 'local'],
        prices: [{ model: 'local', asOf: '2026-11-21', rates: FREE }],
        showPrompts: false,
        ceilings: CEILINGS,
        ...more,
      });
      await told.find((frame) => frame.kind === 'ready');
    },
    stop: (goesOn = false) => {
      supervisor.send({ kind: 'stop', id: 2, goesOn });
    },
    peakMegabytes: () => {
      const status = readFileSync(`/proc/${String(child.pid)}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? '0') / 1024;
    },
  };
}

export interface Orchestrator {
  readonly got: Inbox<ModelAnswer>;
  readonly ended: Promise<void>;
  readonly send: (frame: ModelRequest) => void;
  readonly call: (id: number, more?: Partial<Extract<ModelRequest, { kind: 'call' }>>) => void;
  /** Everything of one call, once its last frame is there. */
  readonly whole: (id: number) => Promise<readonly ModelAnswer[]>;
}

export const BODY = { model: 'claude-opus-5-5', max_tokens: 100, messages: [{ role: 'user', content: 'why?' }] };

/** Speaks on the model lane in frames, without the SDK. */
export function orchestrate(model: Socket): Orchestrator {
  const got = new Inbox<ModelAnswer>();
  let closed: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    closed = resolve;
  });
  new Lane<ModelAnswer, ModelRequest>({
    stream: model,
    cap: LIMITS.answerBytes,
    schema: modelAnswer,
    onFrame: (frame) => {
      got.add(frame);
    },
    onEnd: closed,
    onViolation: (broken) => {
      // A process that is killed, or closes the lane, may leave half a frame.
      if (broken.code !== 'cut-off') throw new Error(`egress broke the protocol: ${broken.code} ${broken.detail}`);
      closed();
    },
  });
  const send = (frame: ModelRequest): void => {
    model.write(frameBytes(frame));
  };
  const headers = { 'anthropic-version': '2026-10-21', accept: 'application/json' };
  return {
    got,
    ended,
    send,
    call: (id, more = {}) => {
      send({ kind: 'call', id, method: 'POST', path: '/v1/messages', headers, body: JSON.stringify(BODY), ...more });
    },
    whole: async (id) => {
      await got.find((frame) => frame.id === id && (frame.kind === 'denied' || frame.kind === 'end' || frame.kind === 'broken'));
      return got.all.filter((frame) => frame.id === id);
    },
  };
}

export function textOf(frames: readonly ModelAnswer[]): string {
  return frames.map((frame) => (frame.kind === 'part' ? frame.text : '')).join('');
}

export const pause = (milliseconds: number): Promise<void> => new Promise((later) => setTimeout(later, milliseconds));
