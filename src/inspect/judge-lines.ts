// Lines of JSON in, as many lines of JSON out, in the same order. Runs in the process for a few lines and in threads for many.

import { isUtf8 } from 'node:buffer';
import { type Answer, answerTo, type Id, unjudged } from './answer.js';
import { answerText } from './answer-text.js';
import type { Judging } from './judging.js';

/** A longer line is not kept: no command that could be accepted needs it. */
export const MOST_LINE_BYTES = 256 * 1024;

const NEWLINE = 0x0a;

/** Whole lines, the last one with or without its end. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Before these stood a line that was too long to keep. */
  readonly isAfterCut: boolean;
}

const TOO_LONG = unjudged(1, 'too-long', `a line of more than ${String(MOST_LINE_BYTES)} bytes`, 'propose a shorter command');
const BAD_REQUEST = unjudged(
  null,
  'bad-request',
  'not a JSON object with a command',
  'write one object a line: {"id":1,"command":"aws s3 ls"}',
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

function answerLine(text: string, judging: Judging): Answer {
  const request = parsed(text);
  if (typeof request !== 'object' || request === null || !('command' in request)) return BAD_REQUEST;
  const { command } = request;
  const id = 'id' in request ? request.id : null;
  return typeof command === 'string' && isId(id) ? answerTo(id ?? null, command, judging) : BAD_REQUEST;
}

function isBlank(text: string): boolean {
  return /^[ \t\r]*$/.test(text);
}

function written(answer: Answer): string {
  return `${answerText(answer)}\n`;
}

/** Blank lines are separators and have no answer. */
function answered(bytes: Buffer, from: number, end: number, isText: boolean, judging: Judging): string {
  if (end - from > MOST_LINE_BYTES) return written(TOO_LONG);
  if (!isText && !isUtf8(bytes.subarray(from, end))) return written(BAD_REQUEST);
  // Line by line, so that one character of two bytes does not make all lines slow.
  const line = bytes.toString('utf8', from, end);
  return isBlank(line) ? '' : written(answerLine(line, judging));
}

/** INVARIANT: printable ASCII and line ends, so that whoever needs bytes may take each character for one. */
export function judgeLines({ bytes, isAfterCut }: Block, judging: Judging): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isText = isUtf8(buffer);
  let out = isAfterCut ? written(TOO_LONG) : '';
  for (let from = 0; from < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, from);
    const end = newline === -1 ? buffer.length : newline;
    out += answered(buffer, from, end, isText, judging);
    from = end + 1;
  }
  return out;
}
