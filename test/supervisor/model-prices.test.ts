// Prices of models in a configuration: with the day on which somebody looked, and dear where they say nothing.

import { test } from 'tap';
import { modelPrices } from '../../src/supervisor/config.js';
import { parseConfig } from '../../src/supervisor/configuration/layers.js';
import { Fault } from '../../src/shared/index.js';

const parsed = (toml: string) => modelPrices(parseConfig(toml, 'config.toml'));

test('prices are read as micro-dollars of a million tokens', async (t) => {
  t.same(parsed(''), []);
  t.same(
    parsed(
      '[model.prices."my/model:1"]\nas_of = "2026-11-21"\ninput = 0.5\noutput = 2\ncache_read = 0.05\ncache_write_5m = 0.6\ncache_write_1h = 1',
    ),
    [
      {
        model: 'my/model:1',
        asOf: '2026-11-21',
        rates: { input: 500_000, cacheWrite5m: 600_000, cacheWrite1h: 1_000_000, cacheRead: 50_000, output: 2_000_000 },
      },
    ],
  );
});

test('what is not said about the cache is taken at its dearest', async (t) => {
  t.match(parsed('[model.prices.m]\nas_of = "2026-11-21"\ninput = 3\noutput = 9'), [
    { rates: { cacheRead: 3_000_000, cacheWrite5m: 6_000_000, cacheWrite1h: 6_000_000 } },
  ]);
});

const WRONG: Readonly<Record<string, string>> = {
  'no day': 'input = 1\noutput = 1',
  'a day that is none': 'as_of = "today"\ninput = 1\noutput = 1',
  'no price of the answer': 'as_of = "2026-11-21"\ninput = 1',
  'less than nothing': 'as_of = "2026-11-21"\ninput = -1\noutput = 1',
  'another key': 'as_of = "2026-11-21"\ninput = 1\noutput = 1\nfree = true',
};

for (const [what, lines] of Object.entries(WRONG)) {
  test(`a price with ${what} is refused`, async (t) => {
    t.throws(() => parsed(`[model.prices.m]\n${lines}`), Fault);
  });
}
