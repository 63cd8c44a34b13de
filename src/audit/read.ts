// The newest entries of the log, for showing. Does not follow the chain; `verifyLog` does.

import { closeSync, constants, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEntry, anyEvent, frame } from './entry.js';
import { openOwnFile } from './directory.js';
import { LOG_NAME } from './log.js';
import { readBetween } from './tail.js';

const CHUNK = 1_048_576;

function readEntry(line: string): AuditEntry | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    return undefined;
  }
  const around = frame.safeParse(raw);
  if (!around.success || typeof raw !== 'object' || raw === null) return undefined;
  const { seq: _seq, time: _time, run: _run, prev: _prev, hash: _hash, ...body }: Readonly<Record<string, unknown>> = { ...raw };
  const event = anyEvent.safeParse(body);
  return event.success ? { ...around.data, ...event.data } : undefined;
}

/** The last entries, oldest first; lines that are no entries are left out, for `verifyLog` to name. */
export function readLastEntries(directory: string, most: number): readonly AuditEntry[] {
  const file = openOwnFile(join(directory, LOG_NAME), constants.O_RDONLY);
  try {
    let end = fstatSync(file).size;
    let text = Buffer.alloc(0);
    while (end > 0 && text.filter((byte) => byte === 0x0a).length <= most) {
      const start = Math.max(0, end - CHUNK);
      text = Buffer.concat([readBetween(file, start, end), text]);
      end = start;
    }
    const lines = text.toString('utf8').split('\n').slice(0, -1);
    return lines
      .map(readEntry)
      .filter((entry) => entry !== undefined)
      .slice(-most);
  } finally {
    closeSync(file);
  }
}
