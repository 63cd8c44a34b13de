// The one place where the service tells a person that something has come of a bill.

import type { Config, Surroundings } from '../supervisor/index.js';
import type { Noteworthy } from './jobs.js';
import type { Log } from './log.js';

/** Until a way to tell is configured, the journal is where it is told. */
export function notifier(_config: Config, _surroundings: Surroundings, log: Log): (event: Noteworthy) => void {
  return ({ folder, kind, name, outcome, run, spike }) => {
    log('notice', 'notify', { kind, name, spike, outcome, folder, run });
  };
}
