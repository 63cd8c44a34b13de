// What the packs of aws must not hold, proved over the packs themselves and not over the rules that made them. One snapshot, compiled once.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { compileAws, isDeniedName } from '../../scripts/policy/aws.js';
import { hasReadVerb, iamSaysRead } from '../../scripts/policy/aws-decide.js';
import { parseAwsOverlay } from '../../scripts/policy/aws-overlay.js';
import { readAwsOverlayFiles, readAwsSources } from '../../scripts/policy/aws-sources.js';
import { type AwsCommand, type AwsSnapshot, parseAwsSnapshot } from '../../scripts/policy/aws-snapshot.js';
import { kebab, OverlayFault, parseVocabulary, singular, type Word } from '../../scripts/policy/vocabulary.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const { snapshot, overlay } = readAwsSources(root);
const compiled = compileAws(snapshot, overlay);

interface Packed {
  readonly shapes: readonly unknown[];
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, unknown>>; readonly required?: readonly string[] }>>;
}

// CAST: our own text, read back to be looked at; what it holds is asserted below.
const packs = [...compiled.packs.values()].map((text) => JSON.parse(text) as Packed);
const allowed = packs.flatMap(({ commands }) => Object.entries(commands));
const known = (path: string): AwsCommand | undefined => snapshot.commands[path];
const isAllowedByName = (path: string): boolean => overlay.decisions.get(path)?.allow === true;

