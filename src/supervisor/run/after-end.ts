// What is left to do when a run has ended: the end is shown, the report is written, and whoever wants to know is told.

import { EXIT } from '../../shared/index.js';
import type { Report } from '../../report/index.js';
import { exitOf, judgedEnding, wayOn } from '../investigation/ending.js';
import { writeReport } from '../investigation/report.js';
import { eventOfRun, notifyOf, outcomeLines } from '../notify.js';
import type { Ending } from '../session-plan.js';
import type { OpenRun } from './open-run.js';

export function exitCode({ current, opened }: OpenRun, ending: Ending): number {
  return current.isTerminated() && ending.outcome === 'interrupted' ? EXIT.terminated : exitOf(ending, opened.ledger.entries);
}

/** `further` is for people, and comes last. */
export function showEnd(
  { flags, opened, said, screen, show, view }: OpenRun,
  ending: Ending,
  further: readonly string[],
  report?: Report,
): void {
  show({ event: 'ended', ...ending });
  if (report) show({ event: 'report', folder: opened.folder, ...report });
  view.close();
  if (ending.outcome === 'failed') for (const line of said.lines()) screen.err(line);
  if (flags.json !== true) for (const line of further) screen.err(line);
  opened.ledger.close();
}

/** How the run ended, once everybody has been told. */
export async function afterSession(run: OpenRun, ended: Ending): Promise<Ending> {
  const { isInvestigated, names, opened, screen, surroundings } = run;
  const { config, folder, ledger, spent, witness } = opened;
  const ending = judgedEnding(ended, ledger.entries, isInvestigated, witness.logins());
  const seen = isInvestigated ? witness.report(ending, ledger.entries, spent.milliseconds()) : undefined;
  const report = seen && names.in(seen);
  // A run that has concluded is over; any other may go on.
  if (report?.conclusion) writeReport(folder, report);
  showEnd(run, ending, wayOn(report, folder, opened.run), report);
  const event = report && eventOfRun(report, folder, new Date());
  if (event) for (const line of outcomeLines(await notifyOf(event, config, surroundings))) screen.err(line);
  return ending;
}
