// The packs of bq, gsutil, kubectl and az: made again from their snapshots and overlays they are the same, and the compile stops at
// whatever nobody decided. Each such stop beside the same overlay without it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { test } from 'tap';
import type { RawCommand, Pack } from './small-pack-file.js';
import { parsePackFile } from './small-pack-file.js';
import { compileSmall } from '../../scripts/policy/small.js';

const ROOT = join(import.meta.dirname, '../../..');
const BINARIES = ['az', 'bq', 'gsutil', 'kubectl'] as const;

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function snapshotOf(binary: string): unknown {
  return JSON.parse(gunzipSync(readFileSync(join(ROOT, `scripts/policy/snapshot/${binary}.json.gz`))).toString());
}

const SNAPSHOTS = Object.fromEntries(BINARIES.map((binary) => [binary, snapshotOf(binary)]));
const OVERLAYS = Object.fromEntries(
  BINARIES.map((binary): [string, unknown] => [binary, JSON.parse(read(`scripts/policy/overlay/${binary}.json`))]),
);

const COMPILED = compileSmall(SNAPSHOTS, OVERLAYS);
const PACKS = new Map(BINARIES.map((binary): [string, Pack] => [binary, parsePackFile(COMPILED.packs.get(`${binary}.json`) ?? '')]));

function commandsOf(binary: string): Readonly<Record<string, RawCommand>> {
  return PACKS.get(binary)?.commands ?? {};
}

test('the packs in the repository are what the snapshots and overlays say, byte for byte', async (t) => {
  for (const [file, text] of COMPILED.packs) t.ok(text === read(`policies/${file}`), `policies/${file}`);
  for (const [file, text] of COMPILED.denied) t.ok(text === read(`policies/denied/${file}`), `policies/denied/${file}`);
});

test('the same bytes come out in whatever order the programs are given', async (t) => {
  const backwards = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(record).reverse());
  const again = compileSmall(backwards(SNAPSHOTS), backwards(OVERLAYS));
  t.same([...again.packs], [...COMPILED.packs]);
  t.same([...again.denied], [...COMPILED.denied]);
});

test('every command is decided once: allowed, or denied for one reason', async (t) => {
  for (const [binary, { known, denied, allowed }] of COMPILED.counts) {
    const refused = Object.values(denied).reduce((sum, count) => sum + count, 0);
    // kubectl knows `top pod` and `top node` by three names each.
    t.equal(known - refused, binary === 'kubectl' ? allowed - 4 : allowed, binary);
  }
});

test('az has more than 300 reads', async (t) => {
  t.ok(Object.keys(commandsOf('az')).length > 300);
});

test('no allowed command has a verb that changes something, or a noun that signs in', async (t) => {
  const BAD =
    /(?:^| )(?:create|delete|update|set|add|remove|rm|cp|mv|rsync|run|exec|apply|start|stop|restart|regenerate|login|secrets?|keys?|tokens?|credentials?|connection-string|get-credentials|generate-sas|publish[a-z-]*|rest|invoke[a-z-]*|download|export|import|appsettings)(?: |$)/;
  for (const binary of BINARIES)
    t.same(
      Object.keys(commandsOf(binary)).filter((path) => BAD.test(path)),
      [],
      binary,
    );
  t.ok(BAD.test('cosmosdb keys list'), 'the pattern finds one');
});

const FORBIDDEN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  az: ['--debug', '--verbose', '--show-details', '--include-user-data', '--sdk-auth', '--refresh', '--expand-ad-admin', '--show-values'],
  bq: [
    ...['--api', '--flagfile', '--apilog', '--job_property', '--destination_table', '--udf_resource', '--external_table_definition'],
    ...['--undefok', '--connection', '--connection_property', '--encryption_service_account', '--nodry_run', '--batch', '--schedule'],
  ],
  gsutil: ['-o', '-i', '-u', '-D', '-DD', '-m', '-f', '-k', '-I', '-X'],
  kubectl: [
    ...['-f', '-k', '-w', '-R', '--filename', '--kustomize', '--raw', '--template', '--watch', '--watch-only', '--follow', '--as'],
    ...['--chunk-size', '--limit-bytes', '--subresource', '--kubeconfig', '--server', '--context', '--token', '--show-managed-fields'],
  ],
};

test('no allowed command has a flag that reads files, changes who asks or where, or never ends', async (t) => {
  for (const binary of BINARIES) {
    const commands = [...Object.entries(commandsOf(binary)), ['', COMPILED.globals.get(binary)] as const];
    const given = commands.flatMap(([path, command]) =>
      [...Object.keys(command?.flags ?? {}), ...Object.keys(command?.aliases ?? {})].map((name) => [path, name] as const),
    );
    t.ok(given.length > 0, binary);
    t.same(
      given.filter(([, name]) => FORBIDDEN_FLAGS[binary]?.includes(name)),
      [],
      binary,
    );
  }
});

