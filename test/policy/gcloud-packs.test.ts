// The packs of gcloud are proved, not believed: what must and must not be in them is said here a second time, without the generator's
// tables. What the generator cannot decide is shown to stop it.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { z } from 'zod';
import { type CompiledPacks, compileGcloud } from '../../scripts/policy/gcloud.js';
import type { GcloudOverlay, GcloudSnapshot } from '../../scripts/policy/gcloud-snapshot.js';
import { readGcloud } from '../../scripts/policy/read-gcloud.js';

const ROOT = new URL('../../../', import.meta.url);
const { snapshot, overlay } = readGcloud(fileURLToPath(new URL('scripts/policy', ROOT)));
const compiled = compileGcloud(snapshot, overlay);

const shapeSchema = z.union([z.string(), z.looseObject({ match: z.string().optional(), choice: z.array(z.string()).optional() })]);
const commandSchema = z.strictObject({
  flags: z.record(
    z.string(),
    z.union([z.int(), z.enum(['switch', 'toggle']), z.strictObject({ kind: z.int(), form: z.literal('repeat') })]),
  ),
  aliases: z.record(z.string(), z.string()).optional(),
  required: z.array(z.string()).optional(),
  positionals: z
    .array(z.strictObject({ name: z.string(), kind: z.int(), optional: z.boolean().optional(), many: z.boolean().optional() }))
    .optional(),
  together: z.array(z.unknown()).optional(),
  tracks: z.array(z.enum(['ga', 'beta', 'alpha'])).min(1),
  bound: z.string().optional(),
  redact: z.array(z.string()).optional(),
});
const packSchema = z.strictObject({
  schema: z.literal(1),
  binary: z.literal('gcloud'),
  group: z.string(),
  shapes: z.array(shapeSchema),
  commands: z.record(z.string(), commandSchema),
});
const deniedSchema = z.record(z.string(), z.record(z.string(), z.array(z.string())));

type Pack = z.infer<typeof packSchema>;
type Command = z.infer<typeof commandSchema>;

function packsOf({ packs }: CompiledPacks): readonly Pack[] {
  return [...packs.values()].map((text) => packSchema.parse(JSON.parse(text)));
}

function commandsOf(from: CompiledPacks): ReadonlyMap<string, Command> {
  return new Map(packsOf(from).flatMap(({ commands }) => Object.entries(commands)));
}

function deniedOf({ denied }: CompiledPacks): ReadonlyMap<string, string> {
  const groups = Object.entries(deniedSchema.parse(JSON.parse(denied)));
  return new Map(
    groups.flatMap(([group, reasons]) =>
      Object.entries(reasons).flatMap(([reason, paths]) => paths.map((path) => [`${group} ${path}`.trimEnd(), reason] as const)),
    ),
  );
}

const commands = commandsOf(compiled);
const denied = deniedOf(compiled);

test('the packs in the repository are what the snapshot and the overlay give', async (t) => {
  t.same(compiled.undecided, []);
  const names = readdirSync(new URL('policies/gcloud', ROOT)).map((name) => `gcloud/${name}`);
  t.same(names.sort(), [...compiled.packs.keys()].sort());
  const stale = [...compiled.packs].filter(([name, text]) => readFileSync(new URL(`policies/${name}`, ROOT), 'utf8') !== text);
  t.same(
    stale.map(([name]) => name),
    [],
  );
  t.equal(readFileSync(new URL('policies/denied/gcloud.json', ROOT), 'utf8'), compiled.denied);
});

test('the order in which commands were found changes nothing', async (t) => {
  const backwards = compileGcloud({ ...snapshot, commands: [...snapshot.commands].reverse() }, overlay);
  t.same(new Map(backwards.packs), new Map(compiled.packs));
  t.equal(backwards.denied, compiled.denied);
});

test('every path is either allowed or denied', async (t) => {
  const paths = new Set(snapshot.commands.map(({ path }) => path));
  t.same(
    [...paths].filter((path) => commands.has(path) === denied.has(path)),
    [],
  );
  t.equal(commands.size + denied.size, paths.size);
  t.ok(paths.size > 6_000);
});

test('nearly all that reads in the general release is allowed', async (t) => {
  const reads = snapshot.commands.filter(({ track, path }) => track === 'ga' && /(?:^| )(?:describe|list|get|search)(?:-\S*)?$/.test(path));
  const allowed = reads.filter(({ path }) => commands.get(path)?.tracks.includes('ga') === true);
  t.ok(reads.length > 1_700);
  t.ok(allowed.length / reads.length >= 0.93, `${String(allowed.length)} of ${String(reads.length)}`);
});

