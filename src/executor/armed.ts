// The executor after its attestation: the policy it judges by, the audit log it writes to, the programs it may start, what is left to
// spend. Nothing of this exists before the cages were seen to hold.

import { AuditLog } from '../audit/index.js';
import { redactLine } from '../digest/index.js';
import { checkExamples, readPolicy } from '../packs/index.js';
import { narrowedPolicy, type Policy } from '../policy/index.js';
import { type Attest, type Tier, weakestTier } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import { type Before, NOTHING_BEFORE, readBefore } from './before.js';
import { readOnlyCredentials } from './read-only.js';
import { tether } from './tether.js';
import { openWorkplace, type Workplace } from './workplace.js';

export interface Armed {
  readonly attest: Attest;
  readonly policy: Policy;
  readonly audit: AuditLog;
  /** Where the CLIs work; only in an active run. */
  readonly workplace: Workplace | undefined;
  /** What goes in front of the simulated cloud so that it cannot outlive the executor. */
  readonly tether: readonly string[];
  /** On the clock of this process; of a run that goes on, so long ago as it has taken. */
  readonly startedAt: number;
  readonly before: Before;
}

/** Credentials are first touched here: the cages were seen to hold, and the start is on disk. */
async function workplaceOf(attest: Attest, tier: Tier, audit: AuditLog, now: () => Date): Promise<Workplace> {
  const persons = openWorkplace(attest, tier, now);
  try {
    for (const note of persons.notes) await audit.append({ event: 'record', name: 'settings', detail: printable(note, 400) });
    const lesser = await readOnlyCredentials(attest, persons, audit);
    if (!lesser) return persons;
    persons.close();
    return { ...openWorkplace(attest, tier, now, lesser), notes: persons.notes };
  } catch (cause) {
    persons.close();
    throw cause;
  }
}

/** All of it is looked at before anything is taken away: an unmet example is an unmet example. */
function policyOf({ cli: { only } }: Attest): Policy {
  const policy = readPolicy();
  checkExamples(policy);
  return only === undefined ? policy : narrowedPolicy(policy, only);
}

export async function arm(attest: Attest, now: () => Date): Promise<Armed> {
  const audit = await AuditLog.open(attest.stateDirectory, { run: attest.run, now, redact: redactLine });
  // Read twice: first to decline a run that nobody knows, before anything of it is written.
  if (attest.resumes) readBefore(attest.stateDirectory, attest.run);
  const tier = weakestTier(attest.attestations.map((one) => one.tier));
  const policy = policyOf(attest);
  const detail = [
    ...new Set(attest.attestations.flatMap((one) => one.steppedDown)),
    ...attest.attestations.map((one) => `${one.role}: ${one.tier}`),
  ].join('; ');
  await audit.append({ event: 'start', mode: attest.mode, provider: attest.provider, tier, detail: printable(detail) });
  const { only } = attest.cli;
  if (only) await audit.append({ event: 'record', name: 'policy', detail: printable(`only: ${only.join(', ')}`, 2_000) });
  // T-FENCE: read behind our own start, after which no other process can begin anything of this run.
  const before = attest.resumes ? readBefore(attest.stateDirectory, attest.run) : NOTHING_BEFORE;
  if (attest.resumes) {
    const { begun, commands } = before;
    await audit.append({
      event: 'record',
      name: 'resumed',
      detail: `${String(commands)} commands, ${String(begun.length)} of them different, had begun`,
    });
  }
  return {
    attest,
    policy,
    audit,
    workplace: attest.mode === 'active' ? await workplaceOf(attest, tier, audit, now) : undefined,
    tether: tether(tier),
    startedAt: performance.now() - (attest.resumes?.milliseconds ?? 0),
    before,
  };
}
