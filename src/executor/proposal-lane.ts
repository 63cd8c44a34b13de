// The forwarded lane: proposals one after the other, in the order they came, and none before the executor is armed. Whoever has a full
// window waiting is not read from, and nobody is answered faster than the pace.

import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { Lane } from '../channel/index.js';
import {
  Desk,
  type ForwardedState,
  LIMITS,
  type ProposalAnswer,
  type ProposalRequest,
  proposalRequest,
  proposalRequests,
} from '../protocol/index.js';
import { openPace } from './pace.js';

export type Answerer = (request: ProposalRequest) => Promise<ProposalAnswer>;

export interface ProposalLane {
  /** From now on proposals are read, and answered by this. */
  readonly open: (answer: Answerer) => void;
}

export interface ProposalLaneOptions {
  readonly stream: Duplex;
  /** The lane ended or was broken: the executor has nothing left to do. */
  readonly onOver: (code: number) => void;
  readonly onBug: (cause: unknown) => void;
}

export function openProposalLane({ stream, onOver, onBug }: ProposalLaneOptions): ProposalLane {
  const desk = new Desk<ProposalRequest['kind'], ForwardedState>(proposalRequests, 'ready');
  const waiting: ProposalRequest[] = [];
  let answer: Answerer | undefined;
  let isBusy = false;
  const turn = openPace({ now: () => performance.now() });

  async function work(answerOne: Answerer): Promise<void> {
    isBusy = true;
    for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
      const early = turn(request.command);
      if (early > 0) await pause(early);
      lane.send(await answerOne(request));
      lane.release();
    }
    isBusy = false;
  }

  const lane = new Lane<ProposalRequest, ProposalAnswer>({
    stream,
    cap: LIMITS.requestBytes,
    schema: proposalRequest,
    onFrame: (request) => {
      if (!desk.admit(request).ok || answer === undefined) {
        onOver(1);
        return;
      }
      waiting.push(request);
      if (waiting.length >= LIMITS.window) lane.hold();
      if (!isBusy) work(answer).catch(onBug);
    },
    onEnd: () => {
      onOver(0);
    },
    onViolation: () => {
      onOver(1);
    },
  });
  // Before the attestation nothing is read from the orchestrator's side at all.
  lane.hold();

  return {
    open: (answerer) => {
      answer = answerer;
      lane.release();
    },
  };
}
