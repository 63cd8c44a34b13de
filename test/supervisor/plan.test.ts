// From configuration, environment and flags to the plan of a session: everything that is decided before a process exists.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { type EgressConfiguration, type Tier, TIERS } from '../../src/protocol/index.js';
import { Fault } from '../../src/shared/index.js';
import { type Config, DEFAULT_CONFIG } from '../../src/supervisor/config.js';
import { parseConfig, readConfig } from '../../src/supervisor/configuration/layers.js';
import { credentialPlaces, credentialVariables } from '../../src/supervisor/credentials.js';
import { checkConfig, checkCredentials, checkKey, checkStateDirectory } from '../../src/supervisor/doctor/files.js';
import { newRunId } from '../../src/supervisor/investigation/open.js';
import { planSession } from '../../src/supervisor/plan-session.js';
import { parseBudget, parseRun, type RunFlags } from '../../src/supervisor/run-options.js';
import { directoryFault, readyStateDirectory, type Surroundings, stateDirectoryPath } from '../../src/supervisor/state-directory.js';
import { tiersToTry } from '../../src/supervisor/tiers.js';
import { flagsFor, noOther } from '../../src/supervisor/another-spike.js';

function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-plan-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function file(directory: string, name: string, content: string, mode = 0o600): string {
  const path = join(directory, name);
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** The fault that a call ends in; none is an error of the test. */
function faultOf(call: () => unknown): Fault {
  try {
    call();
  } catch (cause) {
    if (cause instanceof Fault) return cause;
    throw cause;
  }
  throw new Error('no fault');
}

const config = (toml: string): Config => parseConfig(toml, 'config.toml');
/** Where this is the directory of everything that is kept, and where one stands. */
const within = (at: string): Surroundings => ({ environment: { GHOSTHUNTER_HOME: at }, home: at });

test('a configuration that says nothing is the cautious one', async (t) => {
  t.same(DEFAULT_CONFIG, {
    model: { key_header: 'authorization', max_tokens: 8_000 },
    budget: { commands: 15, usd: 1, minutes: 10 },
    cage: { min_tier: 'landlock' },
    terminal: { clipboard: true, plain: false },
    cli: { directories: [] },
    commands: { readable: [], timeout_seconds: 120, output_kilobytes: 1_024 },
    aws: { allow_credential_process: false },
    privacy: { pseudonyms: true, hide_from_orchestrator: false },
    gcp: { read_only_scopes: false },
    economy: { window_seconds: 15, poll_seconds: 30 },
    approval: { ask_always: false },
    notify: {
      on: ['cause-found', 'inconclusive', 'needs-person', 'out-of-budget', 'failed', 'spike'],
      webhook_allow_private: false,
      desktop: false,
      timeout_seconds: 10,
    },
    service: {
      quiet_seconds: 10,
      scan_minutes: 15,
      sources: [],
      concurrency: 1,
      active: false,
      least_amount: 1,
      most_per_bill: 5,
      grown_times: 2,
      daily_usd: 10,
    },
    batch: { item_budget_usd: 1, attempts: 3 },
  });
  for (const empty of ['', '# nothing\n', '[model]\n[budget]\n[cage]\n[cli]\n[commands]\n[aws]\n[gcp]\n'])
    t.same(config(empty), DEFAULT_CONFIG);
  t.same(readConfig(within(folder(t)), '/'), DEFAULT_CONFIG, 'as is one that is not there');
});

test('every setting is read', async (t) => {
  const whole = {
    model: {
      name: 'some-model',
      base_url: 'http://localhost:11434',
      key_file: '~/key',
      key_header: 'x-api-key',
      max_tokens: 100,
    },
    budget: { commands: 0, usd: 0.5, minutes: 1.5 },
    cage: { min_tier: 'bwrap' },
    terminal: { clipboard: false, plain: true },
    cli: { directories: ['/opt/cli/bin'] },
    commands: { readable: ['/opt/python'], timeout_seconds: 2.5, output_kilobytes: 64 },
    aws: { allow_credential_process: true, read_only_role: 'arn:aws:iam::123456789012:role/read-only' },
    privacy: { pseudonyms: false, hide_from_orchestrator: true },
    gcp: { read_only_scopes: true },
    approval: { ask_always: true },
    economy: { window_seconds: 0.5, poll_seconds: 60 },
    notify: {
      on: ['failed'],
      command: ['/opt/hook', '-q'],
      webhook_url: 'https://hooks.example.com/x',
      webhook_secret_file: '~/secret',
      webhook_ca_file: '/etc/ca.pem',
      webhook_allow_private: true,
      desktop: true,
      timeout_seconds: 2,
    },
    service: {
      inbox: '~/bills',
      quiet_seconds: 5,
      scan_minutes: 30,
      schedule: '06:30',
      sources: [],
      concurrency: 2,
      active: true,
      world: 'first-light',
      least_amount: 5,
      most_per_bill: 3,
      grown_times: 3,
      daily_usd: 4,
    },
    batch: { concurrency: 4, budget_usd: 20, item_budget_usd: 0.5, max_commands: 9, max_minutes: 3, attempts: 2 },
  };
  const toml = Object.entries(whole)
    .map(
      ([section, settings]) =>
        `[${section}]\n${Object.entries(settings)
          .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
          .join('')}`,
    )
    .join('\n');
  t.same(config(toml), whole);
  const at = folder(t);
  file(at, 'config.toml', toml);
  t.same(readConfig(within(at), '/'), whole);
  t.same(checkConfig(within(at), '/').check.status, 'ok');
});

const WRONG: readonly (readonly [string, string])[] = [
  ['not TOML', '[budget\nusd = 1'],
  ['a word without quotes', '[model]\nname = some model'],
  ['a key given twice', '[budget]\nusd = 1\nusd = 2'],
  ['a section given twice', '[cage]\n[cage]'],
  ['an unknown section', '[bugdet]'],
  ['an unknown key above all sections', 'min_tier = "bwrap"'],
  ...['model', 'budget', 'cage', 'terminal', 'cli', 'commands', 'aws', 'gcp', 'approval', 'notify', 'economy', 'service'].map(
    (section): readonly [string, string] => [`an unknown key in ${section}`, `[${section}]\nunknown = 1`],
  ),
  ['a section that is a word', 'cage = "bwrap"'],
  ['a list of sections', '[[cage]]\nmin_tier = "bwrap"'],
  ['a name that is a number', '[model]\nname = 1'],
  ['a name that is empty', '[model]\nname = ""'],
  ['a name without end', `[model]\nname = "${'x'.repeat(201)}"`],
  ['a key file that is a list', '[model]\nkey_file = ["a"]'],
  ['another header', '[model]\nkey_header = "cookie"'],
  ['no tokens', '[model]\nmax_tokens = 0'],
  ['half a token', '[model]\nmax_tokens = 1.5'],
  ['too many tokens', '[model]\nmax_tokens = 128001'],
  ['commands below nothing', '[budget]\ncommands = -1'],
  ['half a command', '[budget]\ncommands = 0.5'],
  ['too many commands', '[budget]\ncommands = 10001'],
  ['commands as a word', '[budget]\ncommands = "3"'],
  ['no money', '[budget]\nusd = 0'],
  ['money below nothing', '[budget]\nusd = -1'],
  ['money that is no number', '[budget]\nusd = nan'],
  ['money without end', '[budget]\nusd = inf'],
  ['too much money', '[budget]\nusd = 10001'],
  ['no time', '[budget]\nminutes = 0'],
  ['more than a day', '[budget]\nminutes = 1441'],
  ['a date', '[budget]\nminutes = 2026-01-01'],
  ['no cage', '[cage]\nmin_tier = "none"'],
  ['an unknown cage', '[cage]\nmin_tier = "docker"'],
  ['a cage as truth', '[cage]\nmin_tier = true'],
  ['a relative directory', '[cli]\ndirectories = ["bin"]'],
  ['a directory from home', '[cli]\ndirectories = ["~/bin"]'],
  ['a directory that is no list', '[cli]\ndirectories = "/opt/bin"'],
  ['too many directories', `[cli]\ndirectories = [${Array.from({ length: 17 }, () => '"/x"').join(', ')}]`],
  ['a base URL in clear text to elsewhere', '[model]\nbase_url = "http://example.com"'],
  ['a base URL with a password', '[model]\nbase_url = "https://u:p@example.com"'],
  ['a webhook in clear text', '[notify]\nwebhook_url = "http://example.com/x"\nwebhook_secret_file = "/x"'],
  ['a webhook without a secret', '[notify]\nwebhook_url = "https://example.com/x"'],
  ['a hook that is looked for', '[notify]\ncommand = ["notify-me"]'],
  ['a hook that is a line', '[notify]\ncommand = "/bin/true"'],
  ['an end that there is not', '[notify]\non = ["done"]'],
  ['a base URL that is none', '[model]\nbase_url = "localhost"'],
];

for (const [what, toml] of WRONG) {
  test(`a configuration is refused for ${what}, with a way out`, async (t) => {
    const fault = faultOf(() => config(toml));
    t.equal(fault.code, 'config');
    t.type(fault.fix, 'string');
    const at = folder(t);
    file(at, 'config.toml', toml);
    t.match(checkConfig(within(at), '/'), { config: DEFAULT_CONFIG, check: { status: 'failed' } }, 'and doctor tells, instead of ending');
  });
}

test('a configuration that cannot be read is not taken for none', async (t) => {
  const at = folder(t);
  mkdirSync(join(at, 'config.toml'));
  t.equal(faultOf(() => readConfig(within(at), '/')).code, 'config');
});

const EVERYTHING = {
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'a',
  AWS_SESSION_TOKEN: 'a',
  AWS_PROFILE: 'a',
  AWS_REGION: 'a',
  AWS_DEFAULT_REGION: 'a',
  AWS_SHARED_CREDENTIALS_FILE: 'a',
  AWS_CONFIG_FILE: 'a',
  AWS_ROLE_ARN: 'a',
  AWS_ROLE_SESSION_NAME: 'a',
  AWS_WEB_IDENTITY_TOKEN_FILE: 'a',
  GOOGLE_APPLICATION_CREDENTIALS: 'g',
  CLOUDSDK_CONFIG: 'g',
  CLOUDSDK_CORE_PROJECT: 'g',
  CLOUDSDK_CORE_ACCOUNT: 'g',
  CLOUDSDK_AUTH_ACCESS_TOKEN: 'g',
};
/** What would send a command elsewhere, load code into it or trust somebody else. */
const DANGEROUS = {
  AWS_ENDPOINT_URL: 'x',
  AWS_ENDPOINT_URL_S3: 'x',
  AWS_CA_BUNDLE: 'x',
  AWS_DATA_PATH: 'x',
  AWS_PAGER: 'x',
  CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: 'x',
  CLOUDSDK_PROXY_ADDRESS: 'x',
  CLOUDSDK_PYTHON: 'x',
  CLOUDSDK_AUTH_DISABLE_SSL_VALIDATION: 'x',
  HTTPS_PROXY: 'x',
  https_proxy: 'x',
  LD_PRELOAD: 'x',
  PYTHONPATH: 'x',
  PATH: 'x',
  HOME: 'x',
  BROWSER: 'x',
  ANTHROPIC_API_KEY: 'x',
  KUBECONFIG: 'x',
};

test('the credentials of a unit stand for what names a file of them, where nothing else does', (t) => {
  const unit = folder(t);
  const environment = { CREDENTIALS_DIRECTORY: unit };
  t.same(credentialVariables(environment, 'aws'), {}, 'a unit without them');
  for (const name of ['aws-credentials', 'gcp-credentials']) writeFileSync(join(unit, name), '');
  t.same(credentialVariables(environment, 'aws'), { AWS_SHARED_CREDENTIALS_FILE: join(unit, 'aws-credentials') });
  t.same(credentialVariables(environment, 'gcp'), { GOOGLE_APPLICATION_CREDENTIALS: join(unit, 'gcp-credentials') });
  const own = { ...environment, AWS_SHARED_CREDENTIALS_FILE: '/home/u/aws' };
  t.same(credentialVariables(own, 'aws'), { AWS_SHARED_CREDENTIALS_FILE: '/home/u/aws' });
  t.same(credentialVariables({ CREDENTIALS_DIRECTORY: 'here' }, 'aws'), {}, 'a path that is not whole is none');
  t.end();
});

test("a provider's variables are its own, and none that leads elsewhere", async (t) => {
  const environment = { ...EVERYTHING, ...DANGEROUS };
  for (const [provider, mark, count] of [
    ['aws', 'a', 11],
    ['gcp', 'g', 5],
  ] as const) {
    const given = credentialVariables(environment, provider);
    t.equal(Object.keys(given).length, count);
    t.ok(Object.values(given).every((value) => value === mark));
  }
  t.same(credentialVariables({}, 'aws'), {});
  t.same(credentialVariables({ AWS_PROFILE: '', AWS_REGION: undefined }, 'aws'), {}, 'an empty one is none');
});

test('places of credentials are named, never read', async (t) => {
  const home = folder(t);
  t.same(credentialPlaces({ AWS_REGION: 'eu-west-1', CLOUDSDK_CORE_PROJECT: 'p' }, home, 'aws'), [], 'a region opens nothing');
  file(home, '.aws/credentials', 'secret', 0o000);
  file(home, '.config/gcloud/credentials.db', 'secret');
  t.same(credentialPlaces({ AWS_PROFILE: 'secret-profile' }, home, 'aws'), ['AWS_PROFILE', '~/.aws/credentials']);
  t.same(credentialPlaces(EVERYTHING, home, 'gcp'), [
    'GOOGLE_APPLICATION_CREDENTIALS',
    'CLOUDSDK_AUTH_ACCESS_TOKEN',
    '~/.config/gcloud/credentials.db',
  ]);
  t.notMatch(JSON.stringify(checkCredentials({ environment: { ...EVERYTHING, AWS_PROFILE: 'secret' }, home })), /secret/u);
});

test('tiers are tried from the best down to the least that was asked for', async (t) => {
  const bare = { environment: {}, home: folder(t) };
  const tried = (minimumTier: Tier, platform: string, mode: 'active' | 'paranoid' | 'simulated' = 'active'): unknown =>
    tiersToTry({ mode, minimumTier }, bare, platform);
  t.same(tried('landlock', 'linux'), { tried: ['bwrap', 'landlock'], minimum: 'landlock' });
  t.same(tried('bwrap', 'linux'), { tried: ['bwrap'], minimum: 'bwrap' });
  t.same(tried('sandbox-exec', 'linux'), { tried: ['bwrap'], minimum: 'sandbox-exec' });
  t.same(tried('landlock', 'darwin'), { tried: ['sandbox-exec'], minimum: 'landlock' });
  t.same(tried('bwrap', 'darwin'), { tried: [], minimum: 'bwrap' });
  for (const platform of ['win32', 'freebsd']) t.same(tried('landlock', platform), { tried: [], minimum: 'landlock' }, platform);
  for (const mode of ['active', 'paranoid', 'simulated'] as const) {
    t.same(tried('external', 'linux', mode), { tried: ['external'], minimum: 'external' }, 'nothing is tried in secret');
  }
  for (const mode of ['active', 'paranoid'] as const) {
    for (const minimumTier of TIERS.filter((tier) => tier !== 'none')) {
      t.notMatch(tiersToTry({ mode, minimumTier }, bare, 'linux').tried, ['none'], 'never without a cage');
    }
  }
});

test('without a cage only the simulated cloud runs, and only where no credentials are in sight', async (t) => {
  const simulated = { mode: 'simulated', minimumTier: 'landlock' } as const;
  const home = folder(t);
  t.same(tiersToTry(simulated, { environment: {}, home }, 'linux'), { tried: ['bwrap', 'landlock', 'none'], minimum: 'none' });
  t.same(tiersToTry(simulated, { environment: {}, home }, 'win32'), { tried: ['none'], minimum: 'none' });
  for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'GOOGLE_APPLICATION_CREDENTIALS', 'CLOUDSDK_AUTH_ACCESS_TOKEN']) {
    t.same(tiersToTry(simulated, { environment: { [name]: 'x' }, home }, 'win32').tried, [], name);
  }
  for (const name of ['.aws/config', '.config/gcloud/application_default_credentials.json']) {
    const other = folder(t);
    file(other, name, '');
    t.same(tiersToTry(simulated, { environment: {}, home: other }, 'linux'), { tried: ['bwrap', 'landlock'], minimum: 'landlock' }, name);
  }
});

