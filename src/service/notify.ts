// The one place where the service tells a person that something has come of a bill: always in the journal, and by their own ways where no run
// of theirs has told it already.

import { Fault } from '../shared/index.js';
import { type Config, notifyOf, outcomeLines, type Surroundings } from '../supervisor/index.js';
import type { Noteworthy } from './jobs.js';
import type { Log } from './log.js';

export interface NotifierDoors {
  /** As it is now; throws a Fault where it is not valid. */
  readonly config: () => Config;
  readonly surroundings: Surroundings;
  readonly log: Log;
  readonly now: () => Date;
  readonly tell?: typeof notifyOf;
  readonly onBug: (cause: unknown) => void;
}

export function notifier({ config, log, now, onBug, surroundings, tell = notifyOf }: NotifierDoors): (event: Noteworthy) => void {
  async function told({ kind, name, outcome, run, spike }: Noteworthy): Promise<void> {
    const what = kind === 'unreadable' ? `cannot look at the bill ${name}` : `failed to look into ${spike ?? name}`;
    try {
      const outcomes = await tell(
        {
          schema_version: 1,
          event: 'failed',
          run,
          at: now().toISOString(),
          severity: null,
          title: what,
          text: outcome,
          report: null,
        },
        config(),
        surroundings,
      );
      for (const line of outcomeLines(outcomes)) log('warning', 'not-told', { why: line });
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      log('warning', 'not-told', { why: cause.message, fix: cause.fix ?? null });
    }
  }

  return (event) => {
    const { folder, isTold, kind, name, outcome, run, spike } = event;
    log('notice', 'notify', { kind, name, spike, outcome, folder, run });
    if (!isTold) told(event).catch(onBug);
  };
}
