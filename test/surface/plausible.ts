// What an outsider would write for a flag after reading the help: ids, names, dates and small structures by the name of the flag and the
// vendor's own constraints. The patterns of the packs are not consulted: they are what is tested.

import { seeded, type Source } from '../differential/source.js';
import { textMatching } from '../differential/text-matching.js';
import type { AwsCommand, AwsShape, AwsTable, GcloudArgument, GcloudCommand, GcloudTable } from './snapshot.js';

const UUID = '1b4e28ba-2fa1-41d2-883f-0016d3cca427';
const HEX = '0123456789abcdef0';

const PREFIXED: readonly (readonly [RegExp, string])[] = [
  [/^(?:peer-?|accepter-?|requester-?)?vpc-?ids?$/, 'vpc'],
  [/subnet-?ids?$/, 'subnet'],
  [/security-?group-?(?:rule-?)?ids?$|^group-?ids?$/, 'sg'],
  [/^(?:reserved-?)?instance-?ids?$/, 'i'],
  [/^volume-?ids?$/, 'vol'],
  [/^snapshot-?ids?$/, 'snap'],
  [/^image-?ids?$/, 'ami'],
  [/^network-?interface-?ids?$/, 'eni'],
  [/nat-?gateway-?ids?$/, 'nat'],
  [/^(?:local-?gateway-?)?route-?table-?ids?$/, 'rtb'],
  [/allocation-?ids?$/, 'eipalloc'],
  [/launch-?template-?ids?$/, 'lt'],
  [/^file-?system-?ids?$/, 'fs'],
  [/transit-?gateway-?ids?$/, 'tgw'],
];

