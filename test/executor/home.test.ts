// A prepared home: of the person's settings and credentials what was chosen, and nothing that could change what runs.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Test, test } from 'tap';
import { furnishAws, type Furnished } from '../../src/executor/home/aws.js';
import { furnishGcp, installationFault } from '../../src/executor/home/gcp.js';
import { parseIni, writeIni } from '../../src/executor/home/ini.js';
import { keepCopies } from '../../src/executor/home/kept-copies.js';
import { emptyDirectory, openHome, sweepHomes } from '../../src/executor/home/prepared-home.js';
import { readSqliteTable } from '../../src/executor/home/sqlite-table.js';
import { Fault } from '../../src/shared/index.js';
import { fc, runs } from '../random.js';

const NO_PYTHON = spawnSync('/usr/bin/python3', ['-c', 'import sqlite3']).status !== 0 && 'no Python with sqlite3 here';

interface Place {
  readonly person: string;
  readonly home: string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly read: (name: string) => string;
}

function place(t: Test): Place {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-home-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const [person, home] = [join(path, 'person'), join(path, 'home')];
  mkdirSync(person);
  mkdirSync(home);
  return {
    person,
    home,
    write: (name, content) => {
      const file = join(person, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    read: (name) => readFileSync(join(home, name), 'utf8'),
  };
}

/** Every file of a directory, and all that is in them. */
function everything(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => `${file.slice(directory.length)}\n${readFileSync(file, 'latin1')}`)
    .join('\n');
}

const aws = ({ home, person }: Place, variables: Readonly<Record<string, string>> = {}, allowCredentialProcess = false): Furnished =>
  furnishAws({ variables, personsHome: person, home, allowCredentialProcess });

const CONFIG = `
; a comment
[default]
region = eu-west-1
output = table
endpoint_url = http://127.0.0.1:1/default
cli_pager = sh -c id
cli_auto_prompt = on
cli_history = enabled
ca_bundle = /tmp/evil.pem
parameter_validation = false
services = redirected
credential_process = /tmp/evil
tcp_keepalive = true
s3 =
  endpoint_url = http://127.0.0.1:1/s3
  addressing_style = path

[profile chosen]
region = us-east-1
role_arn = arn:aws:iam::123456789012:role/read
source_profile = base
external_id = ext=with:odd # chars
role_session_name = me
duration_seconds = 900

[profile base]
region = us-east-2
credential_process = /tmp/evil base

[profile stranger]
aws_access_key_id = AKIASTRANGER
[services redirected]
ec2 =
  endpoint_url = http://127.0.0.1:1/services
[plugins]
cli_legacy_plugin_path = /tmp/evil
evil = evil
[preview]
cloudfront = true
[toplevel]
x = credential_process = /tmp/evil
`;
const CREDENTIALS = `[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = zzdefault
[base]
aws_access_key_id: AKIABASE
aws_secret_access_key = zzbase
aws_session_token = zztoken
endpoint_url = http://127.0.0.1:1/credentials
[stranger]
aws_access_key_id = AKIASTRANGER
aws_secret_access_key = zzstranger
`;

test('of the AWS files the chosen profile and what it starts from are left, and of these who asks and where', async (t) => {
  const at = place(t);
  at.write('.aws/config', CONFIG);
  at.write('.aws/credentials', CREDENTIALS);
  at.write('.aws/cli/alias', '[toplevel]\nx = !id\n');
  at.write('.aws/models/ec2/2016-11-15/service-2.json', '{}');
  const { notes, variables } = aws(at, { AWS_PROFILE: 'chosen' });
  t.same(
    parseIni(at.read('.aws/config')).map(({ name, values }) => [name, Object.fromEntries(values)]),
    [
      [
        'profile "chosen"',
        {
          region: 'us-east-1',
          role_arn: 'arn:aws:iam::123456789012:role/read',
          source_profile: 'base',
          external_id: 'ext=with:odd # chars',
          role_session_name: 'me',
          duration_seconds: '900',
        },
      ],
      ['profile "base"', { region: 'us-east-2' }],
    ],
  );
  t.same(
    parseIni(at.read('.aws/credentials')).map(({ name, values }) => [name, Object.fromEntries(values)]),
    [
      ['chosen', {}],
      ['base', { aws_access_key_id: 'AKIABASE', aws_secret_access_key: 'zzbase', aws_session_token: 'zztoken' }],
    ],
  );
  t.same(readdirSync(at.home, { recursive: true }).sort(), ['.aws', '.aws/config', '.aws/credentials']);
  for (const file of ['.aws/config', '.aws/credentials']) t.equal(statSync(join(at.home, file)).mode & 0o777, 0o600);
  t.same(variables, {
    AWS_PROFILE: 'chosen',
    AWS_CONFIG_FILE: join(at.home, '.aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(at.home, '.aws/credentials'),
  });
  t.match(notes, [/^credential_process of profile base .*allow_credential_process/u, /^endpoint_url of profile base /u]);
});

test('without a choice the default profile counts, with nothing in it that redirects', async (t) => {
  const at = place(t);
  at.write('.aws/config', CONFIG);
  at.write('.aws/credentials', CREDENTIALS);
  const { notes } = aws(at);
  t.match(at.read('.aws/config'), /^\[default\]\nregion = eu-west-1\n$/u);
  t.notMatch(everything(at.home), /127\.0\.0\.1|evil|STRANGER|BASE/u);
  t.same(notes.map((note) => note.split(' ')[0]).sort(), ['ca_bundle', 'credential_process', 'endpoint_url', 'services']);
});

test('a credential program is kept only when the person allows it', async (t) => {
  const at = place(t);
  at.write('.aws/config', CONFIG);
  aws(at, {}, true);
  t.match(at.read('.aws/config'), 'credential_process = /tmp/evil');
  aws(at);
  t.notMatch(at.read('.aws/config'), 'credential_process');
});

test('profiles that start from each other, or from one that is not there, end', async (t) => {
  const at = place(t);
  at.write('.aws/config', '[profile a]\nsource_profile = b\n[profile b]\nsource_profile = a\n[profile c]\nsource_profile = none\n');
  aws(at, { AWS_PROFILE: 'a' });
  t.same(
    parseIni(at.read('.aws/config')).map(({ name }) => name),
    ['profile "a"', 'profile "b"'],
  );
  aws(at, { AWS_PROFILE: 'c' });
  t.same(
    parseIni(at.read('.aws/config')).map(({ name }) => name),
    ['profile "c"', 'profile "none"'],
  );
});

test('files that variables name are the ones that are read, and no variable names them any more', async (t) => {
  const at = place(t);
  const config = at.write('elsewhere/config', '[default]\nregion = eu-north-1\nweb_identity_token_file = ~/token\n');
  at.write('token', 'header.payload.signature');
  const credentials = at.write('elsewhere/credentials', '[default]\naws_access_key_id = AKIAELSEWHERE\n');
  at.write('.aws/credentials', CREDENTIALS);
  const { copies, variables } = aws(at, {
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_WEB_IDENTITY_TOKEN_FILE: join(at.person, 'token'),
    AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x',
  });
  keepCopies(copies).fetch();
  t.match(at.read('.aws/config'), 'region = eu-north-1');
  t.notMatch(everything(at.home), /AKIABASE|AKIADEFAULT/u);
  t.ok(
    Object.values(variables).every((value) => !value.startsWith(at.person)),
    JSON.stringify(variables),
  );
  t.equal(readFileSync(variables['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '', 'utf8'), 'header.payload.signature');
  const moved = parseIni(at.read('.aws/config'))[0]?.values.get('web_identity_token_file') ?? '';
  t.equal(readFileSync(moved, 'utf8'), 'header.payload.signature');
});

/** Values that another reader could take for more than one line, or for another host. */
const ODD: readonly (readonly [string, string])[] = [
  ['a region that is a host', '[default]\nregion = x.evil.example/'],
  ['a region of two lines', '[default]\nregion = us-east-1\n  endpoint_url = http://evil'],
  ['a carriage return', '[default]\nrole_arn = a\rendpoint_url = http://evil'],
  ['a line separator', '[default]\nrole_arn = a\u2028endpoint_url = http://evil'],
  ['a form feed', '[default]\nrole_arn = a\fendpoint_url = http://evil'],
  ['a name in a header that ends it', '[profile x]\n[default]\nsource_profile = x]\\nendpoint_url=evil'],
  ['a key in capitals', '[default]\nENDPOINT_URL = http://evil'],
  ['a byte order mark', '\ufeff[default]\nendpoint_url = http://evil'],
  ['a section given twice', '[default]\nregion = us-east-1\n[default]\nendpoint_url = http://evil'],
  ['a section that is set in', '  [default]\n  endpoint_url = http://evil'],
];

for (const [what, config] of ODD) {
  test(`nothing but what is known is carried over: ${what}`, async (t) => {
    const at = place(t);
    at.write('.aws/config', config);
    aws(at);
    t.notMatch(everything(at.home), /evil/u);
  });
}

test('what Python reads out of a written file is what was written into it', { skip: NO_PYTHON }, async (t) => {
  const word = fc.stringMatching(/^[ -~]{1,40}$/u);
  const at = place(t);
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 6 }), (pairs) => {
      const config = at.write(
        '.aws/config',
        `[default]\n${pairs.map(([key, value]) => `${key} = ${value}`).join('\n')}\nregion = us-east-1\n`,
      );
      t.ok(existsSync(config));
      aws(at);
      const code = `import configparser, json, sys
p = configparser.RawConfigParser(default_section=None)
p.read(sys.argv[1])
print(json.dumps({s: sorted(dict(p.items(s))) for s in p.sections()}))`;
      const read: unknown = JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, join(at.home, '.aws/config')], { encoding: 'utf8' }));
      t.match(read, { default: ['region'] });
    }),
    { ...runs(5), numRuns: 5 },
  );
});

