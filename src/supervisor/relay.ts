// Between the orchestrator and those who answer it. It admits a request by the table, shows it, and forwards the original bytes; it
// judges nothing, because the executor judges everything again. Threats T-IPC: a request out of turn, a flood, an answer nobody asked for.

import type { Duplex } from 'node:stream';
import type * as z from 'zod';
import { GO_LINE } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import {
  type BillAnswer,
  type BillRequest,
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
import { Fault } from '../shared/index.js';
import { type Deferred, deferred } from './deferred.js';
import type { LedgerDoor, SpikesQuestion } from './session-plan.js';

export type Peer = 'orchestrator' | 'executor' | 'billing';

export interface RelayOptions {
  /** Each the supervisor's end of a socket pair. */
  readonly orchestrator: Duplex;
  readonly billing: Duplex;
  readonly onHello: (frame: Extract<OrchestratorRequest, { kind: 'hello' }>) => void;
  readonly onProposal: (command: string) => void;
  readonly onAnswer: (command: string, answer: ProposalAnswer) => void;
  readonly onBill: (answer: BillAnswer) => void;
  readonly onNote: (text: string) => void;
  readonly ledger: LedgerDoor;
  /** Asks the person; null where nobody answers. */
  readonly onQuestion: (question: string) => Promise<string | null>;
  readonly onBye: () => void;
  readonly onViolation: (peer: Peer, broken: Violation) => void;
  /** Something of ours failed: the disk. */
  readonly onFault: (fault: Fault) => void;
}

interface Asked {
  readonly of: 'executor' | 'billing' | 'person';
  readonly command: string;
}

/** Of the one question that is not the orchestrator's: its own begin above that of its hello. */
const OWN_ID = 1;

export class Relay {
  readonly #options: RelayOptions;
  readonly #desk = new Desk<OrchestratorRequest['kind'], OrchestratorState>(orchestratorRequests, 'new');
  readonly #open = new OpenRequests<Asked>();
  readonly #orchestrator: Lane<OrchestratorRequest, OrchestratorAnswer>;
  /** Undefined until there is an executor. */
  #executor: Lane<ProposalAnswer, never> | undefined;
  readonly #billing: Lane<BillAnswer, BillRequest>;
  #own: Deferred<BillAnswer> | undefined;
  #waitsForStart = true;
  #notes = 0;
  #questions = 0;

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
    this.#billing = this.#answering(
      options.billing,
      'billing',
      billAnswer,
      (_, answer) => {
        options.onBill(answer);
      },
      (answer) => this.#isOwnAnswer(answer),
    );
  }

  /** From now on proposals have somebody who judges them. */
  meet(executor: Duplex): void {
    this.#executor = this.#answering(executor, 'executor', proposalAnswer, (asked, answer) => {
      this.#options.onAnswer(asked.command, answer);
    });
  }

  /** Its cage held: the orchestrator may load its program. */
  go(): void {
    this.#options.orchestrator.write(GO_LINE);
  }

  /** Asked by the supervisor itself, before the orchestrator is let in. */
  askSpikes(question: SpikesQuestion): Promise<BillAnswer> {
    this.#own = deferred<BillAnswer>();
    this.#billing.send({ kind: 'spikes', id: OWN_ID, ...question });
    return this.#own.promise;
  }

  /** The cages held and the executor is ready: answers the hello and lets the round begin. */
  start(welcome: Extract<OrchestratorAnswer, { kind: 'welcome' }>): void {
    this.#waitsForStart = false;
    this.#orchestrator.send(welcome);
    this.#orchestrator.release();
  }

  close(): void {
    // Whoever still waits for it waits for nothing.
    this.#own?.resolve({ kind: 'bill-fault', id: OWN_ID, detail: 'the run is over' });
    this.#orchestrator.close();
    this.#executor?.close();
    this.#billing.close();
  }

  #answering<Answer extends { readonly id: number }, Out extends object>(
    stream: Duplex,
    peer: 'executor' | 'billing',
    schema: z.ZodType<Answer>,
    onAnswer: (asked: Asked, answer: Answer) => void,
    isOwn: (answer: Answer) => boolean = () => false,
  ): Lane<Answer, Out> {
    const lane = new Lane<Answer, Out>({
      stream,
      cap: LIMITS.answerBytes,
      schema,
      onFrame: (answer, line) => {
        if (isOwn(answer)) return;
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

  /** Answered once; a second answer is one that nobody asked for. */
  #isOwnAnswer(answer: BillAnswer): boolean {
    if (answer.id !== OWN_ID || !this.#own) return false;
    this.#own.resolve(answer);
    this.#own = undefined;
    return true;
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
        // INVARIANT: who is not let in yet is not read from, and nobody is let in before there is an executor.
        if (!this.#executor) throw new Error('a proposal, and nobody who could judge it');
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
        this.#write(frame);
        return;
      case 'read-entry':
        this.#orchestrator.send({ kind: 'entry', id: frame.id, entry: this.#options.ledger.read(frame.index) });
        return;
      case 'ask-person':
        this.#ask(frame);
        break;
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

  /** Answered when it is on disk; where the disk fails nothing is, and the run has ended. */
  #write({ entry, id }: Extract<OrchestratorRequest, { kind: 'write-entry' }>): void {
    let broken: Violation | undefined;
    try {
      broken = this.#options.ledger.write(entry);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      this.#orchestrator.close();
      this.#options.onFault(cause);
      return;
    }
    if (broken) this.#break(broken);
    else this.#orchestrator.send({ kind: 'noted', id });
  }

  #ask({ id, question }: Extract<OrchestratorRequest, { kind: 'ask-person' }>): void {
    this.#questions += 1;
    // T-IPC: whoever is asked without end answers anything.
    if (this.#questions > LIMITS.questions) {
      this.#break(violation('not-allowed-now', `more than ${String(LIMITS.questions)} questions`));
      return;
    }
    this.#open.add(id, { of: 'person', command: '' });
    void this.#options.onQuestion(question).then((text) => {
      this.#open.close(id);
      this.#orchestrator.send({ kind: 'person-said', id, text });
      this.#mindWindow();
    });
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
