// Takes secrets out of text and says what stood there. The same secret has the same number, so that evidence can be compared; the number
// says nothing about the secret.

import { merged, replaced, type Span } from '../span.js';
import { spellingsOf } from './planted.js';
import { type Scanner, scannerFor } from './scan.js';
import { entryAt } from '../tables.js';

export interface Redacted {
  readonly text: string;
  /** How many places were replaced. */
  readonly count: number;
}

export interface Redactor {
  readonly redact: (text: string) => Redacted;
  /** The last number that was given, for whoever begins anew and must not give it again. */
  readonly lastNumber: () => number;
}

export interface RedactorOptions {
  /** Exact values that must not appear in any spelling. */
  readonly planted?: readonly string[];
  /** Numbers up to this one were given already. */
  readonly after?: number;
}

const MOST_NUMBERED = 10_000;

const OWN_MARK = /\[redacted(?: \d+)?: [a-z0-9 .,]{2,60}\]/g;

/** What we wrote ourselves stays. INVARIANT: spans and marks are both in order, so one walk compares them. */
function outsideOwnMarks(text: string, spans: readonly Span[]): readonly Span[] {
  if (!text.includes('[redacted')) return spans;
  const own = [...text.matchAll(OWN_MARK)].map((hit) => ({ start: hit.index, end: hit.index + hit[0].length }));
  let next = 0;
  return spans.filter((span) => {
    while (next < own.length && entryAt(own, next).end < span.end) next += 1;
    const mark = own[next];
    return !(mark && mark.start <= span.start);
  });
}

export function openRedactor({ planted = [], after = 0 }: RedactorOptions = {}): Redactor {
  const scanner = scannerFor(spellingsOf(planted));
  const numbers = new Map<string, number>();
  let last = after;

  function numberOf(secret: string): number | undefined {
    const known = numbers.get(secret);
    if (known !== undefined || numbers.size >= MOST_NUMBERED) return known;
    last += 1;
    numbers.set(secret, last);
    return last;
  }

  return {
    redact: (text) => {
      const spans = outsideOwnMarks(text, merged(scanner.spans(text)));
      const marked = replaced(text, spans, ({ start, end, kind }) => {
        const number = numberOf(text.slice(start, end));
        return number === undefined ? `[redacted: ${kind}]` : `[redacted ${String(number)}: ${kind}]`;
      });
      return { text: marked, count: spans.length };
    },
    lastNumber: () => last,
  };
}

let forLines: Scanner | undefined;

/** One line for a log or a notice: what stood there is said, without a number, since nothing is remembered between lines. */
export function redactLine(text: string): string {
  forLines ??= scannerFor([]);
  return replaced(text, outsideOwnMarks(text, merged(forLines.spans(text))), ({ kind }) => `[redacted: ${kind}]`);
}
