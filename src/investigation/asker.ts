// The orchestrator's side of its lane: asks, and waits for the one answer to each question.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import { LIMITS, OpenRequests, type OrchestratorAnswer, type OrchestratorRequest, orchestratorAnswer } from '../protocol/index.js';
import { Fault } from '../shared/index.js';

/** A request as its asker writes it; the id is given here. */
export type Question = OrchestratorRequest extends infer Request ? (Request extends { id: number } ? Omit<Request, 'id'> : never) : never;

export interface Asker {
  readonly ask: (question: Question) => Promise<OrchestratorAnswer>;
  /** The answer to a request that was sent by somebody else under this id: the hello of the cage entry. */
  readonly answerTo: (id: number) => Promise<OrchestratorAnswer>;
}

interface Waiting {
  readonly resolve: (answer: OrchestratorAnswer) => void;
  readonly reject: (cause: Fault) => void;
}

export function openAsker(stream: Duplex, firstId: number): Asker {
  const open = new OpenRequests<Waiting>();
  let nextId = firstId;

  function fail(message: string): void {
    for (const waiting of open.closeAll()) waiting.reject(new Fault('protocol', message));
  }

  const lane = new Lane<OrchestratorAnswer, OrchestratorRequest>({
    stream,
    cap: LIMITS.answerBytes,
    schema: orchestratorAnswer,
    onFrame: (answer) => {
      const waiting = open.close(answer.id);
      if (waiting.ok) waiting.value.resolve(answer);
      else fail(waiting.error.detail);
    },
    onEnd: () => {
      fail('the supervisor left');
    },
    onViolation: (broken) => {
      fail(broken.detail);
    },
  });

  function answerTo(id: number): Promise<OrchestratorAnswer> {
    return new Promise((resolve, reject) => {
      open.add(id, { resolve, reject });
    });
  }

  return {
    answerTo,
    ask: (question) => {
      const id = nextId;
      nextId += 1;
      const answer = answerTo(id);
      lane.send({ ...question, id });
      return answer;
    },
  };
}
