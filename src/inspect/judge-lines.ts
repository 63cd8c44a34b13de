// Lines of JSON in, as many lines of JSON out, in the same order. Runs in the process for a few lines and in threads for many.

import { isAscii, isUtf8 } from 'node:buffer';
import { answerTo, type Id, unjudged } from './answer.js';
import { answerText, bodyText, textWith } from './answer-text.js';
import type { BulkJudging } from './judging.js';

/** A longer line is not kept: no command that could be accepted needs it. */
export const MOST_LINE_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

/** Whole lines, the last one with or without its end. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Before these stood a line that was too long to keep. */
  readonly isAfterCut: boolean;
}

const TOO_LONG = answerText(unjudged(1, 'too-long', `a line of more than ${String(MOST_LINE_BYTES)} bytes`, 'propose a shorter command'));
const BAD_REQUEST = answerText(
  unjudged(null, 'bad-request', 'not a JSON object with a command', 'write one object a line: {"id":1,"command":"aws s3 ls"}'),
);

function isId(value: unknown): value is Id | undefined {
  return value === undefined || value === null || typeof value === 'string' || typeof value === 'number';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerLine(text: string, judging: BulkJudging): string {
  const request = parsed(text);
  if (typeof request !== 'object' || request === null || !('command' in request)) return BAD_REQUEST;
  const { command } = request;
  const id = 'id' in request ? request.id : null;
  if (typeof command !== 'string' || !isId(id)) return BAD_REQUEST;
  return textWith(
    id ?? null,
    judging.known.bodyOf(command, () => bodyText(answerTo(null, command, judging))),
  );
}

/** Answers are longer than what they answer, by about so much. */
const ANSWER_TO_LINE = 3;

interface Page {
  /** INVARIANT: printable ASCII, so that each character is a byte. */
  readonly add: (line: string) => void;
  readonly bytes: () => Uint8Array;
}

/** Takes line by line, so that none is kept as text until the last one is there. */
function openPage(guess: number): Page {
  let page = Buffer.allocUnsafeSlow(guess);
  let end = 0;
  return {
    add: (line) => {
      if (end + line.length >= page.length) page = Buffer.concat([page], 2 * (end + line.length + 1));
      end += page.write(line, end, 'latin1');
      page[end] = NEWLINE;
      end += 1;
    },
    // A copy of no more than was written: whoever sends it to another thread sends all that lies behind it.
    bytes: () => new Uint8Array(page.subarray(0, end)),
  };
}

function isBlank(text: string): boolean {
  return /^[ \t\r]*$/.test(text);
}

/** The text of a line; `undefined` where the bytes are none. */
type LineAt = (from: number, end: number) => string | undefined;

function linesOf(bytes: Buffer): LineAt {
  if (isAscii(bytes)) {
    const all = bytes.toString('latin1');
    return (from, end) => all.slice(from, end);
  }
  const isText = isUtf8(bytes);
  // Line by line, so that one character of two bytes does not make all lines slow.
  return (from, end) => (isText || isUtf8(bytes.subarray(from, end)) ? bytes.toString('utf8', from, end) : undefined);
}

/** Blank lines are separators and have no answer. */
function answered(lineAt: LineAt, from: number, end: number, judging: BulkJudging): string | undefined {
  if (end - from > MOST_LINE_BYTES) return TOO_LONG;
  const line = lineAt(from, end);
  if (line === undefined) return BAD_REQUEST;
  return isBlank(line) ? undefined : answerLine(line, judging);
}

/** The bytes of all answers, in printable ASCII and line ends. */
export function judgeLines({ bytes, isAfterCut }: Block, judging: BulkJudging): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lineAt = linesOf(buffer);
  const page = openPage(buffer.length * ANSWER_TO_LINE);
  if (isAfterCut) page.add(TOO_LONG);
  for (let from = 0; from < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, from);
    const end = newline === -1 ? buffer.length : newline;
    const answer = answered(lineAt, from, end, judging);
    if (answer !== undefined) page.add(answer);
    from = end + 1;
  }
  return page.bytes();
}
