// A policy is taken whole or not at all. Each fault beside the same document without it.

import { test } from 'tap';
import { type Policy, parsePolicy, type PolicyFaultCode } from '../../src/policy/index.js';

const RULE = {
  path: ['things', 'list'],
  why: 'which things there are',
  effect: 'read',
  cost: { microUsd: 0 },
  flags: { '--limit': { count: [1, 10] }, '--names': { words: 'resource-name' }, '--all': 'switch', '--zones': { commas: 'gcp-location' } },
  positionals: [{ name: 'THING', value: 'resource-name', optional: true }],
  required: ['--limit'],
  clear: ['gcloud things list --limit=1'],
  refuse: { 'missing-flag': ['gcloud things list'] },
};
const OTHER = { ...RULE, path: ['things', 'show'] };

function file(...rules: readonly unknown[]): unknown {
  return { binary: 'gcloud', rules };
}

function faultOf(...documents: readonly unknown[]): { readonly code: PolicyFaultCode; readonly file: number } | undefined {
  const parsed = parsePolicy(documents);
  return parsed.ok ? undefined : { code: parsed.error.code, file: parsed.error.file };
}

function policyOf(...documents: readonly unknown[]): Policy {
  const parsed = parsePolicy(documents);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

test('rules become a tree of path words', async (t) => {
  const { roots, rules } = policyOf(file(RULE), file(OTHER), { binary: 'bq', rules: [{ ...OTHER, path: ['ls'] }] });
  t.equal(rules.length, 3);
  const list = roots.gcloud.next.get('things')?.next.get('list')?.rule;
  t.equal(list, rules[0]);
  t.equal(roots.gcloud.next.get('things')?.rule, undefined);
  t.same([...(list?.required ?? [])], [['--limit', { count: [1, 10] }]]);
  t.same(list?.positionals, [{ name: 'THING', value: 'resource-name', optional: true }]);
  t.ok(roots.bq.next.get('ls')?.rule);
  t.equal(roots.aws.next.size, 0);
  const { flags, positionals, required } =
    policyOf(file({ ...RULE, flags: {}, positionals: undefined, required: undefined })).rules[0] ?? {};
  t.same([flags?.size, positionals, required?.size], [0, [], 0]);
});

test('what the schema does not know is refused', async (t) => {
  t.equal(faultOf(file(RULE)), undefined);
  const wrong: readonly unknown[] = [
    null,
    'x',
    {},
    { binary: 'sh', rules: [RULE] },
    { binary: 'gcloud', rules: [] },
    { binary: 'gcloud', rules: [RULE], more: 1 },
    file({ ...RULE, path: [] }),
    file({ ...RULE, path: ['--project'] }),
    file({ ...RULE, path: ['things list'] }),
    file({ ...RULE, path: ['Things'] }),
    file({ ...RULE, path: ['a\nb'] }),
    file({ ...RULE, why: '' }),
    file({ ...RULE, effect: 'write' }),
    file({ ...RULE, cost: { microUsd: -1 } }),
    file({ ...RULE, cost: { microUsd: 0.5 } }),
    file({ ...RULE, cost: { microUsd: 0, bound: 'none' } }),
    file({ ...RULE, flags: { '-x': 'switch' } }),
    file({ ...RULE, flags: { '--X': 'switch' } }),
    file({ ...RULE, flags: { '--': 'switch' } }),
    file({ ...RULE, flags: { '--x=y': 'switch' } }),
    file({ ...RULE, flags: { '--x': 'anything' } }),
    file({ ...RULE, flags: { '--x': 'constructor' } }),
    file({ ...RULE, flags: { '--x': { choice: [] } } }),
    file({ ...RULE, flags: { '--x': { choice: ['--debug'] } } }),
    file({ ...RULE, flags: { '--x': { choice: ['json[pager]'] } } }),
    file({ ...RULE, flags: { '--x': { count: [1] } } }),
    file({ ...RULE, flags: { '--x': { words: { words: 'resource-name' } } } }),
    file({ ...RULE, flags: { '--x': { words: 'resource-name', commas: 'resource-name' } } }),
    file({ ...RULE, positionals: [{ name: 'thing', value: 'resource-name' }] }),
    file({ ...RULE, positionals: [{ name: 'THING', value: 'switch' }] }),
    file({ ...RULE, clear: [] }),
    file({ ...RULE, refuse: {} }),
    file({ ...RULE, refuse: { 'missing-flag': [] } }),
    file({ ...RULE, shell: true }),
  ];
  for (const document of wrong) t.same(faultOf(file(OTHER), document), { code: 'not-in-schema', file: 1 }, JSON.stringify(document));
});

test('a fault says where it is', async (t) => {
  const parsed = parsePolicy([file(RULE, { ...OTHER, effect: 'write', why: '' })]);
  t.match(parsed, { ok: false, error: { code: 'not-in-schema', file: 0, where: /rules\.1\.why.*rules\.1\.effect/ } });
  t.match(parsePolicy([file(RULE), file(RULE)]), { ok: false, error: { code: 'repeated-path', file: 1, where: 'gcloud things list' } });
});

test('a rule may not contradict itself or another', async (t) => {
  const one = { name: 'ONE', value: 'resource-name' };
  const cases: readonly (readonly [PolicyFaultCode, object])[] = [
    ['repeated-path', {}],
    ['required-not-listed', { required: ['--other'] }],
    ['required-not-listed', { required: ['--limit', '--limit'] }],
    ['optional-before-required', { positionals: [{ ...one, optional: true }, one] }],
    ['empty-range', { flags: { '--limit': { count: [2, 1] } } }],
    ['empty-range', { flags: { '--limit': 'duration', '--x': { words: { count: [2, 1] } } } }],
    ['empty-range', { positionals: [{ name: 'ONE', value: { count: [2, 1] } }] }],
  ];
  for (const [code, change] of cases) {
    const path = code === 'repeated-path' ? RULE.path : OTHER.path;
    t.same(faultOf(file(RULE), file({ ...OTHER, path, ...change })), { code, file: 1 }, JSON.stringify(change));
  }
  t.equal(faultOf(file(RULE), file({ ...OTHER, positionals: [one, { ...one, optional: true }] })), undefined);
  t.equal(faultOf(file(RULE), file({ ...OTHER, flags: { '--limit': { count: [1, 1] } } })), undefined);
});

test('names that every object has are names like any other', async (t) => {
  const { roots } = policyOf(file({ ...RULE, path: ['constructor', 'list'] }));
  t.ok(roots.gcloud.next.get('constructor'));
  t.equal(roots.gcloud.next.get('toString'), undefined);
  const polluting: unknown = JSON.parse('{"binary":"gcloud","rules":[],"__proto__":{"rules":1}}');
  t.match(faultOf(polluting), { code: 'not-in-schema' });
});
