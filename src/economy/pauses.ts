// Waits between two looks at the API, each a little longer than the last; all of them end when the process is asked to leave.

import type { Answer } from './upstream.js';

const FIRST_PAUSE_MILLISECONDS = 1_000;
export const LONGEST_PAUSE_MILLISECONDS = 120_000;
const JITTER = 0.2;

export interface Pauses {
  /** At once where all is over. */
  readonly nap: (milliseconds: number) => Promise<void>;
  /** As long as the answer asks for, or longer and longer. */
  readonly after: (tries: number, answer: Answer) => Promise<void>;
  /** Asked anew after each wait. */
  readonly isStopped: () => boolean;
  readonly stop: () => void;
}

export function openPauses(random: () => number, firstMilliseconds = FIRST_PAUSE_MILLISECONDS): Pauses {
  const naps = new Map<NodeJS.Timeout, () => void>();
  let isOver = false;

  function nap(milliseconds: number): Promise<void> {
    if (isOver) return Promise.resolve();
    return new Promise((wake) => {
      const jittered = milliseconds * (1 - JITTER + 2 * JITTER * random());
      const timer = setTimeout(() => {
        naps.delete(timer);
        wake();
      }, jittered);
      naps.set(timer, wake);
    });
  }

  return {
    nap,
    after: (tries, answer) => {
      const asked = answer.kind === 'answered' ? answer.retryAfter : undefined;
      return nap(Math.min(LONGEST_PAUSE_MILLISECONDS, asked ?? firstMilliseconds * 2 ** tries));
    },
    isStopped: () => isOver,
    stop: () => {
      isOver = true;
      for (const [timer, wake] of naps) {
        clearTimeout(timer);
        wake();
      }
      naps.clear();
    },
  };
}
