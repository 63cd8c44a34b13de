// How fast proposals are judged. T-FLOOD: each one is an entry of the audit log, synced; a flood of them would fill the disk and hold up
// every other run on it. Whoever asks faster waits, and while it waits it is not read from.

/** Far more than any reasoner asks, and what a flood is slowed down to. */
const PER_SECOND = 250;
const AT_ONCE = 500;

export interface PaceOptions {
  readonly perSecond?: number;
  readonly atOnce?: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** Takes one turn each time it is called; how many milliseconds to wait before using it. */
export function openPace({ perSecond = PER_SECOND, atOnce = AT_ONCE, now }: PaceOptions): () => number {
  const each = 1_000 / perSecond;
  /** When the last turn that was given is due. */
  let due = Number.NEGATIVE_INFINITY;
  return () => {
    const at = now();
    due = Math.max(due + each, at - (atOnce - 1) * each);
    return Math.max(0, due - at);
  };
}
