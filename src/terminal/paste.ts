// What a person pastes back, question after question: lines until one of `###`, or the end of input. One reader for all of them, because
// what was pasted behind a mark has already been read, and answers the next question.

import { createInterface, type Interface } from 'node:readline';

export interface Pasted {
  readonly text: string;
  readonly cutBytes: number;
}

export interface Pastes {
  /** The answer to the next question; `undefined` when nothing was pasted. One question at a time. */
  readonly next: () => Promise<Pasted | undefined>;
  readonly close: () => void;
}

const END_MARK = '###';

function pasted(lines: readonly string[], most: number): Pasted | undefined {
  const text = lines.join('\n').trim();
  if (text === '') return undefined;
  const isHalf = text.length > most && /[\ud800-\udbff]/.test(text.charAt(most - 1));
  const kept = text.slice(0, isHalf ? most - 1 : most);
  return { text: kept.toWellFormed(), cutBytes: Buffer.byteLength(text.slice(kept.length)) };
}

export function openPastes(input: NodeJS.ReadableStream, mostCharacters: number): Pastes {
  const lines: string[] = [];
  let reader: Interface | undefined;
  let isOver = false;
  let answer: ((paste: Pasted | undefined) => void) | undefined;

  function look(): void {
    const mark = lines.findIndex((line) => line.trim() === END_MARK);
    if (answer === undefined || (mark === -1 && !isOver)) return;
    const mine = mark === -1 ? lines.splice(0) : lines.splice(0, mark + 1).slice(0, -1);
    // Nobody asks now: what comes waits in the terminal.
    if (!isOver) reader?.pause();
    answer(pasted(mine, mostCharacters));
    answer = undefined;
  }

  function open(): Interface {
    const opened = createInterface({ input, terminal: false });
    opened.on('line', (line) => {
      lines.push(line);
      look();
    });
    opened.on('close', () => {
      isOver = true;
      look();
    });
    return opened;
  }

  return {
    next: () =>
      new Promise((resolve) => {
        answer = resolve;
        reader ??= open();
        if (!isOver) reader.resume();
        look();
      }),
    close: () => {
      isOver = true;
      reader?.close();
      look();
    },
  };
}
