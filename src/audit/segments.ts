// The files of the log in their order, for readers, who hold no lock: a file may become full, and change its name, while it is read.

import { closeSync, constants } from 'node:fs';
import { join } from 'node:path';
import { errorCode, Fault } from '../shared/index.js';
import { isStillAt, openOwnFile } from './directory.js';
import { fullFiles, fullName, LOG_NAME, NEXT_NAME } from './files.js';
import { firstLink } from './tail.js';

export interface Segment {
  /** What it was called when it was opened. */
  readonly name: string;
  /** The number of its first entry; of a last file that does not begin with one, more than any. */
  readonly first: number;
  readonly file: number;
  /** Whether entries may still be written to it, and then the next segment is not there yet. */
  readonly isGrowing: () => boolean;
}

/** In between two steps of a rotation neither name may be found. */
const TRIES = 5;

function tryOpen(path: string): number | undefined {
  try {
    return openOwnFile(path, constants.O_RDONLY);
  } catch (cause) {
    if (cause instanceof Fault && errorCode(cause.cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Under either name: the last step of a rotation gives it the other. */
function isLast(directory: string, file: number): boolean {
  return [LOG_NAME, NEXT_NAME].some((name) => isStillAt(join(directory, name), file));
}

/** The file that is written to: after a stop in the middle of a rotation, the one that is about to take its place. */
function openLast(directory: string): Segment {
  for (let left = TRIES; left > 0; left -= 1) {
    for (const name of [LOG_NAME, NEXT_NAME]) {
      const file = tryOpen(join(directory, name));
      if (file === undefined) continue;
      const first = firstLink(file)?.seq ?? Number.MAX_SAFE_INTEGER;
      return { name, first, file, isGrowing: () => isLast(directory, file) };
    }
  }
  const path = join(directory, LOG_NAME);
  return { name: LOG_NAME, first: Number.MAX_SAFE_INTEGER, file: openOwnFile(path, constants.O_RDONLY), isGrowing: () => true };
}

/** The file that follows the one whose first entry has this number. Whoever asks closes it. */
export function openNext(directory: string, after: number): Segment {
  for (;;) {
    const first = fullFiles(directory).find((one) => one > after);
    if (first !== undefined) {
      const name = fullName(first);
      return { name, first, file: openOwnFile(join(directory, name), constants.O_RDONLY), isGrowing: () => false };
    }
    const last = openLast(directory);
    if (fullFiles(directory).every((one) => one <= after || one >= last.first)) return last;
    closeSync(last.file);
  }
}

/** The last file first. */
export function* segmentsBack(directory: string): Generator<Segment, void> {
  const last = openLast(directory);
  yield last;
  for (const first of [...fullFiles(directory)].reverse()) {
    // It became full while it was read.
    if (first >= last.first) continue;
    const name = fullName(first);
    yield { name, first, file: openOwnFile(join(directory, name), constants.O_RDONLY), isGrowing: () => false };
  }
}
