// The end of a file of the log, found from behind: it may be large, and a start must not read all of it.

import { isWhole, type Link, type Point, readLinkIn, START } from './chain.js';
import { auditFault } from './directory.js';
import { linesBack, linesFrom, MOST_LINE_BYTES } from './lines.js';

export interface Found {
  readonly last: Point;
  /** The first byte behind it. */
  readonly end: number;
}

function wholeLink(line: Buffer): Link | undefined {
  const link = readLinkIn(line);
  return link && isWhole(link) ? link : undefined;
}

/** The last line that is a whole entry by its own hash, and where it ends. */
export function lastPoint(file: number, size: number): Found {
  for (const { bytes, offset, isEnded } of linesBack(file, size)) {
    const link = isEnded ? wholeLink(bytes) : undefined;
    if (link) return { last: { seq: link.seq, hash: link.hash }, end: offset + bytes.length + 1 };
    // T-AUDIT: a file that holds more than one write can leave behind, and no entry, is not a log that was cut short.
    if (size - offset > MOST_LINE_BYTES)
      throw auditFault(
        'the audit log does not end in an entry',
        'ghosthunter audit verify says where it breaks; then move it away to begin another',
      );
  }
  return { last: START, end: 0 };
}

/** The first line of a file, when it is a whole entry. */
export function firstLink(file: number): Link | undefined {
  for (const { bytes, isEnded } of linesFrom(file, 0)) return isEnded ? wholeLink(bytes) : undefined;
  return undefined;
}
