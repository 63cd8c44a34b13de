// What the executor calls accounts and people in its answers, and what they are: the person at the screen reads their own names.

import type { Named } from '../protocol/index.js';
import { parseReport, type Report } from '../report/index.js';
import { printable } from '../shared/index.js';
import type { Screen } from '../terminal/index.js';

export interface Names {
  readonly learn: (names: readonly Named[]) => void;
  readonly shown: (line: string) => string;
  /** The same screen, with the names that are known. */
  readonly on: (screen: Screen) => Screen;
  /** The same report, as this person is to keep it. */
  readonly in: (report: Report) => Report;
}

const PSEUDONYM = /\b[a-z]+(?:-[a-z]+)?-\d+\b/g;

export function openNames(): Names {
  const known = new Map<string, string>();
  const shown = (line: string): string => (known.size === 0 ? line : line.replace(PSEUDONYM, (word) => known.get(word) ?? word));
  return {
    shown,
    learn: (names) => {
      for (const { name, pseudonym } of names) known.set(pseudonym, printable(name));
    },
    in: (report) => {
      if (known.size === 0) return report;
      const named: unknown = JSON.parse(JSON.stringify(report), (_, value: unknown) => (typeof value === 'string' ? shown(value) : value));
      const parsed = parseReport(named);
      // A name that is longer than any text may be: then all stay as they were.
      return parsed.ok ? parsed.value : report;
    },
    on: (screen) => ({
      ...screen,
      out: (line) => {
        screen.out(shown(line));
      },
      err: (line) => {
        screen.err(shown(line));
      },
    }),
  };
}