test('the state directory is private to its owner, or nothing starts', async (t) => {
  const home = folder(t);
  t.equal(stateDirectoryPath({ environment: {}, home }), join(home, '.ghosthunter'));
  t.equal(stateDirectoryPath({ environment: { GHOSTHUNTER_HOME: '' }, home }), join(home, '.ghosthunter'));
  t.equal(stateDirectoryPath({ environment: { GHOSTHUNTER_HOME: '/x/y' }, home }), '/x/y');
  t.equal(stateDirectoryPath({ environment: { GHOSTHUNTER_HOME: 'here' }, home }), join(process.cwd(), 'here'));
  const state = join(home, '.ghosthunter');
  t.match(checkStateDirectory(state), { status: 'ok' }, 'it may yet be made');
  t.equal(readyStateDirectory(state), state);
  t.equal(directoryFault(state), undefined);
  for (const mode of [0o750, 0o701, 0o777]) {
    chmodSync(state, mode);
    t.equal(faultOf(() => readyStateDirectory(state)).code, 'file');
    t.match(checkStateDirectory(state), { status: 'failed' });
  }
  chmodSync(state, 0o700);
  t.equal(readyStateDirectory(state), state, 'control');
  symlinkSync(state, join(home, 'link'));
  t.equal(faultOf(() => readyStateDirectory(join(home, 'link'))).code, 'file');
  t.equal(faultOf(() => readyStateDirectory(file(home, 'file', ''))).code, 'file');
  t.equal(faultOf(() => readyStateDirectory(join(home, 'file', 'below'))).code, 'file');
});