test('settings files are read as Python reads them', async (t) => {
  const text =
    '\ufeff# c\n[a]\nK = v = w\nother: x\n  more\n\n  and more\n;c\nempty =\n[b]\r\nk=1\rj=2\n[a]\nk = last\nno assignment\n = nothing\n';
  t.same(
    parseIni(text).map(({ name, values }) => [name, Object.fromEntries(values)]),
    [
      ['a', { k: 'last', other: 'x\nmore\nand more', empty: '' }],
      ['b', { k: '1', j: '2' }],
    ],
  );
  t.equal(writeIni([{ name: 'a', values: new Map([['k', 'v']]) }]), '[a]\nk = v\n');
});

const TOKEN = { accessToken: 'first', refreshToken: 'r', expiresAt: '2026-01-01T00:00:00Z' };
const tokenName = (key: string): string => `.aws/sso/cache/${createHash('sha1').update(key).digest('hex')}.json`;

test('only the chosen session of a single sign-on is copied, renewed tokens go back, others do not', async (t) => {
  const at = place(t);
  at.write(
    '.aws/config',
    '[profile p]\nsso_session = corp\nsso_account_id = 1\n[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = https://x\nx = y\n',
  );
  const source = at.write(tokenName('corp'), JSON.stringify(TOKEN));
  at.write(tokenName('other'), 'zzother');
  const { copies } = aws(at, { AWS_PROFILE: 'p' });
  t.match(at.read('.aws/config'), /\[sso-session "corp"\]\nsso_region = eu-west-1\nsso_start_url = https:\/\/x\n$/u);
  const kept = keepCopies(copies);
  kept.fetch();
  t.notMatch(everything(at.home), /zzother/u);
  t.equal(at.read(tokenName('corp')), JSON.stringify(TOKEN));
  kept.giveBack();
  t.equal(readFileSync(source, 'utf8'), JSON.stringify(TOKEN), 'nothing new');
  const renewed = JSON.stringify({ ...TOKEN, accessToken: 'second' });
  writeFileSync(join(at.home, tokenName('corp')), renewed);
  kept.giveBack();
  t.equal(readFileSync(source, 'utf8'), renewed);
  for (const [what, content] of [
    ['no JSON', '#!/bin/sh'],
    ['no token', '{"a": 1}'],
    ['nothing', ''],
    ['too much', JSON.stringify({ ...TOKEN, more: 'x'.repeat(70_000) })],
  ] as const) {
    writeFileSync(join(at.home, tokenName('corp')), content);
    kept.giveBack();
    t.equal(readFileSync(source, 'utf8'), renewed, what);
  }
  rmSync(join(at.home, tokenName('corp')));
  symlinkSync(at.write('secret', JSON.stringify({ accessToken: 'stolen' })), join(at.home, tokenName('corp')));
  kept.giveBack();
  t.equal(readFileSync(source, 'utf8'), renewed, 'a link is not followed');
  rmSync(join(at.home, tokenName('corp')));
  at.write(tokenName('corp'), JSON.stringify({ ...TOKEN, accessToken: 'third' }));
  utimesSync(source, 1, 1);
  kept.fetch();
  t.match(at.read(tokenName('corp')), /third/u, 'what the person renewed is fetched before the next command');
});

