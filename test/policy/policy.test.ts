// What a pack means, and what is no pack. Each fault beside the same document without it.

import { test } from 'tap';
import { parseGlobals, parsePack } from '../../src/policy/raw-pack.js';
import { type Kind, openPolicy, type PackEntry, parseIndex, type Policy, type PolicyIndex } from '../../src/policy/index.js';
import { Fault } from '../../src/shared/index.js';

const SHAPES = [
  'boolean',
  { choice: ['a', 'b'] },
  { count: [1, 5] },
  { decimal: [0, 1] },
  { match: 'x+', size: [1, 3], of: 'xs', example: 'xx' },
  { list: 4, most: 2 },
  { fields: { Name: 4, Inner: 6 }, required: ['Name'] },
  { map: [4, 2], most: 3 },
  { fields: { Only: 4, Other: 4 }, one: true },
  { list: 4, least: 2, most: 5 },
];
const COMMAND = {
  flags: { '--kind': 4, '--on': 'switch', '--maybe': 'toggle', '--each': { kind: 2, form: 'repeat' }, '--page': 2 },
  aliases: { '-k': '--kind' },
  required: ['--kind'],
  positionals: [{ name: 'THING', kind: 4, optional: true, many: true }],
  tracks: ['ga'],
  together: [{ least: ['--on', '--maybe'] }],
  bound: 'log-read',
  microUsd: 5,
  redact: ['Things[].Secret'],
};
const PACK = {
  schema: 1,
  binary: 'gcloud',
  group: 'things',
  shapes: SHAPES,
  commands: { 'things list': COMMAND, 'things show deep': { flags: {} } },
};
const GLOBALS = {
  schema: 1,
  binary: 'gcloud',
  group: '*',
  shapes: [{ choice: ['json'] }],
  commands: { '': { flags: { '--format': 0 }, aliases: { '-f': '--format' } } },
};

const BINARIES = ['gcloud', 'bq', 'gsutil', 'aws', 'kubectl', 'az'];
const ALL_GLOBALS = Object.fromEntries(BINARIES.map((binary) => [binary, { ...GLOBALS, binary }]));

function entry(file: string): PackEntry {
  return { file, sha256: 'x', commands: 1 };
}

const INDEX: PolicyIndex = { globals: entry('globals'), packs: { gcloud: { things: entry('things') }, bq: { '*': entry('bq') } } };

function opened(pack: unknown = PACK, globals: unknown = ALL_GLOBALS): { readonly policy: Policy; readonly read: readonly string[] } {
  const read: string[] = [];
  const policy = openPolicy(INDEX, ({ file }) => {
    read.push(file);
    return file === 'globals' ? globals : pack;
  });
  return { policy, read };
}

function kindAt(place: number): Kind | undefined {
  const pack = { ...PACK, commands: { 'things list': { flags: { '--x': place } } } };
  return opened(pack).policy.pack('gcloud', 'things')?.rule('things list')?.flag('--x')?.kind;
}

test('a pack is read when a line first names its group, and once', async (t) => {
  const { policy, read } = opened();
  t.same(read, ['globals']);
  t.equal(policy.pack('gcloud', 'others'), undefined);
  t.equal(policy.pack('gcloud', '__proto__'), undefined);
  t.equal(policy.pack('aws', 'things'), undefined);
  const pack = policy.pack('gcloud', 'things');
  t.equal(policy.pack('gcloud', 'things'), pack);
  t.same(read, ['globals', 'things']);
  t.same(policy.groups('gcloud'), ['things']);
  t.same(policy.groups('az'), []);
  t.same(pack?.paths, ['things list', 'things show deep']);
  const things = pack?.start.next.get('things');
  t.same(things?.path, 'things');
  t.same([...(things?.next.keys() ?? [])], ['list', 'show']);
  t.equal(things?.next.get('show')?.next.get('deep')?.path, 'things show deep');
  t.equal(things?.next.get('list')?.next.size, 0);
  t.same(
    ['thing', 'things list', ''].filter((word) => pack?.start.next.has(word)),
    [],
  );
});

test('a rule has the flags of its command and those of its program', async (t) => {
  const pack = opened().policy.pack('gcloud', 'things');
  const rule = pack?.rule('things list');
  if (!pack || !rule) throw new Error('no rule');
  t.equal(pack.rule('things list'), rule, 'made once');
  t.equal(pack.rule('things show'), undefined);
  t.equal(pack.rule('toString'), undefined);
  t.same(rule.path, ['things', 'list']);
  t.match(rule, { binary: 'gcloud', bound: 'log-read', microUsd: 5, required: ['--kind'], tracks: ['ga'], redact: ['Things[].Secret'] });
  t.same(rule.together, COMMAND.together);
  t.match(rule.flag('--on'), { name: '--on', form: 'switch', kind: undefined });
  t.match(rule.flag('--maybe'), { form: 'toggle' });
  t.match(rule.flag('--each'), { form: 'repeat', kind: { kind: 'count', least: 1, most: 5 } });
  t.match(rule.flag('-k'), { name: '--kind', form: 'value' });
  t.equal(rule.flag('-k'), rule.flag('-k'), 'made once');
  t.match(rule.flag('--format'), { name: '--format', kind: { kind: 'choice' } });
  t.equal(rule.flag('-f')?.name, '--format');
  t.same([rule.flag('--toString'), rule.flag('constructor'), rule.flag('--kin')], [undefined, undefined, undefined]);
  t.same(rule.flagNames(), ['--kind', '--on', '--maybe', '--each', '--page', '-k', '--format', '-f']);
  t.match(rule.positionals, [{ name: 'THING', optional: true, many: true }]);
  t.match(pack.rule('things show deep'), { microUsd: 0, required: [], positionals: [], tracks: [], redact: [], bound: undefined });
});