interface Given {
  readonly flags?: Partial<RunFlags>;
  readonly toml?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly home?: string;
}

const NO_HOME = '/nonexistent';

const chosen = ({ flags = {}, toml = '', environment = {}, home = NO_HOME }: Given) =>
  parseRun({ files: [], world: 'first-light', ...flags }, config(toml), { environment, home });

test('a mode is chosen by what was asked for, never by what is there', async (t) => {
  const bill = file(folder(t), 'bill.csv', 'a\n');
  const real = (flags: Partial<RunFlags> = {}) =>
    parseRun({ files: [bill], ...flags }, DEFAULT_CONFIG, { environment: { ...EVERYTHING, ANTHROPIC_API_KEY: 'key' }, home: NO_HOME });
  t.match(real(), { mode: 'paranoid', provider: null, files: [bill], model: { name: /^claude-opus/u }, key: 'key' });
  t.match(real({ active: true, provider: 'aws' }), { mode: 'active', provider: 'aws' });
  t.match(real({ spike: '3' }), { spike: 3 });
  t.match(chosen({}), { mode: 'simulated', provider: 'gcp', world: { id: 'first-light-s1' } });
  t.match(chosen({ flags: { seed: '7' } }), { world: { id: 'first-light-s7', seed: 7 } });
  for (const flags of [{ spike: '0' }, { spike: '21' }, { spike: 'a' }, { seed: 'x' }])
    t.equal(faultOf(() => chosen({ flags })).code, 'usage', JSON.stringify(flags));
  t.equal(faultOf(() => real({ seed: '7' })).code, 'usage', 'a seed without a world');
  t.match(chosen({ toml: '[cage]\nmin_tier = "bwrap"' }), { minimumTier: 'bwrap' });
});

