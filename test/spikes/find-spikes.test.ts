// What a report says about one spike: its place, its money, its price, its reasons; and what a report never depends on.

import { test } from 'tap';
import { cubeOf, GENERATORS, makeBill, resourcesOf } from '../../scripts/bills/index.js';
import { type Cube, findSpikes, hotKeys, localise, type Series, type SpikeReport } from '../../src/spikes/index.js';
import { fc, runs } from '../random.js';
import { cube, series, unrest, usual } from './cubes.js';

const OTHERS = { EC2: 1000, S3: 300, RDS: 450, CloudFront: 200, EKS: 60 };
const decisions = ({ spikes, moves }: SpikeReport): unknown => [
  spikes.map(({ key, shape, severity, startDay, endDay, scopes }) => ({
    key,
    shape,
    severity,
    startDay,
    endDay,
    scopes: scopes.map(({ where }) => where),
  })),
  moves.map(({ from, to, startDay }) => ({ from, to, startDay })),
];
const aCube = fc
  .tuple(fc.constantFrom(...GENERATORS), fc.nat(100_000))
  .map(([generator, seed]) => cubeOf(makeBill(generator, seed, { services: 5, days: 45 })));

function natCube(price: (day: number) => number): Cube {
  const noise = unrest(8);
  const cell = (account: string, usageType: string, level: number): Series =>
    series({ service: 'Network', account, usageType }, 60, (day) => level * (1 + 0.02 * noise(day)));
  const hot = series(
    { service: 'Network', account: '2', usageType: 'NAT' },
    60,
    (day) => price(day) * 1000 * (day >= 40 ? 5 : 1),
    (day) => 1000 * (day >= 40 ? 5 : 1),
  );
  return cube(60, [...usual(60, OTHERS), cell('1', 'NAT', 100), cell('1', 'IP', 60), cell('2', 'IP', 50), hot]);
}

test('a spike says where it was: the fewest slices that explain the money', async (t) => {
  const [spike] = findSpikes(natCube(() => 0.1)).spikes;
  t.same(
    spike?.scopes.map(({ where }) => where),
    [{ provider: 'AWS', service: 'Network', usageType: 'NAT', account: '2' }],
  );
  t.match(spike, { rank: 1, severity: 'critical', shape: 'step', isOngoing: true, startDay: '2026-03-13' });
});

test('expected, seen and excess are exact and agree with each other', async (t) => {
  const [spike] = findSpikes(natCube(() => 0.1)).spikes;
  if (spike === undefined) {
    t.fail('there is a spike');
    return;
  }
  const { start, end } = spike.span;
  let sum = 0n;
  for (let day = start; day <= end; day += 1) sum += (spike.daily[day] ?? 0n) - (spike.expected[day] ?? 0n);
  t.equal(spike.excess, sum);
  t.equal(spike.excess, 8_000_000_000_000n);
  t.equal(spike.daily.length, 60);
});

test('more use at the same price is volume; the same use at a higher price is price', async (t) => {
  const volume = findSpikes(natCube(() => 0.1)).spikes[0]?.priceVolume;
  t.match(volume, { volume: 8_000_000_000_000n, price: 0n, mixed: 0n, unit: 'Hrs' });
  const dearer = series(
    { service: 'Covered', account: '1' },
    60,
    (day) => (day >= 40 ? 200 : 100),
    () => 1000,
  );
  const price = findSpikes(cube(60, [...usual(60, OTHERS), dearer])).spikes[0]?.priceVolume;
  t.match(price, { volume: 0n, price: 2_000_000_000_000n, mixed: 0n });
});

test('what was used for nothing and then costs something is a price that rose, and was there before', async (t) => {
  const used = (amount: (day: number) => number, quantity: (day: number) => number): Cube =>
    cube(60, [...usual(60, OTHERS), series({ service: 'Free' }, 60, amount, quantity)]);
  const paid = (day: number): number => (day >= 40 ? 200 : 0);
  const [ended] = findSpikes(used(paid, () => 1000)).spikes;
  t.match(ended, { shape: 'step', priceVolume: { volume: 0n, price: 4_000_000_000_000n, mixed: 0n } });
  t.ok(ended?.why.some((line) => line.includes('cost nothing then')));
  const [doubled] = findSpikes(used(paid, (day) => (day >= 40 ? 2000 : 1000))).spikes;
  t.match(doubled?.priceVolume, { volume: 0n, price: 2_000_000_000_000n, mixed: 2_000_000_000_000n });
  const [begun] = findSpikes(used(paid, (day) => (day >= 40 ? 1000 : 0))).spikes;
  t.match(begun, { shape: 'new', priceVolume: { volume: 4_000_000_000_000n, price: 0n } }, 'control: what was not used is new');
  t.notOk(begun?.why.some((line) => line.includes('cost nothing then')));
});

test('without quantities there is no split', async (t) => {
  const parts = [...usual(60, OTHERS), series({ service: 'New' }, 60, (day) => (day > 40 ? 300 : 100))];
  t.equal(findSpikes(cube(60, parts)).spikes[0]?.priceVolume, undefined);
});

