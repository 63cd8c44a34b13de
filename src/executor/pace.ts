// How fast proposals are judged. T-FLOOD: each one is an entry of the audit log, synced; a flood of them would fill the disk and hold up
// every other run on it. Whoever asks faster waits, and while it waits it is not read from.

/** A longer line is a longer entry: it takes a turn more for each of so many characters. */
const CHARACTERS = 512;
/** Far more than any reasoner asks, and what a flood is slowed down to. */
const PER_SECOND = 250;
const AT_ONCE = 500;

export interface PaceOptions {
  readonly perSecond?: number;
  readonly atOnce?: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** Takes the turns of a line each time it is called; how many milliseconds to wait before using them. */
export function openPace({ perSecond = PER_SECOND, atOnce = AT_ONCE, now }: PaceOptions): (line: string) => number {
  const each = 1_000 / perSecond;
  /** When the last turn that was given is due. */
  let due = Number.NEGATIVE_INFINITY;
  return ({ length }) => {
    const at = now();
    due = Math.max(due, at - atOnce * each) + each * (1 + Math.floor(length / CHARACTERS));
    return Math.max(0, due - at);
  };
}
