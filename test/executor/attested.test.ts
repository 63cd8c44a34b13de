// May credentials be loaded? One thing wrong at a time, each beside the same attestation with nothing wrong.

import { test } from 'tap';
import { AT_LAUNCH, CANARIES, OUTSIDE } from '../../src/cage/index.js';
import { judgeAttestations } from '../../src/executor/attested.js';
import { type Attest, type Attestation, isAtLeast, TIERS, type Tier, weakestTier } from '../../src/protocol/index.js';
import { soundAttest, soundAttestation } from './sound-attest.js';

const CHECKED = ['bwrap', 'landlock'] as const;

function codeOf(attest: Attest, platform = 'linux'): string {
  const judged = judgeAttestations(attest, platform);
  return judged.ok ? 'accepted' : judged.error.code;
}

/** A run in which the given one of the two cages is changed. */
function withChanged(tier: Tier, role: Attestation['role'], change: Partial<Attestation>): Attest {
  const attestations = (['orchestrator', 'billing'] as const).map((one) =>
    one === role ? { ...soundAttestation(one, tier), ...change } : soundAttestation(one, tier),
  );
  return soundAttest('/nonexistent', { attestations });
}

const sound = (tier: Tier, over: Partial<Attest> = {}): Attest =>
  soundAttest('/nonexistent', {
    attestations: [soundAttestation('orchestrator', tier), soundAttestation('billing', tier)],
    ...over,
  });

test('an attestation that holds all its tier promises is accepted, in every mode', async (t) => {
  for (const tier of CHECKED) {
    for (const mode of ['paranoid', 'active', 'simulated'] as const) t.equal(codeOf(sound(tier, { mode })), 'accepted', `${tier} ${mode}`);
  }
  t.equal(codeOf(sound('sandbox-exec'), 'darwin'), 'accepted');
  t.equal(codeOf(sound('external', { minimumTier: 'external', mode: 'active' })), 'accepted');
});

for (const tier of CHECKED) {
  for (const role of ['orchestrator', 'billing'] as const) {
    const { outside, canaries } = soundAttestation(role, tier);

    test(`${role} in ${tier}: every check from outside must be there, once, passed, and seen as expected`, async (t) => {
      t.equal(outside.length, OUTSIDE[tier].length);
      for (const check of outside) {
        const others = outside.filter((one) => one !== check);
        const changed = (one: typeof check): string => codeOf(withChanged(tier, role, { outside: [...others, one] }));
        t.equal(changed(check), 'accepted', `${check.name}: the order means nothing`);
        t.equal(codeOf(withChanged(tier, role, { outside: others })), 'check-missing', `${check.name} left out`);
        t.equal(changed({ ...check, passed: false }), 'check-failed', `${check.name} failed`);
        t.equal(changed({ ...check, seen: 'something else' }), 'check-failed', `${check.name} passed by word only`);
        t.equal(changed({ ...check, name: 'another-check' }), 'check-missing', `${check.name} renamed`);
      }
      const [first] = outside;
      t.equal(codeOf(withChanged(tier, role, { outside: first ? [...outside, first] : [] })), 'check-unknown');
      t.equal(codeOf(withChanged(tier, role, { outside: [] })), 'check-missing');
    });

    test(`${role} in ${tier}: every canary must be there, once, and report exactly what was promised`, async (t) => {
      t.equal(canaries.length, Object.keys(CANARIES[tier]).length);
      for (const canary of canaries) {
        const others = canaries.filter((one) => one !== canary);
        const changed = (one: typeof canary): string => codeOf(withChanged(tier, role, { canaries: [...others, one] }));
        t.equal(changed(canary), 'accepted');
        t.equal(codeOf(withChanged(tier, role, { canaries: others })), 'canary-missing', `${canary.name} left out`);
        t.equal(changed({ ...canary, passed: false }), 'canary-alive', `${canary.name} failed`);
        const isKnownHere = CANARIES[tier][canary.name] !== AT_LAUNCH;
        t.equal(changed({ ...canary, outcome: 'EFAULT' }), isKnownHere ? 'canary-alive' : 'accepted', `${canary.name} passed by word only`);
        t.equal(codeOf(withChanged(tier, role, { canaries: [...canaries, canary] })), 'canary-twice', `${canary.name} twice`);
      }
      t.equal(codeOf(withChanged(tier, role, { canaries: [] })), 'canary-missing');
      const stranger = { name: 'of-a-later-version', outcome: 'done', passed: true };
      t.equal(codeOf(withChanged(tier, role, { canaries: [...canaries, stranger] })), 'accepted', 'what nobody promised proves nothing');
      t.equal(codeOf(withChanged(tier, role, { canaries: [...canaries, { ...stranger, passed: false }] })), 'canary-alive');
    });
  }
}

test('both roles are attested, each once', async (t) => {
  const orchestrator = soundAttestation('orchestrator', 'landlock');
  const billing = soundAttestation('billing', 'landlock');
  const of = (attestations: Attestation[]): string => codeOf(soundAttest('/nonexistent', { attestations }));
  t.equal(of([billing, orchestrator]), 'accepted');
  t.equal(of([orchestrator]), 'roles-missing');
  t.equal(of([billing]), 'roles-missing');
  t.equal(of([orchestrator, orchestrator]), 'roles-missing');
});

test('no tier below the one that was asked for, whichever of the two cages it is', async (t) => {
  const possible = TIERS.filter((tier) => tier !== 'none' && tier !== 'sandbox-exec');
  for (const tier of possible) {
    for (const minimumTier of possible) {
      t.equal(
        codeOf(sound(tier, { minimumTier })),
        isAtLeast(tier, minimumTier) ? 'accepted' : 'tier-too-low',
        `${tier} for ${minimumTier}`,
      );
    }
  }
  const mixed = [soundAttestation('orchestrator', 'bwrap'), soundAttestation('billing', 'landlock')];
  t.equal(codeOf(sound('bwrap', { attestations: mixed, minimumTier: 'bwrap' })), 'tier-too-low');
  t.equal(codeOf(sound('bwrap', { attestations: mixed })), 'accepted');
});

test('a tier of another platform is not believed: it promises nothing that could have been seen from outside here', async (t) => {
  t.equal(codeOf(sound('sandbox-exec'), 'linux'), 'tier-unknown-here');
  t.equal(codeOf(sound('bwrap'), 'darwin'), 'tier-unknown-here');
  t.equal(codeOf(sound('landlock'), 'darwin'), 'tier-unknown-here');
});

test('without a cage only the simulated cloud answers', async (t) => {
  t.equal(codeOf(sound('none', { minimumTier: 'none' })), 'accepted');
  t.equal(codeOf(sound('none')), 'tier-too-low');
  t.equal(codeOf(sound('none', { minimumTier: 'none', mode: 'active' })), 'no-cage');
  t.equal(codeOf(sound('none', { minimumTier: 'none', mode: 'paranoid' })), 'no-cage');
});

test('credentials come only with the active mode', async (t) => {
  const credentials = { AWS_ACCESS_KEY_ID: 'x' };
  t.equal(codeOf(sound('landlock', { mode: 'active', credentials })), 'accepted');
  t.equal(codeOf(sound('landlock', { mode: 'paranoid', credentials })), 'needless-credentials');
  t.equal(codeOf(sound('landlock', { mode: 'simulated', credentials })), 'needless-credentials');
});

test('a run is as confined as its least confined process', async (t) => {
  t.equal(weakestTier(['bwrap', 'landlock']), 'landlock');
  t.equal(weakestTier(['none', 'bwrap']), 'none');
  t.equal(weakestTier([]), 'none');
});
