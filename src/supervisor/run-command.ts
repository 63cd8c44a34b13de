// `ghosthunter run`: from flags to a session, and from its end to an exit code.

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliChoice, LIMITS } from '../protocol/index.js';
import { EXIT, Fault, MICRO_USD_PER_USD, printableLines } from '../shared/index.js';
import { type RunEvent, openPastes, type Screen, showJson, showPlain } from '../terminal/index.js';
import type { World } from '../worlds/index.js';
import { type Config, readConfig } from './config.js';
import { credentialVariables } from './credentials.js';
import { openDiagnostics } from './diagnostics.js';
import { OPENING } from './opening.js';
import { parseRun, type RunChoice, type RunFlags } from './run-options.js';
import { startSession } from './session.js';
import type { Ending, SessionHooks, SessionPlan } from './session-plan.js';
import { readyStateDirectory, type Surroundings, stateDirectoryPath } from './state-directory.js';
import { tiersToTry } from './tiers.js';

const CAGE_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'cage');
const ANTHROPIC = 'https://api.anthropic.com';
const TOTAL_TOKENS = 2_000_000;
const MODEL_CALLS = 400;
const KEPT_OUTPUT_BYTES = 64 * 1024;

const EXIT_OF: Readonly<Record<Ending['outcome'], number>> = {
  done: EXIT.ok,
  failed: EXIT.error,
  interrupted: EXIT.interrupted,
  'out-of-budget': EXIT.budget,
};

export function newRunId(now: Date): string {
  const day = now.toISOString().slice(0, 16).replace(/[-:]/gu, '').replace('T', '-');
  return `${day}-${randomBytes(3).toString('hex')}`;
}

/** The bill of a simulated world, kept beside the audit log so that it can be looked at. */
function writeWorldBill(world: World, stateDirectory: string): string {
  const directory = join(stateDirectory, 'worlds');
  const path = join(directory, `${world.name}.csv`);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path, world.bill(), { mode: 0o600 });
  } catch (cause) {
    throw new Fault('file', `cannot write ${path}`, { cause, fix: `look at what is there; everything in ${directory} may be removed` });
  }
  return path;
}

function egressPlan(choice: RunChoice, config: Config): SessionPlan['egress'] {
  return {
    baseUrl: config.model.base_url ?? ANTHROPIC,
    allowPrivateAddress: config.model.base_url !== undefined,
    key: choice.key,
    keyHeader: config.model.key_header,
    models: choice.model === null ? [] : [choice.model.name],
    ceilings: {
      microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD),
      outputTokensPerCall: config.model.max_tokens,
      totalTokens: TOTAL_TOKENS,
      calls: MODEL_CALLS,
    },
  };
}

function cliChoice({ aws, commands, gcp }: Config): CliChoice {
  return {
    milliseconds: Math.max(100, Math.round(commands.timeout_seconds * 1_000)),
    outputBytes: commands.output_kilobytes * 1_024,
    readable: commands.readable,
    allowCredentialProcess: aws.allow_credential_process,
    readOnlyRole: aws.read_only_role ?? null,
    readOnlyScopes: gcp.read_only_scopes,
  };
}

export function planSession(
  choice: RunChoice,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
  run: string,
): SessionPlan {
  const { tried, minimum } = tiersToTry(choice, surroundings, process.platform);
  const milliseconds = Math.round(config.budget.minutes * 60_000);
  const world = choice.world;
  return {
    run,
    tiers: tried,
    orchestrator: join(CAGE_FOLDER, 'orchestrator.mjs'),
    orchestratorReadOnly: [],
    billing: join(CAGE_FOLDER, 'billing.mjs'),
    bill: world && choice.files.length === 0 ? [writeWorldBill(world, stateDirectory)] : choice.files,
    executor: {
      run,
      mode: choice.mode,
      provider: choice.provider,
      world: world?.name ?? null,
      minimumTier: minimum,
      credentials: choice.mode === 'active' ? { ...credentialVariables(surroundings.environment, choice.provider) } : {},
      home: surroundings.home,
      binaryDirectories: config.cli.directories,
      stateDirectory,
      cli: cliChoice(config),
      budget: {
        commands: config.budget.commands,
        microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD),
        milliseconds,
      },
    },
    egress: egressPlan(choice, config),
    welcome: {
      run,
      provider: choice.provider,
      script: [...(choice.script ?? world?.script ?? OPENING[choice.provider])],
      model: choice.model,
    },
    milliseconds,
  };
}

interface Said {
  readonly hook: SessionHooks['said'];
  readonly lines: () => readonly string[];
}

/** What the children print is kept for the case that the run fails; the rest is dropped. */
function keepSaid(): Said {
  const parts: { readonly child: string; readonly chunk: Uint8Array }[] = [];
  let kept = 0;
  return {
    hook: (child, chunk) => {
      if (kept + chunk.length > KEPT_OUTPUT_BYTES) return;
      kept += chunk.length;
      parts.push({ child, chunk });
    },
    lines: () =>
      parts.flatMap(({ child, chunk }) => printableLines(Buffer.from(chunk).toString('utf8')).map((line) => `${child}: ${line}`)),
  };
}

export async function runCommand(flags: RunFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const config = readConfig(stateDirectory);
  const choice = parseRun(flags, config, surroundings);
  if (choice.mode === 'paranoid' && !screen.input.isTTY) {
    throw new Fault('needs-person', 'in paranoid mode a person runs the commands, and there is no terminal here', {
      fix: 'use a terminal, or --active with read-only credentials, or --world for the simulated cloud',
    });
  }
  const plan = planSession(choice, config, surroundings, stateDirectory, newRunId(new Date()));
  const diagnose = await openDiagnostics(flags.logLevel);
  const said = keepSaid();
  const show = (shown: RunEvent): void => {
    diagnose('event', { event: shown.event });
    if (flags.json === true) showJson(screen, shown);
    else showPlain(screen, shown);
  };
  const pastes = openPastes(screen.input, LIMITS.pasteCharacters);
  const session = startSession(plan, {
    show,
    byHand: async () => (await pastes.next()) ?? null,
    said: said.hook,
    launched: (pids) => {
      diagnose('launched', { pids });
    },
    beforeTeardown: () => {
      diagnose('ending', {});
      return Promise.resolve();
    },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const received = new Set<string>();
  for (const signal of signals) {
    process.on(signal, () => {
      received.add(signal);
      if (flags.json !== true) screen.err(signal === 'SIGINT' ? 'stopping; Ctrl-C again kills at once' : `stopping: ${signal}`);
      session.interrupt();
    });
  }
  const ending = await session.ended.finally(() => {
    // A question that nobody will answer any more must not keep the process.
    pastes.close();
    if (choice.mode === 'paranoid') screen.input.destroy();
  });
  show({ event: 'ended', ...ending });
  if (ending.outcome === 'failed') for (const line of said.lines()) screen.err(line);
  const isTerminated = received.has('SIGTERM') || received.has('SIGHUP');
  return isTerminated && ending.outcome === 'interrupted' ? EXIT.terminated : EXIT_OF[ending.outcome];
}
