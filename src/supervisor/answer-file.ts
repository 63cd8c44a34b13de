// Files that a person names: one that holds the output of a command, one with prepared answers.

import { closeSync, constants, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorCode, Fault } from '../shared/index.js';
import { type Answers, type Bounded, bounded, openAnswers, withPlainBreaks } from '../terminal/index.js';

/** The path that a person typed, if a file is there. */
export function fileNamed(typed: string, home: string): string | undefined {
  const bare = /^(['"])(.+)\1$/u.exec(typed)?.[2] ?? typed;
  const path = bare.startsWith('~/') ? join(home, bare.slice(2)) : resolve(bare);
  try {
    return statSync(path).isFile() ? path : undefined;
  } catch (cause) {
    // Not there, or not a path at all.
    if (errorCode(cause) === undefined) throw cause;
    return undefined;
  }
}

/** What fits of it; a Fault when it cannot be read. */
export function readOutput(path: string, mostCharacters: number): Bounded & { readonly bytes: number } {
  try {
    // Not waited for, in case it is no file any more.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size } = fstatSync(file);
      const buffer = Buffer.alloc(Math.min(size, 4 * mostCharacters));
      const read = readSync(file, buffer, 0, buffer.length, 0);
      const text = new TextDecoder('utf-8').decode(buffer.subarray(0, read), { stream: read < size });
      const kept = bounded(withPlainBreaks(text).trim(), mostCharacters);
      return { text: kept.text, cutBytes: kept.cutBytes + (size - read), bytes: size };
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    throw new Fault('file', `cannot read ${path}`, { cause, fix: 'make it readable for you, or paste what it holds' });
  }
}

/** `-` is standard input. */
export function openAnswerFile(named: string, input: NodeJS.ReadStream, mostCharacters: number): Answers {
  if (named === '-') {
    if (input.isTTY)
      throw new Fault('usage', '`--answers -` reads a pipe, and this is a terminal', { fix: 'leave it out: you are asked here' });
    return openAnswers(input.setEncoding('utf8'), mostCharacters);
  }
  if (fileNamed(named, '') === undefined)
    throw new Fault('file', `cannot read ${named}`, { fix: 'give --answers a file, or - for a pipe' });
  return openAnswers(createReadStream(named, { encoding: 'utf8' }), mostCharacters);
}
