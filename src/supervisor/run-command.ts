// `ghosthunter run`: from flags to a session, and from its end to an exit code.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { redactLine } from '../digest/index.js';
import { type CliChoice, type Decided, LIMITS } from '../protocol/index.js';
import { EXIT, Fault, MICRO_USD_PER_USD, printableLines } from '../shared/index.js';
import { type InputHistory, openInputHistory, openTeletype, type RunEvent, type Screen, type Teletype } from '../terminal/index.js';
import type { OpenWorld } from '../worlds/index.js';
import { openAnswerFile } from './answer-file.js';
import { flagsFor, noOther } from './another-spike.js';
import { type Asides, openAsides } from './asides.js';
import { type Between, openBetween } from './between.js';
import { type Config, modelPrices } from './config.js';
import { readConfig } from './configuration/layers.js';
import { credentialVariables, type Provider } from './credentials.js';
import { openDiagnostics } from './diagnostics.js';
import { openHold } from './hold.js';
import { exitOf, judgedEnding, wayOn } from './investigation/ending.js';
import { type Investigation, openInvestigation } from './investigation/open.js';
import { writeReport } from './investigation/report.js';
import { type Names, openNames } from './names.js';
import { eventOfRun, notifyOf, outcomeLines } from './notify.js';
import { openPerson, type Person } from './person.js';
import { type RunChoice, type RunFlags, TOP_SPIKES } from './run-options.js';
import { type Session, startSession } from './session.js';
import type { SessionHooks, SessionPlan, Spoken } from './session-plan.js';
import { settleBy } from './settle.js';
import { readyStateDirectory, type Surroundings, stateDirectoryPath } from './state-directory.js';
import { tiersToTry } from './tiers.js';
import { isPlainTerminal, openView, type RunView } from './view.js';

const CAGE_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'cage');
const ANTHROPIC = 'https://api.anthropic.com';
const TOTAL_TOKENS = 2_000_000;
const MODEL_CALLS = 400;
const KEPT_OUTPUT_BYTES = 64 * 1024;

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
    models: [...new Set([choice.model, choice.compressor].flatMap((model) => (model === null ? [] : [model.name])))],
    prices: modelPrices(config),
    showPrompts: choice.showPrompts,
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
    ...(commands.only === undefined ? {} : { only: commands.only }),
  };
}

/** What is not in the choice of a person but in where the run is. */
export interface Manner {
  /** Somebody or something runs what is cleared. */
  readonly canRun: boolean;
  /** Somebody answers questions. */
  readonly canAsk: boolean;
  /** What a killed run of this id had taken; null for one that begins. */
  readonly resumes: { readonly milliseconds: number } | null;
  /** Entries in its ledger. */
  readonly entries: number;
}

const ALONE: Manner = { canRun: true, canAsk: false, resumes: null, entries: 0 };
/** Until the bill has said it, and where it says nothing. */
const OTHERWISE: Provider = 'gcp';

export function planSession(
  choice: RunChoice,
  config: Config,
  surroundings: Surroundings,
  stateDirectory: string,
  run: string,
  manner: Manner = ALONE,
): SessionPlan {
  const { tried, minimum } = tiersToTry(choice, surroundings, process.platform);
  const milliseconds = Math.round(config.budget.minutes * 60_000);
  const { mode, world } = choice;
  const provider = choice.provider ?? OTHERWISE;
  const budget = { commands: config.budget.commands, microUsd: Math.round(config.budget.usd * MICRO_USD_PER_USD), milliseconds };
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
      today: new Date().toISOString().slice(0, 10),
      script: [...(choice.script ?? [])],
      model: choice.model,
      compressor: choice.compressor,
      spike: choice.spike,
      canRun: manner.canRun,
      canAsk: manner.canAsk,
      budget,
      entries: manner.entries,
      pseudonyms: config.privacy.pseudonyms,
    },
    spikes: choice.script === undefined ? { since: null, top: TOP_SPIKES, currency: null } : null,
    settle: settleBy(choice, surroundings),
    milliseconds: Math.max(0, milliseconds - (manner.resumes?.milliseconds ?? 0)),
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

/** Undefined where no question is asked. */
function teletypeOf(flags: RunFlags, config: Config, surroundings: Surroundings): Teletype | undefined {
  return flags.headless === true ? undefined : openTeletype(isPlainTerminal(flags, config, surroundings));
}

