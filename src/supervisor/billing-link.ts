// The supervisor's words with the billing process: hear its hello, let it start.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import { type BillingControl, type BillingTells, billingHello, billingTells, Desk, LIMITS, type Violation } from '../protocol/index.js';

export interface BillingLinkOptions {
  readonly stream: Duplex;
  readonly onHello: (hello: BillingTells) => void;
  readonly onViolation: (broken: Violation) => void;
}

export interface BillingLink {
  readonly start: () => void;
  readonly close: () => void;
}

export function openBillingLink(options: BillingLinkOptions): BillingLink {
  const desk = new Desk<BillingTells['kind'], 'new' | 'ready'>(billingHello, 'new');
  const lane = new Lane<BillingTells, BillingControl>({
    stream: options.stream,
    cap: LIMITS.requestBytes,
    schema: billingTells,
    onFrame: (hello) => {
      const admitted = desk.admit(hello);
      if (admitted.ok) options.onHello(hello);
      else options.onViolation(admitted.error);
    },
    // How it ended is told by the exit of the process, which is watched.
    onEnd: () => undefined,
    onViolation: options.onViolation,
  });
  return {
    start: () => {
      lane.send({ kind: 'start', id: 1 });
    },
    close: () => {
      lane.close();
    },
  };
}
