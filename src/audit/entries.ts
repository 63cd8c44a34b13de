// The entries of the log for whoever asks about them: from the first or from the last, from all files, without a lock. Each was hashed as
// it stands; whether it stands in one chain with the others is for `verify` to say.

import { closeSync, fstatSync } from 'node:fs';
import { isWhole, type Link, readLinkIn } from './chain.js';
import { auditFault, checkDirectory } from './directory.js';
import { fullFiles } from './files.js';
import { linesBack, linesFrom } from './lines.js';
import { openNext, type Segment, segmentsBack } from './segments.js';
import { firstLink } from './tail.js';

/** Where an entry stands, whatever its file is called by now. */
export interface Place {
  /** The number of the first entry of its file. */
  readonly first: number;
  readonly offset: number;
}

export interface LogEntry {
  readonly seq: number;
  readonly time: string;
  readonly run: string;
  readonly event: string;
  /** All of it but its place in the chain. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly prev: string;
  readonly hash: string;
}

export interface LogLine {
  readonly place: Place;
  /** Without its newline. */
  readonly bytes: Buffer;
}

/** What a line says; `undefined` when it is no entry, or was changed. */
export function entryIn(bytes: Buffer): LogEntry | undefined {
  const link: Link | undefined = readLinkIn(bytes);
  if (!link || !isWhole(link)) return undefined;
  const { seq, prev, hash, body: fields } = link;
  const { time, run, event } = fields;
  if (typeof time !== 'string' || typeof run !== 'string' || typeof event !== 'string') return undefined;
  return { seq, time, run, event, fields, prev, hash };
}

/** The beginning of the file that holds this entry, if any does. */
export function placeOf(directory: string, seq: number): Place {
  checkDirectory(directory);
  const full = fullFiles(directory).filter((first) => first <= seq);
  const last = openNext(directory, full.at(-1) ?? 0);
  closeSync(last.file);
  return { first: last.first <= seq ? last.first : (full.at(-1) ?? 0), offset: 0 };
}

/** From this place on; from the first entry when none is given. */
export function* readEntries(directory: string, from: Place = { first: 0, offset: 0 }): Generator<LogLine, void> {
  checkDirectory(directory);
  for (let after = from.first - 1; ; ) {
    const segment = openNext(directory, after);
    try {
      const isLast = yield* linesOf(segment, segment.first === from.first ? from.offset : 0);
      if (isLast) return;
      after = firstOf(segment);
    } finally {
      closeSync(segment.file);
    }
  }
}

/** Returns whether no other file follows. */
function* linesOf(segment: Segment, from: number): Generator<LogLine, boolean> {
  const { first, file } = segment;
  for (let at = from; ; ) {
    const wasGrowing = segment.isGrowing();
    for (const { bytes, offset, isEnded } of linesFrom(file, at)) {
      if (!isEnded) break;
      yield { place: { first, offset }, bytes };
      at = offset + bytes.length + 1;
    }
    if (!wasGrowing || segment.isGrowing()) return wasGrowing;
  }
}

/** The last entry first. */
export function* readEntriesBack(directory: string): Generator<LogLine, void> {
  checkDirectory(directory);
  for (const { first, file } of segmentsBack(directory)) {
    try {
      for (const { bytes, offset, isEnded } of linesBack(file, fstatSync(file).size)) {
        if (isEnded) yield { place: { first, offset }, bytes };
      }
    } finally {
      closeSync(file);
    }
  }
}

/** Of a file that was empty when it was opened, known only later. */
function firstOf({ first, file }: Segment): number {
  return firstLink(file)?.seq ?? first;
}

/** Waits for more; false when nobody wants more. */
export type FollowPause = () => Promise<boolean>;

/** From this place on, what is there and what will be, from file to file; ends when the pause says so. */
export async function* followEntries(directory: string, from: Place, pause: FollowPause): AsyncGenerator<LogLine, void> {
  for (let after = from.first - 1; ; ) {
    const segment = openNext(directory, after);
    try {
      const { first, file } = segment;
      for (let at = first === from.first ? from.offset : 0; ; ) {
        const wasGrowing = segment.isGrowing();
        if (fstatSync(file).size < at)
          throw auditFault('the audit log has become shorter', 'ghosthunter audit verify says where it breaks');
        for (const { bytes, offset, isEnded } of linesFrom(file, at)) {
          if (!isEnded) break;
          yield { place: { first, offset }, bytes };
          at = offset + bytes.length + 1;
        }
        if (!wasGrowing) break;
        if (segment.isGrowing() && !(await pause())) return;
      }
      after = firstOf(segment);
    } finally {
      closeSync(segment.file);
    }
  }
}
