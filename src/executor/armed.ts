// The executor after its attestation: the policy it judges by, the audit log it writes to, the programs it may start, what is left to
// spend. Nothing of this exists before the cages were seen to hold.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AuditLog } from '../audit/index.js';
import { unmetExamples } from '../gate/index.js';
import { type Policy, parsePolicy } from '../policy/index.js';
import { type Attest, weakestTier } from '../protocol/index.js';
import { Fault, printable } from '../shared/index.js';
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

const POLICIES = fileURLToPath(new URL('../../../policies', import.meta.url));

export function readPolicy(folder = POLICIES): Policy {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const raw = files.map((name): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const policy = parsePolicy(raw);
  if (!policy.ok) throw new Fault('config', `policy ${files[policy.error.file] ?? ''}: ${policy.error.code} at ${policy.error.where}`);
  // A policy that does not do what its own examples show is not the policy that was reviewed.
  const [unmet] = unmetExamples(policy.value);
  if (unmet) throw new Fault('config', `policy ${unmet.rule}: expected ${unmet.expected}, came ${unmet.came}: ${unmet.line}`);
  return policy.value;
}

export async function arm(attest: Attest, now: () => Date): Promise<Armed> {
  const audit = await AuditLog.open(attest.stateDirectory, { run: attest.run, now });
  const tier = weakestTier(attest.attestations.map((one) => one.tier));
  const policy = readPolicy();
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