function database(at: Place, name: string, rows: readonly (readonly [string, string])[], pageSize = 4096): string {
  const file = at.write(name, '');
  rmSync(file);
  const code = `import sqlite3, sys, json
db = sqlite3.connect(sys.argv[1])
db.execute('PRAGMA page_size = ' + sys.argv[2])
db.execute('CREATE TABLE IF NOT EXISTS "other" (a TEXT)')
db.execute('CREATE TABLE IF NOT EXISTS "credentials" (account_id TEXT PRIMARY KEY, value BLOB)')
db.executemany('INSERT INTO credentials VALUES (?, ?)', json.load(sys.stdin))
db.commit()`;
  execFileSync('/usr/bin/python3', ['-c', code, file, String(pageSize)], { input: JSON.stringify(rows) });
  return file;
}

test('a table is read as SQLite wrote it, however large its rows and however many', { skip: NO_PYTHON }, async (t) => {
  const at = place(t);
  for (const [pageSize, count, length] of [
    [4096, 1, 10],
    [4096, 3, 3_000],
    [512, 40, 700],
    [1024, 200, 60],
    [65536, 2, 200_000],
  ] as const) {
    const rows = Array.from(
      { length: count },
      (_, n) => [`account-${String(n)}@example.com`, `${String(n)}${'x\u00fc'.repeat(length / 2)}`] as const,
    );
    const file = database(at, `${String(pageSize)}-${String(count)}.db`, rows, pageSize);
    t.same(
      [...(readSqliteTable(readFileSync(file), 'credentials') ?? [])].sort(),
      [...rows].sort(),
      `${String(pageSize)} ${String(count)}`,
    );
  }
});

