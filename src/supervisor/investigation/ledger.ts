// The ledger of one investigation on disk: an entry a line, synced before it is acknowledged. It is written by the untrusted side, so its
// entries are bounded, in order, and speak of evidence that exists; what they claim is shown, and believed by nobody.

import { closeSync, constants, fdatasyncSync, fstatSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type LedgerEntry, LIMITS, ledgerEntry, parseJson, violation } from '../../protocol/index.js';
import { errorCode, Fault } from '../../shared/index.js';
import type { LedgerDoor } from '../session-plan.js';

export const LEDGER_NAME = 'ledger.ndjson';
/** No ledger of ours is longer. */
export const MOST_LEDGER_BYTES = LIMITS.ledgerBytes + LIMITS.requestBytes;
const NEWLINE = 0x0a;

export interface Ledger extends LedgerDoor {
  readonly entries: readonly LedgerEntry[];
  /** A write of the killed run was cut short; it was never acknowledged, and is gone. */
  readonly isTorn: boolean;
  readonly close: () => void;
}

function ledgerFault(message: string, cause?: unknown): Fault {
  const fix = 'look at what is there and at the disk it is on, or begin a new run with the same bill';
  return new Fault('file', message, cause === undefined ? { fix } : { fix, cause });
}

function cited(entry: LedgerEntry): readonly string[] {
  if (entry.entry !== 'conclusion') return [];
  return [...entry.evidence, ...entry.ruledOut.flatMap(({ evidence }) => evidence)];
}

/** How an entry does not follow from those before it; undefined when it does. */
export function entryFault(entry: LedgerEntry, before: readonly LedgerEntry[]): string | undefined {
  if (before.some((one) => one.entry === 'conclusion')) return `${entry.entry} after the conclusion`;
  if (entry.entry === 'opened' && before.length > 0) return 'opened, and not as the first entry';
  if (entry.entry === 'round') {
    const last = before.findLast((one) => one.entry === 'round');
    if (last?.entry === 'round' && entry.round <= last.round) return `round ${String(entry.round)} after round ${String(last.round)}`;
  }
  const known = new Set(before.flatMap((one) => (one.entry === 'evidence' ? [one.evidence] : [])));
  if (entry.entry === 'evidence' && known.has(entry.evidence)) return `${entry.evidence} a second time`;
  const unknown = cited(entry).find((id) => !known.has(id));
  return unknown === undefined ? undefined : `a conclusion from ${unknown}, which does not exist`;
}

function readAll(file: number, path: string): Buffer {
  const { size } = fstatSync(file);
  if (size > MOST_LEDGER_BYTES) throw ledgerFault(`${path} is longer than any ledger of ours`);
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    const read = readSync(file, bytes, at, size - at, at);
    if (read === 0) return bytes.subarray(0, at);
    at += read;
  }
  return bytes;
}

function parsedLine(line: string, path: string, at: number): LedgerEntry {
  const json = parseJson(line);
  const entry = json.ok ? ledgerEntry.safeParse(json.value) : undefined;
  if (entry?.success !== true) throw ledgerFault(`${path} was changed: line ${String(at + 1)} is no entry of ours`);
  return entry.data;
}

/** What is whole in it: a line that a kill cut short was never acknowledged. */
export function ledgerEntries(found: Buffer, path: string): { readonly entries: LedgerEntry[]; readonly whole: number } {
  const whole = found.lastIndexOf(NEWLINE) + 1;
  const entries: LedgerEntry[] = [];
  for (const [at, line] of found.subarray(0, whole).toString('utf8').split('\n').slice(0, -1).entries()) {
    const entry = parsedLine(line, path, at);
    const fault = entryFault(entry, entries);
    if (fault !== undefined) throw ledgerFault(`${path} was changed: line ${String(at + 1)}: ${fault}`);
    entries.push(entry);
  }
  return { entries, whole };
}

const FLAGS = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

function opened(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o600);
  } catch (cause) {
    throw ledgerFault(`cannot open ${path}: ${errorCode(cause) ?? 'unknown error'}`, cause);
  }
}

function append(file: number, bytes: Uint8Array, path: string): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fdatasyncSync(file);
  } catch (cause) {
    throw ledgerFault(`cannot write ${path}: ${errorCode(cause) ?? 'unknown error'}`, cause);
  }
}

/** T-FENCE: a file of its own for whoever goes on. A process that was only cut off, and still holds the old one, writes where nobody reads. */
function ownFile(path: string, content: Uint8Array): number {
  const draft = `${path}.unfinished`;
  const file = opened(draft, FLAGS | constants.O_TRUNC);
  append(file, content, draft);
  renameSync(draft, path);
  return file;
}

export function openLedger(folder: string): Ledger {
  const path = join(folder, LEDGER_NAME);
  let file = opened(path, FLAGS);
  const found = readAll(file, path);
  const { entries, whole } = ledgerEntries(found, path);
  const isTorn = whole < found.length;
  if (found.length > 0) {
    closeSync(file);
    file = ownFile(path, found.subarray(0, whole));
  }
  let size = whole;

  return {
    entries,
    isTorn,
    read: (index) => entries[index] ?? null,
    write: (entry) => {
      const fault = entryFault(entry, entries);
      if (fault !== undefined) return violation('not-in-ledger', fault);
      const line = Buffer.from(`${JSON.stringify(entry)}\n`, 'utf8');
      // T-FLOOD: what is written without end fills the disk.
      if (entries.length >= LIMITS.ledgerEntries || size + line.length > LIMITS.ledgerBytes)
        return violation(
          'not-in-ledger',
          `more than ${String(LIMITS.ledgerEntries)} entries, or ${String(LIMITS.ledgerBytes)} bytes of them`,
        );
      append(file, line, path);
      size += line.length;
      entries.push(entry);
      return undefined;
    },
    close: () => {
      closeSync(file);
    },
  };
}

/** Where nothing is investigated nothing is written either. */
export const NO_LEDGER: Ledger = {
  entries: [],
  isTorn: false,
  read: () => null,
  write: () => violation('not-in-ledger', 'a scripted round has no ledger'),
  close: () => undefined,
};
