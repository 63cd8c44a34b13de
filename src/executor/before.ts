// What a killed run had begun and spent, for the run that goes on in its place. T-RESUME: the audit log is the one witness that was synced
// before anything started and that no untrusted process writes to; what it does not know to be undone counts as done.

import { entryIn, type LogEntry, readEntries } from '../audit/index.js';
import { Fault } from '../shared/index.js';
import type { SpentBefore } from './spending.js';

export interface Before extends SpentBefore {
  /** Canonical commands as the log has them: run to their end, or lost on the way. */
  readonly begun: readonly string[];
}

export const NOTHING_BEFORE: Before = { begun: [], commands: 0, microUsd: 0 };

/** Why a cleared command was certainly not started. Any other code leaves that open: a deadline, a fault, one that is new. */
const NOT_STARTED: ReadonlySet<string> = new Set([
  'repeated',
  'commands-spent',
  'time-spent',
  'money-spent',
  'declined-by-person',
  'skipped',
  'not-started',
  'no-binary',
  'binary-changed',
  'other-provider',
  'redirected',
  'over-budget',
  'over-cap',
  'dry-run-failed',
  'dry-run-unreadable',
  'dry-runs-spent',
]);

interface OnItsWay {
  readonly canonical: string;
  /** Nothing of it can have started before a person agreed, or handed its output back. */
  readonly waits: boolean;
  microUsd: number;
  fate: 'cleared' | 'approved' | 'ran' | 'not-started';
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const whole = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** The entries of one run, in order. */
function* entriesOf(directory: string, run: string): Generator<LogEntry> {
  const mark = Buffer.from(`"run":${JSON.stringify(run)}`);
  for (const { bytes } of readEntries(directory)) {
    if (!bytes.includes(mark)) continue;
    const entry = entryIn(bytes);
    // T-AUDIT: an entry that was changed could hide a command that began.
    if (!entry)
      throw new Fault('audit', `an entry of run ${run} was changed in the audit log`, { fix: 'ghosthunter audit verify says which' });
    if (entry.run === run) yield entry;
  }
}

function follow(entry: LogEntry, commands: Map<number, OnItsWay>, mode: string): void {
  const { event, fields, seq } = entry;
  if (event === 'cleared') {
    commands.set(seq, { canonical: text(fields['canonical']), waits: mode !== 'simulated', microUsd: 0, fate: 'cleared' });
    return;
  }
  const command = commands.get(whole(fields['of']));
  if (!command) return;
  if (event === 'approved' && mode !== 'paranoid') command.fate = 'approved';
  else if (event === 'ran') command.fate = 'ran';
  else if (event === 'declined') command.fate = 'not-started';
  else if (event === 'booked') command.microUsd = whole(fields['microUsd']);
  else if (event === 'not-run' && NOT_STARTED.has(text(fields['code']))) {
    command.fate = 'not-started';
    command.microUsd = whole(fields['microUsd']);
  } else if (event === 'not-run') command.fate = 'ran';
}

function hasBegun({ fate, waits }: OnItsWay): boolean {
  return fate === 'ran' || fate === 'approved' || (fate === 'cleared' && !waits);
}

/** Throws a Fault where the log knows nothing of the run: then nobody can say what it began. */
export function readBefore(directory: string, run: string): Before {
  const commands = new Map<number, OnItsWay>();
  let mode: string | undefined;
  let models = 0;
  let modelsOfProcess = 0;
  for (const entry of entriesOf(directory, run)) {
    if (entry.event === 'start') {
      mode = text(entry.fields['mode']);
      models += modelsOfProcess;
      modelsOfProcess = 0;
    } else if (entry.event === 'model-spent') modelsOfProcess = Math.max(modelsOfProcess, whole(entry.fields['totalMicroUsd']));
    else if (mode !== undefined) follow(entry, commands, mode);
  }
  if (mode === undefined)
    throw new Fault('audit', `the audit log knows nothing of run ${run}`, {
      fix: 'put its files back, or begin a new run with the same bill',
    });
  const all = [...commands.values()];
  const begun = all.filter(hasBegun);
  return {
    begun: [...new Set(begun.map(({ canonical }) => canonical))],
    commands: begun.length,
    microUsd: models + modelsOfProcess + all.reduce((sum, { microUsd }) => sum + microUsd, 0),
  };
}
