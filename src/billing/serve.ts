// The billing process once its cage has held: answers what is forwarded on its second lane.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import { type BillAnswer, type BillRequest, billRequest, billRequests, Desk, frameBytes, LIMITS } from '../protocol/index.js';
import { errorCode, printable } from '../shared/index.js';
import { describeBillFile } from './describe.js';

export interface BillPath {
  readonly path: string;
  readonly name: string;
}

function answerTo(request: BillRequest, bill: readonly BillPath[]): BillAnswer {
  try {
    const files = bill.map(({ path, name }) => {
      const file = describeBillFile(path, name);
      return { ...file, columns: [...file.columns] };
    });
    const answer: BillAnswer = { kind: 'bill', id: request.id, files };
    // A frame that does not fit would pass for a broken protocol and end the run.
    if (frameBytes(answer).length <= LIMITS.answerBytes) return answer;
    return { kind: 'bill-fault', id: request.id, detail: `the columns of ${String(files.length)} files do not fit in one answer` };
  } catch (cause) {
    return { kind: 'bill-fault', id: request.id, detail: printable(`cannot read the bill: ${errorCode(cause) ?? 'unknown error'}`, 800) };
  }
}

/** `leave` ends the process: a broken protocol or a supervisor that is gone leaves nothing to do. */
export function serveBilling(forwarded: Duplex, bill: readonly BillPath[], leave: (code: number) => void): void {
  const desk = new Desk<BillRequest['kind'], 'waiting' | 'ready'>(billRequests, 'ready');
  const lane = new Lane<BillRequest, BillAnswer>({
    stream: forwarded,
    cap: LIMITS.requestBytes,
    schema: billRequest,
    onFrame: (request) => {
      if (desk.admit(request).ok) lane.send(answerTo(request, bill));
      else leave(1);
    },
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
