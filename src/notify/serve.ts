// The life of the notifier: one event, its outcomes, and out.

import type { Duplex } from 'node:stream';
import { Lane } from '../channel/index.js';
import {
  Desk,
  LIMITS,
  type NotifierControl,
  type NotifierState,
  type NotifierTells,
  notifierControl,
  notifierControls,
} from '../protocol/index.js';
import { deliver } from './deliver.js';

export interface NotifierDescriptors {
  readonly control: Duplex;
  /** Ends the process. */
  readonly leave: (exit: 0 | 1) => void;
}

export function serveNotifier({ control, leave }: NotifierDescriptors): void {
  const desk = new Desk<NotifierControl['kind'], NotifierState>(notifierControls, 'waiting');
  const supervisor = new Lane<NotifierControl, NotifierTells>({
    stream: control,
    cap: LIMITS.requestBytes,
    schema: notifierControl,
    onFrame: (frame) => {
      if (!desk.admit(frame).ok) {
        leave(1);
        return;
      }
      const { kind: _, id, ...delivery } = frame;
      void deliver(delivery).then((outcomes) => {
        supervisor.last({ kind: 'delivered', id, outcomes: [...outcomes] }, () => {
          leave(0);
        });
      });
    },
    // The supervisor is gone: nobody wants to know any more.
    onEnd: () => {
      leave(0);
    },
    onViolation: () => {
      leave(1);
    },
  });
}
