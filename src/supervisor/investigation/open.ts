// An investigation before anything of it runs: begun from flags, or taken up where a killed run stopped. Everything that a run that goes on
// must have in common with it is read from what that one wrote down, never from flags.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../shared/index.js';
import type { RunEvent, Screen } from '../../terminal/index.js';
import { openWorld } from '../../worlds/index.js';
import type { FarQuestion } from '../bills/far/question.js';
import { type FarSource, parseSource, questionOf, sourceText } from '../bills/far/source.js';
import { keepInput } from '../bills/paths.js';
import type { Config } from '../config.js';
import { budgetOf } from '../plan-session.js';
import { parseBudget, parseRun, type RunChoice, type RunFlags, STANDARD_INPUT } from '../run-options.js';
import type { Surroundings } from '../state-directory.js';
import { packageVersion } from '../version.js';
import { folderOf, foundId, hold, isRunId, makeFolder } from './folder.js';
import { type Ledger, NO_LEDGER, openLedger } from './ledger.js';
import { openWitness, REPORT_NAME, type Witness } from './report.js';
import { knownFiles, readRunFile, RUN_NAME, type RunFile, sameFiles, writeRunFile } from './run-file.js';
import { NO_SEEN, openSeen, type SeenFile } from './seen.js';
import { NO_SPENT, openSpent, readSpent, type SpentFile } from './spent.js';

/** A bill that is asked for before anything else. */
export interface FarBill {
  readonly question: FarQuestion;
  /** For people. */
  readonly what: string;
  /** It came: what the run goes on with, also after it was killed. */
  readonly keep: (path: string) => Promise<RunChoice>;
}

export interface Investigation {
  readonly run: string;
  readonly choice: RunChoice;
  /** With the budget of this run. */
  readonly config: Config;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly spent: SpentFile;
  readonly witness: Witness;
  /** Undefined where the bill is here. */
  readonly far: FarBill | undefined;
  readonly seen: SeenFile;
  readonly event: Extract<RunEvent, { event: 'opened' }>;
}

export function newRunId(now: Date): string {
  const day = now.toISOString().slice(0, 16).replace(/[-:]/gu, '').replace('T', '-');
  return `${day}-${randomBytes(3).toString('hex')}`;
}

/** T-FENCE: an id that was given beforehand names a run that has not begun; whatever had begun is resumed. */
function givenRunId(asked: string, stateDirectory: string): string {
  if (!isRunId(asked)) throw new Fault('usage', `\`${asked}\` is not the id of a run`, { fix: 'for example 20261121-1204-3f9c1e' });
  if (existsSync(join(folderOf(stateDirectory, asked), RUN_NAME)))
    throw new Fault('usage', `run ${asked} has begun`, { fix: `ghosthunter run --resume ${asked}` });
  return asked;
}

interface Begun {
  readonly run: string;
  readonly choice: RunChoice;
  readonly config: Config;
  readonly folder: string;
  readonly far: FarBill | undefined;
}

function opened({ choice, config, far, folder, run }: Begun, isResumed: boolean): Investigation {
  // A scripted round concludes nothing and does not go on: nothing of it is kept here.
  const isKept = choice.script === undefined;
  const ledger = isKept ? openLedger(folder) : NO_LEDGER;
  const before = isKept ? readSpent(folder) : { milliseconds: 0, wasArmed: false };
  const spent = isKept ? openSpent(folder, before.milliseconds, before.wasArmed) : NO_SPENT;
  const seen = isKept ? openSeen(folder) : NO_SEEN;
  const world = choice.world?.id ?? null;
  const { mode, reasoner } = choice;
  const earlier = isResumed ? { entries: ledger.entries.length, milliseconds: before.milliseconds, isTorn: ledger.isTorn } : null;
  return {
    run,
    choice,
    config,
    folder,
    ledger,
    spent,
    witness: openWitness({ run, version: packageVersion(), world, reasoner, approval: choice.approval, budget: budgetOf(config) }, seen),
    seen,
    far,
    event: { event: 'opened', run, mode, world, reasoner, resumed: earlier },
  };
}

export interface Opening {
  readonly flags: RunFlags;
  readonly config: Config;
  readonly surroundings: Surroundings;
  readonly stateDirectory: string;
  /** Where a bill may be piped in. */
  readonly screen: Pick<Screen, 'input'>;
}

