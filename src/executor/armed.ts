// The executor after its attestation: the policy it judges by, the audit log it writes to, the programs it may start, what is left to
// spend. Nothing of this exists before the cages were seen to hold.

import { AuditLog } from '../audit/index.js';
import { checkExamples, readPolicy } from '../packs/index.js';
import type { Policy } from '../policy/index.js';
import { type Attest, weakestTier } from '../protocol/index.js';
import { printable } from '../shared/index.js';
import { cliEnvironment } from './environment.js';
import { tether } from './tether.js';

export interface Armed {
  readonly attest: Attest;
  readonly policy: Policy;
  readonly audit: AuditLog;
  readonly environment: Readonly<Record<string, string>>;
  /** What goes in front of every program so that it cannot outlive the executor. */
  readonly tether: readonly string[];
  readonly startedAt: number;
}

export async function arm(attest: Attest, now: () => Date): Promise<Armed> {
  const audit = await AuditLog.open(attest.stateDirectory, { run: attest.run, now });
  const tier = weakestTier(attest.attestations.map((one) => one.tier));
  const policy = readPolicy();
  checkExamples(policy);
  const detail = [
    ...new Set(attest.attestations.flatMap((one) => one.steppedDown)),
    ...attest.attestations.map((one) => `${one.role}: ${one.tier}`),
  ].join('; ');
  await audit.append({ event: 'start', mode: attest.mode, provider: attest.provider, tier, detail: printable(detail) });
  return {
    attest,
    policy,
    audit,
    environment: cliEnvironment(attest),
    tether: tether(tier),
    startedAt: performance.now(),
  };
}
