// The supervisor's words with the executor: arm it, have events recorded, bring what a person answered and what was set aside for paid
// reads, pass on what models spent, stop it.

import type { Duplex } from 'node:stream';
import {
  type AskedApproval,
  type AskedByHand,
  type Attest,
  type Decided,
  type ExecutorControl,
  type ExecutorTells,
  executorTells,
  type HandedBack,
  type ModelSpent,
  type Named,
} from '../protocol/index.js';
import { Fault, type MicroUsd } from '../shared/index.js';
import { openLink } from './link.js';
import type { Ending, Spoken } from './session-plan.js';

const DOCTOR = 'run `ghosthunter doctor`: it says what is wrong and what to do';

export interface ExecutorLinkOptions {
  readonly stream: Duplex;
  readonly onBegan: (group: number, canonical: string) => void;
  readonly onEnded: (group: number) => void;
  /** How much the running command has printed. */
  readonly onGrew: (bytes: number) => void;
  readonly byHand: (asked: AskedByHand) => Promise<Spoken<HandedBack>>;
  readonly approve: (asked: AskedApproval) => Promise<Spoken<Decided>>;
  /** The person's answer, or that there is none, ends the run. */
  readonly onEnding: (ending: Ending) => void;
  /** Has egress set money aside; how much that is. */
  readonly setAside: (microUsd: MicroUsd) => Promise<MicroUsd>;
  /** What stands for what in the answers of the executor. */
  readonly onNames: (names: readonly Named[]) => void;
  readonly onBroken: (detail: string) => void;
}

type Ready = Extract<ExecutorTells, { kind: 'ready' }>;

export interface ExecutorLink {
  /** The head of the audit log and what the person should know; throws a Fault when the executor declines. */
  readonly arm: (attest: Omit<Attest, 'kind' | 'id'>) => Promise<Ready>;
  readonly record: (event: string, detail: string) => Promise<void>;
  readonly modelSpent: (spent: Omit<ModelSpent, 'kind' | 'id'>) => void;
  /** Only once it is armed. */
  readonly note: (note: string) => void;
  readonly stop: () => void;
  readonly close: () => void;
}

export function openExecutorLink(options: ExecutorLinkOptions): ExecutorLink {
  async function handBack({ ask, canonical, microUsd }: Extract<ExecutorTells, { kind: 'by-hand' }>): Promise<void> {
    const { answer, ending } = await options.byHand({ canonical, microUsd });
    if (answer) link.tell({ kind: 'handed-back', ask, ...answer });
    if (ending) options.onEnding(ending);
  }

  async function bringDecision(asked: Extract<ExecutorTells, { kind: 'approve' }>): Promise<void> {
    const { ask, canonical, subcommand, microUsd } = asked;
    const { answer, ending } = await options.approve({ canonical, subcommand, microUsd });
    if (answer) link.tell({ kind: 'decided', ask, ...answer });
    if (ending) options.onEnding(ending);
  }

  function unanswered(cause: unknown): void {
    options.onBroken(cause instanceof Error ? cause.message : 'no answer from the person');
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
      if (told.kind === 'began') options.onBegan(told.group, told.canonical);
      else if (told.kind === 'ended') options.onEnded(told.group);
      else if (told.kind === 'grew') options.onGrew(told.bytes);
      else if (told.kind === 'reserve') void reserve(told);
      else if (told.kind === 'by-hand') handBack(told).catch(unanswered);
      else if (told.kind === 'names') options.onNames(told.names);
      else if (told.kind === 'approve') bringDecision(told).catch(unanswered);
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
    note: (note) => {
      link.tell({ kind: 'person-note', note });
    },
    stop: () => {
      link.tell({ kind: 'stop' });
    },
    close: link.close,
  };
}
