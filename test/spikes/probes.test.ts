// Shapes on which an earlier tool of this kind was wrong, and every decoy of a bill: what must be found, and what must not be called
// a spike.

import { test } from 'tap';
import { type Cube, findSpikes, type OneOff, type Series, type SpikeReport } from '../../src/spikes/index.js';
import { cube, FIRST_DAY, leaf, series, unrest, usual } from './cubes.js';

const LEVELS = { EC2: 1000, S3: 300, RDS: 450, Lambda: 80, CloudWatch: 60, DynamoDB: 150, CloudFront: 200, EKS: 40 };
const OTHERS = { EC2: 1000, S3: 300, RDS: 450, CloudFront: 200, EKS: 60 };
const PARTIAL = [1, 2, 3];

const shown = ({ spikes }: SpikeReport): readonly string[] =>
  spikes.map(({ key, shape, startDay, endDay }) => `${key.service} ${shape} ${startDay} ${endDay}`);
const one = (service: string, days: number, amount: (day: number) => number): Series => series({ service, account: '1' }, days, amount);
const once = (kind: OneOff['kind'], day: number, amount: number): OneOff => ({
  kind,
  leaf: leaf({ service: 'Something' }),
  day,
  cost: BigInt(amount) * 1_000_000_000n,
  description: kind,
});

test('each of ten stories of 60 days, flat then more from the middle on, names the right service and nothing else', async (t) => {
  for (const [index, factor] of [2.5, 3, 4, 2, 6, 3.5, 5, 2.2, 8, 3].entries()) {
    const names = Object.keys(LEVELS);
    const hit = names[index % names.length] ?? '';
    const parts = usual(60, LEVELS).map((part) =>
      part.leaf.service === hit
        ? { ...part, cost: part.cost.map((cost, day) => (day >= 30 ? BigInt(Math.round(Number(cost) * factor)) : cost)) }
        : part,
    );
    t.same(shown(findSpikes(cube(60, parts))), [`${hit} step 2026-03-03 2026-04-01`], `${hit} times ${String(factor)}`);
  }
});

const SPIKES: readonly (readonly [string, Cube, readonly string[]])[] = [
  [
    'five times as much on the last 2 of 60 days, next to 6 % more on a large service',
    cube(60, [
      ...usual(60, OTHERS),
      one('Large', 60, (day) => 5000 * (day >= 30 ? 1.06 : 1) * (1 + 0.005 * unrest(9)(day))),
      one('Late', 60, (day) => (day >= 58 ? 1000 : 200) * (1 + 0.02 * unrest(8)(day))),
    ]),
    ['Late step 2026-03-31 2026-04-01'],
  ],
  [
    'eight times as much, wholly in the first half',
    cube(60, [...usual(60, OTHERS), one('Early', 60, (day) => (day >= 10 && day < 16 ? 800 : 100) * (1 + 0.02 * unrest(8)(day)))]),
    ['Early burst 2026-02-11 2026-02-16'],
  ],
  [
    'one day',
    cube(60, [...usual(60, OTHERS), one('Query', 60, (day) => (day === 40 ? 700 : 100) * (1 + 0.03 * unrest(8)(day)))]),
    ['Query burst 2026-03-13 2026-03-13'],
  ],
  ['new spend', cube(60, [...usual(60, OTHERS), one('New', 60, (day) => (day >= 45 ? 150 : 0))]), ['New new 2026-03-18 2026-04-01']],
  [
    'a spike on days that are not complete',
    cube(
      60,
      usual(60, OTHERS).map((part, index) => ({
        ...part,
        cost: part.cost.map((cost, day) => (day === 59 ? (index === 1 ? cost * 4n : cost / 2n) : cost)),
      })),
    ),
    ['S3 burst 2026-04-01 2026-04-01'],
  ],
  [
    'a commitment that ended: the same use, a higher price',
    cube(60, [
      ...usual(60, OTHERS),
      series(
        { service: 'Covered', account: '1' },
        60,
        (day) => (day >= 40 ? 200 : 120),
        () => 1000,
      ),
    ]),
    ['Covered step 2026-03-13 2026-04-01'],
  ],
];

for (const [name, given, expected] of SPIKES) {
  test(`found: ${name}`, async (t) => {
    t.same(shown(findSpikes(given)), expected);
  });
}

