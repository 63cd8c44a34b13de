// `ghosthunter audit export`: entries for other programs, to standard output or to a new file of this person alone.

import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { errorCode, EXIT, Fault } from '../shared/index.js';
import type { Pour } from '../terminal/index.js';
import { CSV_HEAD, csvOf } from './csv.js';
import { type AuditDoors, type AuditFlags, limitOf } from './doors.js';
import { filterOf } from './filter.js';
import { found, straysLine, placeOfLast } from './found.js';
import { jsonOf } from './list.js';
import { openOut } from './out.js';

type Format = 'jsonl' | 'csv';

function formatOf(text: string | undefined): Format {
  if (text === undefined || text === 'jsonl') return 'jsonl';
  if (text === 'csv') return 'csv';
  throw new Fault('usage', `there is no format \`${text}\``, { fix: 'one of: jsonl, csv' });
}

interface Target {
  readonly pour: Pour;
  readonly done: () => void;
  /** Takes away what was written. */
  readonly fail: () => void;
}

/** The audit log says what was looked at in the cloud: nobody else may read it, and no file is lost to it. */
function openFile(path: string): Target {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o600);
  } catch (cause) {
    const isThere = errorCode(cause) === 'EEXIST';
    throw new Fault('file', isThere ? `${path} is there already` : `cannot write ${path}`, {
      cause,
      fix: isThere ? 'name another file; nothing is overwritten' : 'name a file in a directory that you can write to',
    });
  }
  return {
    pour: (bytes) => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      return Promise.resolve(true);
    },
    done: () => {
      fsyncSync(file);
      closeSync(file);
    },
    fail: () => {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}

async function write(flags: AuditFlags, doors: AuditDoors, format: Format, pour: Pour): Promise<void> {
  const { directory, screen } = doors;
  const filter = filterOf(flags, doors.now());
  const limit = limitOf(flags.limit);
  const from = limit === undefined ? { first: 0, offset: 0 } : placeOfLast(directory, filter, limit);
  const out = openOut(pour, format === 'csv' ? '\r\n' : '\n');
  const lineOf = format === 'csv' ? csvOf : jsonOf;
  if (format === 'csv') await out.line(CSV_HEAD);
  if (from) {
    const { entries, strays } = found(directory, filter, from);
    for (const entry of entries) if (!(await out.line(lineOf(entry)))) return;
    const stray = strays.takeAll();
    if (stray > 0) screen.err(straysLine(stray));
  }
  await out.flush();
}

export async function auditExport(flags: AuditFlags, doors: AuditDoors): Promise<number> {
  const format = formatOf(flags.format);
  // What is wrong with the question is said before a file is made.
  filterOf(flags, doors.now());
  limitOf(flags.limit);
  if (flags.output === undefined) {
    await write(flags, doors, format, doors.pour);
    return EXIT.ok;
  }
  const target = openFile(flags.output);
  try {
    await write(flags, doors, format, target.pour);
    target.done();
  } catch (cause) {
    target.fail();
    if (cause instanceof Fault || errorCode(cause) === undefined) throw cause;
    throw new Fault('file', `cannot write ${flags.output}`, { cause, fix: 'look at the space left on its disk' });
  }
  return EXIT.ok;
}