test('what is allowed reads by its verb, or a person said so', async (t) => {
  const others = [...commands.keys()].filter(
    (path) => !/(?:^| )(?:describe|list|get|lookup|read|search|show|ls|du|find)(?:-\S*)?$/.test(path),
  );
  t.same(
    others.filter((path) => overlay.allow[path] === undefined),
    [],
  );
  const changing =
    /(?:^| )(?:create|delete|update|set|add|remove|enable|disable|start|stop|import|export|deploy|run|execute|apply|cancel|wait|ssh|scp|sign|print|decrypt|access|cp|mv|rm|rsync|cat|tail)(?:-\S*)?$/;
  t.same(
    [...commands.keys()].filter((path) => changing.test(path)),
    [],
  );
});

test('nothing that hands out credentials or works on files is allowed, in any track', async (t) => {
  const never = [
    ...['auth print-access-token', 'auth list', 'config config-helper', 'config get', 'config get-value', 'config configurations describe'],
    ...['secrets versions access', 'secrets versions list', 'sql generate-login-token', 'sql users list', 'iap oauth-clients list'],
    ...['iam oauth-clients credentials list', 'secrets versions describe', 'services api-keys get-key-string', 'services api-keys lookup'],
    ...['redis instances get-auth-string', 'memorystore instances get-certificate-authority', 'apigee applications describe'],
    ...[
      'vmware private-clouds nsx credentials describe',
      'vmware private-clouds hcx activationkeys list',
      'compute os-login describe-profile',
    ],
    ...['compute interconnects macsec get-config', 'container backup-restore backups get-backup-index-download-url'],
    ...['developer-connect connections git-repository-links fetch-read-token', 'parametermanager parameters versions render'],
    ...['compute instances get-serial-port-output', 'compute instances get-guest-attributes', 'compute instances get-screenshot'],
    ...['container clusters get-credentials', 'kms keys versions get-public-key', 'kms keys versions get-certificate-chain', 'storage cat'],
    ...[
      'storage hash',
      'dns record-sets transaction describe',
      'info',
      'version',
      'meta list-commands',
      'components list',
      'topic filters',
    ],
    ...['workspace-add-ons get-authorization', 'scc assets list', 'scc findings list', 'domains registrations authorization-code get'],
    ...[
      'bq datasets delete',
      'bq tables show-rows',
      'bq jobs list',
      'services operations wait',
      'logging tail',
      'runtime-config configs variables list',
    ],
  ];
  t.same(
    never.filter((path) => commands.has(path)),
    [],
  );
  t.same(
    never.filter((path) => !denied.has(path)),
    [],
    'each of them exists',
  );
  t.same(
    [...commands.keys()].filter((path) => /get-credentials|\bprint-|api-keys|\bauth\b|ssh|serial-port|guest-attributes/.test(path)),
    ['bms ssh-keys list', 'services api-keys describe', 'services api-keys list'],
    'public keys, and what a key may be used for',
  );
});

test('what a person asks about a bill is there', async (t) => {
  const there = [
    ...[
      'compute instances list',
      'compute disks describe',
      'compute commitments list',
      'compute project-info describe',
      'billing budgets list',
    ],
    ...[
      'container clusters describe',
      'run services describe',
      'functions list',
      'builds list',
      'logging read',
      'storage du',
      'storage ls',
    ],
    ...['recommender recommendations list', 'asset search-all-resources', 'dataflow jobs list', 'sql instances describe', 'config list'],
    ...[
      'bigtable clusters list',
      'spanner instances list',
      'projects get-ancestors',
      'services list',
      'policy-intelligence query-activity',
    ],
  ];
  t.same(
    there.filter((path) => commands.get(path)?.tracks.includes('ga') !== true),
    [],
  );
  t.same(commands.get('monitoring channels list')?.tracks, ['beta', 'alpha']);
  t.same(commands.get('quotas info list')?.tracks, ['beta', 'alpha']);
  t.same(commands.get('config list')?.positionals, undefined);
  t.equal(commands.get('config list')?.flags['--all'], undefined);
});

test('no flag names a file, another identity, another endpoint, or is the program’s own', async (t) => {
  const bad =
    /file$|file-|credential|impersonat|access-token|kubeconfig|^--context$|^--account$|^--configuration$|^--billing-project$|log-http|^--flags-file$|^--project$|^--format$|^--quiet$|^--verbosity$|^--help$|^--async$|^--stream-logs$|^--destination$|^--output|encryption-key|decryption-key|^--additional-headers$|from-stdin|^--less$|^--open/;
  const found = [...commands].flatMap(([path, { flags }]) =>
    Object.keys(flags).flatMap((name) => (bad.test(name) ? [`${path} ${name}`] : [])),
  );
  t.same(found, []);
  const offered = snapshot.arguments.filter(({ name }) => bad.test(name));
  t.ok(offered.length > 100, 'gcloud has many of them');
});