test('what is no such table is none: cut short, random, another file', { skip: NO_PYTHON }, async (t) => {
  const at = place(t);
  const bytes = readFileSync(database(at, 'x.db', [['a', 'b'.repeat(9_000)]]));
  t.equal(readSqliteTable(bytes, 'missing'), undefined);
  t.equal(readSqliteTable(Buffer.from('SQLite'), 'credentials'), undefined);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length), (where, byte, end) => {
      const broken = Buffer.from(bytes.subarray(0, end));
      if (where < broken.length) broken[where] = byte;
      readSqliteTable(broken, 'credentials');
    }),
    runs(300),
  );
});

const gcp = ({ home, person }: Place, variables: Readonly<Record<string, string>> = {}): Furnished =>
  furnishGcp({ variables, personsHome: person, home, allowCredentialProcess: false });

const user = (token: string): string =>
  JSON.stringify({ type: 'authorized_user', client_id: 'id', client_secret: 'cs', refresh_token: token });
const OWN = '.config/gcloud';
const CONFIGURATION = `${OWN}/configurations/config_ghosthunter`;

const GCLOUD = `[core]
account = me@example.com
project = acme-prod-1
custom_ca_certs_file = /tmp/evil.pem
log_http = true
[compute]
region = europe-west1
zone = europe-west1-b
[billing]
quota_project = acme-billing-1
[api_endpoint_overrides]
compute = http://127.0.0.1:1/
[proxy]
address = 127.0.0.1
[auth]
impersonate_service_account = evil@evil.iam.gserviceaccount.com
token_host = http://127.0.0.1:1/
[context_aware]
use_client_certificate = true
`;