test('with credentials each command waits for a yes, unless all were agreed to before; by hand there is nothing to approve', async (t) => {
  const bill = file(folder(t), 'bill.csv', 'a\n');
  const approval = (flags: Partial<RunFlags>): string =>
    parseRun({ files: [bill], ...flags }, DEFAULT_CONFIG, { environment: {}, home: NO_HOME }).approval;
  const refused = (flags: Partial<RunFlags>): string => faultOf(() => approval(flags)).code;
  t.equal(approval({}), 'unneeded');
  t.equal(approval({ active: true }), 'ask');
  t.equal(approval({ active: true, approve: 'ask' }), 'ask');
  for (const all of [{ yes: true }, { approve: 'all' }, { yes: true, approve: 'all' }]) t.equal(approval({ active: true, ...all }), 'all');
  t.equal(refused({ active: true, approve: 'none' }), 'usage');
  t.equal(refused({ active: true, approve: 'ask', yes: true }), 'usage');
  t.equal(refused({ active: true, approve: 'sometimes' }), 'usage');
  for (const flags of [{ yes: true }, { approve: 'ask' }, { approve: 'all' }]) t.equal(refused(flags), 'usage', JSON.stringify(flags));
  t.equal(approval({ approve: 'none' }), 'unneeded');
  t.equal(chosen({}).approval, 'unneeded');
  t.equal(chosen({ flags: { approve: 'ask' } }).approval, 'ask');
  t.equal(chosen({ flags: { yes: true } }).approval, 'all');
});

