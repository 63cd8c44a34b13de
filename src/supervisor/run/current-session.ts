// Which session of a run is there to be stopped or spoken to: none yet, the one that asks for the bill, or the one that investigates.

import type { Session } from '../session.js';
import type { Signal, Signals } from './signals.js';

export interface CurrentSession {
  /** This one, from now on. */
  readonly follow: (session: Session) => void;
  /** For the one who proposes. Lost where nobody proposes yet. */
  readonly note: (text: string) => void;
  readonly stop: (signal: Signal) => void;
  /** Somebody other than the person at the keyboard asked it to end. */
  readonly isTerminated: () => boolean;
}

export function openCurrentSession(signals: Signals, onStop: (signal: Signal, isFirst: boolean) => void): CurrentSession {
  const received = new Set<Signal>();
  let current: Session | undefined;
  const stop = (signal: Signal): void => {
    const isFirst = received.size === 0;
    received.add(signal);
    onStop(signal, isFirst);
    current?.interrupt();
  };
  return {
    stop,
    follow: (session) => {
      current = session;
      // What was heard between two of them.
      if (received.size > 0) session.interrupt();
      else signals.hear(stop);
    },
    note: (text) => {
      current?.note(text);
    },
    isTerminated: () => [...received].some((signal) => signal !== 'SIGINT'),
  };
}
