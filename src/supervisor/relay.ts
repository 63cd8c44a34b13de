// Between the orchestrator and those who answer it. It admits a request by the table, shows it, and forwards the original bytes; it
// judges nothing, because the executor judges everything again. Threats T-IPC: a request out of turn, a flood, an answer nobody asked for.

import type { Duplex } from 'node:stream';
import type * as z from 'zod';
import { GO_LINE } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import {
  type BillAnswer,
  billAnswer,
  Desk,
  LIMITS,
  OpenRequests,
  type OrchestratorAnswer,
  type OrchestratorRequest,
  type OrchestratorState,
  orchestratorRequest,
  orchestratorRequests,
  type ProposalAnswer,
  proposalAnswer,
  type Violation,
  violation,
} from '../protocol/index.js';

export type Peer = 'orchestrator' | 'executor' | 'billing';

export interface RelayOptions {
  /** Each the supervisor's end of a socket pair. */
  readonly orchestrator: Duplex;
  readonly executor: Duplex;
  readonly billing: Duplex;
  readonly onHello: (frame: Extract<OrchestratorRequest, { kind: 'hello' }>) => void;
  readonly onProposal: (command: string) => void;
  readonly onAnswer: (command: string, answer: ProposalAnswer) => void;
  readonly onBill: (answer: BillAnswer) => void;
  readonly onNote: (text: string) => void;
  readonly onBye: () => void;
  readonly onViolation: (peer: Peer, broken: Violation) => void;
}

interface Asked {
  readonly of: 'executor' | 'billing';
  readonly command: string;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #desk = new Desk<OrchestratorRequest['kind'], OrchestratorState>(orchestratorRequests, 'new');
  readonly #open = new OpenRequests<Asked>();
  readonly #orchestrator: Lane<OrchestratorRequest, OrchestratorAnswer>;
  readonly #executor: Lane<ProposalAnswer, never>;
  readonly #billing: Lane<BillAnswer, never>;
  #waitsForStart = true;
  #notes = 0;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#orchestrator = new Lane<OrchestratorRequest, OrchestratorAnswer>({
      stream: options.orchestrator,
      cap: LIMITS.requestBytes,
      schema: orchestratorRequest,
      onFrame: (frame, line) => {
        this.#request(frame, line);
      },
      onEnd: ignore,
      onViolation: (broken) => {
        options.onViolation('orchestrator', broken);
      },
    });
    this.#executor = this.#answering(options.executor, 'executor', proposalAnswer, (asked, answer) => {
      options.onAnswer(asked.command, answer);
    });
    this.#billing = this.#answering(options.billing, 'billing', billAnswer, (_, answer) => {
      options.onBill(answer);
    });
  }

  /** Its cage held: the orchestrator may load its program. */
  go(): void {
    this.#options.orchestrator.write(GO_LINE);
  }

  /** The cages held and the executor is ready: answers the hello and lets the round begin. */
  start(welcome: Extract<OrchestratorAnswer, { kind: 'welcome' }>): void {
    this.#waitsForStart = false;
    this.#orchestrator.send(welcome);
    this.#orchestrator.release();
  }

  close(): void {
    this.#orchestrator.close();
    this.#executor.close();
    this.#billing.close();
  }

  #answering<Answer extends { readonly id: number }>(
    stream: Duplex,
    peer: 'executor' | 'billing',
    schema: z.ZodType<Answer>,
    onAnswer: (asked: Asked, answer: Answer) => void,
  ): Lane<Answer, never> {
    const lane = new Lane<Answer, never>({
      stream,
      cap: LIMITS.answerBytes,
      schema,
      onFrame: (answer, line) => {
        const asked = this.#open.close(answer.id);
        if (!asked.ok || asked.value.of !== peer) {
          lane.close();
          this.#options.onViolation(
            peer,
            asked.ok ? { code: 'unknown-answer', detail: 'answered a question of another process' } : asked.error,
          );
          return;
        }
        onAnswer(asked.value, answer);
        this.#orchestrator.forward(line);
        this.#mindWindow();
      },
      onEnd: ignore,
      onViolation: (broken) => {
        this.#options.onViolation(peer, broken);
      },
    });
    return lane;
  }

  #request(frame: OrchestratorRequest, line: Uint8Array): void {
    const admitted = this.#desk.admit(frame);
    if (!admitted.ok) {
      this.#break(admitted.error);
      return;
    }
    switch (frame.kind) {
      case 'hello':
        this.#orchestrator.hold();
        this.#options.onHello(frame);
        return;
      case 'propose':
        this.#open.add(frame.id, { of: 'executor', command: frame.command });
        this.#options.onProposal(frame.command);
        this.#executor.forward(line);
        break;
      case 'describe-bill':
      case 'query':
      case 'spikes':
        this.#open.add(frame.id, { of: 'billing', command: '' });
        this.#billing.forward(line);
        break;
      case 'note':
        this.#note(frame);
        return;
      case 'write-entry':
        this.#orchestrator.send({ kind: 'noted', id: frame.id });
        return;
      case 'read-entry':
        this.#orchestrator.send({ kind: 'entry', id: frame.id, entry: null });
        return;
      case 'ask-person':
        this.#orchestrator.send({ kind: 'person-said', id: frame.id, text: null });
        return;
      case 'bye':
        this.#orchestrator.send({ kind: 'goodbye', id: frame.id });
        this.#options.onBye();
        return;
    }
    this.#mindWindow();
  }

  #note(frame: Extract<OrchestratorRequest, { kind: 'note' }>): void {
    this.#notes += 1;
    // T-IPC: an endless stream of notes would drown what the person must see.
    if (this.#notes > LIMITS.notes) {
      this.#break(violation('not-allowed-now', `more than ${String(LIMITS.notes)} notes`));
      return;
    }
    this.#options.onNote(frame.text);
    this.#orchestrator.send({ kind: 'noted', id: frame.id });
  }

  #break(broken: Violation): void {
    this.#orchestrator.close();
    this.#options.onViolation('orchestrator', broken);
  }

  /** Whoever has a full window of open requests is not read from. */
  #mindWindow(): void {
    if (this.#waitsForStart || this.#open.count >= LIMITS.window) this.#orchestrator.hold();
    else this.#orchestrator.release();
  }
}

/** A lane that ends says nothing about why: the exit of the process behind it does, and is watched. */
function ignore(): void {}