test('a script is the lines that are neither empty nor comments', async (t) => {
  const at = folder(t);
  t.equal(chosen({}).script?.length, 3, 'a world may have one of its own');
  t.same(chosen({ flags: { script: file(at, 'a', '# one\n\n  \na b\r\n c\n#d') } }).script, ['a b', ' c']);
  t.equal(faultOf(() => chosen({ flags: { script: file(at, 'b', '# nothing\n') } })).code, 'usage');
  t.same(chosen({ flags: { script: file(at, 'c', 'x\n'.repeat(64)) } }).script?.length, 64, 'control');
  t.equal(faultOf(() => chosen({ flags: { script: file(at, 'd', 'x\n'.repeat(65)) } })).code, 'usage');
  t.equal(chosen({ flags: { script: file(at, 'e', 'x'.repeat(8_192)) } }).script?.length, 1, 'control');
  t.equal(faultOf(() => chosen({ flags: { script: file(at, 'f', 'x'.repeat(8_193)) } })).code, 'usage');
  t.equal(
    faultOf(() => chosen({ flags: { script: file(at, 'g', '\u0001'.repeat(8_000).concat('\n').repeat(20)) } })).code,
    'usage',
    'a welcome too long',
  );
});

test('with a key models are used, without one none; a script uses one only where it is named', async (t) => {
  const home = folder(t);
  const bill = file(folder(t), 'bill.csv', 'a\n');
  file(home, 'key', ' from-file\n');
  const withFile = '[model]\nkey_file = "~/key"';
  const given = (flags: Partial<RunFlags> = {}, toml = '', environment: Readonly<Record<string, string>> = {}) =>
    parseRun({ files: [bill], ...flags }, config(toml), { environment, home });
  const key = { ANTHROPIC_API_KEY: 'from-environment' };
  t.match(given(), { model: null, compressor: null, key: null, reasoner: { by: 'offline' } });
  t.match(given({}, '', key), {
    model: { name: 'claude-opus-5-5', maxTokens: 8_000 },
    compressor: { name: 'claude-sonnet-5-5' },
    key: 'from-environment',
    reasoner: { by: 'model', model: 'claude-opus-5-5', compressor: 'claude-sonnet-5-5' },
  });
  t.match(given({}, withFile), { key: 'from-file', model: { name: 'claude-opus-5-5' } });
  t.match(given({ offline: true }, '', key), { model: null, key: null, reasoner: { by: 'offline', why: '--offline' } });
  t.equal(faultOf(() => given({ offline: true, model: 'm' }, '', key)).code, 'usage');
  t.match(given({ compressor: 'c' }, '', key), { model: { name: 'claude-opus-5-5' }, compressor: { name: 'c' } });
  t.match(given({}, '[model]\ncompressor = "c"', key), { compressor: { name: 'c' } });
  t.match(
    given({}, '[model]\nbase_url = "http://localhost:1"', key),
    { model: null, key: null },
    'a server of their own knows other models',
  );
  t.match(given({ model: 'm' }, '[model]\nbase_url = "http://localhost:1"', key), { model: { name: 'm' }, compressor: { name: 'm' } });
  t.match(chosen({ environment: key }), { model: null, key: null }, 'a world that plays its lines');
  t.match(given({ script: file(home, 'script', 'x') }, '', key), { model: null, key: null });
});

