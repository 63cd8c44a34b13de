// Which cages really hold here: each tier is started, looked at from outside, and tried from inside by its canaries.

import { attest, isPassed } from '../../cage/index.js';
import { Lane } from '../../channel/index.js';
import { LIMITS, type OrchestratorRequest, orchestratorRequest, type Tier } from '../../protocol/index.js';
import { Fault } from '../../shared/index.js';
import { within } from '../deferred.js';
import { launchCaged } from '../launch.js';
import { type Check, failed, fine, warning } from './check.js';

const HELLO_MS = 10_000;

const FIX: Readonly<Record<Tier, string>> = {
  bwrap: 'install bubblewrap (apt-get install bubblewrap, dnf install bubblewrap) and allow unprivileged user namespaces',
  landlock: 'needs Linux 5.13 or newer with Landlock enabled, on x86-64 or arm64',
  'sandbox-exec': 'needs macOS with /usr/bin/sandbox-exec, not inside another sandbox',
  external: '',
  none: '',
};

type Hello = Extract<OrchestratorRequest, { kind: 'hello' }>;

/** Starts a cage of this tier, waits for its hello, judges it, ends it. */
async function tryTier(tier: Tier): Promise<string | undefined> {
  const child = await launchCaged({ role: 'orchestrator', readOnly: [], tiers: [tier] });
  try {
    const hello = await within(
      new Promise<Hello>((resolve, reject) => {
        new Lane<OrchestratorRequest, never>({
          stream: child.lane,
          cap: LIMITS.requestBytes,
          schema: orchestratorRequest,
          onFrame: (frame) => {
            if (frame.kind === 'hello') resolve(frame);
          },
          onEnd: () => {
            reject(new Fault('cage', 'it left without a word'));
          },
          onViolation: (broken) => {
            reject(new Fault('cage', broken.detail));
          },
        });
      }),
      HELLO_MS,
      () => new Fault('cage', 'it did not report within 10 s'),
    );
    const seen = attest(child, hello.canaries);
    if (isPassed(seen)) return undefined;
    return [...seen.outside, ...seen.canaries].find((check) => !check.passed)?.name ?? 'unknown check';
  } finally {
    child.kill();
    await child.exited;
  }
}

async function checkTier(tier: Tier): Promise<Check> {
  try {
    const broken = await tryTier(tier);
    if (broken === undefined) return fine(`cage-${tier}`, 'started, attested from outside, every canary was stopped');
    return failed(`cage-${tier}`, `does not hold: ${broken}`, 'do not use active mode here, and report this');
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return warning(`cage-${tier}`, cause.message, FIX[tier]);
  }
}

/** The best one that holds here, of those that are permitted; null where none does. */
export async function heldTier(tiers: readonly Tier[]): Promise<Tier | null> {
  for (const tier of tiers) if ((await checkTier(tier)).status === 'ok') return tier;
  return null;
}

export async function checkCages(platform: string): Promise<readonly Check[]> {
  const tiers: readonly Tier[] = platform === 'linux' ? ['bwrap', 'landlock'] : platform === 'darwin' ? ['sandbox-exec'] : [];
  const checks: Check[] = [];
  for (const tier of tiers) checks.push(await checkTier(tier));
  const best = checks.findIndex((check) => check.status === 'ok');
  if (best === -1) {
    return [
      ...checks,
      failed('cage', 'no tier works here', 'active mode refuses to start; only the simulated cloud runs, and only without credentials'),
    ];
  }
  return [...checks, fine('cage', `runs use ${tiers[best] ?? ''}`)];
}