const weekend = (day: number): boolean => [0, 6].includes(day % 7);
const QUIET: readonly (readonly [string, Cube])[] = [
  ['nothing but 2 % of noise', cube(60, usual(60, LEVELS))],
  ['9 days of a week', cube(9, [one('Office', 9, (day) => (weekend(day) ? 100 : 400))])],
  [
    '60 days of weeks',
    cube(60, [...usual(60, OTHERS), one('Office', 60, (day) => (weekend(day) ? 100 : 400) * (1 + 0.02 * unrest(8)(day)))]),
  ],
  [
    'a batch every Monday',
    cube(60, [...usual(60, OTHERS), one('Batch', 60, (day) => (day % 7 === 1 ? 600 : 100) * (1 + 0.02 * unrest(8)(day)))]),
  ],
  [
    'a batch every Monday in 18 days',
    cube(18, [...usual(18, OTHERS), one('Batch', 18, (day) => (day % 7 === 1 ? 600 : 100) * (1 + 0.02 * unrest(8)(day)))]),
  ],
  [
    'a fee on the first of each month',
    cube(60, [...usual(60, OTHERS), one('Fee', 60, (day) => (day === 0 || day === 28 || day === 59 ? 900 : 10))]),
  ],
  [
    'a fee on the only first of a month',
    cube(25, [...usual(25, OTHERS), one('Fee', 25, (day) => (day === 12 ? 900 : 100))], [], FIRST_DAY + 16),
  ],
  [
    'steady growth',
    cube(90, [...usual(90, OTHERS), one('Growing', 90, (day) => 300 * Math.exp(0.004 * day) * (1 + 0.02 * unrest(8)(day)))]),
  ],
  [
    'a holiday',
    cube(
      60,
      usual(60, LEVELS).map((part) => ({
        ...part,
        cost: part.cost.map((cost, day) => (day >= 30 && day < 34 ? (cost * 6n) / 10n : cost)),
      })),
    ),
  ],
  ['a small newcomer', cube(60, [...usual(60, OTHERS), one('Tiny', 60, (day) => (day >= 30 ? 3 : 0))])],
  ['a fall', cube(60, [...usual(60, OTHERS), one('Switched off', 60, (day) => (day >= 30 ? 50 : 400) * (1 + 0.02 * unrest(8)(day)))])],
  [
    'one-off money',
    cube(60, usual(60, LEVELS), [
      once('purchase', 20, 50_000),
      once('tax', 0, 3000),
      once('tax', 28, 3000),
      once('refund', 33, -3000),
      once('support', 28, 900),
    ]),
  ],
  [
    'a refund inside the run-rate',
    cube(60, [...usual(60, OTHERS), one('Refunded', 60, (day) => (day === 35 ? -3000 : 200) * (1 + 0.02 * unrest(8)(day)))]),
  ],
  ['an empty bill', cube(0, [])],
  ['one day', cube(1, usual(1, LEVELS))],
  ['nothing but zeros', cube(60, [one('Nothing', 60, () => 0)])],
];

for (const [name, given] of QUIET) {
  test(`no spike: ${name}`, async (t) => {
    t.same(shown(findSpikes(given)), []);
  });
}

for (const days of PARTIAL) {
  test(`no spike and no fall: ${String(days)} days at the end that are not all there`, async (t) => {
    const parts = usual(60, LEVELS).map((part) => ({
      ...part,
      cost: part.cost.map((cost, day) => (day >= 60 - days ? (cost * 55n) / 100n : cost)),
    }));
    const report = findSpikes(cube(60, parts));
    t.same(report.spikes, []);
    t.same(report.drops, []);
    t.equal(report.incomplete?.days, days);
  });
}

test('a complete bill has no incomplete tail, even when one service fell on the last day', async (t) => {
  const parts = usual(60, LEVELS).map((part, index) => ({
    ...part,
    cost: part.cost.map((cost, day) => (day === 59 && index === 0 ? cost / 4n : cost)),
  }));
  t.equal(findSpikes(cube(60, parts)).incomplete, undefined);
});

test('what one account stops to use and another begins to is said as a move', async (t) => {
  const noise = unrest(8);
  const moved = (account: string, isThere: (day: number) => boolean): Series =>
    series({ service: 'Moved', account }, 60, (day) => (isThere(day) ? 400 * (1 + 0.02 * noise(day)) : 0));
  const report = findSpikes(cube(60, [...usual(60, OTHERS), moved('1', (day) => day < 35), moved('2', (day) => day >= 35)]));
  t.same(shown(report), []);
  t.same(report.drops, []);
  t.match(report.moves, [{ service: 'Moved', from: { account: '1' }, to: { account: '2' }, startDay: '2026-03-08' }]);
});

test('a fall is said apart, and takes nothing from a rise', async (t) => {
  const noise = unrest(8);
  const report = findSpikes(
    cube(60, [
      ...usual(60, OTHERS),
      one('Up', 60, (day) => (day >= 40 ? 500 : 100) * (1 + 0.02 * noise(day))),
      one('Down', 60, (day) => (day >= 40 ? 100 : 500) * (1 + 0.02 * noise(day))),
    ]),
  );
  t.same(shown(report), ['Up step 2026-03-13 2026-04-01']);
  t.match(report.drops, [{ key: { service: 'Down' }, startDay: '2026-03-13' }]);
  t.equal(report.unexpected, report.spikes[0]?.excess);
});

test('one-off money is compared with the same kind of the month before', async (t) => {
  const kinds = findSpikes(
    cube(60, usual(60, LEVELS), [
      once('purchase', 20, 50_000),
      once('tax', 0, 3000),
      once('tax', 28, 3100),
      once('support', 0, 1000),
      once('support', 28, 9000),
      once('refund', 33, -3000),
    ]),
  ).oneOffs.map(({ shape, excess, why }) => [shape, excess, why.length]);
  t.same(kinds, [
    ['one-off', 50_000_000_000_000n, 1],
    ['one-off', 9_000_000_000_000n, 1],
  ]);
});

test('credits that end are said, with what they paid for', async (t) => {
  const credits = Array.from({ length: 30 }, (_, day) => once('credit', day, -100));
  const [ended] = findSpikes(cube(60, usual(60, LEVELS), credits)).oneOffs;
  t.match(ended, { startDay: '2026-03-03', isOngoing: true, excess: 3_000_000_000_000n });
});