async function begun({ config, flags, screen, stateDirectory, surroundings }: Opening): Promise<Investigation> {
  const budget = parseBudget(flags, config.budget);
  const parsed = parseRun(flags, config, surroundings);
  const run = flags.runId === undefined ? newRunId(new Date()) : givenRunId(flags.runId, stateDirectory);
  const isPiped = parsed.files.includes(STANDARD_INPUT);
  const folder = folderOf(stateDirectory, run);
  if (isPiped || parsed.script === undefined) makeFolder(stateDirectory, run);
  const files = isPiped ? [await keepInput(screen.input, folder)] : parsed.files;
  const choice = { ...parsed, files };
  const whole = { run, choice, config: { ...config, budget }, folder, far: undefined };
  if (choice.script !== undefined) return opened(whole, false);
  const source = parseSource(flags, new Date().toISOString().slice(0, 10));
  await hold(folder);
  const asked: RunFile = {
    schema_version: 1,
    run,
    version: packageVersion(),
    mode: choice.mode,
    approval: choice.approval,
    provider: choice.provider,
    world: choice.world?.id ?? null,
    ...(source === undefined ? {} : { source: { ...source } }),
    files: [...(await knownFiles(files))],
    spike: choice.spike,
    model: choice.model?.name ?? null,
    compressor: choice.compressor?.name ?? null,
    budget,
    ...(choice.economy ?? {}),
  };
  writeRunFile(folder, asked);
  return opened({ ...whole, far: source && farBill(source, asked, folder, choice) }, false);
}

function farBill(source: FarSource, asked: RunFile, folder: string, choice: RunChoice): FarBill {
  return {
    question: questionOf(source),
    what: sourceText(source),
    keep: async (path) => {
      writeRunFile(folder, { ...asked, files: [...(await knownFiles([path]))] });
      return { ...choice, files: [path] };
    },
  };
}

/** The bill of a run that was killed between the file and our note of it: a file of this name is whole. */
async function withBill(asked: RunFile, folder: string): Promise<RunFile> {
  if (asked.source === undefined || asked.files.length > 0) return asked;
  const path = join(folder, questionOf(asked.source).fileName);
  if (!existsSync(path)) return asked;
  const whole = { ...asked, files: [...(await knownFiles([path]))] };
  writeRunFile(folder, whole);
  return whole;
}

/** What decides over a run was decided when it began. */
const DECIDED = ['active', 'world', 'seed', 'provider', 'spike', 'script', 'runId', 'fromCostExplorer', 'fromBigquery', 'days'] as const;

function flagsOf(run: RunFile, flags: RunFlags): RunFlags {
  const wasOffline = run.model === null && flags.model === undefined;
  return {
    files: [],
    ...(run.source === undefined || run.files.length > 0
      ? {}
      : run.source.table === null
        ? { fromCostExplorer: true }
        : { fromBigquery: run.source.table }),
    ...(run.mode === 'active' ? { active: true } : {}),
    ...(run.world === null ? {} : { world: run.world }),
    // The approval that was given was given for the run.
    ...(flags.yes === true || flags.approve !== undefined || run.approval === 'unneeded' ? {} : { approve: run.approval }),
    ...(flags.yes === undefined ? {} : { yes: flags.yes }),
    ...(flags.approve === undefined ? {} : { approve: flags.approve }),
    ...(flags.economy === true ? { economy: true } : {}),
    ...(flags.offline === true || wasOffline ? { offline: true } : {}),
    ...(flags.model === undefined ? (run.model === null || flags.offline === true ? {} : { model: run.model }) : { model: flags.model }),
    ...(flags.compressor === undefined
      ? run.compressor === null || flags.offline === true
        ? {}
        : { compressor: run.compressor }
      : { compressor: flags.compressor }),
  };
}

async function resumed(asked: string, { config, flags, stateDirectory, surroundings }: Opening): Promise<Investigation> {
  const named = DECIDED.find((name) => flags[name] !== undefined);
  if (named !== undefined || flags.files.length > 0) {
    const what = named === undefined ? 'other bill' : `--${named.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new Fault('usage', `--resume goes on with what the run began with, and takes no ${what}`, {
      fix: 'leave it out, or begin a new run',
    });
  }
  const run = foundId(stateDirectory, asked);
  const folder = folderOf(stateDirectory, run);
  if (existsSync(join(folder, REPORT_NAME)))
    throw new Fault('usage', `investigation ${run} has ended`, { fix: `read ${folder}/report.md, or begin a new run` });
  await hold(folder);
  const known = await withBill(readRunFile(folder), folder);
  if (known.world !== null && openWorld(known.world) === undefined)
    throw new Fault('usage', `this version has no world \`${known.world}\``, { fix: 'begin a new run' });
  const files = await sameFiles(known.files);
  const budget = parseBudget(flags, known.budget);
  const withFlags = flagsOf(known, flags);
  // Where the bill is that of the world, or has not come yet, there are no files; elsewhere there is at least one.
  const parsed = parseRun({ ...withFlags, files: known.world === null ? files : [] }, config, surroundings);
  const frame = parsed.economy && known.frameKey !== undefined ? { economy: { frameKey: known.frameKey } } : {};
  const choice = { ...parsed, ...frame, files, provider: known.provider, spike: known.spike };
  const far = known.source && files.length === 0 ? farBill(known.source, known, folder, choice) : undefined;
  return opened({ run, choice, config: { ...config, budget }, folder, far }, true);
}

export function openInvestigation(opening: Opening): Promise<Investigation> {
  const { resume } = opening.flags;
  return resume === undefined ? begun(opening) : resumed(resume, opening);
}
