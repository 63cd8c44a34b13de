// The end of the log, found from behind: the file may be large, and a start must not read all of it.

import { readSync } from 'node:fs';
import { isWhole, type Link, type Point, readLink, START } from './chain.js';
import { auditFault } from './directory.js';

/** Room for several of the longest entries. */
const CHUNK = 1_048_576;
const NEWLINE = 0x0a;

export function readBetween(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, to - from));
  let at = 0;
  while (at < bytes.length) {
    const length = readSync(file, bytes, at, bytes.length - at, from + at);
    if (length === 0) break;
    at += length;
  }
  return bytes.subarray(0, at);
}

export interface Found {
  readonly last: Point;
  /** The first byte behind it. */
  readonly end: number;
}

function wholeLink(line: Buffer): Link | undefined {
  const link = readLink(line.toString('utf8'));
  return link && isWhole(link) ? link : undefined;
}

/** The last line that is a whole entry by its own hash, and where it ends. */
export function lastPoint(file: number, size: number): Found {
  const start = Math.max(0, size - CHUNK);
  const bytes = readBetween(file, start, size);
  for (let end = bytes.lastIndexOf(NEWLINE); end !== -1; end = end === 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1)) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(NEWLINE, end - 1);
    const link = wholeLink(bytes.subarray(before + 1, end));
    if (link) return { last: { seq: link.seq, hash: link.hash }, end: start + end + 1 };
  }
  // T-AUDIT: a file that holds more than one write can leave behind, and no entry, is not a log that was cut short.
  if (start > 0) throw auditFault('the audit log does not end in an entry', 'verify the audit log, then move it away to begin another');
  return { last: START, end: 0 };
}
