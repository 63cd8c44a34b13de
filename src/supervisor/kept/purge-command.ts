// `ghosthunter purge`: says what is kept and how much, asks, and removes. The audit log is none of it: it goes only when it is asked for by
// name, by a person who types its name again.

import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { errorCode, EXIT, Fault, printable, printableJson } from '../../shared/index.js';
import { type Screen, whenOf } from '../../terminal/index.js';
import { foundId } from '../investigation/folder.js';
import { directoryFault, stateDirectoryPath, type Surroundings } from '../state-directory.js';
import { type Holding, holdings, KINDS } from './holdings.js';

export interface PurgeFlags {
  readonly olderThan?: string;
  readonly id?: string;
  readonly raw?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly auditLog?: boolean;
}

const WORDS = {
  investigations: 'investigations, with their reports',
  raw: 'outputs of commands as they were printed',
  homes: 'prepared homes that killed runs left',
  worlds: 'bills of simulated clouds',
  batches: 'batches',
} as const;

function shownBytes(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const bytesOf = (held: readonly Holding[]): number => held.reduce((sum, { bytes }) => sum + bytes, 0);

function tableOf(held: readonly Holding[]): readonly string[] {
  return KINDS.flatMap((kind) => {
    const of = held.filter((one) => one.kind === kind);
    return of.length === 0 ? [] : [`  ${String(of.length).padStart(6)}  ${shownBytes(bytesOf(of)).padStart(9)}  ${WORDS[kind]}`];
  });
}

/** A line that a person types; undefined where nobody can be asked, empty where they leave. */
async function asked(question: string, screen: Screen): Promise<string | undefined> {
  if (!screen.input.isTTY) return undefined;
  screen.err(question);
  const lines = createInterface({ input: screen.input, terminal: false });
  return new Promise<string>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => {
      resolve('');
    });
  }).finally(() => {
    lines.close();
    screen.input.pause();
  });
}

const UNASKED = { fix: '--yes removes without a question, --dry-run says what would go' };

/** Nothing is followed: `rmSync` removes a link, not what it leads to. */
function removed(held: readonly Holding[], screen: Screen): readonly Holding[] {
  return held.filter(({ path }) => {
    try {
      if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) return false;
      rmSync(path, { recursive: true, force: true });
      return true;
    } catch (cause) {
      const code = errorCode(cause);
      if (code === undefined) throw cause;
      screen.err(`${printable(path)} stays: ${code}`);
      return false;
    }
  });
}

function objectOf(all: readonly Holding[], chosen: readonly Holding[], gone: readonly Holding[]): unknown {
  const shown = ({ bytes, files, kind, name, stays }: Holding): unknown => ({ kind, name, bytes, files, stays: stays ?? null });
  return {
    schema_version: 1,
    kept: all.map(shown),
    chosen: chosen.map(shown),
    removed: gone.map(({ kind, name }) => ({ kind, name })),
    removedBytes: bytesOf(gone),
  };
}

/** Its files only, by their names; what is kept elsewhere is not touched. */
async function purgeAuditLog(stateDirectory: string, all: readonly Holding[], screen: Screen): Promise<number> {
  if (all.some(({ kind, stays }) => kind === 'investigations' && stays !== undefined))
    throw new Fault('usage', 'a run is going on, and writes to the audit log', { fix: 'stop it, or wait for it' });
  const files = readdirSync(stateDirectory).filter((name) => /^audit\.(?:log(?:\.\d{1,19})?|head)$/.test(name));
  if (files.length === 0) {
    screen.err('there is no audit log');
    return EXIT.ok;
  }
  for (const line of [
    'The audit log is the only record of what was proposed, refused and run with your credentials.',
    'Once it is gone nobody can say what happened, runs that were stopped cannot go on safely, and a new chain begins:',
    'to a later `audit verify --expect` that looks like a log that somebody replaced. Copy it first:',
    '  ghosthunter audit export --output audit.jsonl',
    `would go: ${files.join(', ')}`,
  ])
    screen.err(line);
  const answer = await asked('type audit.log to remove it:', screen);
  if (answer === undefined)
    throw new Fault('needs-person', 'the audit log goes only when a person types its name', { fix: 'run this on a terminal' });
  if (answer.trim() !== 'audit.log') {
    screen.err('nothing was removed');
    return EXIT.ok;
  }
  for (const name of files) rmSync(join(stateDirectory, name), { force: true });
  screen.err(`removed ${String(files.length)} files of the audit log`);
  return EXIT.ok;
}

