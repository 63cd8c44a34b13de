// CSV into records, by the rules that exports agree on: a field that begins with a quote ends with one, two of them stand for one, and
// a quote elsewhere is a letter. Every bill goes through here, most of them twice, so it looks for what ends a field instead of at each letter.

export type CsvRecord =
  | { readonly kind: 'record'; readonly cells: readonly string[] /** The one it ends on. */; readonly line: number }
  /** The text ends inside of quotes. */
  | { readonly kind: 'unclosed'; readonly line: number }
  /** T-FLOOD: a line that has no end, or a quote that is never closed. */
  | { readonly kind: 'too-long'; readonly line: number };

export interface CsvRules {
  readonly delimiter: string;
  /** Characters of one record. */
  readonly longest: number;
}

interface Cut {
  readonly records: readonly CsvRecord[];
  /** Where the first record begins that is not whole. */
  readonly end: number;
  /** Line ends before that. */
  readonly lines: number;
}

/** How far a text has been read. Ends of fields are remembered until they are passed: no letter is looked at more than a few times. */
interface Place {
  readonly text: string;
  readonly next: (mark: string, from: number) => number;
  readonly isLast: boolean;
}

interface Field {
  readonly cell: string;
  /** Of the separator or line end behind it, or the end of the text. */
  readonly end: number;
  readonly lines: number;
}

type Unfinished = 'unclosed' | 'more';

const LINE_ENDS = /\r\n|\n|\r/gu;

function marksOf(text: string): Place['next'] {
  const found = new Map<string, number>();
  return (mark, from) => {
    const known = found.get(mark);
    if (known !== undefined && known >= from) return known;
    const at = text.indexOf(mark, from);
    const place = at === -1 ? text.length : at;
    found.set(mark, place);
    return place;
  };
}

function fieldEnd({ next }: Place, delimiter: string, from: number): number {
  return Math.min(next(delimiter, from), next('\n', from), next('\r', from));
}

function lineEndsIn(text: string): number {
  return text.match(LINE_ENDS)?.length ?? 0;
}

function quotedField(place: Place, delimiter: string, start: number): Field | Unfinished {
  const { isLast, text } = place;
  let value = '';
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return isLast ? 'unclosed' : 'more';
    const after = quote + 1;
    if (after === text.length && !isLast) return 'more';
    value += text.slice(from, quote);
    if (text[after] === '"') {
      value += '"';
      from = after + 1;
      continue;
    }
    // Asked in this order: what was passed is not found again.
    const hasLines = place.next('\n', start) < quote || place.next('\r', start) < quote;
    const end = fieldEnd(place, delimiter, after);
    // What goes on behind its quote was no quoted field; it stays as it was written.
    const cell = end === after ? value : `"${value}"${text.slice(after, end)}`;
    return { cell, end, lines: hasLines ? lineEndsIn(text.slice(start, quote)) : 0 };
  }
}

interface Whole {
  readonly cells: readonly string[];
  readonly end: number;
  readonly inside: number;
  readonly ends: number;
}

function recordAt(place: Place, delimiter: string, start: number): Whole | Unfinished {
  const { isLast, text } = place;
  const cells: string[] = [];
  let inside = 0;
  for (let from = start; ; ) {
    let end: number;
    if (text[from] === '"') {
      const field = quotedField(place, delimiter, from);
      if (typeof field === 'string') return field;
      cells.push(field.cell);
      inside += field.lines;
      end = field.end;
    } else {
      end = fieldEnd(place, delimiter, from);
      cells.push(text.slice(from, end));
    }
    if (end === text.length) return isLast ? { cells, end, inside, ends: 0 } : 'more';
    from = end + 1;
    if (text[end] === delimiter) continue;
    if (text[end] === '\r') {
      // The other half of a line end may be in what comes next.
      if (from === text.length && !isLast) return 'more';
      if (text[from] === '\n') from += 1;
    }
    return { cells, end: from, inside, ends: 1 };
  }
}

/** Whole records from the beginning of a text; `isLast` says that nothing follows it. */
export function cutCsv(text: string, rules: CsvRules, isLast: boolean, before = 0, most = Number.POSITIVE_INFINITY): Cut {
  const place: Place = { text, isLast, next: marksOf(text) };
  const records: CsvRecord[] = [];
  let end = 0;
  let lines = before;
  while (end < text.length && records.length < most) {
    const found = recordAt(place, rules.delimiter, end);
    const isTooLong = (typeof found === 'string' ? text.length : found.end) - end > rules.longest;
    if (isTooLong) records.push({ kind: 'too-long', line: lines + 1 });
    else if (found === 'unclosed') records.push({ kind: 'unclosed', line: lines + 1 + lineEndsIn(text.slice(end)) });
    if (isTooLong || typeof found === 'string') break;
    lines += found.inside;
    records.push({ kind: 'record', cells: found.cells, line: lines + 1 });
    lines += found.ends;
    end = found.end;
  }
  return { records, end, lines };
}

/** Ends with what is no record, if there is such. */
export async function* splitCsv(chunks: AsyncIterable<string>, rules: CsvRules): AsyncGenerator<readonly CsvRecord[]> {
  let text = '';
  let lines = 0;
  let wanted = 0;
  let isFirst = true;
  for await (const chunk of chunks) {
    text += isFirst ? chunk.replace(/^\uFEFF/u, '') : chunk;
    isFirst = false;
    // A record that came in many pieces is not begun anew with each.
    if (text.length < wanted) continue;
    const cut = cutCsv(text, rules, false, lines);
    if (cut.records.length > 0) yield cut.records;
    if (cut.records.at(-1)?.kind === 'too-long') return;
    text = text.slice(cut.end);
    wanted = 2 * text.length;
    lines = cut.lines;
  }
  if (text !== '') yield cutCsv(text, rules, true, lines).records;
}
