// T-EGRESS: a gateway or a test server that repeats what it was sent would hand our key to the orchestrator. The pieces of an answer pass
// through here; what could be the beginning of the key waits for the next piece.

export interface KeyGuard {
  readonly isIn: (text: string) => boolean;
  /** What may be passed on by now; undefined when the answer holds the key. */
  readonly take: (text: string) => string | undefined;
  /** What still waited when the answer ended. */
  readonly rest: () => string;
}

export function keyGuard(key: string): KeyGuard {
  let held = '';
  const isIn = (text: string): boolean => text.includes(key);
  return {
    isIn,
    take: (text) => {
      const all = held + text;
      if (isIn(all)) return undefined;
      held = all.slice(all.length - beginningAtEnd(all, key));
      return all.slice(0, all.length - held.length);
    },
    rest: () => held,
  };
}

/** How many characters at the end of `text` are a beginning of the key. */
function beginningAtEnd(text: string, key: string): number {
  for (let count = Math.min(text.length, key.length - 1); count > 0; count -= 1) {
    if (text.endsWith(key.slice(0, count))) return count;
  }
  return 0;
}
