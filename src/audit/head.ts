// The head: how far the log had come when it last said yes. Rewritten in place, at a fixed length, after every entry that is on
// disk; so it is never ahead of an honest log, and a log that is behind it has lost entries.

import { readSync, writeSync } from 'node:fs';
import { type Point, START } from './chain.js';
import { auditFault } from './directory.js';

const DIGITS = 16;
const WRITTEN = /^([0-9]{16}) ([0-9a-f]{64})\n$/;
const BYTES = DIGITS + 1 + 64 + 1;

export function writeHead(file: number, point: Point): void {
  writeSync(file, `${String(point.seq).padStart(DIGITS, '0')} ${point.hash}\n`, 0);
}

/** `undefined` when the file is empty: there has never been a head. */
export function readHead(file: number, path: string): Point | undefined {
  const bytes = Buffer.alloc(BYTES + 1);
  const length = readSync(file, bytes, 0, bytes.length, 0);
  if (length === 0) return undefined;
  const [, seq, hash] = WRITTEN.exec(bytes.toString('latin1', 0, length)) ?? [];
  if (seq === undefined || hash === undefined)
    throw auditFault(
      `\`${path}\` is damaged`,
      'put it back from a copy, or keep all files of the audit log as evidence and move them away to begin another',
    );
  return Number(seq) === 0 ? START : { seq: Number(seq), hash };
}
