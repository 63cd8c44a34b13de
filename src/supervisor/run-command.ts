// `ghosthunter run`: from flags to a session, and from its end to an exit code.

import { redactLine } from '../digest/index.js';
import { type Decided, LIMITS } from '../protocol/index.js';
import { EXIT, Fault, printableLines } from '../shared/index.js';
import { type InputHistory, openInputHistory, openTeletype, type RunEvent, type Screen, type Teletype } from '../terminal/index.js';
import { flagsFor, noOther } from './another-spike.js';
import { openAnswerFile } from './answer-file.js';
import { rememberingAlways } from './approval.js';
import { type Asides, openAsides } from './asides.js';
import { type Between, openBetween } from './between.js';
import { askFar } from './bills/far/ask-far.js';
import type { Config } from './config.js';
import { readConfig } from './configuration/layers.js';
import { openDiagnostics } from './diagnostics.js';
import { openHold } from './hold.js';
import { exitOf, judgedEnding, wayOn } from './investigation/ending.js';
import { type Investigation, openInvestigation } from './investigation/open.js';
import { writeReport } from './investigation/report.js';
import { type Names, openNames } from './names.js';
import { eventOfRun, notifyOf, outcomeLines } from './notify.js';
import { openPerson, type Person } from './person.js';
import { budgetOf, planSession } from './plan-session.js';
import type { RunChoice, RunFlags } from './run-options.js';
import { type Session, startSession } from './session.js';
import type { Ending, SessionHooks, SessionPlan, Spoken } from './session-plan.js';
import { readyStateDirectory, type Surroundings, stateDirectoryPath } from './state-directory.js';
import { isPlainTerminal, openView, type RunView } from './view.js';

const KEPT_OUTPUT_BYTES = 64 * 1024;

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
    const { choice, code, other } = await investigated({
      adjust,
      flags,
      names,
      opened,
      screen,
      signals,
      stateDirectory,
      surroundings,
      view,
    });
    if (other === undefined) return code;
    signals.close();
    return await runCommand(flagsFor(other, flags, { choice, config: opened.config }), surroundings, screen, adjust);
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
  /** With the bill, where one was asked for. */
  readonly choice: RunChoice;
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
  const { config, far, folder, ledger, run, spent, witness } = opened;
  const isInvestigated = opened.choice.script === undefined;
  const begun: { session?: Session } = {};
  const { asides, history, person, teletype } = personsOf(flags, opened, surroundings, screen, view, (text) => {
    begun.session?.note(text);
  });
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
  const attach = (session: Session): void => {
    begun.session = session;
    // What was heard between two of them.
    if (received.size > 0) session.interrupt();
    else signals.hear(stop);
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
  const hooks = {
    show: (shown) => {
      hold.show(shown);
      const { commands, microUsd } = witness.used();
      if (shown.event === 'answered' || shown.event === 'model') spent.used(commands, microUsd);
    },
    approve: rememberingAlways((asked) => alone(async () => onlyOnce(await person.approve(asked), config))),
    named: names.learn,
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
  } as const satisfies Partial<SessionHooks>;
  let hasLeft = false;
  const leave = (): void => {
    if (hasLeft) return;
    hasLeft = true;
    between.close();
    // A question that nobody will answer any more must not keep the process.
    person.close();
    spent.close();
    opened.seen.close();
  };
  const codeOf = (ending: Ending): number => {
    const isTerminated = TERMINATING.some((signal) => received.has(signal));
    return isTerminated && ending.outcome === 'interrupted' ? EXIT.terminated : exitOf(ending, ledger.entries);
  };
  const sayFailure = (ending: Ending): void => {
    if (ending.outcome === 'failed') for (const line of said.lines()) screen.err(line);
  };

  view.hear({ news: 'budget', budget: budgetOf(config) });
  if (isInvestigated) show(opened.event);
  for (const text of opened.choice.notes) show({ event: 'warning', text });
  let { choice } = opened;
  if (far !== undefined) {
    view.say([`asking for the bill: ${far.what}`]);
    let isHere = false;
    try {
      const asked = await askFar(far.question, {
        run,
        approval: choice.approval === 'all' ? 'all' : 'ask',
        config,
        surroundings,
        stateDirectory,
        folder,
        taken: spent.taken,
        hooks,
        onSession: attach,
        note: (text) => {
          view.say([text]);
        },
      });
      if (asked.kind === 'ended') {
        leave();
        show({ event: 'ended', ...asked.ending });
        view.close();
        sayFailure(asked.ending);
        ledger.close();
        return { choice, code: codeOf(asked.ending), other: undefined };
      }
      choice = await far.keep(asked.path);
      isHere = true;
    } finally {
      if (!isHere) {
        leave();
        view.close();
        if (flags.json !== true) screen.err(`to go on: ghosthunter run --resume ${run}`);
      }
    }
  }

  const before = spent.taken();
  const manner = {
    canRun: choice.mode !== 'paranoid' || person.canRun,
    canAsk: person.canAsk,
    resumes: before && { ...before, mayRepeat: false },
    entries: ledger.entries.length,
    isOneOfMany: flags.tethered === true,
  };
  const plan = adjust(planSession(choice, config, surroundings, stateDirectory, run, manner));
  const session = startSession(plan, {
    ...hooks,
    byHand: (asked) => alone(() => person.byHand(asked)),
    ask: (question) => alone(() => person.ask(question)),
    ledger,
    beforeTeardown: () => {
      diagnose('ending', {});
      return Promise.resolve();
    },
  });
  attach(session);
  const ended = await session.ended.finally(leave);
  const ending = judgedEnding(ended, ledger.entries, isInvestigated, witness.logins());
  const seen = isInvestigated ? witness.report(ending, ledger.entries, spent.milliseconds()) : undefined;
  const report = seen && names.in(seen);
  // A run that has concluded is over; any other may go on.
  if (report?.conclusion) writeReport(folder, report);
  show({ event: 'ended', ...ending });
  if (report) show({ event: 'report', folder, ...report });
  view.close();
  sayFailure(ending);
  if (isInvestigated && flags.json !== true) for (const line of wayOn(report, folder, run)) screen.err(line);
  ledger.close();
  const event = report && eventOfRun(report, folder, new Date());
  if (event) for (const line of outcomeLines(await notifyOf(event, config, surroundings))) screen.err(line);
  return { choice, code: codeOf(ending), other: TERMINATING.some((signal) => received.has(signal)) ? undefined : asides.chosen() };
}

const TERMINATING = ['SIGTERM', 'SIGHUP', 'SIGQUIT'];
const NOTHING_BETWEEN: Between = { during: (ask) => ask(), close: () => undefined };
