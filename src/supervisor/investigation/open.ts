// An investigation before anything of it runs: begun from flags, or taken up where a killed run stopped. Everything that a run that goes on
// must have in common with it is read from what that one wrote down, never from flags.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../../protocol/index.js';
import { Fault, MICRO_USD_PER_USD } from '../../shared/index.js';
import type { RunEvent, Screen } from '../../terminal/index.js';
import { openWorld } from '../../worlds/index.js';
import { keepInput } from '../bills/paths.js';
import type { Config } from '../config.js';
import { parseBudget, parseRun, type RunChoice, type RunFlags, STANDARD_INPUT } from '../run-options.js';
import type { Surroundings } from '../state-directory.js';
import { packageVersion } from '../version.js';
import { folderOf, foundId, hold, isRunId, makeFolder } from './folder.js';
import { type Ledger, NO_LEDGER, openLedger } from './ledger.js';
import { openWitness, REPORT_NAME, type Witness } from './report.js';
import { knownFiles, readRunFile, RUN_NAME, type RunFile, sameFiles, writeRunFile } from './run-file.js';
import { NO_SEEN, openSeen, type SeenFile } from './seen.js';
import { NO_SPENT, openSpent, readSpent, type SpentFile } from './spent.js';

export interface Investigation {
  readonly run: string;
  readonly choice: RunChoice;
  /** With the budget of this run. */
  readonly config: Config;
  readonly folder: string;
  readonly ledger: Ledger;
  readonly spent: SpentFile;
  readonly witness: Witness;
  readonly seen: SeenFile;
  readonly resumes: { readonly milliseconds: number } | null;
  readonly event: Extract<RunEvent, { event: 'opened' }>;
}

export function newRunId(now: Date): string {
  const day = now.toISOString().slice(0, 16).replace(/[-:]/gu, '').replace('T', '-');
  return `${day}-${randomBytes(3).toString('hex')}`;
}

function budgetOf({ budget: { commands, minutes, usd } }: Config): Account {
  return { commands, microUsd: Math.round(usd * MICRO_USD_PER_USD), milliseconds: Math.round(minutes * 60_000) };
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
}

function opened({ choice, config, folder, run }: Begun, isResumed: boolean): Investigation {
  // A scripted round concludes nothing and does not go on: nothing of it is kept here.
  const isKept = choice.script === undefined;
  const ledger = isKept ? openLedger(folder) : NO_LEDGER;
  const before = isKept ? readSpent(folder) : { milliseconds: 0, wasArmed: false };
  const spent = isKept ? openSpent(folder, before.milliseconds) : NO_SPENT;
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
    // A run that was killed before its executor was ready has begun nothing, and the audit log may not know it.
    resumes: before.wasArmed ? { milliseconds: before.milliseconds } : null,
    event: { event: 'opened', run, mode, world, reasoner, resumed: earlier },
  };
}

async function begun(
  flags: RunFlags,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
  screen: Screen,
): Promise<Investigation> {
  const budget = parseBudget(flags, config.budget);
  const parsed = parseRun(flags, config, surroundings);
  const run = flags.runId === undefined ? newRunId(new Date()) : givenRunId(flags.runId, stateDirectory);
  const isPiped = parsed.files.includes(STANDARD_INPUT);
  const folder = folderOf(stateDirectory, run);
  if (isPiped || parsed.script === undefined) makeFolder(stateDirectory, run);
  const files = isPiped ? [await keepInput(screen.input, folder)] : parsed.files;
  const choice = { ...parsed, files };
  const whole = { run, choice, config: { ...config, budget }, folder };
  if (choice.script !== undefined) return opened(whole, false);
  await hold(folder);
  writeRunFile(folder, {
    schema_version: 1,
    run,
    version: packageVersion(),
    mode: choice.mode,
    approval: choice.approval,
    provider: choice.provider,
    world: choice.world?.id ?? null,
    files: [...(await knownFiles(files))],
    spike: choice.spike,
    model: choice.model?.name ?? null,
    compressor: choice.compressor?.name ?? null,
    budget,
  });
  return opened(whole, false);
}

/** What decides over a run was decided when it began. */
const DECIDED = ['active', 'world', 'seed', 'provider', 'spike', 'script', 'runId'] as const;

function flagsOf(run: RunFile, flags: RunFlags): RunFlags {
  const wasOffline = run.model === null && flags.model === undefined;
  return {
    files: [],
    ...(run.mode === 'active' ? { active: true } : {}),
    ...(run.world === null ? {} : { world: run.world }),
    // The approval that was given was given for the run.
    ...(flags.yes === true || flags.approve !== undefined || run.approval === 'unneeded' ? {} : { approve: run.approval }),
    ...(flags.yes === undefined ? {} : { yes: flags.yes }),
    ...(flags.approve === undefined ? {} : { approve: flags.approve }),
    ...(flags.offline === true || wasOffline ? { offline: true } : {}),
    ...(flags.model === undefined ? (run.model === null || flags.offline === true ? {} : { model: run.model }) : { model: flags.model }),
    ...(flags.compressor === undefined
      ? run.compressor === null || flags.offline === true
        ? {}
        : { compressor: run.compressor }
      : { compressor: flags.compressor }),
  };
}

async function resumed(
  asked: string,
  flags: RunFlags,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
): Promise<Investigation> {
  const named = DECIDED.find((name) => flags[name] !== undefined);
  if (named !== undefined || flags.files.length > 0) {
    const what = named === undefined ? 'other bill' : `--${named}`;
    throw new Fault('usage', `--resume goes on with what the run began with, and takes no ${what}`, {
      fix: 'leave it out, or begin a new run',
    });
  }
  const run = foundId(stateDirectory, asked);
  const folder = folderOf(stateDirectory, run);
  if (existsSync(join(folder, REPORT_NAME)))
    throw new Fault('usage', `investigation ${run} has ended`, { fix: `read ${folder}/report.md, or begin a new run` });
  await hold(folder);
  const known = readRunFile(folder);
  if (known.world !== null && openWorld(known.world) === undefined)
    throw new Fault('usage', `this version has no world \`${known.world}\``, { fix: 'begin a new run' });
  const files = await sameFiles(known.files);
  const budget = parseBudget(flags, known.budget);
  const withFlags = flagsOf(known, flags);
  // Where the bill is that of the world there are no files; elsewhere there is at least one.
  const parsed = parseRun({ ...withFlags, files: known.world === null ? files : [] }, config, surroundings);
  const choice = { ...parsed, files, provider: known.provider, spike: known.spike };
  return opened({ run, choice, config: { ...config, budget }, folder }, true);
}

export function openInvestigation(
  flags: RunFlags,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
  screen: Screen,
): Promise<Investigation> {
  if (flags.resume !== undefined) return resumed(flags.resume, flags, config, surroundings, stateDirectory);
  return begun(flags, config, surroundings, stateDirectory, screen);
}
