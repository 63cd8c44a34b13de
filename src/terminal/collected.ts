// Lines that are read until one of `###`: as many characters as fit, and a count of the bytes that do not.

import { type Bounded, bounded } from './bracketed.js';

export interface Collected {
  readonly isEmpty: () => boolean;
  readonly add: (line: string) => void;
  /** What was left out before it came here. */
  readonly cut: (bytes: number) => void;
  /** With a last line that no Enter has ended; a mark is no part of it. */
  readonly whole: (last: string) => Bounded;
}

export const END_MARK = '###';

export function isEndMark(line: string): boolean {
  return line.trim() === END_MARK;
}

export function openCollected(mostCharacters: number): Collected {
  const lines: string[] = [];
  let characters = 0;
  let cutBytes = 0;
  return {
    isEmpty: () => lines.length === 0,
    add: (line) => {
      const kept = bounded(line, Math.max(0, mostCharacters - characters));
      characters += kept.text.length + 1;
      cutBytes += kept.cutBytes;
      if (kept.text !== '' || line === '') lines.push(kept.text);
    },
    cut: (bytes) => {
      cutBytes += bytes;
    },
    whole: (last) => {
      const read = isEndMark(last) ? lines : [...lines, last];
      const { cutBytes: more, text } = bounded(read.join('\n').replace(/\n$/u, ''), mostCharacters);
      return { text: isEndMark(last) ? read.join('\n') : text, cutBytes: cutBytes + more };
    },
  };
}
