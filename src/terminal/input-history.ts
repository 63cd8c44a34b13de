// What a person typed in this session, for the keys up and down. T-SECRET: in memory alone, and without the secrets that were typed.

import { printable } from '../shared/index.js';

export interface InputHistory {
  readonly keep: (line: string) => void;
  /** The latest last. */
  readonly lines: () => readonly string[];
}

const MOST_LINES = 100;
/** What is longer was an output that somebody typed, and nobody types it again. */
const LONGEST = 500;

export function openInputHistory(withoutSecrets: (line: string) => string): InputHistory {
  let lines: readonly string[] = [];
  return {
    lines: () => lines,
    keep: (typed) => {
      const line = printable(withoutSecrets(typed.trim()), LONGEST);
      if (line === '' || typed.length > LONGEST || line === lines.at(-1)) return;
      lines = [...lines, line].slice(-MOST_LINES);
    },
  };
}

/** For a question whose answers are nobody's business a second time. */
export const NO_HISTORY: InputHistory = { keep: () => undefined, lines: () => [] };
