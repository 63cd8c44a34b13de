// `ghosthunter audit list` and `tail`: entries as a table, or as they are, the oldest first.

import { followEntries, isThereALog, type LogEntry, type Place } from '../audit/index.js';
import { EXIT, printableJson } from '../shared/index.js';
import { type AuditDoors, type AuditFlags, limitOf } from './doors.js';
import { type Filter, filterOf, look } from './filter.js';
import { found, openStrays, placeOfLast, straysLine } from './found.js';
import { openOut } from './out.js';
import { headLine, rowOf, runLine, type Table } from './row.js';

const PLAIN_COLUMNS = 80;
const LEAST_SEQ_COLUMNS = 5;
const TAIL = 20;

/** An entry as it stands in the log, as JSON. */
export function jsonOf({ fields, prev, hash }: LogEntry): string {
  return printableJson({ ...fields, prev, hash });
}

/** Lines for an entry; rows stand below their run. */
function lister({ json }: AuditFlags, { ink, screen: { columns } }: AuditDoors): (entry: LogEntry) => readonly string[] {
  if (json === true) return (entry) => [jsonOf(entry)];
  const table: Table = { columns: columns ?? PLAIN_COLUMNS, seqColumns: LEAST_SEQ_COLUMNS, ink };
  let run: string | undefined;
  return (entry) => {
    const before = run === undefined ? [headLine(table)] : [];
    const above = entry.run === run ? [] : [...before, runLine(entry.run, table)];
    run = entry.run;
    return [...above, rowOf(entry, table)];
  };
}

const NOWHERE: Place = { first: 0, offset: 0 };

/** From where on; `undefined` when nothing is asked for that is there. */
function beginning(directory: string, filter: Filter, limit: number | undefined): Place | undefined {
  return limit === undefined ? NOWHERE : placeOfLast(directory, filter, limit);
}

export async function auditList(flags: AuditFlags, doors: AuditDoors): Promise<number> {
  const { directory, screen } = doors;
  const filter = filterOf(flags, doors.now());
  const limit = limitOf(flags.limit);
  if (!isThereALog(directory)) {
    screen.err(`there is no audit log in ${directory} yet: the first run begins one`);
    return EXIT.ok;
  }
  const linesOf = lister(flags, doors);
  const out = openOut(doors.pour);
  const from = beginning(directory, filter, limit);
  let shown = 0;
  if (from) {
    const { entries, strays } = found(directory, filter, from);
    for (const entry of entries) {
      shown += 1;
      for (const line of linesOf(entry)) if (!(await out.line(line))) return EXIT.ok;
      if (shown === limit) break;
    }
    await out.flush();
    const stray = strays.takeAll();
    if (stray > 0) screen.err(straysLine(stray));
  }
  if (shown === 0) screen.err('no entry is like that');
  return EXIT.ok;
}

export async function auditTail(flags: AuditFlags, doors: AuditDoors): Promise<number> {
  const { directory, pour, screen } = doors;
  if (flags.follow !== true) return auditList({ ...flags, limit: flags.limit ?? String(TAIL) }, doors);
  const filter = filterOf(flags, doors.now());
  const limit = limitOf(flags.limit) ?? TAIL;
  if (!isThereALog(directory)) screen.err(`there is no audit log in ${directory} yet: waiting for one`);
  while (!isThereALog(directory)) if (!(await doors.pause())) return EXIT.interrupted;
  const linesOf = lister(flags, doors);
  const out = openOut(pour);
  const from = placeOfLast(directory, filter, limit) ?? NOWHERE;
  const strays = openStrays();
  const pause = async (): Promise<boolean> => (await out.flush()) && doors.pause();
  for await (const { bytes } of followEntries(directory, from, pause)) {
    const looked = look(bytes, filter);
    strays.pass(looked.kind, bytes);
    const stray = strays.take();
    if (stray > 0) screen.err(straysLine(stray));
    if (looked.kind !== 'entry') continue;
    for (const line of linesOf(looked.entry)) if (!(await out.line(line))) return EXIT.ok;
  }
  return (await out.flush()) ? EXIT.interrupted : EXIT.ok;
}
