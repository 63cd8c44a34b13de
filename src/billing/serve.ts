// The billing process after its hello: waits for `start`, then answers what is forwarded on its second lane.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  type BillAnswer,
  type BillingControl,
  type BillRequest,
  billingControl,
  billingControls,
  billRequest,
  billRequests,
  Desk,
  LIMITS,
} from '../protocol/index.js';
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
    return { kind: 'bill', id: request.id, files };
  } catch (cause) {
    return { kind: 'bill-fault', id: request.id, detail: printable(`cannot read the bill: ${errorCode(cause) ?? 'unknown error'}`, 800) };
  }
}

/** `leave` ends the process: a broken protocol or a supervisor that is gone leaves nothing to do. */
export function serveBilling(control: Duplex, forwarded: Duplex, bill: readonly BillPath[], leave: (code: number) => void): void {
  const controlDesk = new Desk<BillingControl['kind'], 'waiting' | 'ready'>(billingControls, 'waiting');
  const requestDesk = new Desk<BillRequest['kind'], 'waiting' | 'ready'>(billRequests, 'ready');
  const requests = new Lane<BillRequest, BillAnswer>({
    stream: forwarded,
    cap: LIMITS.requestBytes,
    schema: billRequest,
    onFrame: (request) => {
      if (!requestDesk.admit(request).ok) leave(1);
      else requests.send(answerTo(request, bill));
    },
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
  requests.hold();
  new Lane<BillingControl, never>({
    stream: control,
    cap: LIMITS.requestBytes,
    schema: billingControl,
    onFrame: (frame) => {
      if (!controlDesk.admit(frame).ok) leave(1);
      else requests.release();
    },
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