test('a key comes from the environment first, then from its file', async (t) => {
  const home = folder(t);
  file(home, 'key', ' from-file\n');
  const withFile = '[model]\nkey_file = "~/key"';
  const flags = { model: 'm' };
  t.match(chosen({ flags, toml: withFile, home, environment: { ANTHROPIC_API_KEY: 'from-environment' } }), { key: 'from-environment' });
  t.match(chosen({ flags, toml: withFile, home }), { model: { name: 'm', maxTokens: 8_000 }, key: 'from-file' });
  t.match(chosen({ flags, toml: withFile, home, environment: { ANTHROPIC_API_KEY: '' } }), { key: 'from-file' });
  t.match(chosen({ flags, toml: `[model]\nkey_file = "${join(home, 'key')}"` }), { key: 'from-file' }, 'an absolute path');
  t.match(chosen({ toml: `${withFile}\nname = "n"\nmax_tokens = 7`, home }), { model: { name: 'n', maxTokens: 7 }, key: 'from-file' });
  t.match(
    chosen({ flags, toml: '[model]\nbase_url = "http://localhost:1"' }),
    { model: { name: 'm' }, key: null },
    'a local model may need none',
  );
  t.equal(faultOf(() => chosen({ flags })).code, 'usage');
  t.equal(faultOf(() => chosen({ flags, toml: '[model]\nkey_file = "~/missing"', home })).code, 'config');
  for (const bad of ['', '\n', 'two words', 'a\nb', 'a\u0000b', 'kéy', 'x'.repeat(4_097)]) {
    file(home, 'bad', bad);
    t.equal(faultOf(() => chosen({ flags, toml: '[model]\nkey_file = "~/bad"', home })).code, 'config', JSON.stringify(bad.slice(0, 9)));
  }
});

