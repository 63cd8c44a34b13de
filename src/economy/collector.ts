// Questions that go out together: what comes within a window of time, or what is there when each run waits and nothing more can come, or as much
// as one batch takes.

import type { Asked } from './asked.js';

/** Runs that were answered together ask together, but not in the same instant. */
const SETTLE_MILLISECONDS = 60;
const MOST_REQUESTS = 1_000;
const MOST_CHARACTERS = 32 * 1024 ** 2;

export interface CollectorOptions {
  readonly windowMilliseconds: number;
  /** Nothing more can come before something is answered. */
  readonly isEverybodyWaiting: () => boolean;
  readonly send: (asked: readonly Asked[]) => void;
  readonly settleMilliseconds?: number;
  readonly mostRequests?: number;
  readonly mostCharacters?: number;
}

export interface Collector {
  readonly add: (asked: Asked) => void;
  /** Whoever asked it is gone, and nobody else wants it. */
  readonly drop: (hash: string) => void;
  readonly has: (hash: string) => boolean;
  /** Who waits, or how many could ask, has changed. */
  readonly look: () => void;
  readonly close: () => void;
}

export function openCollector(options: CollectorOptions): Collector {
  const { isEverybodyWaiting, mostCharacters = MOST_CHARACTERS, mostRequests = MOST_REQUESTS, send, windowMilliseconds } = options;
  const settleMilliseconds = Math.min(windowMilliseconds, options.settleMilliseconds ?? SETTLE_MILLISECONDS);
  const waiting = new Map<string, Asked>();
  let window: NodeJS.Timeout | undefined;
  let settle: NodeJS.Timeout | undefined;

  function rest(): void {
    clearTimeout(window);
    clearTimeout(settle);
    window = undefined;
    settle = undefined;
  }

  function flush(): void {
    rest();
    const all = [...waiting.values()];
    waiting.clear();
    if (all.length > 0) send(all);
  }

  const characters = (): number => [...waiting.values()].reduce((sum, { params }) => sum + params.length, 0);

  function look(): void {
    if (waiting.size === 0) {
      rest();
      return;
    }
    clearTimeout(settle);
    settle = isEverybodyWaiting() ? setTimeout(flush, settleMilliseconds) : undefined;
  }

  return {
    add: (asked) => {
      if (waiting.size > 0 && (waiting.size >= mostRequests || characters() + asked.params.length > mostCharacters)) flush();
      waiting.set(asked.hash, asked);
      window ??= setTimeout(flush, windowMilliseconds);
      look();
    },
    drop: (hash) => {
      waiting.delete(hash);
      look();
    },
    has: (hash) => waiting.has(hash),
    look,
    close: () => {
      rest();
      waiting.clear();
    },
  };
}
