// The supervisor's words with the billing process: hear its hello, let it go on, hear how far it has read.

import type { Duplex } from 'node:stream';
import { GO_LINE } from '../cage/index.js';
import { Lane } from '../channel/index.js';
import { type BillingTells, billingHello, billingTells, Desk, LIMITS, type Violation } from '../protocol/index.js';

export interface BillingLinkOptions {
  readonly stream: Duplex;
  readonly onHello: (hello: Extract<BillingTells, { kind: 'hello' }>) => void;
  readonly onProgress?: (progress: Extract<BillingTells, { kind: 'progress' }>) => void;
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
    onFrame: (told) => {
      const admitted = desk.admit(told);
      if (!admitted.ok) options.onViolation(admitted.error);
      else if (told.kind === 'hello') options.onHello(told);
      else options.onProgress?.(told);
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
