// The engine below the catalogue: what a spike shows, how signatures match it, how beliefs move, which read comes next.

import { test } from 'tap';
import { entropy, likelihood, normalised, prior, updated, weighed } from '../../src/causes/belief.js';
import { choices, type ChooseFrom, expectedBits } from '../../src/causes/choose.js';
import { firstName, type Known, learn, nameOr } from '../../src/causes/known.js';
import type { Probe } from '../../src/causes/probe.js';
import type { Cause, CauseId } from '../../src/causes/cause.js';
import { knownFrom, seen } from '../../src/causes/seen.js';
import { match } from '../../src/causes/signature.js';
import { fc, runs } from '../random.js';
import { report, spike } from './spike.js';

const view = (over = {}) => {
  const one = spike(over);
  return seen(report([one]), one);
};

const cause = (id: CauseId, usage: RegExp, over: Partial<Cause> = {}): Cause => ({
  id,
  provider: 'aws',
  title: id,
  weight: 1,
  signature: { marks: [{ usage, tells: 0.9 }] },
  statement: () => id,
  refute: '',
  fixes: () => [],
  ...over,
});

const outcome = (name: string, given: Readonly<Partial<Record<CauseId, number>>>, otherwise: number) => ({
  name,
  means: name,
  given,
  otherwise,
});

const probe = (name: string, over: Partial<Probe> = {}): Probe => ({
  name,
  provider: 'aws',
  operation: `aws ec2 ${name}`,
  asks: name,
  needs: [],
  learns: [],
  command: () => `aws ec2 ${name}`,
  seconds: 1,
  microUsd: 0,
  outcomes: [outcome('yes', { A01: 0.9 }, 0.1), outcome('no', { A01: 0.1 }, 0.9)],
  read: () => undefined,
  ...over,
});

const NAT = cause('A01', /NatGateway-Bytes$/);
const OUT = cause('A22', /(?:NatGateway|DataTransfer-Out)-Bytes$/, { weight: 0.5 });
const LOGS = cause('A05', /DataProcessing-Bytes$/);

const KNOWN: Known = { startDay: '2026-10-20', firstDay: '2026-09-01', lastDay: '2026-11-10', today: '2026-11-21', names: new Map() };

test('a spike is seen by its scopes, the heaviest first, completed by its key', async (t) => {
  const { lines } = view({
    scopes: [
      { where: [{ dimension: 'region', value: 'eu-west-1' }], excess: '1', share: 0.3 },
      { where: [{ dimension: 'resource', value: 'nat-1' }], excess: '2', share: 0.7 },
    ],
  });
  t.same(
    lines.map(({ region, resource, share, usageType }) => [region, resource, share, usageType]),
    [
      ['us-east-1', 'nat-1', 0.7, 'USE1-NatGateway-Bytes'],
      ['eu-west-1', '', 0.3, 'USE1-NatGateway-Bytes'],
    ],
  );
});

test('whether more was used or the same cost more is told from volume and price', async (t) => {
  const driver = (volume: number, price: number) =>
    view({ priceVolume: { volume: String(volume), price: String(price), mixed: '0', unit: 'GB' } }).driver;
  t.same(
    [driver(90, 10), driver(10, -90), driver(50, 50), driver(0, 0), view().driver],
    ['volume', 'price', 'mixed', 'unknown', 'unknown'],
  );
});

test('what rose in the same days is a companion, what rose at another time is none', async (t) => {
  const first = spike();
  const near = spike({ rank: 2, startDay: '2026-10-22' });
  const far = spike({ rank: 3, startDay: '2026-10-01' });
  t.same(
    seen(report([first, near, far]), first).companions.map(({ rank }) => rank),
    [2],
  );
});

test('a signature matches by its best mark, by the share of the money, by shape and by driver', async (t) => {
  const { signature } = NAT;
  t.equal(match(signature, view()), 0.9);
  t.equal(match(signature, view({ key: { ...spike().key, usageType: 'BoxUsage:m5.large' } })), 0);
  t.equal(match({ ...signature, shapes: { step: 0.5 } }, view()), 0.45);
  t.equal(match({ ...signature, drivers: { unknown: 0 } }, view()), 0);
  t.equal(match({ ...signature, factor: () => 5 }, view()), 1, 'never above one');
});

test('the less a bill looks like anything, the more stays open', async (t) => {
  const sure = prior([NAT, OUT, LOGS], view());
  const vague = prior([{ ...NAT, signature: { marks: [{ tells: 0.2 }] } }], view());
  const none = prior([LOGS], view());
  t.same([...sure.keys()], ['A01', 'A22', 'other']);
  t.ok((sure.get('A01') ?? 0) > (sure.get('A22') ?? 0));
  t.ok((sure.get('other') ?? 1) < (vague.get('other') ?? 0));
  t.equal(none.get('other'), 1);
});

