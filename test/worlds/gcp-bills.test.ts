// The bills of the simulated Google Cloud: read by our own loader, and seen by our own detector as they were meant.

import { test } from 'tap';
import { loadBill } from '../../src/billing/load.js';
import { findSpikes, type Spike } from '../../src/spikes/index.js';
import { GCP_WORLDS } from '../../src/worlds/gcp/index.js';
import type { Truth } from '../../src/worlds/index.js';
import { sampleOf } from '../random.js';
import { written } from '../billing/bill-files.js';

const SEEDS = sampleOf([1, 2, 3], 3);
const DAY_MS = 86_400_000;

/** A service that moved as a whole is named without one of its SKUs. */
function isPlaced({ key, scopes }: Spike, { service, usageType }: NonNullable<Truth['spike']>): boolean {
  const types = [key.usageType, ...scopes.map(({ where }) => where.usageType ?? '')].filter((type) => type !== '');
  return service.test(key.service) && (types.length === 0 || types.some((type) => usageType.test(type)));
}

for (const world of GCP_WORLDS) {
  test(`${world.name}: its bill is read to the last line and shows what is true of it`, async (t) => {
    for (const seed of SEEDS) {
      const built = world.build(seed);
      const files = built.bills();
      const bill = await loadBill(written(t, Object.fromEntries(files.map(({ name, text }) => [name, text]))), { engine: 'javascript' });
      t.same(
        bill.files.map(({ rejected }) => rejected),
        files.map(() => 0),
      );
      t.equal(bill.cubes.length, 1);
      const [cube] = bill.cubes;
      const spikes = cube === undefined ? [] : findSpikes(cube).spikes;
      const { spike } = built.truth;
      if (spike === null) t.same(spikes, [], `seed ${String(seed)}: nothing rose`);
      else {
        const [top] = spikes;
        t.ok(top !== undefined && isPlaced(top, spike), `seed ${String(seed)}: the largest spike is the one that was put in`);
        t.ok(
          Math.abs(Date.parse(top?.startDay ?? '') - Date.parse(spike.startDay)) <= DAY_MS,
          `seed ${String(seed)}: and began when it began`,
        );
      }
    }
  });
}

test('a seed says all of a bill, and another seed says another one', async (t) => {
  for (const world of sampleOf(GCP_WORLDS.slice(0, 6), 3)) {
    t.same(world.build(4).bills(), world.build(4).bills());
    t.same(world.build(4).truth, world.build(4).truth);
    t.not(world.build(4).bills()[0]?.text, world.build(5).bills()[0]?.text);
  }
});

test('the bills come in every form that Google Cloud writes', async (t) => {
  const names = new Set(
    GCP_WORLDS.slice(0, 2).flatMap((world) =>
      [1, 2, 3, 4, 5, 6].flatMap((seed) =>
        world
          .build(seed)
          .bills()
          .map(({ name }) => name),
      ),
    ),
  );
  t.same([...names].sort(), [
    'focus-1-0.csv',
    'focus-1-2.csv',
    'gcp-billing-export-resource.csv',
    'gcp-billing-export-resource.json',
    'gcp-billing-export.csv',
    'reports.csv',
  ]);
});

test('there are worlds enough, of each kind, and none tells its secret', async (t) => {
  t.ok(GCP_WORLDS.length >= 18);
  const truths = GCP_WORLDS.map((world) => ({ world, truth: world.build(1).truth }));
  t.equal(truths.filter(({ truth }) => truth.outcome === 'nothing-found').length, 3);
  t.ok(new Set(truths.flatMap(({ truth }) => truth.causes)).size >= 18);
  for (const { truth, world } of truths) {
    t.match(world.name, /^gcp-[a-z-]+$/);
    t.same(world.script, []);
    for (const fact of truth.facts) t.notOk(world.about.includes(fact));
  }
});
