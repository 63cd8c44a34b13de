// `ghosthunter audit show ID`: one entry with what belongs to it, or everything of a run.

import { type LogEntry, type Place, placeOf, readEntries } from '../audit/index.js';
import { EXIT, Fault } from '../shared/index.js';
import { blockOf } from './block.js';
import type { AuditDoors, AuditFlags } from './doors.js';
import { filterOf, look } from './filter.js';
import { jsonOf } from './list.js';
import { openOut } from './out.js';

interface Numbered {
  readonly entry: LogEntry;
  readonly place: Place;
}

const ALL = filterOf({}, new Date(0));

function entryNumbered(directory: string, seq: number): Numbered | undefined {
  for (const { bytes, place } of readEntries(directory, placeOf(directory, seq))) {
    const looked = look(bytes, ALL);
    if (looked.kind !== 'entry') continue;
    if (looked.entry.seq === seq) return { entry: looked.entry, place };
    if (looked.entry.seq > seq) return undefined;
  }
  return undefined;
}

/** A verdict, and everything that became of it in the same run. */
function* withWhatFollowed(directory: string, { entry: verdict, place }: Numbered): Generator<LogEntry, void> {
  const { run, seq } = verdict;
  yield verdict;
  if (verdict.event !== 'cleared') return;
  for (const { bytes } of readEntries(directory, place)) {
    const looked = look(bytes, { ...ALL, run });
    if (looked.kind !== 'entry') continue;
    const { entry } = looked;
    if (entry.fields['of'] === seq) yield entry;
    if (entry.event === 'stop' || (entry.event === 'start' && entry.seq > seq)) return;
  }
}

function* withWhatBelongs(directory: string, seq: number): Generator<LogEntry, void> {
  const numbered = entryNumbered(directory, seq);
  if (!numbered) return;
  const { run, fields } = numbered.entry;
  const of = fields['of'];
  const verdict = typeof of === 'number' && of < seq ? entryNumbered(directory, of) : undefined;
  if (verdict?.entry.run !== run) {
    yield* withWhatFollowed(directory, numbered);
    return;
  }
  let isShown = false;
  for (const entry of withWhatFollowed(directory, verdict)) {
    if (entry.seq === seq) isShown = true;
    yield entry;
  }
  // Written where nothing of it should follow any more.
  if (!isShown) yield numbered.entry;
}

function* ofRun(directory: string, run: string): Generator<LogEntry, void> {
  for (const { bytes } of readEntries(directory)) {
    const looked = look(bytes, { ...ALL, run });
    if (looked.kind === 'entry') yield looked.entry;
  }
}

export async function auditShow(id: string, flags: AuditFlags, { directory, pour, ink }: AuditDoors): Promise<number> {
  const isNumber = /^[1-9]\d{0,14}$/.test(id);
  const out = openOut(pour);
  let shown = 0;
  for (const entry of isNumber ? withWhatBelongs(directory, Number(id)) : ofRun(directory, filterOf({ id }, new Date(0)).run ?? '')) {
    const lines = flags.json === true ? [jsonOf(entry)] : [...(shown > 0 ? [''] : []), ...blockOf(entry, ink)];
    shown += 1;
    for (const line of lines) if (!(await out.line(line))) return EXIT.ok;
  }
  await out.flush();
  if (shown > 0) return EXIT.ok;
  throw new Fault('audit', `there is no ${isNumber ? 'entry' : 'run'} \`${id}\` in the audit log`, {
    fix: 'ghosthunter audit list shows the numbers of entries and the ids of runs',
  });
}