test('what could run without an end has a bound', async (t) => {
  const bounds = (binary: string): unknown =>
    Object.fromEntries(Object.entries(commandsOf(binary)).flatMap(([path, { bound }]) => (bound === undefined ? [] : [[path, bound]])));
  t.same(bounds('bq'), { head: 'head-rows', query: 'sql' });
  t.same(bounds('gsutil'), { du: 'object-list', ls: 'object-list' });
  t.same(bounds('kubectl'), { logs: 'pod-logs' });
  t.same(bounds('az'), {
    'consumption marketplace list': 'cost-period',
    'consumption reservation detail list': 'cost-period',
    'consumption reservation summary list': 'cost-period',
    'consumption usage list': 'cost-period',
    'monitor activity-log list': 'event-lookup',
    'monitor metrics list': 'metric-points',
  });
});

test('a query must say which language it is in', async (t) => {
  t.same(commandsOf('bq')['query']?.required, ['--use_legacy_sql']);
});

const MATCHES = [...PACKS.values()].flatMap(({ shapes }) =>
  shapes.flatMap((shape) => (typeof shape === 'object' && shape.match ? [shape] : [])),
);

test('each pattern admits its example and nothing that reads a file, calls an address or begins like a flag', async (t) => {
  const HOSTILE = [
    '@/etc/passwd',
    '-x',
    '--debug',
    '/etc/passwd',
    'file:///etc/passwd',
    'https://collect.example/',
    '$(id)',
    'a;id',
    'a|b',
    'a&b',
    'a`b',
    "a'b",
    'a"b',
    'a\nb',
    '',
  ];
  for (const { match = '', example = '', size } of MATCHES) {
    const whole = new RegExp(`^(?:${match})$`, 'u');
    t.ok(whole.test(example), match);
    t.ok(size !== undefined && example.length >= size[0] && example.length <= size[1], match);
    t.same(
      HOSTILE.filter((text) => whole.test(text)),
      [],
      match,
    );
  }
});

test('no pattern takes long for text that almost matches it', async (t) => {
  for (const { match = '', example = '', size = [0, 0] } of MATCHES) {
    const whole = new RegExp(`^(?:${match})$`, 'u');
    const almost = ['a', 'a.', 'a:', '/a', 'a,', 'a b', '1', example].map((piece) => `${piece.repeat(size[1]).slice(0, size[1])}\u0000`);
    const started = process.hrtime.bigint();
    for (const text of almost) whole.test(text);
    t.ok(process.hrtime.bigint() - started < 1_000_000_000n, match);
  }
});

const FLAG = { value: 'text', short: '-n' };
const SNAPSHOT = {
  schema: 1,
  binary: 'bq',
  version: '1',
  globals: { '--format': { value: 'text' }, '--api': { value: 'text' } },
  commands: {
    ls: { flags: { '--name': FLAG, '--all': { value: 'boolean' }, '--kind': { value: 'text', choice: ['a', 'b'] } }, aliases: ['list'] },
    rm: { flags: {} },
    'account keys list': { flags: {} },
    'old things': { flags: {}, unread: true },
  },
};
const ALLOWED = { why: 'w', commands: ['ls'], flags: ['--name', '--all'] };
const DENIALS = [
  { class: 'credential', why: 'w', ends: ['keys list'] },
  { class: 'mutate', why: 'w', last: ['rm'] },
  { class: 'ambiguous', why: 'w', first: ['old'] },
];
const OVERLAY = {
  schema: 1,
  binary: 'bq',
  kinds: { name: { match: '[a-z]{1,9}', size: [1, 9], of: 'a name', example: 'abc' } },
  globals: { allow: { '--format': { choice: ['json'] } }, deny: { endpoint: ['--api'] } },
  flags: { '--name': 'name', '--all': 'toggle' },
  allow: [ALLOWED],
  deny: DENIALS,
};

function compiled(overlay: object, snapshot: object = {}): Pack {
  const { packs } = compileSmall({ bq: { ...SNAPSHOT, ...snapshot } }, { bq: { ...OVERLAY, ...overlay } });
  return parsePackFile(packs.get('bq.json') ?? '');
}

function allowing(change: object): object {
  return { allow: [{ ...ALLOWED, ...change }] };
}

test('an overlay that decides everything is compiled', async (t) => {
  const { commands } = compiled({});
  t.same(commands['ls'], { flags: { '--all': 'toggle', '--name': 0 }, aliases: { '-n': '--name' } });
  t.same(commands['list'], commands['ls'], 'under each of its names');
  t.same(Object.keys(commands), ['list', 'ls']);
});

