// The bill of a run that lies elsewhere: asked for before anything else, out of the run's own budget, and kept where the run goes on with it,
// also after it was killed.

import type { FarBill } from '../../investigation/open.js';
import { showEnd } from '../../run/after-end.js';
import type { OpenRun } from '../../run/open-run.js';
import type { RunChoice } from '../../run-options.js';
import type { Ending } from '../../session-plan.js';
import { type Asked, askFar } from './ask-far.js';

export type Brought = { readonly kind: 'bill'; readonly choice: RunChoice } | { readonly kind: 'ended'; readonly ending: Ending };

function asking(far: FarBill, { current, hooks, opened, stateDirectory, surroundings, view }: OpenRun): Promise<Asked> {
  const { choice, config, folder, run, spent } = opened;
  return askFar(far.question, {
    run,
    approval: choice.approval === 'all' ? 'all' : 'ask',
    config,
    surroundings,
    stateDirectory,
    folder,
    taken: spent.taken,
    hooks,
    onSession: current.follow,
    note: (text) => {
      view.say([text]);
    },
  });
}

/** What the run goes on with. A run whose bill did not come has ended, and says how it goes on. */
export async function bringFar(far: FarBill, run: OpenRun): Promise<Brought> {
  const { flags, leave, opened, screen, view } = run;
  const goOn = `to go on: ghosthunter run --resume ${opened.run}`;
  view.say([`asking for the bill: ${far.what}`]);
  try {
    const asked = await asking(far, run);
    if (asked.kind === 'bill') return { kind: 'bill', choice: await far.keep(asked.path) };
    leave();
    showEnd(run, asked.ending, [goOn]);
    return asked;
  } catch (cause) {
    leave();
    view.close();
    if (flags.json !== true) screen.err(goOn);
    throw cause;
  }
}