test('an outcome moves beliefs towards what made it likely, and says for and against whom', async (t) => {
  const before = prior([NAT, OUT], view());
  const yes = updated(before, probe('x'), 'yes');
  t.ok((yes.get('A01') ?? 0) > 0.9);
  t.same(weighed(before, probe('x'), 'yes'), { supports: ['A01'], weakens: ['A22'] });
  t.same(weighed(before, probe('x'), 'no'), { supports: ['A22'], weakens: ['A01'] });
  t.same([...updated(before, probe('x'), 'unread')], [...before], 'what is no outcome moves nothing');
});

test('beliefs sum to one, likelihoods too, and what is expected to be learned is never negative', async (t) => {
  const weight = fc.double({ min: 0.02, max: 0.98, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(weight, weight, weight, weight, weight), ([a, b, c, d, e]) => {
      const one = probe('x', { outcomes: [outcome('yes', { A01: a }, b), outcome('no', { A01: c, A22: d }, e)] });
      const before = normalised(new Map([['A01', a] as const, ['A22', b] as const, ['other', c] as const]));
      const after = updated(before, one, 'yes');
      const sum = [...after.values()].reduce((total, value) => total + value, 0);
      const likely = likelihood(one, 'yes', 'A22') + likelihood(one, 'no', 'A22');
      return Math.abs(sum - 1) < 1e-9 && Math.abs(likely - 1) < 1e-9 && expectedBits(before, one) >= 0 && entropy(before) >= 0;
    }),
    runs(500),
  );
  t.pass();
});

const from = (probes: readonly Probe[], over: Partial<ChooseFrom> = {}): ChooseFrom => ({
  belief: prior([NAT, OUT], view()),
  known: KNOWN,
  probes,
  compromises: new Set(),
  asked: new Set(),
  spent: new Set(),
  ...over,
});
const names = (one: ChooseFrom): readonly string[] => choices(one).map(({ probe: { name } }) => name);

test('the read that tells most for its cost comes first, and none that was asked, is spent or tells nothing', async (t) => {
  const weak = probe('weak', { outcomes: [outcome('yes', { A01: 0.8 }, 0.2), outcome('no', { A01: 0.2 }, 0.8)] });
  const dear = probe('dear', { microUsd: 500_000 });
  const empty = probe('empty', { outcomes: [outcome('yes', {}, 0.5), outcome('no', {}, 0.5)] });
  t.same(names(from([weak, probe('good'), empty, dear])), ['good', 'weak', 'dear']);
  t.same(names(from([weak, probe('good')], { asked: new Set(['aws ec2 good']) })), ['weak']);
  t.same(names(from([weak, probe('good')], { spent: new Set(['good']) })), ['weak']);
  t.same(names(from([probe('nowhere', { command: () => undefined })])), []);
});

test('a read waits for the names that it needs, and what can give them is worth asking', async (t) => {
  const finder = probe('finder', { learns: ['nat'], outcomes: [outcome('found', {}, 0.9), outcome('none', {}, 0.1)] });
  const reader = probe('reader', { needs: ['nat'], command: (known) => `aws ec2 reader ${firstName(known, 'nat') ?? ''}` });
  t.same(names(from([reader])), []);
  t.same(names(from([finder, reader])), ['finder']);
  const known = learn(KNOWN, [{ name: 'nat', values: ['nat-1'] }]);
  t.same(choices(from([finder, reader], { known, spent: new Set(['finder']) }))[0]?.command, 'aws ec2 reader nat-1');
});

test('a suspected stranger is looked for before anything that tells as much', async (t) => {
  const stranger = probe('stranger', { outcomes: [outcome('yes', { A22: 0.9 }, 0.1), outcome('no', { A22: 0.1 }, 0.9)], seconds: 2 });
  t.equal(names(from([probe('plain'), stranger]))[0], 'plain');
  t.equal(names(from([probe('plain'), stranger], { compromises: new Set<CauseId>(['A22']) }))[0], 'stranger');
});

test('what is known comes from the bill first, and what is learned later stands before it', async (t) => {
  const known = knownFrom(view(), '2026-11-21');
  t.equal(firstName(known, 'account'), '111122223333');
  t.same(learn(known, [{ name: 'region', values: ['eu-west-1'] }]).names.get('region'), ['eu-west-1', 'us-east-1']);
  t.equal(nameOr(known, 'bucket', 'a bucket'), 'a bucket');
  t.notOk(known.names.get('project'));
  const gcp = view({ key: { provider: 'Google Cloud', account: 'shop-prod', service: 'Compute Engine', usageType: '', region: '' } });
  t.equal(firstName(knownFrom(gcp, '2026-11-21'), 'project'), 'shop-prod');
});