test('what must be given can be given', async (t) => {
  const lacking = [...commands].flatMap(([path, { flags, required = [], aliases = {} }]) => [
    ...required.filter((name) => flags[name] === undefined && name !== '--project').map((name) => `${path} ${name}`),
    ...Object.values(aliases).flatMap((name) => (flags[name] === undefined ? [`${path} ${name}`] : [])),
  ]);
  t.same(lacking, []);
  t.same(commands.get('recommender insights list')?.required, ['--insight-type', '--location']);
  t.same(commands.get('asset analyze-move')?.required, ['--project'], 'the program’s own, which it does not look up here');
  t.same(commands.get('policy-intelligence query-activity')?.together, [{ least: ['--project'] }]);
  t.same(commands.get('compute shared-vpc get-host-project')?.together, [{ apart: [['PROJECT'], ['--project']] }]);
  t.same(commands.get('storage du')?.aliases?.['-s'], '--summarize');
  t.equal(commands.get('compute images list')?.flags['--no-standard-images'], 'switch');
});

test('Cloud Run is asked only where it needs no kubeconfig', async (t) => {
  const run = packsOf(compiled).find(({ group }) => group === 'run');
  const place = run?.commands['run services list']?.flags['--platform'];
  t.same(typeof place === 'number' ? run?.shapes[place] : place, { choice: ['managed'] });
});

test('logs, objects, images and assets are bounded', async (t) => {
  t.same(
    [...commands]
      .flatMap(([path, { bound }]) => (bound === undefined ? [] : [`${path}: ${bound}`]))
      .filter((line) => !line.startsWith('run ')),
    [
      'artifacts docker images list: count-list',
      'artifacts docker tags list: count-list',
      'asset list: count-list',
      'asset search-all-iam-policies: count-list',
      'asset search-all-resources: count-list',
      'container images list-tags: count-list',
      'functions logs read: log-read',
      'logging read: log-read',
      'storage du: object-list',
      'storage list: object-list',
      'storage ls: object-list',
      'storage objects list: object-list',
    ],
  );
  t.same(
    [...commands].filter(([path, { bound }]) => / logs? read$/.test(path) && bound !== 'log-read').map(([path]) => path),
    [],
  );
});

test('where users put secrets, the place is named', async (t) => {
  const holds = [
    'compute instances list',
    'run services describe',
    'functions describe',
    'builds describe',
    'config list',
    'container clusters list',
    'dataplex content describe',
    'deployment-manager manifests describe',
    'services api-keys list',
  ];
  t.same(
    holds.filter((path) => (commands.get(path)?.redact ?? []).length === 0),
    [],
  );
  t.equal(commands.get('compute disks list')?.redact, undefined);
});

test('each shape takes its examples and refuses what it must', async (t) => {
  for (const [name, { match, size, example, ok, no }] of Object.entries(overlay.kinds.shapes)) {
    const pattern = new RegExp(`^(?:${match})$`, 'u');
    const takes = (text: string): boolean => text.length >= size[0] && text.length <= size[1] && pattern.test(text);
    t.same(
      [...ok, example].filter((text) => !takes(text)),
      [],
      `${name} takes`,
    );
    t.same(no.filter(takes), [], `${name} refuses`);
  }
  const used = new Set(packsOf(compiled).flatMap(({ shapes }) => shapes.flatMap((shape) => (typeof shape === 'string' ? [shape] : []))));
  t.same([...used].sort(), ['boolean', 'duration', 'gcloud-filter', 'gcloud-sort', 'instant', 'log-filter']);
});

test('no shape takes an address of any host', async (t) => {
  const addresses = [
    'https://www.googleapis.com/compute/v1/projects/p/zones/z/instances/i',
    'http://169.254.169.254/',
    'file:///etc/passwd',
    's3://x',
  ];
  for (const { shapes } of packsOf(compiled)) {
    for (const shape of shapes) {
      const match = typeof shape === 'string' ? undefined : shape.match;
      if (match === undefined) continue;
      const pattern = new RegExp(`^(?:${match})$`, 'u');
      t.same(
        addresses.filter((address) => pattern.test(address)),
        [],
      );
    }
  }
});

type TableCommand = GcloudSnapshot['commands'][number];

function command(path: string, more: Partial<TableCommand> = {}): TableCommand {
  return { track: 'ga', path, flags: [], positionals: [], ...more };
}

/** A table with these commands alone. */
function table(...all: readonly TableCommand[]): GcloudSnapshot {
  return { ...snapshot, commands: [...all] };
}

