// From what a run was asked for to what its processes are given: cages, credentials, prices, ceilings. Starts nothing.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Account, CliChoice } from '../protocol/index.js';
import { Fault, MICRO_USD_PER_USD } from '../shared/index.js';
import type { OpenWorld } from '../worlds/index.js';
import { ANTHROPIC, type Config, ECONOMY_PERCENT, modelPrices } from './config.js';
import { credentialVariables, type Provider } from './credentials.js';
import { type RunChoice, TOP_SPIKES } from './run-options.js';
import type { SessionPlan } from './session-plan.js';
import { settleBy } from './settle.js';
import type { Surroundings } from './state-directory.js';
import { tiersToTry } from './tiers.js';

const CAGE_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'cage');
const TOTAL_TOKENS = 2_000_000;
const MODEL_CALLS = 400;

/** The bill of a simulated world, kept beside the audit log so that it can be looked at. */
function writeWorldBills({ built, id }: OpenWorld, stateDirectory: string): readonly string[] {
  const directory = join(stateDirectory, 'worlds', id);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return built.bills().map(({ name, text }) => {
      const path = join(directory, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    });
  } catch (cause) {
    throw new Fault('file', `cannot write below ${directory}`, {
      cause,
      fix: `look at what is there; everything in ${directory} may be removed`,
    });
  }
}

function egressPlan(choice: RunChoice, config: Config): SessionPlan['egress'] {
  const models = [...new Set([choice.model, choice.compressor].flatMap((model) => (model === null ? [] : [model.name])))];
  if (models.length === 0) return null;
  return {
    baseUrl: config.model.base_url ?? ANTHROPIC,
    allowPrivateAddress: config.model.base_url !== undefined,
    key: choice.key,
    keyHeader: config.model.key_header,
    models,
    prices: modelPrices(config),
    showPrompts: choice.showPrompts,
    ceilings: {
      microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD),
      outputTokensPerCall: config.model.max_tokens,
      totalTokens: TOTAL_TOKENS,
      calls: MODEL_CALLS,
    },
    // Half of the time: the other half is for whoever goes on without a model.
    ...(choice.economy && {
      economy: { percent: ECONOMY_PERCENT, callMilliseconds: Math.max(1, Math.round(config.budget.minutes * 30_000)) },
    }),
  };
}

/** The day on which it began, as its id says: a run that goes on asks in the words of before. */
const dayOfRun = (run: string): string => `${run.slice(0, 4)}-${run.slice(4, 6)}-${run.slice(6, 8)}`;

function cliChoice({ aws, commands, gcp }: Config): CliChoice {
  return {
    milliseconds: Math.max(100, Math.round(commands.timeout_seconds * 1_000)),
    outputBytes: commands.output_kilobytes * 1_024,
    readable: commands.readable,
    allowCredentialProcess: aws.allow_credential_process,
    readOnlyRole: aws.read_only_role ?? null,
    readOnlyScopes: gcp.read_only_scopes,
    ...(commands.only === undefined ? {} : { only: commands.only }),
  };
}

/** What is not in the choice of a person but in where the run is. */
export interface Manner {
  /** Somebody or something runs what is cleared. */
  readonly canRun: boolean;
  /** Somebody answers questions. */
  readonly canAsk: boolean;
  /** What earlier processes of this run had taken; null for one that begins. */
  readonly resumes: SessionPlan['executor']['resumes'];
  /** Entries in its ledger. */
  readonly entries: number;
  /** Others run beside it, and a processor that waits is no use to them. */
  readonly isOneOfMany: boolean;
}

const ALONE: Manner = { canRun: true, canAsk: false, resumes: null, entries: 0, isOneOfMany: false };
/** Until the bill has said it, and where it says nothing. */
const OTHERWISE: Provider = 'gcp';

/** What a run may use in all. */
export function budgetOf({ budget: { commands, minutes, usd } }: Config): Account {
  return { commands, microUsd: Math.round(usd * MICRO_USD_PER_USD), milliseconds: Math.round(minutes * 60_000) };
}

export function planSession(
  choice: RunChoice,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
  run: string,
  manner: Manner = ALONE,
): SessionPlan {
  const { tried, minimum } = tiersToTry(choice, surroundings, process.platform);
  const { mode, world } = choice;
  const provider = choice.provider ?? OTHERWISE;
  const budget = budgetOf(config);
  return {
    run,
    tiers: tried,
    orchestrator: join(CAGE_FOLDER, 'orchestrator.mjs'),
    orchestratorReadOnly: [],
    billing: join(CAGE_FOLDER, 'billing.mjs'),
    bill: world && choice.files.length === 0 ? writeWorldBills(world, stateDirectory) : choice.files,
    executor: {
      run,
      mode,
      approval: choice.approval,
      provider,
      world: world?.id ?? null,
      minimumTier: minimum,
      credentials: mode === 'active' ? { ...credentialVariables(surroundings.environment, provider) } : {},
      home: surroundings.home,
      binaryDirectories: config.cli.directories,
      stateDirectory,
      cli: cliChoice(config),
      pseudonyms: config.privacy.hide_from_orchestrator,
      budget,
      resumes: manner.resumes,
    },
    egress: egressPlan(choice, config),
    welcome: {
      run,
      mode,
      provider,
      today: choice.economy ? dayOfRun(run) : new Date().toISOString().slice(0, 10),
      script: [...(choice.script ?? [])],
      model: choice.model,
      compressor: choice.compressor,
      spike: choice.spike,
      canRun: manner.canRun,
      canAsk: manner.canAsk,
      budget,
      entries: manner.entries,
      pseudonyms: config.privacy.pseudonyms,
      ...(choice.economy && { economy: choice.economy }),
    },
    spikes: choice.script === undefined ? { since: null, top: TOP_SPIKES, currency: null } : null,
    settle: settleBy(choice, surroundings),
    milliseconds: Math.max(0, budget.milliseconds - (manner.resumes?.milliseconds ?? 0)),
    isOneOfMany: manner.isOneOfMany,
  };
}
