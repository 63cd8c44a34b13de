// What a person is told of a refusal, and the trail of a line through the layers.

import { test } from 'tap';
import { expectationOf, hintFor, judge, reasonFor, type Refusal, trailOf } from '../../src/gate/index.js';
import { FIXTURE } from './fixture.js';
import { PLENTY, policyOf, shippedPolicy } from './policies.js';

function refusalOf(line: string, policy = FIXTURE): Refusal {
  const verdict = judge(line, policy, PLENTY);
  if (verdict.ok) throw new Error(`${line} was cleared`);
  return verdict.error;
}

test('a reason ends with the part that is wrong and its column, nothing of it unprintable', (t) => {
  t.match(reasonFor(refusalOf('gcloud projects list; id')), /: ; \(column 21\)$/);
  t.match(reasonFor(refusalOf('gcl\u043eud projects list')), /: \\u\{43e\} \(column 4\)$/);
  t.notMatch(reasonFor(refusalOf('gcloud \u001b[2J')), '\u001b');
  t.not(reasonFor(refusalOf('gcloud projects list; id')), reasonFor(refusalOf('gcloud projects list --x; id')));
  t.end();
});

test('a hint for a first word that no pack has names packs that are near', (t) => {
  t.match(hintFor(refusalOf('aws cloudwach get-metric-data', shippedPolicy())), /^listed and near: aws cloudwatch/);
  t.match(hintFor(refusalOf('gcloud project list')), /^listed and near: gcloud projects/);
  t.end();
});

test('of many choices the first twelve are shown', (t) => {
  const shown = (count: number): string =>
    expectationOf({ kind: 'choice', choice: new Set(Array.from({ length: count }, (_, at) => `c${String(at)}`)) }).expects;
  t.match(shown(12), /c11$/);
  t.match(shown(13), /c11, \u2026$/);
  t.end();
});

test('a trail has every stage that a line reached, and from the refusal on the refusal', (t) => {
  const line = 'gcloud projects list --limit=5';
  const clear = trailOf(line, FIXTURE, PLENTY);
  t.ok(Object.values(clear).every((stage: { readonly ok: boolean }) => stage.ok));
  t.match(clear.operation, { value: { stage: 'operation', rule: { path: ['projects', 'list'] } } });
  t.same(clear.verdict.ok && clear.verdict.value.argv, judged(line));
  const refused = trailOf('gcloud projects list --limit=x', FIXTURE, PLENTY);
  t.same(
    [refused.words, refused.invocation, refused.operation, refused.flagged, refused.typed, refused.readOnly, refused.verdict].map(
      (stage) => stage.ok || stage.error.layer,
    ),
    [true, true, true, true, 5, 5, 5],
  );
  t.end();
});

function judged(line: string): readonly string[] | undefined {
  const verdict = judge(line, FIXTURE, PLENTY);
  return verdict.ok ? verdict.value.argv : undefined;
}

const A = { match: '[a-z]+', size: [1, 9], of: 'a word', example: 'a' };
const PAIRS = { schema: 1, group: '*', shapes: [A, { fields: { Name: 0 } }, { list: 0, most: 2 }] };
const FLAGS = { '--a': 0, '--b': 0, '--on': 'switch', '--s': 1 };
const TOGETHER = [{ apart: [['--a'], ['--b']] }, { least: ['--a', '--b', '--on'] }, { of: ['--b'], needs: ['--on'] }];
const POLICY = policyOf([
  {
    ...PAIRS,
    binary: 'kubectl',
    commands: {
      'top list': { flags: FLAGS, together: TOGETHER },
      'top show': { flags: FLAGS, required: ['--gone'] },
      'top check': { flags: {}, positionals: [{ name: 'WORDS', kind: 2 }] },
    },
  },
  { ...PAIRS, binary: 'gcloud', commands: { 'things list': { flags: FLAGS, together: TOGETHER } } },
]);

const LINES: readonly (readonly [line: string, outcome: string])[] = [
  ['kubectl top list --on', 'clear'],
  ['kubectl top list --a=x', 'clear'],
  ['kubectl top list --a=x --b=x', '4/conflicting-flags'],
  ['kubectl top list', '4/missing-flag'],
  ['kubectl top list --b=x', '4/missing-flag'],
  ['kubectl top list --b=x --on', 'clear'],
  ['gcloud things list --b=x --no-on', '4/unknown-flag'],
  ['gcloud things list --b=x --on', 'clear'],
  // What a pack gets wrong is refused, whatever the line says.
  ['kubectl top show --a=x', '4/missing-flag'],
  ['kubectl top list --a=x --s=Name=x', '5/bad-value'],
  ['kubectl top check x', '5/bad-value'],
];

test('flags are given together, apart, or with what they need', (t) => {
  t.same(
    LINES.map(([line]) => {
      const verdict = judge(line, POLICY, PLENTY);
      return [line, verdict.ok ? 'clear' : `${String(verdict.error.layer)}/${verdict.error.code}`];
    }),
    LINES,
  );
  t.equal(hintFor(refusalOf('kubectl top list --a=x --b=x', POLICY)), 'leave out this one or --a: the program takes one of the two');
  t.equal(hintFor(refusalOf('kubectl top list --b=x', POLICY)), 'needs --on too');
  t.end();
});
