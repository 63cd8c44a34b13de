// What a run shows, held back while a person is asked something. T-TERMINAL: notes of the orchestrator must not be able to push a question off
// the screen, or to look like part of it. What is held is bounded by the protocol: a window of proposals, so many notes.

import type { RunEvent } from '../terminal/index.js';

export interface Hold {
  readonly show: (shown: RunEvent) => void;
  readonly during: <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;
}

export function openHold(show: (shown: RunEvent) => void): Hold {
  let held: RunEvent[] = [];
  let asking = 0;
  return {
    show: (shown) => {
      if (asking > 0) held.push(shown);
      else show(shown);
    },
    during: async (ask) => {
      asking += 1;
      try {
        return await ask();
      } finally {
        asking -= 1;
        if (asking === 0) {
          const waiting = held;
          held = [];
          for (const shown of waiting) show(shown);
        }
      }
    },
  };
}