function keysOf(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function objectsIn(shapes: readonly unknown[]): readonly object[] {
  return shapes.filter((shape) => typeof shape === 'object' && shape !== null);
}

test('everything is decided', async (t) => {
  t.same(compiled.undecided, []);
});

test('the packs in the repository are these', async (t) => {
  const written = readdirSync(join(root, 'policies/aws')).map((name) => `aws/${name}`);
  t.same(written.sort(), [...compiled.packs.keys()].sort());
  t.same(
    [...compiled.packs].filter(([name, text]) => readFileSync(join(root, 'policies', name), 'utf8') !== text).map(([name]) => name),
    [],
  );
  t.equal(readFileSync(join(root, 'policies/denied/aws.json'), 'utf8'), compiled.denied);
});

test('the order of the snapshot makes no difference', async (t) => {
  const reversed: AwsSnapshot = { ...snapshot, commands: Object.fromEntries(Object.entries(snapshot.commands).reverse()) };
  const again = compileAws(reversed, overlay);
  t.same([...again.packs.values()], [...compiled.packs.values()]);
  t.equal(again.denied, compiled.denied);
});

test('no command that IAM does not call a read, unless a person named it', async (t) => {
  const wrong = allowed.filter(([path]) => {
    const command = known(path);
    return command !== undefined && !iamSaysRead(command) && !isAllowedByName(path) && !(path in overlay.custom);
  });
  t.same(
    wrong.map(([path]) => path),
    [],
  );
});

test('no command whose name is not a reading one, unless a person named it', async (t) => {
  const wrong = allowed.filter(([path]) => !hasReadVerb(path) && !isAllowedByName(path) && !(path in overlay.custom));
  t.same(
    wrong.map(([path]) => path),
    [],
  );
});

test('no command that a person refused', async (t) => {
  t.same(
    allowed.filter(([path]) => overlay.decisions.get(path)?.allow === false).map(([path]) => path),
    [],
  );
  t.ok([...overlay.decisions.values()].some(({ allow }) => !allow));
});

test('no command that streams, waits, or reads or writes a file', async (t) => {
  const wrong = allowed.filter(([path]) => {
    const command = known(path);
    if (command === undefined) return false;
    const streams = (['streaming-output', 'event-stream-output', 'streaming-input', 'event-stream-input'] as const).some(
      (trait) => command[trait] === true,
    );
    const file = Object.values(command.flags).some(({ custom, positional }) => custom?.includes('OutFile') === true || positional === true);
    return streams || command.waiter === true || (file && !(path in overlay.custom));
  });
  t.same(
    wrong.map(([path]) => path),
    [],
  );
});

test('no flag and no member of a structure that is refused by name', async (t) => {
  const flags = allowed.flatMap(([path, { flags: given }]) =>
    Object.keys(given)
      .filter((name) => isDeniedName(overlay, name.replace(/^--(?:no-)?/u, '')))
      .map((name) => `${path} ${name}`),
  );
  t.same(flags, []);
  const members = packs.flatMap(({ shapes }) =>
    objectsIn(shapes).flatMap((shape) =>
      'fields' in shape ? keysOf(shape.fields).filter((name) => isDeniedName(overlay, kebab(name))) : [],
    ),
  );
  t.same(members, []);
  for (const name of overlay.flagsDeny.ok) t.notOk(isDeniedName(overlay, name), name);
  for (const name of overlay.flagsDeny.no) t.ok(isDeniedName(overlay, name), name);
});

test('a flag is in a pack only under a name that the CLI itself has', async (t) => {
  const strange = allowed.flatMap(([path, { flags }]) => {
    const command = known(path);
    return command === undefined || path in overlay.custom ? [] : Object.keys(flags).filter((name) => command.flags[name] === undefined);
  });
  t.same(strange, []);
});

test('what must be given can be given', async (t) => {
  const lost = allowed.flatMap(([path, { flags, required = [] }]) =>
    required.filter((name) => !(name in flags)).map((name) => `${path} ${name}`),
  );
  t.same(lost, []);
  const unasked = allowed.flatMap(([path, { required = [] }]) =>
    Object.entries(known(path)?.flags ?? {})
      .filter(([name, flag]) => flag.required === true && flag.switch === undefined && !required.includes(name))
      .map(([name]) => `${path} ${name}`),
  );
  t.same(unasked, []);
});

test('every text has a length, a pattern that holds its own example, and no value that is read as more than a value', async (t) => {
  for (const shape of new Set(packs.flatMap(({ shapes }) => objectsIn(shapes).map((one) => JSON.stringify(one))))) {
    // CAST: our own text again.
    const { match, size, example } = JSON.parse(shape) as { match?: string; size?: [number, number]; example?: string };
    if (match === undefined || size === undefined || example === undefined) continue;
    const pattern = new RegExp(`^(?:${match})$`, 'u');
    if (!pattern.test(example) || example.length < size[0] || example.length > size[1] || size[0] > size[1]) t.fail(shape);
    const starts = ['-', '@', 'file:', 'fileb:', 'http:', 'https:'];
    const bad = starts.filter((start) => [start, `${start}a`, `${start}//a`, `${start}//a/b`].some((value) => pattern.test(value)));
    const isOurs = [...overlay.vocabulary.words.values()].some(
      (word) => typeof word.shape === 'object' && 'match' in word.shape && word.shape.match === match,
    );
    if (!isOurs && bad.length > 0) t.fail(`${shape} admits ${bad.join(' ')}`);
    if (isOurs && bad.some((start) => start === '-' || start === '@')) t.fail(`${shape} admits ${bad.join(' ')}`);
    for (const value of ['a\u0000', 'a\n', '\u007f', 'a\u202e']) if (pattern.test(value)) t.fail(`${shape} admits a control character`);
  }
});

function admits({ shape }: Word, value: string): boolean {
  if (typeof shape === 'string') return true;
  if ('match' in shape)
    return value.length >= shape.size[0] && value.length <= shape.size[1] && new RegExp(`^(?:${shape.match})$`, 'u').test(value);
  return 'choice' in shape && shape.choice.includes(value);
}

test('our own kinds hold what they should and nothing that they should not', async (t) => {
  for (const word of overlay.vocabulary.words.values()) {
    for (const value of word.ok) t.ok(admits(word, value), `${word.name}: ${value}`);
    for (const value of word.no) t.notOk(admits(word, value), `${word.name}: ${value}`);
  }
});

test('the surface is complete', async (t) => {
  const { allowed: count, denied } = compiled.counts;
  t.ok(count > 7_600, String(count));
  t.equal(
    count + Object.values(denied).reduce((sum, some) => sum + some, 0),
    new Set([...Object.keys(snapshot.commands), ...Object.keys(overlay.custom)]).size,
  );
  t.ok(compiled.noShape.length < 10, compiled.noShape.join('; '));
  for (const path of [
    'ec2 describe-instances',
    'ce get-cost-and-usage',
    's3 ls',
    'logs tail',
    'emr list-clusters',
    'cloudwatch get-metric-data',
  ])
    t.ok(
      allowed.some(([name]) => name === path),
      path,
    );
});

// A CLI of two commands, to see what a mistake in the overlay does.
const MODEL: AwsCommand = { operation: 'ListThings', iam: ['things:ListThings', 'List'], flags: {} };

function small(commands: Readonly<Record<string, AwsCommand>>): AwsSnapshot {
  return parseAwsSnapshot({ schema: 1, source: 'test', iam: 'test', shapes: [{ type: 'string' }], commands });
}

const NOTHING: readonly (readonly [string, unknown])[] = [
  ['kinds', {}],
  ['aws/cost', { bounds: {}, prices: {} }],
  ['aws/flags-deny', { names: {}, endings: {}, containing: {}, except: {}, commands: {}, ok: [], no: [] }],
  ['aws/custom', {}],
  ['aws/flags', {}],
  ['aws/looked-at', {}],
];

function compileSmall(
  commands: Readonly<Record<string, AwsCommand>>,
  ...files: readonly (readonly [string, unknown])[]
): ReturnType<typeof compileAws> {
  return compileAws(small(commands), parseAwsOverlay(new Map([...NOTHING, ...files])));
}

test('a name in the overlay that matches nothing stops the generator', async (t) => {
  const deny = { decision: 'deny', reason: 'x' };
  t.equal(compileSmall({ 'things list-things': MODEL }, ['aws/credential', { 'things list-things': deny }]).counts.allowed, 0);
  for (const file of ['aws/credential', 'aws/embeds-secret', 'aws/local-io', 'aws/ambiguous'])
    t.throws(() => compileSmall({ 'things list-things': MODEL }, [file, { 'things list-thing': deny }]), OverlayFault);
  t.throws(() => compileSmall({ 'things list-things': MODEL }, ['aws/looked-at', { 'things x': ['Secret'] }]), OverlayFault);
  t.throws(
    () => compileSmall({ 'things list-things': MODEL }, ['aws/cost', { bounds: {}, prices: { 'thing *': { microUsd: 1, reason: 'x' } } }]),
    OverlayFault,
  );
  t.throws(
    () => compileSmall({ 'things list-things': MODEL }, ['aws/flags', { 'things list-things --x': { kind: 'switch', reason: 'x' } }]),
    OverlayFault,
  );
});

test('a command on two lists, or on a list that cannot say so, is a mistake', async (t) => {
  const commands = { 'things list-things': MODEL };
  const [deny, allow] = [
    { 'things list-things': { decision: 'deny', reason: 'x' } },
    { 'things list-things': { decision: 'allow', reason: 'x' } },
  ];
  t.throws(() => compileSmall(commands, ['aws/credential', deny], ['aws/ambiguous', deny]), OverlayFault);
  t.throws(() => compileSmall(commands, ['aws/credential', allow]), OverlayFault);
  t.throws(() => compileSmall(commands, ['aws/allow', deny]), OverlayFault);
  t.equal(compileSmall(commands, ['aws/allow', allow]).counts.allowedByOverlay, 1);
});

test('what nobody decided is not written', async (t) => {
  const { iam: _iam, ...unknown } = MODEL;
  const cases: readonly (readonly [string, AwsCommand])[] = [
    ['things list-things', unknown],
    ['things list-things', { ...MODEL, iam: ['things:ListThings', 'Write'] }],
    ['things check-things', MODEL],
    ['things list-things', { ...MODEL, named: ['Things[].Password'] }],
    ['things list-things', { ...MODEL, hints: ['shared secret'] }],
  ];
  for (const [path, command] of cases) {
    t.equal(compileSmall({ [path]: command }).undecided.length, 1);
    t.equal(compileSmall({ [path]: command }, ['aws/allow', { [path]: { decision: 'allow', reason: 'x' } }]).counts.allowed, 1);
  }
  t.equal(
    compileSmall({ 'things list-things': { ...MODEL, named: ['Things[].Password'] } }, [
      'aws/looked-at',
      { 'things list-things': ['Password'] },
    ]).counts.allowed,
    1,
  );
  t.same(compileSmall({ 'things make-things': unknown }).counts.denied, { mutate: 1 });
});

test('no decision allows a file, a stream or a wait', async (t) => {
  const allow: readonly [string, unknown] = ['aws/allow', { 'things list-things': { decision: 'allow', reason: 'x' } }];
  const never: readonly AwsCommand[] = [
    { ...MODEL, 'event-stream-output': true },
    { ...MODEL, 'streaming-output': true },
    { ...MODEL, 'streaming-input': true },
    { ...MODEL, waiter: true },
    { ...MODEL, flags: { outfile: { positional: true } } },
    { ...MODEL, flags: { '--x': { custom: 'QueryOutFileArgument' } } },
  ];
  for (const command of never) t.equal(compileSmall({ 'things list-things': command }, allow).counts.allowed, 0);
  t.equal(compileSmall({ 'things list-things': MODEL }, allow).counts.allowed, 1);
});

test('a text without a kind leaves its flag out, and where it must be given the whole command', async (t) => {
  const flags = { '--frobnication': { shape: 0 } };
  const optional = compileSmall({ 'things list-things': { ...MODEL, flags } });
  t.equal(optional.counts.flagsLeftOut, 1);
  t.same(optional.counts.missed, { frobnication: 1 });
  const needed = compileSmall({ 'things list-things': { ...MODEL, flags: { '--frobnication': { shape: 0, required: true } } } });
  t.same(needed.noShape, ['things list-things --frobnication']);
  const kinds: readonly [string, unknown] = [
    'kinds',
    { frob: { match: 'f+', size: [1, 9], of: 'a frob', example: 'f', names: ['frobnication'] } },
  ];
  t.equal(compileSmall({ 'things list-things': { ...MODEL, flags } }, kinds).counts.flags, 1);
});

test('a kind is whole, linear and named once', async (t) => {
  const kind = { match: 'f+', size: [1, 9], of: 'a frob', example: 'f', names: ['frob'] };
  t.equal(parseVocabulary({ frob: kind }).words.size, 1);
  t.throws(() => parseVocabulary({ frob: kind, other: kind }), OverlayFault);
  t.throws(() => parseVocabulary({ frob: { ...kind, match: '(f+)+' } }), OverlayFault);
  t.throws(() => parseVocabulary({ frob: { names: ['frob'] } }), OverlayFault);
});

test('names of flags and of members meet', async (t) => {
  t.same(['DBInstanceIdentifier', 'VpcId', 'HTTPCode', 'actionIDs', 'arn'].map(kebab), [
    'db-instance-identifier',
    'vpc-id',
    'http-code',
    'action-ids',
    'arn',
  ]);
  t.same(['vpc-ids', 'policies', 'statuses', 'status', 'account-id-list', 'boxes', 'dns'].map(singular), [
    'vpc-id',
    'policy',
    'status',
    'status',
    'account-id',
    'box',
    'dn',
  ]);
});

test('the overlay as it is in the repository can be read', async (t) => {
  t.ok(readAwsOverlayFiles(root).has('aws/credential'));
});
