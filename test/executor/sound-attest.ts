// An attestation with nothing wrong in it, for every test that makes one thing wrong.

import { AT_LAUNCH, CANARIES, OUTSIDE } from '../../src/cage/index.js';
import type { Attest, Attestation, Tier } from '../../src/protocol/index.js';

export function soundAttestation(role: Attestation['role'], tier: Tier): Attestation {
  return {
    role,
    tier,
    steppedDown: [],
    outside: OUTSIDE[tier].map((name) => ({ name, expected: 'as promised', seen: 'as promised', passed: true })),
    canaries: Object.entries(CANARIES[tier]).map(([name, good]) => ({
      name,
      outcome: good === AT_LAUNCH ? 'as launched' : (good[0] ?? ''),
      passed: true,
    })),
  };
}

export const SOUND_CLI: Attest['cli'] = {
  milliseconds: 120_000,
  outputBytes: 1024 * 1024,
  readable: [],
  allowCredentialProcess: false,
  readOnlyRole: null,
  readOnlyScopes: false,
};

export function soundAttest(stateDirectory: string, over: Partial<Attest> = {}): Attest {
  const tier = over.attestations?.[0]?.tier ?? 'landlock';
  return {
    kind: 'attest',
    id: 1,
    run: 'test-run',
    mode: 'simulated',
    provider: 'gcp',
    world: 'first-light',
    approval: 'unneeded',
    minimumTier: 'landlock',
    attestations: [soundAttestation('orchestrator', tier), soundAttestation('billing', tier)],
    credentials: {},
    home: '/nonexistent',
    binaryDirectories: [],
    stateDirectory,
    cli: SOUND_CLI,
    pseudonyms: false,
    budget: { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 },
    resumes: null,
    ...over,
  };
}