test('the program turns pages, or the service does, or nobody', async (t) => {
  const paged = (list: readonly string[] | undefined): unknown => {
    const pack = { ...PACK, commands: { 'things list': { flags: {}, ...(list ? { paged: list } : {}) } } };
    return opened(pack).policy.pack('gcloud', 'things')?.rule('things list')?.together;
  };
  const own = ['--max-items', '--page-size', '--starting-token'];
  t.same(paged(undefined), []);
  t.same(paged([]), [{ apart: [own, ['--no-paginate']] }]);
  t.same(paged(['--limit']), [{ apart: [own, ['--limit']] }, { apart: [own, ['--no-paginate']] }]);
});

test('every kind of shape becomes a kind, and one may hold itself', async (t) => {
  t.same(kindAt(0), { kind: 'named', name: 'boolean' });
  t.match(kindAt(3), { kind: 'decimal', least: 0, most: 1 });
  const match = kindAt(4);
  t.match(match, { kind: 'match', least: 1, most: 3, of: 'xs', example: 'xx' });
  t.ok(match?.kind === 'match' && match.match.test('xx') && !match.match.test('xxy'), 'anchored by us');
  const list = kindAt(5);
  t.ok(list?.kind === 'list' && list.least === 0 && list.most === 2 && list.item.kind === 'match');
  t.match(kindAt(9), { kind: 'list', least: 2, most: 5 });
  const map = kindAt(7);
  t.ok(map?.kind === 'map' && map.most === 3 && map.key.kind === 'match' && map.value.kind === 'count');
  const fields = kindAt(6);
  t.ok(fields?.kind === 'fields' && fields.fields.get('Inner') === fields && !fields.isOne && fields.required[0] === 'Name');
  const union = kindAt(8);
  t.ok(union?.kind === 'fields' && union.isOne);
  t.throws(() => kindAt(99), { code: 'config' });
  const unknown = { ...PACK, shapes: ['no-such-shape'], commands: { 'things list': { flags: { '--x': 0 } } } };
  t.throws(() => opened(unknown).policy.pack('gcloud', 'things')?.rule('things list')?.flag('--x'), { code: 'config' });
});

test('a bound that nobody can check takes the rule away', async (t) => {
  const pack = { ...PACK, commands: { 'things list': { ...COMMAND, bound: 'no-such-bound' } } };
  t.equal(opened(pack).policy.pack('gcloud', 'things')?.rule('things list'), undefined);
});

test('what is no pack is not read as one', async (t) => {
  t.ok(parsePack(PACK).ok);
  const broken: readonly (readonly [unknown, string])[] = [
    [null, 'not-an-object'],
    [[], 'not-an-object'],
    [{ ...PACK, schema: 2 }, 'other-schema'],
    [{ ...PACK, binary: 'sh' }, 'unknown-binary'],
    [{ ...PACK, shapes: {} }, 'bad-shapes'],
    [{ ...PACK, shapes: [5] }, 'bad-shapes'],
    [{ ...PACK, shapes: [{ match: 'x' }] }, 'bad-shapes'],
    [{ ...PACK, shapes: [{ fields: 5 }] }, 'bad-shapes'],
    [{ ...PACK, shapes: [{ list: 'x' }] }, 'bad-shapes'],
    [{ ...PACK, shapes: [{}] }, 'bad-shapes'],
    [{ ...PACK, group: 5 }, 'bad-commands'],
    [{ ...PACK, commands: [] }, 'bad-commands'],
    [{ ...PACK, commands: { a: {} } }, 'bad-commands'],
  ];
  for (const [raw, fault] of broken) t.same(parsePack(raw), { ok: false, error: fault }, JSON.stringify(raw).slice(0, 60));
  t.ok(parseGlobals(GLOBALS).ok);
  t.same(parseGlobals({ ...GLOBALS, commands: {} }), { ok: false, error: 'bad-commands' });
  t.same(parseGlobals(null), { ok: false, error: 'not-an-object' });
  t.throws(() => opened(null).policy.pack('gcloud', 'things'), Fault);
  t.throws(() => opened({ ...PACK, binary: 'aws' }).policy.pack('gcloud', 'things'), { code: 'config' });
  t.throws(() => opened(PACK, { ...ALL_GLOBALS, az: undefined }), { code: 'config' });
  t.throws(() => opened(PACK, 5), { code: 'config' });
});

test('an index names files with their hashes, and nothing else is one', async (t) => {
  const index = { schema: 1, globals: entry('g'), packs: { aws: { ec2: entry('e') } } };
  t.ok(parseIndex(index).ok);
  const broken = [
    null,
    [],
    { ...index, schema: 2 },
    { ...index, globals: {} },
    { ...index, packs: [] },
    { ...index, packs: { aws: [] } },
    { ...index, packs: { aws: { ec2: { file: 'e', sha256: 5, commands: 1 } } } },
    { ...index, packs: { aws: { ec2: { file: 'e', sha256: 'x' } } } },
  ];
  for (const raw of broken) t.same(parseIndex(raw), { ok: false, error: 'bad-index' }, JSON.stringify(raw));
});
