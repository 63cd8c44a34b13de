// The newest entries of the log, for showing. Does not follow the chain; `verifyLog` does.

import { closeSync, constants, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditEntry, anyEvent, frame } from './entry.js';
import { openOwnFile } from './directory.js';
import { LOG_NAME } from './log.js';
import { readBetween } from './tail.js';

const CHUNK = 1_048_576;

const AROUND = new Set(Object.keys(frame.shape));

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function readEntry(line: string): AuditEntry | undefined {
  const around = frame.safeParse(parsed(line));
  if (!around.success) return undefined;
  const body = Object.fromEntries(Object.entries(around.data).filter(([key]) => !AROUND.has(key)));
  const event = anyEvent.safeParse(body);
  if (!event.success) return undefined;
  const { seq, time, run, prev, hash } = around.data;
  return { seq, time, run, prev, hash, ...event.data };
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
