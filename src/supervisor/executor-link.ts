// The supervisor's words with the executor: arm it, have events recorded, hand back what a person pasted and what was set aside for paid
// reads, pass on what models spent, stop it.

import type { Duplex } from 'node:stream';
import {
  type Attest,
  type ExecutorControl,
  type ExecutorTells,
  executorTells,
  type HandedBack,
  type ModelSpent,
} from '../protocol/index.js';
import { Fault, type MicroUsd } from '../shared/index.js';
import { openLink } from './link.js';

const DOCTOR = 'run `ghosthunter doctor`: it says what is wrong and what to do';

export interface ExecutorLinkOptions {
  readonly stream: Duplex;
  readonly onBegan: (group: number) => void;
  readonly onEnded: (group: number) => void;
  readonly byHand: (canonical: string) => Promise<HandedBack>;
  /** Has egress set money aside; how much that is. */
  readonly setAside: (microUsd: MicroUsd) => Promise<MicroUsd>;
  readonly onBroken: (detail: string) => void;
}

type Ready = Extract<ExecutorTells, { kind: 'ready' }>;

export interface ExecutorLink {
  /** The head of the audit log and what the person should know; throws a Fault when the executor declines. */
  readonly arm: (attest: Omit<Attest, 'kind' | 'id'>) => Promise<Ready>;
  readonly record: (event: string, detail: string) => Promise<void>;
  readonly modelSpent: (spent: Omit<ModelSpent, 'kind' | 'id'>) => void;
  readonly stop: () => void;
  readonly close: () => void;
}

export function openExecutorLink(options: ExecutorLinkOptions): ExecutorLink {
  async function handBack(asked: Extract<ExecutorTells, { kind: 'by-hand' }>): Promise<void> {
    const output = await options.byHand(asked.canonical);
    link.tell({ kind: 'handed-back', ask: asked.ask, output });
  }

  async function reserve({ ask, microUsd: asked }: Extract<ExecutorTells, { kind: 'reserve' }>): Promise<void> {
    // Egress is gone or going: nothing was set aside, and nothing will be paid.
    const microUsd = await options.setAside(asked).catch(() => 0);
    link.tell({ kind: 'reserved', ask, microUsd });
  }

  const link = openLink<ExecutorControl, ExecutorTells>({
    name: 'executor',
    stream: options.stream,
    schema: executorTells,
    onTell: (told) => {
      if (told.kind === 'began') options.onBegan(told.group);
      else if (told.kind === 'ended') options.onEnded(told.group);
      else if (told.kind === 'reserve') void reserve(told);
      else if (told.kind === 'by-hand') {
        handBack(told).catch((cause: unknown) => {
          options.onBroken(cause instanceof Error ? cause.message : 'no answer from the person');
        });
      }
    },
    onBroken: options.onBroken,
  });

  return {
    arm: async (attest) => {
      const answer = await link.ask({ kind: 'attest', ...attest });
      if (answer.kind === 'ready') return answer;
      if (answer.kind === 'declined')
        throw new Fault('cage', `the executor declined to start: ${answer.code}: ${answer.detail}`, { fix: DOCTOR });
      throw new Fault('child', `the executor answered ${answer.kind} to its attestation`);
    },
    record: async (event, detail) => {
      await link.ask({ kind: 'record', event, detail });
    },
    modelSpent: (spent) => {
      link.tell({ kind: 'model-spent', ...spent });
    },
    stop: () => {
      link.tell({ kind: 'stop' });
    },
    close: link.close,
  };
}
