// What a supervisor would say of cages in which nothing is wrong, from the promises of the tier; for an executor without cages.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const { AT_LAUNCH, CANARIES, OUTSIDE } = await import(
  join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'dist/src/cage/index.js')
);

export function soundAttestation(role, tier) {
  return {
    role,
    tier,
    steppedDown: [],
    outside: OUTSIDE[tier].map((name) => ({ name, expected: 'as promised', seen: 'as promised', passed: true })),
    canaries: Object.entries(CANARIES[tier]).map(([name, good]) => {
      return { name, outcome: good === AT_LAUNCH ? 'as launched' : good[0], passed: true };
    }),
  };
}

const CLI = {
  milliseconds: 120_000,
  outputBytes: 1_048_576,
  readable: [],
  allowCredentialProcess: false,
  readOnlyRole: null,
  readOnlyScopes: false,
};

/** Everything the executor is told before it loads anything; `over` changes parts of it. */
export function soundAttest(planted, tier, over = {}) {
  return {
    kind: 'attest',
    id: 1,
    run: 'redteam',
    mode: 'active',
    provider: 'gcp',
    world: null,
    approval: 'all',
    minimumTier: tier,
    attestations: [soundAttestation('orchestrator', tier), soundAttestation('billing', tier)],
    credentials: { CLOUDSDK_AUTH_ACCESS_TOKEN: planted.secrets[0] },
    home: planted.home,
    binaryDirectories: [planted.clis],
    stateDirectory: join(planted.home, '.ghosthunter'),
    cli: CLI,
    pseudonyms: false,
    budget: { commands: 15, microUsd: 1_000_000, milliseconds: 60_000 },
    resumes: null,
    ...over,
  };
}
