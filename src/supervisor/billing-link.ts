// The supervisor's words with the billing process: hear its hello, let it go on.

import type { Duplex } from 'node:stream';
import { GO_LINE } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import { type BillingTells, billingHello, billingTells, Desk, LIMITS, type Violation } from '../protocol/index.js';

export interface BillingLinkOptions {
  readonly stream: Duplex;
  readonly onHello: (hello: BillingTells) => void;
  readonly onViolation: (broken: Violation) => void;
}

export interface BillingLink {
  /** Its cage held: it may load its program. */
  readonly go: () => void;
  readonly close: () => void;
}

export function openBillingLink(options: BillingLinkOptions): BillingLink {
  const desk = new Desk<BillingTells['kind'], 'new' | 'ready'>(billingHello, 'new');
  const lane = new Lane<BillingTells, never>({
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
    go: () => {
      options.stream.write(GO_LINE);
    },
    close: () => {
      lane.close();
    },
  };
}