/** Nothing decided, and no vocabulary. */
const bare: GcloudOverlay = {
  ...{ credential: {}, 'embeds-secret': {}, 'local-io': {}, ambiguous: {}, allow: {}, bounds: {} },
  verbs: overlay.verbs,
  kinds: { shapes: overlay.kinds.shapes, flags: {}, positionals: {}, calls: {}, at: {} },
};

const DENY = { decision: 'deny', reason: 'a test' } as const;
const ALLOW = { decision: 'allow', reason: 'a test' } as const;

test('a command that nobody decided stops the generator', async (t) => {
  t.same(compileGcloud(table(command('things list')), bare).undecided, [], 'a plain read needs nobody');
  t.same(compileGcloud(table(command('things delete')), bare).undecided, [], 'a plain change needs nobody');
  const file = snapshot.arguments.findIndex(({ type }) => type === 'file');
  const undecided: readonly (readonly [string, TableCommand])[] = [
    ['its name', command('things tokens list')],
    ['its description', command('things describe', { say: 'Prints the password of a thing.' })],
    ['the program it runs', command('things describe', { base: ['BinaryBackedCommand'] })],
    ['a file it needs', command('things describe', { required: ['--output-file'] })],
    ['a file it takes', command('things describe', { positionals: [file] })],
    ['a verb', command('things frobnicate')],
  ];
  for (const [why, one] of undecided) {
    const result = compileGcloud(table(one), bare);
    t.equal(result.undecided.length, 1, why);
    t.equal(result.packs.size, 0, why);
  }
});

test('a decision or a word that matches nothing stops the generator', async (t) => {
  const tables = table(command('things list'), command('things delete'));
  t.same(compileGcloud(tables, bare).undecided, []);
  const stale: readonly GcloudOverlay[] = [
    { ...bare, credential: { 'others list': DENY } },
    { ...bare, credential: { 'others *': DENY } },
    { ...bare, bounds: { 'things delete': 'log-read' } },
    { ...bare, kinds: { ...bare.kinds, at: { 'things list --x': 'project' } } },
    { ...bare, kinds: { ...bare.kinds, flags: { project: ['--x'] } } },
    { ...bare, ambiguous: { 'things delete': ALLOW } },
  ];
  for (const one of stale) t.equal(compileGcloud(tables, one).undecided.length, 1);
  t.throws(() => compileGcloud(tables, { ...bare, allow: { 'things list': ALLOW }, ambiguous: { 'things list': DENY } }), 'decided twice');
  t.throws(() => compileGcloud(tables, { ...bare, allow: { 'things list': DENY } }), 'denied among what is allowed');
  t.throws(() => compileGcloud(tables, { ...bare, kinds: { ...bare.kinds, flags: { project: ['--x'], scope: ['--x'] } } }), 'two shapes');
});

test('a decision about a group holds for everything below it, and a whole path wins over it', async (t) => {
  const tables = table(command('things list'), command('things parts list'), command('things parts describe'));
  const result = compileGcloud(tables, { ...bare, ambiguous: { 'things parts *': DENY, 'things parts list': ALLOW } });
  t.same(result.undecided, []);
  t.same([...commandsOf(result).keys()], ['things list', 'things parts list']);
  t.same([...deniedOf(result)], [['things parts describe', 'ambiguous']]);
});

test('a track that takes other words than the release, or asks for more, is left out', async (t) => {
  const words = snapshot.arguments.findIndex(({ name, nargs }) => name === 'names' && nargs === '*');
  const zone = snapshot.arguments.findIndex(({ name, type, hidden }) => name === '--zone' && type === 'string' && hidden !== true);
  const zones = { ...bare, kinds: { ...bare.kinds, flags: { location: ['--zone'] } } };
  const tracksOf = (release: TableCommand, beta: Partial<TableCommand>): readonly string[] | undefined =>
    commandsOf(compileGcloud(table(release, command('things list', { ...beta, track: 'beta' })), zones)).get('things list')?.tracks;
  t.same(tracksOf(command('things list'), {}), ['ga', 'beta']);
  t.same(tracksOf(command('things list'), { flags: [zone] }), ['ga', 'beta'], 'what only beta has is not given');
  t.same(tracksOf(command('things list'), { positionals: [words] }), ['ga']);
  t.same(tracksOf(command('things list'), { flags: [zone], required: ['--zone'] }), ['ga']);
  t.same(tracksOf(command('things list', { flags: [zone] }), {}), ['ga'], 'what beta lacks is not taken from the release');
});

test('a command that needs what has no shape is denied for that', async (t) => {
  const result = compileGcloud(table(command('things list', { required: ['--zone'] })), bare);
  t.same([...deniedOf(result)], [['things list', 'no-shape']]);
  t.same(result.counts.lost, ['things list --zone']);
  t.same([...deniedOf(compileGcloud(table(command('things list', { track: 'preview' })), bare))], [['things list', 'preview']]);
});
