// One investigation as it lies on the disk: what it was asked for, what it wrote down, what it concluded. Its files may be damaged or made by
// somebody else: each is read by its schema, and what does not fit is named and left out.

import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Conclusion, type LedgerEntry, parseJson } from '../../protocol/index.js';
import { parseReport, type Report } from '../../report/index.js';
import { errorCode, Fault } from '../../shared/index.js';
import { folderOf, foundId, investigationIds, isHeld } from '../investigation/folder.js';
import { LEDGER_NAME, ledgerEntries, MOST_LEDGER_BYTES } from '../investigation/ledger.js';
import { REPORT_NAME } from '../investigation/report.js';
import { parseRunFile, RUN_NAME, type RunFile } from '../investigation/run-file.js';
import { MOST_SEEN_BYTES, reportSeen, SEEN_NAME } from '../investigation/seen.js';
import { MOST_SPENT_BYTES, parseSpent, SPENT_NAME } from '../investigation/spent.js';
import { readBounded } from './read-file.js';

export interface KeptInvestigation {
  readonly run: string;
  readonly folder: string;
  /** UTC, to the minute, as its id says. */
  readonly began: string;
  readonly state: 'concluded' | 'unfinished' | 'going-on' | 'damaged';
  readonly asked: RunFile | undefined;
  readonly report: Report | undefined;
  /** The run was killed before it wrote its report: this one was put together of what else it left. */
  readonly isRebuilt: boolean;
  readonly entries: readonly LedgerEntry[];
  /** What could not be read, a file each. */
  readonly faults: readonly string[];
}

const MOST_REPORT_BYTES = 64 * 1024 ** 2;
const MOST_RUN_BYTES = 4 * 1024 ** 2;

export function beganAt(id: string): string {
  const digits = /^(\d{4})(\d{2})(\d{2})-(\d{2})(\d{2})/.exec(id);
  const [, year = '', month = '', day = '', hour = '', minute = ''] = digits ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:00Z`;
}

interface Read<T> {
  readonly value: T | undefined;
  readonly fault: string | undefined;
}

function readAs<T>(folder: string, name: string, most: number, parse: (bytes: Buffer) => T | string): Read<T> {
  const read = readBounded(join(folder, name), most);
  if (!read.ok) return { value: undefined, fault: read.error === 'absent' ? undefined : `${name}: ${read.error}` };
  const parsed = parse(read.value);
  return typeof parsed === 'string' ? { value: undefined, fault: `${name}: ${parsed}` } : { value: parsed, fault: undefined };
}

function reportIn(bytes: Buffer): Report | string {
  const json = parseJson(bytes.toString('utf8'));
  if (!json.ok) return 'is not JSON';
  const parsed = parseReport(json.value);
  return parsed.ok ? parsed.value : `is not as a report should be at ${parsed.error}`;
}

function entriesIn(bytes: Buffer): readonly LedgerEntry[] | string {
  try {
    return ledgerEntries(bytes, LEDGER_NAME).entries;
  } catch (cause) {
    if (cause instanceof Fault) return cause.message;
    throw cause;
  }
}

/** Nothing where the run had not concluded, or left too little. */
function rebuilt(folder: string, run: string, entries: readonly LedgerEntry[]): Report | undefined {
  if (!entries.some(({ entry }) => entry === 'conclusion')) return undefined;
  const seen = readBounded(join(folder, SEEN_NAME), MOST_SEEN_BYTES);
  const spent = readBounded(join(folder, SPENT_NAME), MOST_SPENT_BYTES);
  const { milliseconds } = parseSpent(spent.ok ? spent.value.toString('utf8') : '');
  return seen.ok ? reportSeen(seen.value.toString('utf8'), { run, entries, milliseconds }) : undefined;
}

export async function keptInvestigation(stateDirectory: string, run: string): Promise<KeptInvestigation> {
  const folder = folderOf(stateDirectory, run);
  const asked = readAs(folder, RUN_NAME, MOST_RUN_BYTES, (bytes) => parseRunFile(bytes.toString('utf8')) ?? 'is not what a run writes');
  const report = readAs(folder, REPORT_NAME, MOST_REPORT_BYTES, reportIn);
  const ledger = readAs(folder, LEDGER_NAME, MOST_LEDGER_BYTES, entriesIn);
  const faults = [asked.fault, report.fault, ledger.fault].flatMap((fault) => (fault === undefined ? [] : [fault]));
  const isGoingOn = report.value === undefined && (await isHeld(folder));
  const isLost = report.value === undefined && report.fault === undefined && !isGoingOn;
  const whole = isLost ? rebuilt(folder, run, ledger.value ?? []) : report.value;
  const isThere = asked.value !== undefined && faults.length === 0;
  const state = isGoingOn ? 'going-on' : whole !== undefined ? 'concluded' : isThere ? 'unfinished' : 'damaged';
  return {
    run,
    folder,
    began: beganAt(run),
    state,
    asked: asked.value,
    report: whole,
    isRebuilt: isLost && whole !== undefined,
    entries: ledger.value ?? [],
    faults: state === 'damaged' && faults.length === 0 ? [`${RUN_NAME}: absent`] : faults,
  };
}

export function conclusionOf({ entries, report }: KeptInvestigation): Conclusion | undefined {
  return report?.conclusion ?? entries.flatMap((entry) => (entry.entry === 'conclusion' ? [entry] : [])).at(-1);
}

/** By the beginning of its id; `last` is the newest. */
export function meantId(stateDirectory: string, asked: string): string {
  const [newest] = asked === 'last' ? investigationIds(stateDirectory) : [];
  return newest ?? foundId(stateDirectory, asked);
}

/** Whether this is a folder of its own, and no link to one. */
export function isOwnFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory();
  } catch (cause) {
    if (errorCode(cause) === undefined) throw cause;
    return false;
  }
}