function gcloudHome(t: Test): Place {
  const at = place(t);
  at.write(`${OWN}/active_config`, 'work\n');
  at.write(`${OWN}/configurations/config_work`, GCLOUD);
  at.write(`${OWN}/configurations/config_default`, '[core]\naccount = stranger@example.com\n');
  at.write(`${OWN}/properties`, '[api_endpoint_overrides]\ncompute = http://127.0.0.1:1/\n');
  at.write(`${OWN}/virtenv/enabled`, '');
  at.write(`${OWN}/virtenv/bin/activate`, 'touch evil');
  at.write(`${OWN}/legacy_credentials/stranger@example.com/adc.json`, user('zzstranger'));
  at.write(`${OWN}/application_default_credentials.json`, user('zzdefault'));
  at.write('.bigqueryrc', '--api=http://127.0.0.1:1');
  at.write('.boto', '[Boto]\nproxy = 127.0.0.1\n');
  return at;
}

test('of the gcloud configuration the active one is left, and of it who asks and where; of the credentials one', {
  skip: NO_PYTHON,
}, async (t) => {
  const at = gcloudHome(t);
  database(at, `${OWN}/credentials.db`, [
    ['stranger@example.com', user('zzstranger')],
    ['me@example.com', user('zzmine')],
  ]);
  const { notes, variables } = gcp(at);
  t.same(
    parseIni(at.read(CONFIGURATION)).map(({ name, values }) => [name, Object.fromEntries(values)]),
    [
      ['core', { account: 'me@example.com', project: 'acme-prod-1' }],
      ['compute', { region: 'europe-west1', zone: 'europe-west1-b' }],
      ['billing', { quota_project: 'acme-billing-1' }],
      ['auth', { credential_file_override: join(at.home, OWN, 'credential.json') }],
    ],
  );
  t.match(JSON.parse(at.read(`${OWN}/credential.json`)), { refresh_token: 'zzmine' });
  t.match(at.read(`${OWN}/legacy_credentials/me@example.com/.boto`), 'gs_oauth2_refresh_token = zzmine');
  t.notMatch(everything(at.home), /zzstranger|zzdefault|127\.0\.0\.1|evil|stranger/u);
  t.equal(at.read('bigqueryrc'), '');
  t.match(variables, { CLOUDSDK_CONFIG: join(at.home, OWN), BIGQUERYRC: join(at.home, 'bigqueryrc'), BOTO_CONFIG: join(at.home, 'boto') });
  t.same(notes.map((note) => note.split(' ')[0]).sort(), [
    'api_endpoint_overrides/compute',
    'auth/impersonate_service_account',
    'auth/token_host',
    'context_aware/use_client_certificate',
    'core/custom_ca_certs_file',
    'proxy/address',
  ]);
});

test('where gcloud has no database the account has a file of its own', async (t) => {
  const at = gcloudHome(t);
  at.write(`${OWN}/legacy_credentials/me@example.com/adc.json`, user('zzlegacy'));
  gcp(at);
  t.match(at.read(`${OWN}/credential.json`), 'zzlegacy');
  t.notMatch(everything(at.home), /stranger/u);
});

test('a variable may choose another configuration, account or project, but not a path out of the directory', async (t) => {
  const at = gcloudHome(t);
  at.write(`${OWN}/legacy_credentials/stranger@example.com/adc.json`, user('zzstranger'));
  gcp(at, { CLOUDSDK_ACTIVE_CONFIG_NAME: 'default' });
  t.match(at.read(`${OWN}/credential.json`), 'zzstranger', 'control: asked for by name');
  const other = place(t);
  other.write('secret/adc.json', user('zzsecret'));
  other.write(`${OWN}/configurations/config_default`, '[core]\naccount = ../../../secret\n');
  gcp(other);
  t.notMatch(everything(other.home), /zzsecret/u);
});

