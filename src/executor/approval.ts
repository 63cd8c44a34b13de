// May a cleared command run? Where the run asks for it a person says so, through the supervisor's own lane: whoever proposed the command
// neither sees the question nor can answer it. The answer is in the audit log before anything starts.

import type { AuditLog } from '../audit/index.js';
import { type Cleared, scanOf } from '../gate/index.js';
import type { AskedApproval, Attest, Decided } from '../protocol/index.js';
import { err, type MicroUsd, ok, type Result } from '../shared/index.js';
import { loggedNote } from './person-note.js';

export interface Declined {
  readonly code: 'declined-by-person';
  readonly detail: string;
  /** Why, in the person's own words. */
  readonly note: string | null;
}

/** `of` is the number of the command's `cleared` entry. */
export type Approve = (cleared: Cleared, of: number) => Promise<Result<undefined, Declined>>;

export interface ApprovalDoors {
  readonly attest: Pick<Attest, 'mode' | 'approval'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly ask: (asked: AskedApproval) => Promise<Decided>;
}

/** Program, release track and words of the operation. INVARIANT: none of them holds a blank, so that no two operations share a text. */
function subcommandOf({ binary, path }: Cleared): string {
  return [binary, ...path].join(' ');
}

/** What it may cost at most: of a query that is the whole of its cap, since nobody has measured it yet. */
export function mostOf(cleared: Cleared): MicroUsd {
  return scanOf(cleared)?.mostMicroUsd ?? cleared.cost;
}

export function openApproval({ attest, audit, ask }: ApprovalDoors): Approve {
  // T-APPROVAL: by operation, as the gate read it; never by the text that a line begins with.
  const always = new Set<string>();
  // With credentials there is no run in which nobody has to agree.
  const isUnneeded = attest.approval === 'unneeded' && attest.mode !== 'active';

  return async (cleared, of) => {
    if (isUnneeded) return ok(undefined);
    const subcommand = subcommandOf(cleared);
    const known = attest.approval === 'all' ? 'yes-flag' : always.has(subcommand) ? 'always' : undefined;
    if (known !== undefined) {
      await audit.append({ event: 'approved', of, by: known, covers: known === 'always' ? 'subcommand' : 'run' });
      return ok(undefined);
    }
    const { decision, note } = await ask({ canonical: cleared.canonical, subcommand, microUsd: mostOf(cleared) });
    if (decision === 'no') {
      await audit.append({ event: 'declined', of, by: 'person', note: loggedNote(note ?? '') });
      return err({ code: 'declined-by-person', detail: 'the person at the terminal declined it', note });
    }
    if (decision === 'always') always.add(subcommand);
    await audit.append({ event: 'approved', of, by: 'person', covers: decision === 'always' ? 'subcommand' : 'command' });
    return ok(undefined);
  };
}
