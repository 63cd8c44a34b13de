// How a run ended, for a person and for a shell: by what was concluded, and otherwise by what stopped it.

import type { LedgerEntry } from '../../protocol/index.js';
import { EXIT } from '../../shared/index.js';
import type { Ending, Report } from '../../report/index.js';

const BY_OUTCOME: Readonly<Record<Ending['outcome'], number>> = {
  done: EXIT.ok,
  failed: EXIT.error,
  interrupted: EXIT.interrupted,
  'out-of-budget': EXIT.budget,
  'needs-person': EXIT.needsPerson,
};

function conclusionIn(entries: readonly LedgerEntry[]) {
  return entries.flatMap((entry) => (entry.entry === 'conclusion' ? [entry] : [])).at(-1);
}

/** An investigation that leaves without a conclusion has failed; one that learned nothing because nobody is logged in needs a person. */
export function judgedEnding(
  ended: Ending,
  entries: readonly LedgerEntry[],
  isInvestigated: boolean,
  { ran, unauthenticated }: { readonly ran: number; readonly unauthenticated: number },
): Ending {
  if (!isInvestigated || ended.outcome !== 'done') return ended;
  const conclusion = conclusionIn(entries);
  if (!conclusion) return { outcome: 'failed', detail: 'the investigation ended without a conclusion' };
  if (conclusion.outcome === 'inconclusive' && ran > 0 && unauthenticated === ran)
    return { outcome: 'needs-person', detail: 'the cloud answered no command: log in (aws sso login, gcloud auth login), then run again' };
  return ended;
}

export function exitOf(ending: Ending, entries: readonly LedgerEntry[]): number {
  const conclusion = conclusionIn(entries);
  // A budget that ended after the conclusion has ended nothing.
  if (!conclusion || (ending.outcome !== 'done' && ending.outcome !== 'out-of-budget')) return BY_OUTCOME[ending.outcome];
  switch (conclusion.outcome) {
    case 'cause-found':
      return EXIT.causeFound;
    case 'inconclusive':
      return EXIT.inconclusive;
    case 'nothing-found':
      return EXIT.ok;
  }
}

/** Where the whole of it is, or how it goes on. */
export function wayOn(report: Report | undefined, folder: string, run: string): readonly string[] {
  if (report?.conclusion) return [`report: ${folder}/report.html, report.md, report.json`];
  return report ? [`to go on: ghosthunter run --resume ${run}`] : [];
}