test('a key that a variable names is used when no account is, and is copied', async (t) => {
  const at = place(t);
  const key = at.write(
    'key.json',
    JSON.stringify({ type: 'service_account', client_email: 'robot@p.iam.gserviceaccount.com', private_key: 'zzkey' }),
  );
  const { variables } = gcp(at, { GOOGLE_APPLICATION_CREDENTIALS: key });
  t.match(
    parseIni(at.read(CONFIGURATION)).map(({ name }) => name),
    ['core', 'auth'],
  );
  t.notOk(Object.values(variables).some((value) => value.includes(at.person)));
  t.match(
    at.read(`${OWN}/legacy_credentials/robot@p.iam.gserviceaccount.com/.boto`),
    `gs_service_key_file = ${join(at.home, OWN, 'credential.json')}`,
  );
});

test('a credential that names a program loses it, one that names a file has it copied', async (t) => {
  const at = place(t);
  const external = (source: object): string =>
    at.write('external.json', JSON.stringify({ type: 'external_account', credential_source: source }));
  const { notes } = gcp(at, { GOOGLE_APPLICATION_CREDENTIALS: external({ executable: { command: '/tmp/evil' } }) });
  t.notMatch(everything(at.home), /evil/u);
  t.equal(notes.length, 1);
  const token = at.write('token', 'zztoken');
  const { copies } = gcp(at, { GOOGLE_APPLICATION_CREDENTIALS: external({ file: token, format: { type: 'text' } }) });
  keepCopies(copies).fetch();
  t.match(JSON.parse(at.read(`${OWN}/credential.json`)), { credential_source: { file: join(at.home, OWN, 'subject-token') } });
  t.equal(at.read(`${OWN}/subject-token`), 'zztoken');
});

test('settings beside the program may not redirect it either', async (t) => {
  t.equal(installationFault('[core]\ndisable_usage_reporting = True\n'), undefined);
  t.equal(installationFault('[core]\nproject = p\n'), undefined);
  t.equal(installationFault('[api_endpoint_overrides]\ncompute = http://x/\n'), 'api_endpoint_overrides/compute');
  t.equal(installationFault('[core]\ncustom_ca_certs_file = x\n'), 'core/custom_ca_certs_file');
});

test('a home is its owner\u2019s only, gone at the end, and swept when a killed run left it', async (t) => {
  const { person } = place(t);
  const one = openHome(person);
  for (const path of [dirname(one.path), one.path, one.home, one.temporary]) t.equal(statSync(path).mode & 0o777, 0o700, path);
  t.same(sweepHomes(person, Date.now()), [], 'ours is in use');
  t.ok(existsSync(one.path));
  const [pid = '', began = '', numbers = ''] = one.path.slice(one.path.lastIndexOf('/') + 1).split('.');
  const left = [`999999999.1.${numbers}.x`, `${pid}.${String(Number(began) + 1)}.${numbers}.x`];
  const strangers = `${pid}.1.1.x`;
  for (const name of [...left, strangers]) mkdirSync(join(person, 'homes', name));
  t.same([...sweepHomes(person, Date.now())].sort(), left.sort(), 'nobody\u2019s, and one of a number that is used again');
  t.ok(existsSync(join(person, 'homes', strangers)), 'a process that is numbered elsewhere may live');
  t.same(sweepHomes(person, Date.now() + 49 * 60 * 60 * 1_000), [strangers], 'but not for days');
  one.remove();
  t.same(readdirSync(join(person, 'homes')), []);
  t.same(sweepHomes(join(person, 'nothing'), 0), []);
});

test('a program stands in an empty directory, or is not started', async (t) => {
  const { person } = place(t);
  const path = emptyDirectory(person);
  t.equal(statSync(path).mode & 0o777, 0o500);
  t.equal(emptyDirectory(person), path);
  if (process.getuid?.() !== 0) return;
  writeFileSync(join(path, '.boto'), '');
  t.throws(() => emptyDirectory(person), Fault);
});
