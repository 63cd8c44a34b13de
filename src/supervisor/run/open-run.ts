// All that is open while a run goes on, whichever of its sessions is running: the person, the screen, and what ends it.

import type { RunEvent } from '../../terminal/index.js';
import type { Asides } from '../asides.js';
import { type Between, NOTHING_BETWEEN, openBetween } from '../between.js';
import { type Diagnose, openDiagnostics } from '../diagnostics.js';
import { openHold } from '../hold.js';
import type { Investigation } from '../investigation/open.js';
import { toldRound } from '../investigation/told-round.js';
import type { Names } from '../names.js';
import type { Person } from '../person.js';
import { openPersons, type Persons, type PersonsOptions } from './persons.js';
import { type CurrentSession, openCurrentSession } from './current-session.js';
import { type Alone, type CommonHooks, commonHooks } from './hooks.js';
import { keepSaid, type Said } from './said.js';
import type { Signals } from './signals.js';

export interface RunDoors extends Omit<PersonsOptions, 'note' | 'opened'> {
  readonly names: Names;
  readonly opened: Investigation;
  readonly signals: Signals;
  readonly stateDirectory: string;
}

export interface OpenRun extends RunDoors {
  readonly isInvestigated: boolean;
  readonly person: Person;
  readonly asides: Asides;
  readonly current: CurrentSession;
  readonly diagnose: Diagnose;
  readonly show: (shown: RunEvent) => void;
  readonly alone: Alone;
  readonly hooks: CommonHooks;
  readonly said: Said;
  /** Nobody is asked any more, and no time counts any more. */
  readonly leave: () => void;
}

function betweenQuestions({ asides, history, teletype }: Persons, { view }: RunDoors, interrupt: () => void): Between {
  const typing = teletype && view.typing(teletype.write);
  return teletype && typing ? openBetween({ asides, history, teletype, view: typing, interrupt }) : NOTHING_BETWEEN;
}

function leaving({ seen, spent }: Investigation, between: Between, person: Person): () => void {
  let hasLeft = false;
  return () => {
    if (hasLeft) return;
    hasLeft = true;
    between.close();
    // A question that nobody will answer any more must not keep the process.
    person.close();
    spent.close();
    seen.close();
  };
}

export async function openRun(doors: RunDoors): Promise<OpenRun> {
  const { flags, opened, signals, view } = doors;
  const current = openCurrentSession(signals, (signal, isFirst) => {
    persons.person.close();
    if (isFirst) view.say([signal === 'SIGINT' ? 'stopping; Ctrl-C again kills at once' : `stopping: ${signal}`]);
  });
  const persons = openPersons({ ...doors, note: current.note });
  const { asides, person } = persons;
  const diagnose = await openDiagnostics(flags.logLevel);
  const said = keepSaid();
  const show = (shown: RunEvent): void => {
    diagnose('event', { event: shown.event });
    opened.witness.see(shown);
    view.show(shown.event === 'round' ? { ...shown, round: toldRound(shown.round) } : shown);
  };
  const between = betweenQuestions(persons, doors, () => {
    current.stop('SIGINT');
  });
  // While a question is open nothing else is written: what came from outside could push it away, or look like part of it.
  const hold = openHold(show);
  const alone: Alone = (ask) => hold.during(() => view.during(() => between.during(ask)));
  return {
    ...doors,
    isInvestigated: opened.choice.script === undefined,
    person,
    asides,
    current,
    diagnose,
    show,
    alone,
    hooks: commonHooks({ ...doors, alone, diagnose, person, said: said.hook, show: hold.show }),
    said,
    leave: leaving(opened, between, person),
  };
}