function chosenOf(all: readonly Holding[], flags: PurgeFlags, stateDirectory: string, now: Date): readonly Holding[] {
  const before = flags.olderThan === undefined ? Infinity : Date.parse(whenOf('--older-than', flags.olderThan, now));
  const id = flags.id === undefined ? undefined : foundId(stateDirectory, flags.id);
  if (id !== undefined && (flags.raw === true || flags.olderThan !== undefined))
    throw new Fault('usage', '--id names one investigation', { fix: 'leave --raw and --older-than out' });
  return all.filter(
    ({ at, kind, name, stays }) =>
      stays === undefined &&
      (id === undefined ? at < before && (flags.raw !== true || kind === 'raw') : kind === 'investigations' && name === id),
  );
}

/** What is kept, what of it stays whatever is asked, and what of it is meant. */
function say(all: readonly Holding[], stateDirectory: string, screen: Screen): void {
  screen.out(all.length === 0 ? `nothing is kept in ${printable(stateDirectory)}` : `kept in ${printable(stateDirectory)}:`);
  for (const line of tableOf(all)) screen.out(line);
  for (const { kind, name, stays } of all) if (stays !== undefined) screen.out(`  stays: ${kind}/${printable(name)} (${stays})`);
  if (all.length > 0) screen.out('  the audit log is kept apart, and stays');
}

/** Whether the person said yes; throws where a yes is needed and nobody can give one. */
async function isAgreed(chosen: readonly Holding[], { json, yes }: PurgeFlags, screen: Screen): Promise<boolean> {
  if (yes === true) return true;
  if (json !== true) {
    screen.out('to be removed:');
    for (const line of tableOf(chosen)) screen.out(line);
  }
  const answer = json === true ? undefined : await asked('remove this? [y/N]', screen);
  if (answer === undefined) throw new Fault('needs-person', 'nothing is removed without a yes, and nobody can be asked here', UNASKED);
  const isYes = /^y(?:es)?$/iu.test(answer.trim());
  if (!isYes) screen.err('nothing was removed');
  return isYes;
}

async function purge(all: readonly Holding[], flags: PurgeFlags, stateDirectory: string, screen: Screen, now: Date): Promise<number> {
  const chosen = chosenOf(all, flags, stateDirectory, now);
  const isJson = flags.json === true;
  if (!isJson) say(all, stateDirectory, screen);
  if (chosen.length === 0 || flags.dryRun === true) {
    if (isJson) screen.out(printableJson(objectOf(all, chosen, [])));
    else if (chosen.length > 0) {
      screen.out('would be removed:');
      for (const line of tableOf(chosen)) screen.out(line);
      for (const { kind, name } of chosen) screen.out(`  ${kind}/${printable(name)}`);
    } else if (all.length > 0) screen.out('nothing of it would be removed');
    return EXIT.ok;
  }
  if (!(await isAgreed(chosen, flags, screen))) return EXIT.ok;
  const gone = removed(chosen, screen);
  if (isJson) screen.out(printableJson(objectOf(all, chosen, gone)));
  else screen.out(`removed ${String(gone.length)}, ${shownBytes(bytesOf(gone))}`);
  return gone.length === chosen.length ? EXIT.ok : EXIT.error;
}

export async function purgeCommand(flags: PurgeFlags, surroundings: Surroundings, screen: Screen, now: Date): Promise<number> {
  const stateDirectory = stateDirectoryPath(surroundings);
  const fault = directoryFault(stateDirectory);
  const isThere = fault !== 'does not exist yet';
  if (fault !== undefined && isThere)
    throw new Fault('file', `${stateDirectory} ${fault}`, { fix: 'nothing is removed from a folder that is not yours alone' });
  const { all, letGo } = isThere ? await holdings(stateDirectory, now.getTime()) : { all: [], letGo: () => undefined };
  try {
    if (flags.auditLog === true) return isThere ? await purgeAuditLog(stateDirectory, all, screen) : EXIT.ok;
    return await purge(all, flags, stateDirectory, screen, now);
  } finally {
    letGo();
  }
}
