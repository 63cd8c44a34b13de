// How the tiers of cages are compared.

import { test } from 'tap';
import { isAtLeast, TIERS, weakestTier } from '../../src/protocol/attestation.js';

test('each tier is as good as itself and as every one behind it', async (t) => {
  for (const [place, tier] of TIERS.entries()) {
    t.same(
      TIERS.map((minimum) => isAtLeast(tier, minimum)),
      TIERS.map((_, at) => place <= at),
      tier,
    );
  }
});

test('a run is as confined as its least confined process; one without any is not confined', async (t) => {
  t.equal(weakestTier(['bwrap', 'landlock', 'bwrap']), 'landlock');
  t.equal(weakestTier(['landlock', 'none']), 'none');
  t.equal(weakestTier(['bwrap']), 'bwrap');
  t.equal(weakestTier([]), 'none');
});