test('of the words that the program has a list of, some may be admitted', async (t) => {
  const { shapes } = compiled(allowing({ flags: ['--kind'], kinds: { '--kind': { choice: ['a'] } } }));
  t.same(shapes, [{ choice: ['a'] }]);
});

test('flags may be negated, repeated, chosen and listed where the program says so', async (t) => {
  const kinds = { '--noall': 'switch', '--kind': 'choice', '--name': { list: 'name', most: 3 } };
  const { commands, shapes } = compiled(allowing({ flags: ['--noall', '--kind', '--name'], kinds }));
  t.same(Object.keys(commands['ls']?.flags ?? {}), ['--kind', '--name', '--noall']);
  t.ok(shapes.some((shape) => typeof shape === 'object' && shape.list !== undefined));
  const repeated = compiled(allowing({ flags: ['--name'], kinds: { '--name': { repeat: 'name' } } }), {
    commands: { ...SNAPSHOT.commands, ls: { flags: { '--name': { ...FLAG, repeat: true } } } },
  });
  t.same(repeated.commands['ls']?.flags, { '--name': { kind: 0, form: 'repeat' } });
  t.same(Object.keys(compiled(allowing({ flags: undefined, without: ['--all'] })).commands['ls']?.flags ?? {}), ['--name']);
});

const STOPS: readonly (readonly [why: string, overlay: object, snapshot?: object])[] = [
  ['a command that nobody decided about', { deny: DENIALS.slice(1) }],
  ['a global flag that nobody decided about', { globals: { allow: {}, deny: { endpoint: ['--api'] } } }],
  ['a global flag that does not exist', { globals: { allow: OVERLAY.globals.allow, deny: { endpoint: ['--api', '--apis'] } } }],
  ['an allowed command that does not exist', allowing({ commands: ['ls', 'show'] })],
  ['a command allowed twice', { allow: [ALLOWED, ALLOWED] }],
  ['a command both allowed and denied', { deny: [...DENIALS, { class: 'mutate', why: 'w', commands: ['ls'] }] }],
  ['a denial of what does not exist', { deny: [...DENIALS, { class: 'mutate', why: 'w', commands: ['cp'] }] }],
  ['a denial of what an earlier rule decided', { deny: [...DENIALS, { class: 'mutate', why: 'w', first: ['account'] }] }],
  ['a flag that does not exist', allowing({ flags: ['--names'] })],
  ['the negation of a flag that has a value', allowing({ flags: ['--noname'], kinds: { '--noname': 'switch' } })],
  ['a flag without a kind', allowing({ flags: ['--kind'] })],
  ['a kind that does not exist', allowing({ flags: ['--kind'], kinds: { '--kind': 'nothing' } })],
  ['choices that are not known', allowing({ kinds: { '--name': 'choice' } })],
  ['a value for a flag that takes none', allowing({ kinds: { '--all': 'name' } })],
  ['no value for a flag that takes one', allowing({ kinds: { '--name': 'switch' } })],
  ['a toggle that is only a switch', allowing({ kinds: { '--noall': 'toggle' }, flags: ['--noall'] })],
  ['a repetition that the program does not take', allowing({ kinds: { '--name': { repeat: 'name' } } })],
  ['a repetition inside a kind', allowing({ kinds: { '--name': { list: 'more', most: 2 } }, flags: ['--name'] })],
  ['an example that does not match', { kinds: { name: { ...OVERLAY.kinds.name, example: 'A' } } }],
  ['other words than the program has a list of', allowing({ flags: ['--kind'], kinds: { '--kind': 'name' } })],
  ['a choice that the program does not have', allowing({ flags: ['--kind'], kinds: { '--kind': { choice: ['c'] } } })],
  ['a required flag that is not allowed', allowing({ required: ['--kind'] })],
  ['a flag left out that is not there', allowing({ flags: undefined, without: ['--kind'] })],
  [
    'a word that has no kind',
    {},
    { commands: { ...SNAPSHOT.commands, ls: { flags: { '--name': FLAG, '--all': { value: 'boolean' } }, positionals: ['x'] } } },
  ],
  [
    'a command whose flags are not known',
    { allow: [ALLOWED, { why: 'w', commands: ['old things'], flags: [] }], deny: DENIALS.slice(0, 2) },
  ],
  ['a misspelled key', { allows: [] }],
];

test('the compile stops where the overlay and the program do not agree', async (t) => {
  const kinds = { ...OVERLAY.kinds, more: { repeat: 'name' } };
  t.doesNotThrow(() => compiled({ kinds }));
  for (const [why, overlay, snapshot] of STOPS) t.throws(() => compiled({ kinds, ...overlay }, snapshot), why);
});