test('doctor says where a key is and who else can read it, never what it is', async (t) => {
  const home = folder(t);
  const check = (toml: string, environment = {}) => checkKey({ environment, home }, config(toml));
  const withFile = '[model]\nkey_file = "~/key"';
  t.match(check(''), { status: 'ok' });
  t.match(check('', { ANTHROPIC_API_KEY: 'the-secret' }), { status: 'ok', seen: /ANTHROPIC_API_KEY/u });
  t.match(check(withFile), { status: 'failed' });
  file(home, 'key', 'the-secret');
  t.match(check(withFile), { status: 'ok' });
  for (const mode of [0o640, 0o604, 0o602, 0o666]) {
    chmodSync(join(home, 'key'), mode);
    t.match(check(withFile), { status: 'failed' }, mode.toString(8));
  }
  for (const said of [check(withFile), check('', { ANTHROPIC_API_KEY: 'the-secret' })]) t.notMatch(JSON.stringify(said), /the-secret/u);
});

test('a plan hands each process what it may have', async (t) => {
  const at = folder(t);
  const bill = file(at, 'bill.csv', 'a\n');
  const surroundings = { environment: { ...EVERYTHING, ...DANGEROUS, ANTHROPIC_API_KEY: 'model-key' }, home: at };
  const planned = (flags: Partial<RunFlags>, toml = '[budget]\ncommands = 3\nusd = 0.25\nminutes = 0.5') =>
    planSession(parseRun({ files: [bill], ...flags }, config(toml), surroundings), config(toml), surroundings, at, 'run-1');
  const active = planned({ active: true, provider: 'aws', model: 'm' });
  t.match(active.executor, {
    run: 'run-1',
    mode: 'active',
    provider: 'aws',
    world: null,
    minimumTier: 'landlock',
    home: at,
    stateDirectory: at,
  });
  t.same(active.executor.credentials, credentialVariables(EVERYTHING, 'aws'));
  t.same(active.executor.budget, { commands: 3, microUsd: 250_000, milliseconds: 30_000 });
  t.equal(active.milliseconds, 30_000);
  t.same(active.orchestratorReadOnly, [], 'the orchestrator sees no file');
  t.same(active.bill, [bill]);
  t.match(active.egress, {
    baseUrl: 'https://api.anthropic.com',
    allowPrivateAddress: false,
    key: 'model-key',
    models: ['m', 'claude-sonnet-5-5'],
  });
  t.match(active.egress?.ceilings, { microUsd: 250_000, outputTokensPerCall: 8_000 });
  t.notMatch(JSON.stringify([active.welcome, active.executor]), /model-key/u, 'the key goes to egress alone');
  t.notOk(Object.values(credentialVariables(EVERYTHING, 'aws')).some((value) => JSON.stringify(active.welcome).includes(`"${value}"`)));
  for (const flags of [{}, { world: 'first-light' }]) t.same(planned(flags).executor.credentials, {}, 'credentials only for an active run');
  t.equal(planned({ offline: true }).egress, null, 'where no model is asked nothing goes out');
  t.match(planned({ offline: true }).welcome, {
    run: 'run-1',
    mode: 'paranoid',
    model: null,
    script: [],
    entries: 0,
    canRun: true,
    canAsk: false,
  });
  t.match(planned({}).spikes, { since: null, top: 20, currency: null }, 'the bill is asked first');
  t.equal(planned({ script: file(at, 'script', 'aws s3 ls\n') }).spikes, null, 'but for a scripted round');
  const own: Partial<EgressConfiguration> | null = planned(
    { model: 'm' },
    '[model]\nbase_url = "http://localhost:1"\nkey_header = "x-api-key"',
  ).egress;
  t.match(own, { baseUrl: 'http://localhost:1', allowPrivateAddress: true, keyHeader: 'x-api-key' });
  const simulated = planned({ world: 'first-light', files: [] });
  t.same(simulated.bill, [join(at, 'worlds', 'first-light-s1', 'bill.csv')]);
  t.ok(existsSync(simulated.bill[0] ?? ''));
  t.equal(simulated.executor.world, 'first-light-s1');
  t.same(planned({ world: 'first-light' }).bill, [bill], 'a bill that was given is the one that is read');
});

