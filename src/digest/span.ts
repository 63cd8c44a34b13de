// A stretch of a text, and what it is.

export interface Span {
  readonly start: number;
  readonly end: number;
  /** What the reader is told that stood there. */
  readonly kind: string;
}

/** In order and without overlaps: what overlaps becomes one, named by what begins first, or is longer. */
export function merged(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.toSorted((one, other) => one.start - other.start || other.end - one.end);
  const out: Span[] = [];
  for (const span of sorted) {
    const last = out.at(-1);
    if (last && span.start < last.end) out[out.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else out.push(span);
  }
  return out;
}

/** The text with each span replaced. INVARIANT: the spans are merged. */
export function replaced(text: string, spans: readonly Span[], by: (span: Span) => string): string {
  if (spans.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const span of spans) {
    parts.push(text.slice(at, span.start), by(span));
    at = span.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