/** From the most telling to the least: the first that the vendor's constraints admit is taken. */
function candidates(service: string, flag: string): readonly string[] {
  const name = flag.replace(/^--/, '').toLowerCase();
  const bare = name.replace(/-?(?:arns?|ids?|identifiers?|names?)$/, '').replace(/^.*-(?=[a-z]+$)/, '') || 'resource';
  const found: string[] = [];
  if (/arns?$|arn-list$|resource-?identifier/.test(name))
    found.push(
      `arn:aws:${service}:us-east-1:123456789012:${bare}/my-${bare}`,
      `arn:aws:${service}:us-east-1:123456789012:${bare}/${UUID}`,
      `arn:aws:${service}:us-east-1:123456789012:${bare}:my-${bare}`,
      `arn:aws:iam::123456789012:role/my-role`,
      `arn:aws:${service}::123456789012:${bare}/${UUID}`,
    );
  for (const [pattern, prefix] of PREFIXED) if (pattern.test(name)) found.push(`${prefix}-${HEX}`);
  if (/account-?ids?$|owner-?ids?$|account$|^accounts?-?list$/.test(name)) found.push('123456789012');
  if (/e-?mail/.test(name)) found.push('jane.doe@example.com');
  if (/region/.test(name)) found.push('us-east-1');
  if (/availability-?zone-?ids?$/.test(name)) found.push('use1-az1');
  if (/availability-?zones?$|^zones?$/.test(name)) found.push('us-east-1a');
  if (/cidr/.test(name)) found.push('10.0.0.0/16');
  if (/^(?:.*-)?ip(?:-?address(?:es)?)?$/.test(name)) found.push('10.0.0.12');
  if (/domain(?:-?name)?s?$|host-?name$|^domain/.test(name)) found.push('example.com', 'my-domain', `d-1234567890`);
  if (/bucket/.test(name)) found.push('my-bucket');
  if (/^end$|end-?(?:date|time)$|^to$/.test(name)) found.push('2026-04-01', '2026-04-01T00:00:00Z');
  if (/^start$|date$|time$|^from$|since|until/.test(name)) found.push('2026-03-01', '2026-03-01T00:00:00Z');
  if (/month$/.test(name)) found.push('2026-03');
  if (/queue-?url$/.test(name)) found.push('https://sqs.us-east-1.amazonaws.com/123456789012/my-queue');
  if (/uri$|url$|endpoint$/.test(name))
    found.push('s3://my-bucket/path', 'https://example.com/path', 'https://sqs.us-east-1.amazonaws.com/123456789012/my-queue');
  if (/version/.test(name)) found.push('1', '1.0.0', '$LATEST', 'v1');
  if (/hash|sha|digest/.test(name)) found.push('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 'abc123');
  if (/(?:^|-)(?:path|prefix)$/.test(name)) found.push('/my/path', 'my/path', 'my-prefix/');
  if (/language|locale/.test(name)) found.push('en-US', 'en_US', 'en');
  if (/currency/.test(name)) found.push('USD');
  if (/query-?string|statement$|expression$|^sql$/.test(name)) found.push('SELECT * FROM my_table LIMIT 10');
  if (/phone-?numbers?$/.test(name)) found.push('+12065550100');
  if (/policy-?(?:document|input-list)|^policy$|template-?body|definition$/.test(name))
    found.push('{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}');
  if (/port$/.test(name)) found.push('443');
  if (/tag-?keys?$/.test(name)) found.push('Environment', 'team');
  if (/ids?$|identifiers?$/.test(name))
    found.push(
      `my-${bare}`,
      UUID,
      `${bare}-${HEX}`,
      'a1b2c3d4e5',
      HEX.slice(0, 10),
      '123456789012',
      UUID.replaceAll('-', ''),
      '12345',
      'd-1234567890',
      `${bare}-12345678`,
    );
  found.push(
    `my-${bare}`,
    `my_${bare}`,
    `My${bare}`,
    'production',
    UUID,
    'a1b2c3d4e5',
    '123456789012',
    `arn:aws:${service}:us-east-1:123456789012:${bare}/my-${bare}`,
    'main',
    '12345',
    '1',
  );
  return found;
}

const tested = new Map<string, RegExp | undefined>();

function vendorPattern(pattern: string): RegExp | undefined {
  if (!tested.has(pattern)) {
    try {
      tested.set(pattern, new RegExp(pattern.replaceAll(String.raw`\A`, '^').replaceAll(/\\[zZ]/g, '$')));
    } catch {
      tested.set(pattern, undefined);
    }
  }
  return tested.get(pattern);
}

function admits({ pattern, min = 0, max = 1e9 }: AwsShape, text: string): boolean {
  if (text.length < min || text.length > max) return false;
  const found = pattern === undefined ? undefined : vendorPattern(pattern);
  if (found === undefined) return true;
  found.lastIndex = 0;
  // Most vendors mean the whole text even where they forget to say so.
  const match = found.exec(text);
  return match !== null && match[0].length === text.length;
}

const TRIES = 60;

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Resource names that a vendor's pattern of an ARN itself mentions. */
function arnsLike(service: string, pattern: string, bare: string): readonly string[] {
  const owner = /arn:[^:]*:([a-z0-9-]+):/.exec(pattern)?.[1] ?? service;
  const kinds = [...pattern.matchAll(/([a-z][a-z-]{2,40})[/:]/g)]
    .map(([, kind = '']) => kind)
    .filter((kind) => !['arn', 'aws', owner].includes(kind));
  const ids = [`my-${bare}`, UUID, `${bare}-${HEX}`, HEX.slice(0, 12), '123456789012', 'AbCdEf1234', UUID.replaceAll('-', '')];
  return ['us-east-1', ''].flatMap((region) =>
    ['123456789012', ''].flatMap((account) =>
      [...kinds, bare].flatMap((kind) =>
        ['/', ':'].flatMap((glue) => ids.map((id) => `arn:aws:${owner}:${region}:${account}:${kind}${glue}${id}`)),
      ),
    ),
  );
}

function textFor(source: Source, service: string, name: string, shape: AwsShape): string {
  const { pattern, min = 1, max = 60 } = shape;
  const fromPattern =
    pattern?.includes('arn:') === true ? arnsLike(service, pattern, kebab(name).replace(/-?arns?$/, '') || 'resource') : [];
  const found = [...candidates(service, kebab(name)), ...fromPattern].find((text) => admits(shape, text));
  if (found !== undefined) return found;
  if (pattern === undefined) return 'x'.repeat(Math.max(min, 1));
  const inner = pattern.replace(/^\^/, '').replace(/\$$/, '');
  if (vendorPattern(pattern) === undefined) return 'my-resource';
  // The generator falls back on its example now and then, and likes odd characters; an outsider who copies the form would not.
  for (let tries = 0; tries < TRIES; tries += 1) {
    const text = textMatching(source, { match: inner, size: [min, Math.min(max, 2000)], example: '' });
    if (/^[A-Za-z0-9][A-Za-z0-9_.:/@-]*$/.test(text)) return text;
  }
  return 'my-resource';
}

const DEEPEST = 6;

function valueFor(source: Source, table: AwsTable, service: string, name: string, at: number, depth = 0): Json {
  const shape = table.shapes[at];
  if (shape === undefined || depth > DEEPEST) return 'x';
  if (shape.enum?.[0] !== undefined) return shape.enum[Math.min(1, shape.enum.length - 1)] ?? shape.enum[0];
  switch (shape.type) {
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
      return Math.min(Math.max(shape.min ?? 1, 10), shape.max ?? 1e9);
    case 'float':
    case 'double':
      return Math.min(Math.max(shape.min ?? 0, 0.5), shape.max ?? 1e9);
    case 'timestamp':
      return '2026-03-01T00:00:00Z';
    case 'list':
      return Array.from({ length: Math.max(1, shape.min ?? 1) }, () =>
        valueFor(source, table, service, name.replace(/s$/, ''), shape.of ?? -1, depth + 1),
      );
    case 'map': {
      const key = valueFor(source, table, service, 'key', shape.key ?? -1, depth + 1);
      return { [typeof key === 'string' ? key : 'key']: valueFor(source, table, service, 'value', shape.value ?? -1, depth + 1) };
    }
    case 'structure': {
      const members = shape.members ?? {};
      const names = shape.required ?? Object.keys(members).slice(0, 1);
      return Object.fromEntries(
        names.map((member) => [member, valueFor(source, table, service, member, members[member] ?? -1, depth + 1)]),
      );
    }
    default:
      return textFor(source, service, name, shape);
  }
}

function isPlain(value: Json): value is string | number | boolean {
  return typeof value !== 'object';
}

const SERVICES: Readonly<Record<string, string>> = {
  s3api: 's3',
  configservice: 'config',
  deploy: 'codedeploy',
  elbv2: 'elasticloadbalancing',
  elb: 'elasticloadbalancing',
};

/** The words of one flag of the AWS CLI; `=` or not is the writer's habit. */
export function awsFlagWords(source: Source, table: AwsTable, path: string, name: string, command: AwsCommand): readonly string[] {
  const flag = command.flags[name];
  if (flag === undefined || flag.shape === undefined) return [name, 'x'];
  if (flag.switch !== undefined) return [name];
  const [group = ''] = path.split(' ');
  const shape = table.shapes[flag.shape];
  const value = flag.choices?.[0] ?? valueFor(source, table, SERVICES[group] ?? group, name.replace(/^--/, ''), flag.shape);
  if (shape?.type === 'list' && Array.isArray(value) && value.every(isPlain)) return [name, ...value.map(String)];
  return [name, isPlain(value) ? String(value) : JSON.stringify(value)];
}

export function quote(word: string): string {
  return /^[A-Za-z0-9_.,/:@%+-][A-Za-z0-9_.,/:@%+=-]*$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A command with everything that it cannot do without. */
export function awsWords(table: AwsTable, path: string, seed = 7): readonly string[] {
  const command = table.commands[path];
  if (command === undefined) return ['aws', ...path.split(' ')];
  const source = seeded(seed);
  const needed = Object.entries(command.flags).filter(([, { required }]) => required === true);
  return [
    'aws',
    ...path.split(' '),
    ...needed.flatMap(([name, flag]) => (flag.positional === true ? ['out.bin'] : awsFlagWords(source, table, path, name, command))),
  ];
}

// gcloud says less about its values, so a writer goes by the name alone.

const GCLOUD_VALUES: readonly (readonly [RegExp, string])[] = [
  [/^(?:zone|zones|.*-zone)$/, 'us-central1-a'],
  [/^(?:location|region|regions|locations|.*-region|.*-location|source-region)$/, 'us-central1'],
  [/^(?:project|project-id|.*-project|project-number)$/, 'acme-prod-123'],
  [/^organization(?:-id)?$/, '123456789012'],
  [/^folder(?:-id)?$/, '345678901234'],
  [/billing-account|^account(?:-id)?$/, '0A1B2C-3D4E5F-6A7B8C'],
  [/^scope$/, 'projects/acme-prod-123'],
  [/^parent$/, 'projects/acme-prod-123/locations/us-central1'],
  [/^(?:.*-)?bucket$/, 'my-bucket'],
  [/^(?:urls?|.*-uris?|source|gcs-.*)$/, 'gs://my-bucket'],
  [/e-?mail|^member$|service-account$|^principal$/, 'ci-runner@acme-prod-123.iam.gserviceaccount.com'],
  [/domain/, 'example.com'],
  [/date$|^time$|-time$|start|^end$/, '2026-03-01T00:00:00Z'],
  [/^operation(?:-id|-name)?$|^operations$/, 'operation-1710000000000-5f1a2b3c4d5e6-0a1b2c3d-4e5f6a7b'],
  [/^(?:priority|number|count|limit|.*-port|port)$/, '1000'],
  [/ip(?:-address)?$|^address$/, '10.0.0.12'],
  [/^image$/, 'us-central1-docker.pkg.dev/acme-prod-123/my-repo/my-image'],
  [/^package$/, 'my-package'],
  [/version(?:-id)?$/, '1'],
  [/^service(?:-name)?$|^services$/, 'compute.googleapis.com'],
  [/permission/, 'storage.objects.get'],
  [/^role(?:-id)?$/, 'roles/viewer'],
  [/^labels$/, 'team=finops'],
  [/feed|filter/, 'my-feed'],
  [/constraint/, 'constraints/compute.disableSerialPortAccess'],
  [/recommender$/, 'google.compute.instance.MachineTypeRecommender'],
  [/insight-type$/, 'google.compute.instance.CpuUsageInsight'],
  [/^budget$/, '1b4e28ba-2fa1-41d2-883f-0016d3cca427'],
  [
    /^asset-names$|^names$|^resource$|^target$|full-resource/,
    '//compute.googleapis.com/projects/acme-prod-123/zones/us-central1-a/instances/web-1',
  ],
  [/^attachment-point$/, 'cloudresourcemanager.googleapis.com%2Fprojects%2Facme-prod-123'],
  [/^uri$/, '//compute.googleapis.com/projects/acme-prod-123/global/forwardingRules/web'],
  [/^kind$/, 'denypolicies'],
];

function gcloudValue({ name, type, choices, item, metavar }: GcloudArgument, path: string): string {
  if (name === '--type' && path.includes('record-sets')) return 'A';
  if (path.startsWith('compute images')) return 'debian-12-bookworm-v20260310';
  if (/fleet scopes|hub scopes|observability scopes/.test(path) && /scope/i.test(name)) return 'my-scope';
  if (path.startsWith('identity groups') && name === '--labels') return 'cloudidentity.googleapis.com/groups.discussion_forum';
  if (path.startsWith('scc sources') && name === '--source') return '1234567890';
  if (path.startsWith('resource-manager tags') && /^--parent$|^parent$/i.test(name))
    return path.includes('values')
      ? 'tagKeys/123456789012'
      : path.includes('holds')
        ? 'tagValues/123456789012'
        : path.includes('keys')
          ? 'organizations/123456789012'
          : '//cloudresourcemanager.googleapis.com/projects/123456789012';
  const options = choices ?? item?.choices;
  if (options?.[0] !== undefined) return options[0];
  if (type === 'int' || type === 'float' || type === 'bounded') return '10';
  const words = [name.replace(/^--/, ''), metavar ?? ''].map((word) => word.toLowerCase().replaceAll('_', '-'));
  for (const word of words) {
    for (const [pattern, value] of GCLOUD_VALUES) if (word !== '' && pattern.test(word)) return value;
  }
  const group = path.split(' ').at(-2) ?? 'resource';
  const noun = /^names?$|^id$|^resource/.test(words[0] ?? '')
    ? group.replace(/s$/, '')
    : (words[0] ?? 'resource').replace(/-?(?:id|name)s?$/, '');
  return `my-${noun === '' ? 'resource' : noun}`;
}

const USUAL = ['--project', '--organization', '--location', '--region', '--zone'] as const;
const HELPFUL = /^--(?:location|region|zone)$/;

export function gcloudWords(table: GcloudTable, command: GcloudCommand): readonly string[] {
  const { path, track, flags, positionals, required = [], rules = [] } = command;
  const byName = new Map(
    flags.map((at) => table.arguments[at]).flatMap((argument) => (argument ? [[argument.name, argument] as const] : [])),
  );
  const chosen = new Set(required);
  const clashes = (name: string): boolean =>
    rules.some(
      ({ apart = [] }) =>
        apart.some((side) => side.includes(name)) && apart.some((side) => !side.includes(name) && side.some((other) => chosen.has(other))),
    );
  for (const { least = [] } of rules) {
    if (least.length === 0 || least.some((name) => chosen.has(name))) continue;
    const usable = least.filter((name) => name.startsWith('--') && !clashes(name));
    const name = USUAL.find((usual) => usable.includes(usual)) ?? usable[0];
    if (name !== undefined && !positionals.some((at) => table.arguments[at] && least.includes(table.arguments[at].metavar ?? '')))
      chosen.add(name);
  }
  // Where a thing is, people say without being asked.
  for (const name of byName.keys()) if (HELPFUL.test(name) && !clashes(name)) chosen.add(name);
  for (const { of = [], needs = [] } of rules)
    if (of.some((name) => chosen.has(name))) for (const name of needs) if (name.startsWith('--') && !clashes(name)) chosen.add(name);
  const flagWords = [...chosen].flatMap((name) => {
    const argument = byName.get(name) ?? { name, type: 'string' };
    return argument.type === 'switch' ? [name] : [`${name}=${gcloudValue(argument, path)}`];
  });
  const loose = positionals.flatMap((at) => {
    const argument = table.arguments[at];
    return argument === undefined || argument.nargs === '*' || argument.nargs === '?' || argument.nargs === '...'
      ? []
      : [gcloudValue(argument, path)];
  });
  return ['gcloud', ...(track === 'ga' ? [] : [track]), ...path.split(' '), ...loose, ...flagWords];
}
