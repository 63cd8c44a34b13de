// What the supervisor saw of a run as it went, a line at a time. A run that is killed between its conclusion and its report has one nevertheless:
// from this file and the ledger. Whatever is wrong with it is found by the schema of the report.

import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type LedgerEntry, parseJson } from '../../protocol/index.js';
import { parseReport, type Report, type SeenCommand } from '../../report/index.js';
import { errorCode } from '../../shared/index.js';
import { withEvidence } from './evidence-of.js';
import { toldRound } from './told-round.js';

export const SEEN_NAME = 'seen.ndjson';
/** What is longer was written by nobody of ours. */
export const MOST_SEEN_BYTES = 64 * 1024 ** 2;

/** All that a report says and a ledger does not know. */
export type Setting = Omit<
  Report,
  'schema_version' | 'run' | 'written' | 'outcome' | 'ending' | 'rounds' | 'evidence' | 'notices' | 'commands' | 'conclusion' | 'spent'
>;

export interface SeenFile {
  readonly setting: (setting: Setting) => void;
  readonly command: (command: SeenCommand, spent: Pick<Report['spent'], 'commands' | 'microUsd'>) => void;
  readonly close: () => void;
}

export function openSeen(folder: string): SeenFile {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const file = openSync(join(folder, SEEN_NAME), flags, 0o600);
  let isOpen = true;

  function write(line: object): void {
    if (!isOpen) return;
    try {
      const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch (cause) {
      // Nothing that runs depends on it: the ledger and the audit log fail by themselves, and say so.
      if (errorCode(cause) === undefined) throw cause;
    }
  }

  return {
    setting: (setting) => {
      write({ setting });
    },
    command: (command, spent) => {
      write({ command, spent });
    },
    close: () => {
      if (isOpen) closeSync(file);
      isOpen = false;
    },
  };
}

/** Of a run of which nothing is kept. */
export const NO_SEEN: SeenFile = { setting: () => undefined, command: () => undefined, close: () => undefined };

interface Line {
  readonly setting?: object;
  readonly command?: object;
  readonly spent?: object;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A line that a kill cut short says nothing. */
function linesOf(text: string): readonly Line[] {
  return text.split('\n').flatMap((line) => {
    const json = line === '' ? undefined : parseJson(line);
    return json?.ok === true && isObject(json.value) ? [json.value] : [];
  });
}

/** Undefined where too little was seen, or something is not as it should be. */
export function reportSeen(
  seen: string,
  { entries, milliseconds, run }: { readonly run: string; readonly entries: readonly LedgerEntry[]; readonly milliseconds: number },
): Report | undefined {
  const lines = linesOf(seen);
  const setting = lines.findLast((line) => line.setting !== undefined)?.setting;
  const conclusion = entries.flatMap((entry) => (entry.entry === 'conclusion' ? [entry] : [])).at(-1);
  if (!conclusion || !isObject(setting)) return undefined;
  const evidence = entries.flatMap((entry) => (entry.entry === 'evidence' ? [entry] : []));
  const parsed = parseReport({
    schema_version: 2,
    run,
    ...setting,
    written: null,
    outcome: conclusion.outcome,
    ending: { outcome: 'interrupted', detail: 'it was ended after its conclusion, and before its report was written' },
    rounds: entries.flatMap((entry) => (entry.entry === 'round' ? [toldRound(entry)] : [])),
    evidence,
    notices: entries.flatMap((entry) => (entry.entry === 'notice' ? [entry.text] : [])),
    commands: lines.flatMap(({ command }) => (command === undefined ? [] : [command])),
    conclusion,
    spent: { commands: 0, microUsd: 0, ...lines.findLast(({ spent }) => spent !== undefined)?.spent, milliseconds },
  });
  return parsed.ok ? { ...parsed.value, commands: withEvidence(parsed.value.commands, evidence) } : undefined;
}
