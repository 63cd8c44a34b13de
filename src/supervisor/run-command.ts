// `ghosthunter run`: from flags to a session, and from its end to an exit code.

import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CliChoice, LIMITS } from '../protocol/index.js';
import { EXIT, Fault, MICRO_USD_PER_USD, printableLines } from '../shared/index.js';
import { openTeletype, type RunEvent, type Screen, showJson, showPlain } from '../terminal/index.js';
import type { OpenWorld } from '../worlds/index.js';
import { openAnswerFile } from './answer-file.js';
import { type Config, modelPrices, readConfig } from './config.js';
import { credentialVariables } from './credentials.js';
import { openDiagnostics } from './diagnostics.js';
import { openHold } from './hold.js';
import { openNames } from './names.js';
import { OPENING } from './opening.js';
import { openPerson, type Person } from './person.js';
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
  'needs-person': EXIT.needsPerson,
};

export function newRunId(now: Date): string {
  const day = now.toISOString().slice(0, 16).replace(/[-:]/gu, '').replace('T', '-');
  return `${day}-${randomBytes(3).toString('hex')}`;
}

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
  return {
    baseUrl: config.model.base_url ?? ANTHROPIC,
    allowPrivateAddress: config.model.base_url !== undefined,
    key: choice.key,
    keyHeader: config.model.key_header,
    models: choice.model === null ? [] : [choice.model.name],
    prices: modelPrices(config),
    showPrompts: false,
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
    bill: world && choice.files.length === 0 ? writeWorldBills(world, stateDirectory) : choice.files,
    executor: {
      run,
      mode: choice.mode,
      approval: choice.approval,
      provider: choice.provider,
      world: world?.id ?? null,
      minimumTier: minimum,
      credentials: choice.mode === 'active' ? { ...credentialVariables(surroundings.environment, choice.provider) } : {},
      home: surroundings.home,
      binaryDirectories: config.cli.directories,
      stateDirectory,
      cli: cliChoice(config),
      pseudonyms: config.privacy.pseudonyms,
      budget: {
        commands: config.budget.commands,
        microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD),
        milliseconds,
      },
    },
    egress: egressPlan(choice, config),
    welcome: {
      run,
      mode: choice.mode,
      provider: choice.provider,
      today: new Date().toISOString().slice(0, 10),
      script: [...(choice.script ?? world?.world.script ?? OPENING[choice.provider])],
      model: choice.model,
      compressor: null,
      spike: null,
      canRun: true,
      canAsk: false,
      budget: { commands: config.budget.commands, microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD), milliseconds },
      entries: 0,
      pseudonyms: true,
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

/** What reads the screen aloud, or shows text and nothing else, is spared everything else. */
function isPlainTerminal(flags: RunFlags, config: Config, { environment }: Surroundings): boolean {
  return flags.plain === true || config.terminal.plain || environment['TERM'] === undefined || environment['TERM'] === 'dumb';
}

function personOf(flags: RunFlags, config: Config, choice: RunChoice, surroundings: Surroundings, screen: Screen): Person {
  const teletype = openTeletype(isPlainTerminal(flags, config, surroundings));
  if (flags.answers !== undefined && choice.mode !== 'paranoid') {
    throw new Fault('usage', '--answers holds what you ran yourself, and here commands run by themselves', { fix: 'leave --answers out' });
  }
  if (choice.mode === 'paranoid' && flags.answers === undefined && !teletype) {
    throw new Fault('needs-person', 'in paranoid mode a person runs the commands, and there is no terminal here', {
      fix: 'use a terminal, or --answers FILE with what they printed, or --active --yes with read-only credentials, or --world',
    });
  }
  const began = performance.now();
  return openPerson({
    screen,
    teletype,
    answers: flags.answers === undefined ? undefined : openAnswerFile(flags.answers, screen.input, LIMITS.pasteCharacters),
    home: surroundings.home,
    copies: config.terminal.clipboard && (surroundings.environment['GHOSTHUNTER_NO_CLIPBOARD'] ?? '') === '',
    time: () => ({ spent: performance.now() - began, most: config.budget.minutes * 60_000 }),
  });
}

export async function runCommand(flags: RunFlags, surroundings: Surroundings, screen: Screen): Promise<number> {
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const config = readConfig(stateDirectory);
  const choice = parseRun(flags, config, surroundings);
  const person = personOf(flags, config, choice, surroundings, screen);
  const plan = planSession(choice, config, surroundings, stateDirectory, newRunId(new Date()));
  const diagnose = await openDiagnostics(flags.logLevel);
  const said = keepSaid();
  const names = openNames();
  const persons = names.on(screen);
  const show = (shown: RunEvent): void => {
    diagnose('event', { event: shown.event });
    if (flags.json === true) showJson(persons, shown);
    else showPlain(persons, shown);
  };
  // While a question is open nothing else is written: what came from outside could push it away, or look like part of it.
  const hold = openHold(show);
  const session = startSession(plan, {
    show: hold.show,
    byHand: (asked) => hold.during(() => person.byHand(asked)),
    approve: (asked) => hold.during(() => person.approve(asked)),
    named: names.learn,
    said: said.hook,
    launched: (pids) => {
      diagnose('launched', { pids });
    },
    beforeTeardown: () => {
      diagnose('ending', {});
      return Promise.resolve();
    },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
  const received = new Set<string>();
  for (const signal of signals) {
    process.on(signal, () => {
      received.add(signal);
      person.close();
      if (flags.json !== true) screen.err(signal === 'SIGINT' ? 'stopping; Ctrl-C again kills at once' : `stopping: ${signal}`);
      session.interrupt();
    });
  }
  const ending = await session.ended.finally(() => {
    // A question that nobody will answer any more must not keep the process.
    person.close();
    screen.input.destroy();
  });
  show({ event: 'ended', ...ending });
  if (ending.outcome === 'failed') for (const line of said.lines()) screen.err(line);
  const isTerminated = ['SIGTERM', 'SIGHUP', 'SIGQUIT'].some((signal) => received.has(signal));
  return isTerminated && ending.outcome === 'interrupted' ? EXIT.terminated : EXIT_OF[ending.outcome];
}
