// Answers that were prepared: a file or a pipe, one after the other, a line of `###` between them. One reader for all questions, because what
// stands behind a mark has already been read. However much comes, only what fits is kept.

import { bounded, type Bounded, withPlainBreaks } from './bracketed.js';

export type Answered =
  /** `undefined`: nothing, or `/skip`. */
  { readonly kind: 'answer'; readonly output: Bounded | undefined; readonly note: string | undefined } | { readonly kind: 'ended' };

export interface Answers {
  /** The answer to the next question. One question at a time. */
  readonly next: () => Promise<Answered>;
}

const END_MARK = '###';
/** A line longer than this is no mark. */
const LONGEST_MARK = 64;
const NOTE = '/note ';
const SKIP = '/skip';

class Blocks {
  readonly #most: number;
  readonly #done: Bounded[] = [];
  #text = '';
  #cutBytes = 0;
  #line = '';
  /** Part of the line is in the text already, so it is no mark. */
  #isLong = false;

  constructor(most: number) {
    this.#most = most;
  }

  feed(chunk: string): void {
    const [first = '', ...rest] = chunk.split('\n');
    this.#addToLine(first);
    for (const line of rest) {
      this.#endLine();
      this.#addToLine(line);
    }
  }

  /** No line comes after this one. */
  end(): void {
    if (this.#isMark()) {
      this.#endLine();
      return;
    }
    this.#flushLine();
    if (this.#text.trim() !== '') this.#endBlock();
  }

  take(): Bounded | undefined {
    return this.#done.shift();
  }

  #addToLine(text: string): void {
    this.#line += text;
    if (this.#line.length <= LONGEST_MARK) return;
    this.#flushLine();
    this.#isLong = true;
  }

  #isMark(): boolean {
    return !this.#isLong && this.#line.trim() === END_MARK;
  }

  #endLine(): void {
    if (this.#isMark()) {
      this.#line = '';
      this.#endBlock();
      return;
    }
    this.#line += '\n';
    this.#flushLine();
    this.#isLong = false;
  }

  #flushLine(): void {
    const kept = bounded(this.#line, Math.max(0, this.#most - this.#text.length));
    this.#text += kept.text;
    this.#cutBytes += kept.cutBytes;
    this.#line = '';
  }

  #endBlock(): void {
    this.#done.push({ text: withPlainBreaks(this.#text).trim(), cutBytes: this.#cutBytes });
    this.#text = '';
    this.#cutBytes = 0;
  }
}

/** Everything is output but lines that begin with `/note ` before it, and a lone `/skip`. A path is no path here. */
function answerOf({ text, cutBytes }: Bounded): Answered {
  const lines = text.split('\n');
  const outputAt = lines.findIndex((line) => !line.startsWith(NOTE));
  const notes = outputAt === -1 ? lines : lines.slice(0, outputAt);
  const rest = outputAt === -1 ? '' : lines.slice(outputAt).join('\n').trim();
  return {
    kind: 'answer',
    note: notes.length === 0 ? undefined : notes.map((line) => line.slice(NOTE.length).trim()).join('\n'),
    output: rest === '' || rest === SKIP ? undefined : { text: rest, cutBytes },
  };
}

export function openAnswers(input: AsyncIterable<string>, mostCharacters: number): Answers {
  const blocks = new Blocks(mostCharacters);
  const chunks = input[Symbol.asyncIterator]();
  let isOver = false;
  return {
    next: async () => {
      for (;;) {
        const block = blocks.take();
        if (block !== undefined) return answerOf(block);
        if (isOver) return { kind: 'ended' };
        const chunk = await chunks.next();
        if (chunk.done === true) {
          isOver = true;
          blocks.end();
        } else blocks.feed(chunk.value);
      }
    },
  };
}