test('severity is the share of all unexpected money', async (t) => {
  const noise = unrest(8);
  const hot = (service: string, more: number): Series =>
    series({ service }, 60, (day) => (200 + (day >= 40 ? more : 0)) * (1 + 0.01 * noise(day)));
  const { spikes } = findSpikes(
    cube(60, [...usual(60, { EC2: 1000, S3: 300, RDS: 450 }), hot('A', 1500), hot('B', 700), hot('C', 200), hot('D', 80)]),
  );
  t.same(
    spikes.map(({ key, severity, rank }) => [key.service, severity, rank]),
    [
      ['A', 'critical', 1],
      ['B', 'high', 2],
      ['C', 'medium', 3],
      ['D', 'low', 4],
    ],
  );
});

test('every number has a reason in words', async (t) => {
  const [spike] = findSpikes(natCube(() => 0.1)).spikes;
  t.ok((spike?.why.length ?? 0) >= 5);
  t.match(spike?.why[0], /expected \$\d+\.\d\d a day from \d+ days, weekday-adjusted; saw \$500\.00/u);
});

test('`since` leaves out what ended before, `top` what comes after', async (t) => {
  const noise = unrest(8);
  const hot = (service: string, from: number, to: number): Series =>
    series({ service }, 60, (day) => (day >= from && day <= to ? 900 : 100) * (1 + 0.01 * noise(day)));
  const given = cube(60, [...usual(60, OTHERS), hot('Early', 12, 15), hot('Late', 40, 45), hot('Later', 50, 52)]);
  const names = (report: SpikeReport): readonly string[] => report.spikes.map(({ key }) => key.service);
  t.same(names(findSpikes(given)), ['Late', 'Early', 'Later']);
  t.same(names(findSpikes(given, { since: '2026-03-01' })), ['Late', 'Later']);
  t.same(names(findSpikes(given, { top: 1 })), ['Late']);
});

test('resources are asked for in a second step and narrow the place down', async (t) => {
  const given = natCube(() => 0.1);
  const report = findSpikes(given);
  t.match(hotKeys(report), [{ rank: 1, where: { service: 'Network', account: '2', usageType: 'NAT' }, start: 40, end: 59 }]);
  const hot = given.series.at(-1);
  if (hot === undefined) {
    t.fail('there is a hot series');
    return;
  }
  const quiet = hot.cost.map((cost, day) => (day >= 40 ? cost / 10n : cost / 2n));
  const resources = [
    { leaf: hot.leaf, resource: 'nat-1', cost: quiet },
    { leaf: hot.leaf, resource: 'nat-2', cost: hot.cost.map((cost, day) => cost - (quiet[day] ?? 0n)) },
  ];
  const [spike] = localise(report, { firstDay: given.firstDay, days: 60, series: resources }).spikes;
  t.match(spike?.scopes, [{ where: { service: 'Network', account: '2', usageType: 'NAT', resource: 'nat-2' } }]);
  t.same(localise(report, { firstDay: given.firstDay, days: 60, series: [] }), report, 'nothing was answered, nothing changes');
});

test('the order of the series changes nothing, to the last byte', async (t) => {
  const text = (report: SpikeReport): string =>
    JSON.stringify(report, (_, value: unknown) => (typeof value === 'bigint' ? `${String(value)}n` : value));
  fc.assert(
    fc.property(aCube, (given) => text(findSpikes(given)) === text(findSpikes({ ...given, series: [...given.series].reverse() }))),
    runs(15),
  );
  t.pass();
});

test('a bill in another currency, so many times the amounts, has the same spikes', async (t) => {
  const times = (given: Cube, factor: bigint): Cube => ({
    ...given,
    series: given.series.map((one) => ({ ...one, cost: one.cost.map((cost) => cost * factor) })),
  });
  fc.assert(
    fc.property(aCube, fc.constantFrom(2n, 7n, 100n, 151n), (given, factor) => {
      t.same(decisions(findSpikes(times(given, factor))), decisions(findSpikes(given)));
    }),
    runs(15),
  );
});

test('a service that always costs the same adds no spike', async (t) => {
  fc.assert(
    fc.property(aCube, fc.integer({ min: 1, max: 5000 }), (given, level) => {
      const constant = series({ service: 'Constant' }, given.days, () => level);
      const before = new Set(findSpikes(given).spikes.map(({ key, startDay }) => `${key.service} ${startDay}`));
      const after = findSpikes({ ...given, series: [...given.series, constant] }).spikes;
      t.notOk(after.some(({ key }) => key.service === 'Constant'));
      t.ok(after.every(({ key, startDay }) => before.has(`${key.service} ${startDay}`)));
    }),
    runs(15),
  );
});

test('a leaf split over two accounts changes no total', async (t) => {
  fc.assert(
    fc.property(aCube, (given) => {
      const [first, ...others] = given.series;
      if (first === undefined) return;
      const half = first.cost.map((cost) => cost / 3n);
      const parts = [
        { ...first, cost: half },
        { ...first, leaf: { ...first.leaf, account: 'another' }, cost: first.cost.map((cost, day) => cost - (half[day] ?? 0n)) },
      ];
      t.equal(findSpikes({ ...given, series: [...parts, ...others] }).total, findSpikes(given).total);
    }),
    runs(15),
  );
});

test('a made-up bill with resources is read in both steps', async (t) => {
  const bill = makeBill('smooth', 12, { days: 60, services: 8, events: 1, decoys: [] });
  const report = findSpikes(cubeOf(bill));
  t.equal(report.spikes[0]?.key.service, bill.events[0]?.service);
  t.ok(localise(report, resourcesOf(bill, hotKeys(report))).spikes.every(({ scopes }) => scopes.length > 0));
});