/** Why nobody may say yes once and for all. */
function noAlways({ approval }: Config): string | undefined {
  return approval.ask_always ? 'each command waits for a yes of its own: `approval.ask_always` is set' : undefined;
}

interface Persons {
  readonly person: Person;
  readonly asides: Asides;
  readonly history: InputHistory;
  readonly teletype: Teletype | undefined;
}

function personsOf(
  flags: RunFlags,
  { choice, config }: Pick<Investigation, 'choice' | 'config'>,
  surroundings: Surroundings,
  screen: Screen,
  view: RunView,
  note: (text: string) => void,
): Persons {
  if (flags.answers !== undefined && choice.mode !== 'paranoid') {
    throw new Fault('usage', '--answers holds what you ran yourself, and here commands run by themselves', { fix: 'leave --answers out' });
  }
  const began = performance.now();
  const history = openInputHistory(redactLine);
  const teletype = teletypeOf(flags, config, surroundings);
  const copies = config.terminal.clipboard && (surroundings.environment['GHOSTHUNTER_NO_CLIPBOARD'] ?? '') === '';
  const write = copies && teletype && !teletype.isPlain ? teletype.write : undefined;
  const asides = openAsides({ state: view.state, look: view.look, note, write, noOther: noOther(flags) });
  const person = openPerson({
    screen,
    teletype,
    answers: flags.answers === undefined ? undefined : openAnswerFile(flags.answers, screen.input, LIMITS.pasteCharacters),
    home: surroundings.home,
    copies,
    asides,
    history,
    noAlways: noAlways(config),
    time: () => ({ spent: performance.now() - began, most: config.budget.minutes * 60_000 }),
  });
  return { person, asides, history, teletype };
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

type Signal = (typeof SIGNALS)[number];

interface Signals {
  /** Those that came already, and then each one. */
  readonly hear: (heard: (signal: Signal) => void) => void;
  readonly close: () => void;
}

function openSignals(): Signals {
  const early: Signal[] = [];
  let hear = (signal: Signal): void => {
    early.push(signal);
  };
  const all = SIGNALS.map((signal) => ({
    signal,
    listener: () => {
      hear(signal);
    },
  }));
  for (const { listener, signal } of all) process.on(signal, listener);
  return {
    hear: (heard) => {
      hear = heard;
      for (const signal of early.splice(0)) heard(signal);
    },
    close: () => {
      for (const { listener, signal } of all) process.off(signal, listener);
    },
  };
}

/** Where each command waits for its own yes, "always" is a yes to this one. */
function onlyOnce(spoken: Spoken<Decided>, { approval }: Config): Spoken<Decided> {
  if (!approval.ask_always || spoken.answer?.decision !== 'always') return spoken;
  return { ...spoken, answer: { ...spoken.answer, decision: 'yes' } };
}

/** T-ORPHAN: whoever started this run is gone, and another one may be about to go on with it. The kernel ends what this process started. */
function endWithStarter({ input }: Screen): void {
  input.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
  // It is watched, not waited for.
  input.unref();
}

/** `adjust` is for tests that put another program in the orchestrator's place. */
export async function runCommand(
  flags: RunFlags,
  surroundings: Surroundings,
  screen: Screen,
  adjust: (plan: SessionPlan) => SessionPlan = (plan) => plan,
): Promise<number> {
  if (flags.tethered === true) endWithStarter(screen);
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const opened = await openInvestigation(flags, readConfig(surroundings), surroundings, stateDirectory, screen);
  const names = openNames();
  // Before anything is drawn that would have to be taken away again.
  const signals = openSignals();
  const view = openView(flags, opened.config, surroundings, screen, names);
  try {
    const { code, other } = await investigated({ adjust, flags, names, opened, screen, signals, stateDirectory, surroundings, view });
    if (other === undefined) return code;
    signals.close();
    return await runCommand(flagsFor(other, flags, opened), surroundings, screen, adjust);
  } finally {
    signals.close();
    view.close();
    screen.input.destroy();
  }
}

interface Doors {
  readonly adjust: (plan: SessionPlan) => SessionPlan;
  readonly flags: RunFlags;
  readonly names: Names;
  readonly opened: Investigation;
  readonly screen: Screen;
  readonly signals: Signals;
  readonly stateDirectory: string;
  readonly surroundings: Surroundings;
  readonly view: RunView;
}

interface Finished {
  readonly code: number;
  /** The spike that the person wants to see instead. */
  readonly other: number | undefined;
}

async function investigated({
  adjust,
  flags,
  names,
  opened,
  screen,
  signals,
  stateDirectory,
  surroundings,
  view,
}: Doors): Promise<Finished> {
  const { choice, config, folder, ledger, run, spent, witness } = opened;
  const begun: { session?: Session } = {};
  const { asides, history, person, teletype } = personsOf(flags, opened, surroundings, screen, view, (text) => {
    begun.session?.note(text);
  });
  const manner = {
    canRun: choice.mode !== 'paranoid' || person.canRun,
    canAsk: person.canAsk,
    resumes: opened.resumes,
    entries: ledger.entries.length,
  };
  const plan = adjust(planSession(choice, config, surroundings, stateDirectory, run, manner));
  const diagnose = await openDiagnostics(flags.logLevel);
  const said = keepSaid();
  const show = (shown: RunEvent): void => {
    diagnose('event', { event: shown.event });
    witness.see(shown);
    view.show(shown);
  };
  const received = new Set<string>();
  const stop = (signal: string): void => {
    const isFirst = received.size === 0;
    received.add(signal);
    person.close();
    if (isFirst) view.say([signal === 'SIGINT' ? 'stopping; Ctrl-C again kills at once' : `stopping: ${signal}`]);
    begun.session?.interrupt();
  };
  const typing = teletype && view.typing(teletype.write);
  const between =
    teletype && typing
      ? openBetween({
          asides,
          history,
          teletype,
          view: typing,
          interrupt: () => {
            stop('SIGINT');
          },
        })
      : NOTHING_BETWEEN;
  // While a question is open nothing else is written: what came from outside could push it away, or look like part of it.
  const hold = openHold(show);
  const alone = <Answer>(ask: () => Promise<Answer>): Promise<Answer> => hold.during(() => view.during(() => between.during(ask)));
  view.hear({ news: 'budget', budget: plan.executor.budget });
  if (plan.spikes !== null) show(opened.event);
  for (const text of choice.notes) show({ event: 'warning', text });
  const session = startSession(plan, {
    show: (shown) => {
      hold.show(shown);
      const { commands, microUsd } = witness.used();
      if (shown.event === 'answered' || shown.event === 'model') spent.used(commands, microUsd);
    },
    byHand: (asked) => alone(() => person.byHand(asked)),
    approve: (asked) => alone(async () => onlyOnce(await person.approve(asked), config)),
    ask: (question) => alone(() => person.ask(question)),
    named: names.learn,
    ledger,
    armed: (used) => {
      witness.before(used);
      spent.armed();
    },
    began: (canonical) => {
      spent.began(canonical);
      view.hear({ news: 'began' });
    },
    grew: (bytes) => {
      view.hear({ news: 'grew', bytes });
    },
    said: said.hook,
    launched: (pids) => {
      diagnose('launched', { pids });
    },
    beforeTeardown: () => {
      diagnose('ending', {});
      return Promise.resolve();
    },
  });
  begun.session = session;
  signals.hear(stop);
  const ended = await session.ended.finally(() => {
    between.close();
    // A question that nobody will answer any more must not keep the process.
    person.close();
    spent.close();
    opened.seen.close();
  });
  const isInvestigated = plan.spikes !== null;
  const ending = judgedEnding(ended, ledger.entries, isInvestigated, witness.logins());
  const seen = isInvestigated ? witness.report(ending, ledger.entries, spent.milliseconds()) : undefined;
  const report = seen && names.in(seen);
  // A run that has concluded is over; any other may go on.
  if (report?.conclusion) writeReport(folder, report);
  show({ event: 'ended', ...ending });
  if (report) show({ event: 'report', folder, ...report });
  view.close();
  if (ending.outcome === 'failed') for (const line of said.lines()) screen.err(line);
  if (isInvestigated && flags.json !== true) for (const line of wayOn(report, folder, run)) screen.err(line);
  ledger.close();
  const event = report && eventOfRun(report, folder, new Date());
  if (event) for (const line of outcomeLines(await notifyOf(event, config, surroundings))) screen.err(line);
  const isTerminated = ['SIGTERM', 'SIGHUP', 'SIGQUIT'].some((signal) => received.has(signal));
  const code = isTerminated && ending.outcome === 'interrupted' ? EXIT.terminated : exitOf(ending, ledger.entries);
  return { code, other: isTerminated ? undefined : asides.chosen() };
}

const NOTHING_BETWEEN: Between = { during: (ask) => ask(), close: () => undefined };
