// `ghosthunter run`: from flags to a session, and from its end to an exit code.

import type { Screen } from '../terminal/index.js';
import { flagsFor } from './another-spike.js';
import { bringFar } from './bills/far/bring-far.js';
import { readConfig } from './configuration/layers.js';
import { openInvestigation } from './investigation/open.js';
import { openNames } from './names.js';
import { budgetOf, planSession } from './plan-session.js';
import { afterSession, exitCode } from './run/after-end.js';
import { type OpenRun, openRun } from './run/open-run.js';
import { openSignals } from './run/signals.js';
import type { RunChoice, RunFlags } from './run-options.js';
import { type Session, startSession } from './session.js';
import type { SessionPlan } from './session-plan.js';
import { readyStateDirectory, type Surroundings, stateDirectoryPath } from './state-directory.js';
import { openView } from './view.js';

/** For tests, that put another program in the orchestrator's place. */
type Adjust = (plan: SessionPlan) => SessionPlan;

/** T-ORPHAN: whoever started this run is gone, and another one may be about to go on with it. The kernel ends what this process started. */
function endWithStarter({ input }: Screen): void {
  input.once('end', () => process.kill(process.pid, 'SIGKILL')).resume();
  // It is watched, not waited for.
  input.unref();
}

export async function runCommand(
  flags: RunFlags,
  surroundings: Surroundings,
  screen: Screen,
  adjust: Adjust = (plan) => plan,
): Promise<number> {
  if (flags.tethered === true) endWithStarter(screen);
  const stateDirectory = readyStateDirectory(stateDirectoryPath(surroundings));
  const opened = await openInvestigation({ flags, config: readConfig(surroundings), surroundings, stateDirectory, screen });
  const names = openNames();
  // Before anything is drawn that would have to be taken away again.
  const signals = openSignals();
  const view = openView(flags, opened.config, surroundings, screen, names);
  try {
    const run = await openRun({ flags, names, opened, screen, signals, stateDirectory, surroundings, view });
    const { choice, code, other } = await investigated(run, adjust);
    if (other === undefined) return code;
    signals.close();
    return await runCommand(flagsFor(other, flags, { choice, config: opened.config }), surroundings, screen, adjust);
  } finally {
    signals.close();
    view.close();
    screen.input.destroy();
  }
}

interface Finished {
  readonly code: number;
  /** With the bill, where one was asked for. */
  readonly choice: RunChoice;
  /** The spike that the person wants to see instead. */
  readonly other: number | undefined;
}

function introduce({ isInvestigated, opened, show, view }: OpenRun): void {
  view.hear({ news: 'budget', budget: budgetOf(opened.config) });
  if (isInvestigated) show(opened.event);
  for (const text of opened.choice.notes) show({ event: 'warning', text });
}

function started(run: OpenRun, choice: RunChoice, adjust: Adjust): Session {
  const { alone, diagnose, flags, hooks, opened, person, stateDirectory, surroundings } = run;
  const { config, ledger, spent } = opened;
  const before = spent.taken();
  const manner = {
    canRun: choice.mode !== 'paranoid' || person.canRun,
    canAsk: person.canAsk,
    resumes: before && { ...before, mayRepeat: false },
    entries: ledger.entries.length,
    isOneOfMany: flags.tethered === true,
  };
  return startSession(adjust(planSession(choice, config, surroundings, stateDirectory, opened.run, manner)), {
    ...hooks,
    byHand: (asked) => alone(() => person.byHand(asked)),
    ask: (question) => alone(() => person.ask(question)),
    ledger,
    beforeTeardown: () => {
      diagnose('ending', {});
      return Promise.resolve();
    },
  });
}

async function investigated(run: OpenRun, adjust: Adjust): Promise<Finished> {
  const { asides, current, leave, opened } = run;
  introduce(run);
  const brought = opened.far && (await bringFar(opened.far, run));
  if (brought?.kind === 'ended') return { choice: opened.choice, code: exitCode(run, brought.ending), other: undefined };
  const { choice } = brought ?? opened;
  const session = started(run, choice, adjust);
  current.follow(session);
  const ending = await afterSession(run, await session.ended.finally(leave));
  return { choice, code: exitCode(run, ending), other: current.isTerminated() ? undefined : asides.chosen() };
}