test('a run has a name of its own that says when', async (t) => {
  const names = Array.from({ length: 100 }, () => newRunId(new Date('2026-03-02T17:04:05Z')));
  t.ok(names.every((name) => /^20260302-1704-[0-9a-f]{6}$/u.test(name)));
  t.ok(new Set(names).size > 95);
});

test('another spike gets a run of its own with the same bill, cloud, approval, reasoner and budget, also from a run that goes on', async (t) => {
  const at = folder(t);
  const bill = file(at, 'bill.csv', 'a,b\n1,2\n');
  const surroundings = within(at);
  const budget = { commands: 7, usd: 0.25, minutes: 3 };
  // As a resumed run has them: what it began with, and hardly a flag.
  const flags: RunFlags = { files: [], resume: '2026', runId: '20261121-1204-3f9c1e', plain: true };
  const begun: readonly RunFlags[] = [
    { files: [bill] },
    { files: [bill], active: true },
    { files: [bill], active: true, approve: 'all', provider: 'aws' },
    { files: [], world: 'aws-two-things', seed: '7', approve: 'ask' },
  ];
  for (const one of begun) {
    const choice = parseRun({ ...one, offline: true }, DEFAULT_CONFIG, surroundings);
    const next = flagsFor(2, flags, { choice, config: { ...DEFAULT_CONFIG, budget } });
    const { notes: _, spike, reasoner, world, ...same } = parseRun(next, DEFAULT_CONFIG, surroundings);
    const { notes: __, spike: ___, reasoner: ____, world: before, ...wanted } = choice;
    t.same([spike, reasoner.by, world?.id], [2, 'offline', before?.id]);
    t.same(same, wanted);
    t.same(parseBudget(next, DEFAULT_CONFIG.budget), budget);
    t.match(next, { plain: true, resume: undefined, runId: undefined });
  }
  t.type(noOther({ files: [], answers: 'x' }), 'string');
  t.type(noOther({ files: [], script: 'x' }), 'string');
  t.equal(noOther({ files: [], active: true, resume: 'x' }), undefined);
});
