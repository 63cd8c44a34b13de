// What every session of a run tells, and who hears it: the screen, the report to be, the file of what was spent, the person who is asked.

import type { Decided } from '../../protocol/index.js';
import { rememberingAlways } from '../approval.js';
import type { Config } from '../config.js';
import type { Diagnose } from '../diagnostics.js';
import type { Investigation } from '../investigation/open.js';
import type { Names } from '../names.js';
import type { Person } from '../person.js';
import type { SessionHooks, Spoken } from '../session-plan.js';
import type { RunView } from '../view.js';

/** The rest depends on whether a bill is asked for, or looked into. */
export type CommonHooks = Pick<SessionHooks, 'show' | 'approve' | 'armed' | 'began' | 'grew' | 'named' | 'said' | 'launched'>;

/** Asks something; what a run shows waits meanwhile. */
export type Alone = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;

export interface HooksOptions {
  readonly alone: Alone;
  readonly diagnose: Diagnose;
  readonly names: Names;
  readonly opened: Pick<Investigation, 'config' | 'spent' | 'witness'>;
  readonly person: Person;
  readonly said: SessionHooks['said'];
  readonly show: SessionHooks['show'];
  readonly view: RunView;
}

/** Where each command waits for its own yes, "always" is a yes to this one. */
function onlyOnce(spoken: Spoken<Decided>, { approval }: Config): Spoken<Decided> {
  if (!approval.ask_always || spoken.answer?.decision !== 'always') return spoken;
  return { ...spoken, answer: { ...spoken.answer, decision: 'yes' } };
}

export function commonHooks({ alone, diagnose, names, opened, person, said, show, view }: HooksOptions): CommonHooks {
  const { config, spent, witness } = opened;
  return {
    show: (shown) => {
      show(shown);
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
    said,
    launched: (pids) => {
      diagnose('launched', { pids });
    },
  };
}
