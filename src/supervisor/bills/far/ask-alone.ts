// A bill that is asked for with no investigation behind it: a run of its own, with an id, a budget and a person of its own.

import { dollars, Fault, printable } from '../../../shared/index.js';
import { openTeletype, type Screen } from '../../../terminal/index.js';
import { rememberingAlways } from '../../approval.js';
import { NO_ASIDES } from '../../asides.js';
import type { Config } from '../../config.js';
import { newRunId } from '../../investigation/open.js';
import { openPerson, type Person } from '../../person.js';
import type { Session } from '../../session.js';
import type { Surroundings } from '../../state-directory.js';
import { askFar } from './ask-far.js';
import type { FarQuestion } from './question.js';

export interface AloneDoors {
  readonly config: Config;
  readonly surroundings: Surroundings;
  readonly stateDirectory: string;
  readonly screen: Screen;
  /** Every cleared line may run: the person said so. */
  readonly isAgreed: boolean;
  /** Where the bill is written. */
  readonly folder: string;
}

function personFor({ config, screen, surroundings }: AloneDoors): Person {
  const isPlain = config.terminal.plain || ['dumb', undefined].includes(surroundings.environment['TERM']);
  const began = performance.now();
  return openPerson({
    screen,
    teletype: openTeletype(isPlain),
    answers: undefined,
    home: surroundings.home,
    copies: false,
    asides: NO_ASIDES,
    time: () => ({ spent: performance.now() - began, most: config.budget.minutes * 60_000 }),
  });
}

/** The path of the bill. */
export async function askAlone(question: FarQuestion, doors: AloneDoors): Promise<string> {
  const { config, folder, isAgreed, screen, stateDirectory, surroundings } = doors;
  const person = personFor(doors);
  let since: number | undefined;
  let session: Session | undefined;
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    session?.interrupt();
  };
  process.once('SIGINT', stop);
  const asked = await askFar(question, {
    run: newRunId(new Date()),
    approval: isAgreed ? 'all' : 'ask',
    config,
    surroundings,
    stateDirectory,
    folder,
    taken: () => (since === undefined ? null : { milliseconds: Math.round(performance.now() - since) }),
    hooks: {
      show: (shown) => {
        if (shown.event === 'warning') screen.err(`note: ${printable(shown.text)}`);
        if (shown.event !== 'answered' || shown.answer.kind !== 'ran' || shown.answer.exit !== 0) return;
        screen.err(`asked, ${dollars(shown.answer.microUsd)}: ${printable(shown.command, 120)}`);
      },
      approve: rememberingAlways((one) => person.approve(one)),
      armed: () => {
        since ??= performance.now();
      },
      began: () => undefined,
      grew: () => undefined,
      named: () => undefined,
      said: () => undefined,
      launched: () => undefined,
    },
    onSession: (begun) => {
      session = begun;
      // Between two of them nobody hears.
      if (isStopped) begun.interrupt();
    },
    note: screen.err,
  }).finally(() => {
    process.off('SIGINT', stop);
    person.close();
  });
  if (asked.kind === 'bill') return asked.path;
  const { detail, outcome } = asked.ending;
  const code = outcome === 'needs-person' ? 'needs-person' : outcome === 'out-of-budget' ? 'budget' : 'child';
  throw new Fault(code, `the bill could not be asked for: ${outcome}: ${detail}`, { fix: 'ghosthunter audit tail says what happened' });
}
