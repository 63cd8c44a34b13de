// Configuration in layers: which value holds, where it comes from, what a project may not do, and messages that are enough to put things right.

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Test, test } from 'tap';
import { Fault } from '../../src/shared/index.js';
import { configSchema } from '../../src/supervisor/config.js';
import { configCommand, type ConfigFlags, type ConfigQuestion } from '../../src/supervisor/configuration/config-command.js';
import { variableOf } from '../../src/supervisor/configuration/environment.js';
import { configKeys, namesBelow } from '../../src/supervisor/configuration/keys.js';
import { type Layers, readConfig, readLayers } from '../../src/supervisor/configuration/layers.js';
import { lineOf } from '../../src/supervisor/configuration/lines.js';
import { PROJECT_RULES } from '../../src/supervisor/configuration/tighten.js';
import { readModelKey } from '../../src/supervisor/model-key.js';

interface Place {
  readonly home: string;
  readonly project: string;
  readonly write: (path: string, text: string, mode?: number) => string;
  readonly layers: (environment?: Readonly<Record<string, string>>, at?: string) => Layers;
  readonly fault: (environment?: Readonly<Record<string, string>>, at?: string) => Fault;
}

function place(t: Test): Place {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-config-')));
  t.teardown(() => {
    rmSync(home, { recursive: true, force: true });
  });
  const project = join(home, 'work', 'repo', 'deep');
  mkdirSync(project, { recursive: true });
  const layers: Place['layers'] = (environment = {}, at = project) => readLayers({ environment, home }, at);
  return {
    home,
    project,
    layers,
    write: (path, text, mode = 0o600) => {
      const full = join(home, path);
      mkdirSync(dirname(full), { recursive: true, mode: 0o700 });
      writeFileSync(full, text);
      chmodSync(full, mode);
      return full;
    },
    fault: (environment, at) => {
      try {
        layers(environment, at);
      } catch (cause) {
        if (cause instanceof Fault) return cause;
        throw cause;
      }
      throw new Error('no fault');
    },
  };
}

const USER = '.ghosthunter/config.toml';
const PROJECT = 'work/repo/deep/.ghosthunter.toml';

test('variables come before the project, the project before your own file, that before what is built in', async (t) => {
  const { layers, write } = place(t);
  const usd = (environment = {}): unknown => layers(environment).config.budget.usd;
  const from = (environment = {}): string => layers(environment).originOf(['budget', 'usd']).from;
  t.same([usd(), from()], [1, 'built-in']);
  const user = write(USER, '[budget]\ncommands = 9\nusd = 0.8\n');
  t.same([usd(), from()], [0.8, 'user']);
  t.same(layers().originOf(['budget', 'usd']), { from: 'user', where: user, line: 3 });
  const project = write(PROJECT, '# stricter\nbudget.usd = 0.5\n');
  t.same([usd(), from()], [0.5, 'project']);
  t.same(layers().originOf(['budget', 'usd']), { from: 'project', where: project, line: 2 });
  t.equal(layers().config.budget.commands, 9, 'what it does not say stays');
  const environment = { GHOSTHUNTER_BUDGET_USD: '0.9' };
  t.same([usd(environment), from(environment)], [0.9, 'environment']);
  t.same(layers(environment).originOf(['budget', 'usd']), { from: 'environment', where: 'GHOSTHUNTER_BUDGET_USD', line: null });
});

test('every key can be set by a variable, of every kind', async (t) => {
  const { layers } = place(t);
  const { config } = layers({
    GHOSTHUNTER_BUDGET_COMMANDS: '3',
    GHOSTHUNTER_PRIVACY_PSEUDONYMS: 'false',
    GHOSTHUNTER_TERMINAL_PLAIN: '1',
    GHOSTHUNTER_CAGE_MIN_TIER: 'bwrap',
    GHOSTHUNTER_CLI_DIRECTORIES: '/opt/a, /opt/b',
    GHOSTHUNTER_NO_CLIPBOARD: '1',
    OTHER_BUDGET_USD: '7',
  });
  t.match(config, {
    budget: { commands: 3, usd: 1 },
    privacy: { pseudonyms: false },
    terminal: { plain: true, clipboard: false },
    cage: { min_tier: 'bwrap' },
    cli: { directories: ['/opt/a', '/opt/b'] },
  });
  const names = configKeys().map(variableOf);
  t.equal(new Set(names).size, names.length, 'no two keys share a variable');
});

test('a variable that sets nothing, or has a value that no key takes, is an error that names it', async (t) => {
  const { fault, layers } = place(t);
  t.match(fault({ GHOSTHUNTER_BUDGET_UDS: '1' }), { code: 'config', fix: /GHOSTHUNTER_BUDGET_USD/u });
  t.match(fault({ GHOSTHUNTER_BUDGET_USD: 'lots' }), { message: /GHOSTHUNTER_BUDGET_USD/u, fix: /10000/u });
  t.match(fault({ GHOSTHUNTER_BUDGET_USD: '99999' }), { message: /budget\.usd/u, fix: /10000/u });
  t.match(fault({ GHOSTHUNTER_PRIVACY_PSEUDONYMS: 'yes' }), { fix: /true or false/u });
  t.match(fault({ GHOSTHUNTER_CAGE_MIN_TIER: 'bwarp' }), { fix: /bwrap/u });
  t.ok(layers({ GHOSTHUNTER_HOME: '/nonexistent', GHOSTHUNTER_SOMETHING_ELSE: '1', GHOSTHUNTER_BUDGET_USD: '' }), 'others are left alone');
});

const LOOSE: readonly (readonly [string, string])[] = [
  ['more money', 'budget.usd = 1.5'],
  ['more commands', 'budget.commands = 16'],
  ['more time', 'budget.minutes = 11'],
  ['a longer command', 'commands.timeout_seconds = 121'],
  ['more output', 'commands.output_kilobytes = 2000'],
  ['longer answers', 'model.max_tokens = 8001'],
  ['a weaker cage', 'cage.min_tier = "external"'],
  ['no cage but that of others', 'cage.min_tier = "external"'],
  ['real names', 'privacy.pseudonyms = false'],
  ['less hidden', 'privacy.hide_from_orchestrator = false'],
  ['fewer questions', 'approval.ask_always = false'],
  ['a credential program', 'aws.allow_credential_process = true'],
  ['a role', 'aws.read_only_role = "arn:aws:iam::123456789012:role/x"'],
  ['an endpoint', 'model.base_url = "https://evil.example"'],
  ['a key file', 'model.key_file = "/x"'],
  ['a key header', 'model.key_header = "x-api-key"'],
  ['a model', 'model.name = "x"'],
  ['a price', '[model.prices.x]\nas_of = "2026-01-01"\ninput = 0\noutput = 0'],
  ['a directory of programs', 'cli.directories = ["/tmp"]'],
  ['a readable place', 'commands.readable = ["/"]'],
  ['a hook', 'notify.command = ["/bin/sh"]'],
  ['a webhook', 'notify.webhook_url = "https://evil.example"\nnotify.webhook_secret_file = "/x"'],
  ['a note on the desktop', 'notify.desktop = true'],
];

for (const [what, toml] of LOOSE) {
  test(`a project may not bring ${what}, and is told which key it is`, async (t) => {
    const { fault, write } = place(t);
    const path = write(PROJECT, `${toml}\n`);
    const key = (toml.startsWith('[') ? 'model.prices.x.as_of' : toml.split(' ')[0]) ?? '';
    const { code, fix, message } = fault();
    t.equal(code, 'config');
    t.ok(message.includes(path) && message.includes(`\`${key}\``), message);
    t.type(fix, 'string');
  });
}

test('a project may make everything stricter, and only what is on the list', async (t) => {
  const { layers, write } = place(t);
  write(
    PROJECT,
    [
      '[budget]\nusd = 0.1\ncommands = 0\nminutes = 1',
      '[commands]\ntimeout_seconds = 5\noutput_kilobytes = 1\nonly = ["aws ce"]',
      '[model]\nmax_tokens = 10',
      '[approval]\nask_always = true',
      '[privacy]\npseudonyms = true\nhide_from_orchestrator = true',
      '[gcp]\nread_only_scopes = true',
      '[terminal]\nplain = true\nclipboard = false',
      '[aws]\nallow_credential_process = false',
      '[cage]\nmin_tier = "bwrap"',
    ].join('\n'),
  );
  const { config, originOf } = layers();
  t.match(config, { budget: { usd: 0.1, commands: 0 }, cage: { min_tier: 'bwrap' }, approval: { ask_always: true } });
  for (const key of Object.keys(PROJECT_RULES)) t.equal(originOf(key.split('.')).from, 'project', key);
  const known = new Set(configKeys().map(({ path }) => path.join('.')));
  for (const key of Object.keys(PROJECT_RULES)) t.ok(known.has(key), `${key} is a key`);
});

test('what a project tightens is compared with your own file, not with what is built in', async (t) => {
  const { fault, layers, write } = place(t);
  write(USER, '[budget]\nusd = 0.2\n[cage]\nmin_tier = "bwrap"\n');
  write(PROJECT, '[budget]\nusd = 0.5\n');
  t.match(fault(), { message: /budget\.usd/u });
  write(PROJECT, '[cage]\nmin_tier = "landlock"\n');
  t.match(fault(), { message: /cage\.min_tier/u });
  write(USER, '[budget]\nusd = 5\n');
  write(PROJECT, '[budget]\nusd = 4\n');
  t.equal(layers().config.budget.usd, 4);
});

test('a project may name fewer operations than your own file does, and none besides', async (t) => {
  const { fault, layers, write } = place(t);
  write(USER, '[commands]\nonly = ["aws ce", "bq"]\n');
  for (const only of ['["aws"]', '["aws ec2"]', '["aws ce", "gcloud compute"]', '["bq", "bqq"]']) {
    write(PROJECT, `[commands]\nonly = ${only}\n`);
    t.match(fault(), { code: 'config', message: /commands\.only/u }, only);
  }
  for (const only of ['[]', '["aws ce"]', '["bq query", "aws ce"]', '["bq", "aws ce"]']) {
    write(PROJECT, `[commands]\nonly = ${only}\n`);
    t.same(layers().config.commands.only, JSON.parse(only), only);
  }
  for (const only of ['["rm"]', '["aws ec2 describe-instances"]', '["aws *"]', '["aws "]']) {
    write(PROJECT, `[commands]\nonly = ${only}\n`);
    t.match(fault(), { code: 'config' }, only);
  }
});

test('the file of a project is looked for up to the root of its repository or the home, and the nearest one counts', async (t) => {
  const { home, layers, write } = place(t);
  const usd = (): number => layers().config.budget.usd;
  write('.ghosthunter.toml', 'budget.usd = 0.1\n');
  t.equal(usd(), 0.1, 'in the home itself');
  write('work/.ghosthunter.toml', 'budget.usd = 0.2\n');
  t.equal(usd(), 0.2);
  mkdirSync(join(home, 'work/repo/.git'));
  t.equal(usd(), 1, 'not above a repository');
  write('work/repo/.ghosthunter.toml', 'budget.usd = 0.3\n');
  t.equal(usd(), 0.3, 'at its root');
  write(PROJECT, 'budget.usd = 0.4\n');
  t.equal(usd(), 0.4);
});

test('a configuration that somebody else could write is refused, not passed over', async (t) => {
  const { fault, home, layers, write } = place(t);
  for (const [name, mode] of [
    [PROJECT, 0o666],
    [PROJECT, 0o620],
    [USER, 0o602],
  ] as const) {
    const path = write(name, 'budget.usd = 0.5\n', mode);
    t.match(fault(), { code: 'config', message: new RegExp(path.replaceAll('.', '\\.'), 'u') });
    chmodSync(path, 0o644);
    t.equal(layers().config.budget.usd, 0.5, 'but may be read by all');
    rmSync(path);
  }
  symlinkSync('/dev/zero', join(home, PROJECT));
  t.match(fault(), { code: 'config' });
});

const MISTAKES: readonly (readonly [what: string, toml: string, line: number, key: string, fix: RegExp])[] = [
  ['a misspelled key', '\n[budget]\ncomands = 3', 3, 'budget.comands', /budget\.commands/u],
  ['a misspelled section', '# x\n[bugdet]\nusd = 1', 2, 'bugdet', /budget/u],
  ['a key of another section', 'usd = 1', 1, 'usd', /\[budget\]/u],
  ['a text for a number', '[budget]\nusd = "five"', 2, 'budget.usd', /number above 0 up to 10000/u],
  ['too much', '[budget]\n\nminutes = 9999', 3, 'budget.minutes', /1440/u],
  ['a misspelled choice', '[cage]\nmin_tier = "bwarp"', 2, 'cage.min_tier', /did you mean "bwrap"/u],
  ['a number for a switch', '[privacy]\npseudonyms = 1', 2, 'privacy.pseudonyms', /true or false/u],
  ['a relative path in a list', '[cli]\ndirectories = ["bin"]', 2, 'cli.directories.0', /absolute path/u],
  ['a role that is none', 'aws.read_only_role = "reader"', 1, 'aws.read_only_role', /arn:aws:iam/u],
  ['half a price', '[model.prices."my.model"]\nas_of = "2026-01-01"\ninput = 1', 1, 'model.prices.my.model.output', /number/u],
  ['an end that there is not', '[notify]\non = ["cause-fuond"]', 2, 'notify.on.0', /cause-found/u],
];

for (const [what, toml, line, key, fix] of MISTAKES) {
  test(`${what} is named with its file, line and key, and with what was meant or may stand there`, async (t) => {
    const { fault, write } = place(t);
    const path = write(USER, `${toml}\n`);
    const found = fault();
    t.ok(found.message.startsWith(`${path}:${String(line)}: `), found.message);
    t.ok(found.message.includes(`\`${key}\``), found.message);
    t.match(found.fix, fix);
  });
}

test('text that is not TOML is named with its line', async (t) => {
  const { fault, write } = place(t);
  const path = write(USER, '[budget]\nusd = = 3\n');
  t.ok(fault().message.startsWith(`${path}:2: `));
});

test('a secret that stands in the wrong place is not repeated, and the message says where it belongs', async (t) => {
  const { fault, write } = place(t);
  const secret = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789';
  for (const toml of [`[model]\napi_key = "${secret}"`, `[model]\nkey_header = "${secret}"`, `model = "${secret}"`]) {
    write(USER, toml);
    const { fix, message } = fault();
    t.notMatch(`${message} ${String(fix)}`, secret);
  }
  write(USER, `[model]\nkey = "${secret}"`);
  t.match(fault().fix, /key_file/u);
});

test('lines are found for sections, dotted and quoted names', async (t) => {
  const text = 'a.b = 1\n[c]\n"d e" = 2\n[f."g.h"]\ni = 3\n';
  t.same(
    [['a', 'b'], ['c', 'd e'], ['f', 'g.h', 'i'], ['f', 'g.h', 'z'], ['c', 'q'], ['x']].map((path) => lineOf(text, path)),
    [1, 3, 5, 4, 2, undefined],
  );
});

test('every key of the schema has words for what it is and takes', async (t) => {
  for (const { allowed, description, path } of configKeys()) {
    t.not(allowed, '', path.join('.'));
    if (!path.includes('*')) t.not(description, '', path.join('.'));
  }
  t.same(namesBelow([]), Object.keys(configSchema.shape));
});

function asked(question: ConfigQuestion, named: string | undefined, flags: ConfigFlags, at: Place, environment = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const screen = { out: (line: string) => out.push(line), err: (line: string) => err.push(line), input: process.stdin, columns: undefined };
  const code = configCommand(question, named, flags, { environment, home: at.home }, screen);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('config says what holds, where it comes from, and no secret', async (t) => {
  const at = place(t);
  const path = at.write(
    USER,
    '[notify]\nwebhook_url = "https://hooks.example.com/T0/B0/verysecretpart"\nwebhook_secret_file = "/x"\n[budget]\nusd = 0.5\n',
  );
  const shown = asked('show', undefined, { origin: true }, at, { GHOSTHUNTER_BUDGET_COMMANDS: '2', ANTHROPIC_API_KEY: 'sk-ant-secret' });
  t.match(shown.out, new RegExp(`budget\\.usd = 0\\.5 +# user ${path}:5`, 'u'));
  t.match(shown.out, /budget\.commands = 2 +# variable GHOSTHUNTER_BUDGET_COMMANDS/u);
  t.match(shown.out, /budget\.minutes = 10 +# built in/u);
  t.notMatch(shown.out, /verysecretpart|sk-ant-secret/u);
  // CAST: printed by the program under test.
  const json = JSON.parse(asked('show', undefined, { json: true }, at).out) as {
    values: { key: string; value: unknown; origin: unknown }[];
  };
  t.same(
    json.values.find(({ key }) => key === 'budget.usd'),
    {
      key: 'budget.usd',
      value: 0.5,
      origin: { from: 'user', where: path, line: 5 },
      variable: 'GHOSTHUNTER_BUDGET_USD',
      allowed: 'a number above 0 up to 10000',
      description: 'dollars of one run, for models and paid reads together',
    },
  );
  t.same(asked('get', 'budget.usd', {}, at), { code: 0, out: '0.5', err: '' });
  t.match(asked('get', 'model.name', {}, at), { code: 1, out: '' });
  t.throws(() => asked('get', 'budget.udd', {}, at), { code: 'usage', fix: /budget\.usd/u });
  t.equal(asked('path', undefined, {}, at).out, path);
  t.match(asked('check', undefined, {}, at), { code: 0, out: /sound/u });
});

test('config check names every mistake of a file, and judges a project file as one', async (t) => {
  const at = place(t);
  const path = at.write('other.toml', '[budget]\nusd = 0\ncommands = 1.5\n[cage]\nx = 1\n');
  const checked = asked('check', path, {}, at);
  t.equal(checked.code, 2);
  for (const line of [2, 3, 5]) t.match(checked.err, `${path}:${String(line)}: `);
  const project = at.write(PROJECT, '[budget]\nusd = 5\n[model]\nname = "x"\n');
  t.match(asked('check', project, {}, at), { code: 2, err: /budget\.usd[^]*model\.name/u });
  t.throws(() => asked('check', join(at.home, 'none.toml'), {}, at), { code: 'file' });
});

test('the key comes from the variable, else from the credential of the unit, else from the file', async (t) => {
  const { home, write } = place(t);
  const config = { model: { key_file: '~/key', key_header: 'authorization', max_tokens: 1 } } as const;
  const read = (environment: Readonly<Record<string, string>>) => readModelKey(config, { environment, home });
  write('key', 'from-file\n');
  t.equal(read({}), 'from-file');
  write('credentials/other', 'x', 0o400);
  const unit = { CREDENTIALS_DIRECTORY: join(home, 'credentials') };
  t.equal(read(unit), 'from-file', 'a unit without our credential');
  write('credentials/model-key', 'from-unit', 0o440);
  t.equal(read(unit), 'from-unit');
  t.equal(read({ ...unit, ANTHROPIC_API_KEY: 'from-variable' }), 'from-variable');
  t.equal(readModelKey({ model: { key_header: 'authorization', max_tokens: 1 } }, { environment: {}, home }), null);
});

test('a key that others may read, or that holds what no key has, is refused without being told', async (t) => {
  const { home, write } = place(t);
  const config = { model: { key_file: '~/key', key_header: 'authorization', max_tokens: 1 } } as const;
  for (const [text, mode] of [
    ['the-secret', 0o644],
    ['the-secret', 0o620],
    ['', 0o600],
    ['the secret', 0o600],
    ['the-secret\nx: y', 0o600],
    ['x'.repeat(20_000), 0o600],
  ] as const) {
    write('key', text, mode);
    try {
      readModelKey(config, { environment: {}, home });
      t.fail(`${text.slice(0, 20)} ${mode.toString(8)} was taken`);
    } catch (cause) {
      t.match(cause, { code: 'config', fix: String });
      t.notMatch(cause instanceof Fault ? `${cause.message} ${String(cause.fix)}` : '', /the-secret/u);
    }
  }
  write('key', 'the-secret');
  t.equal(readModelKey(config, { environment: {}, home }), 'the-secret');
});

test('a configuration that is whole is the one that holds', async (t) => {
  const { home, project } = place(t);
  t.same(readConfig({ environment: {}, home }, project), configSchema.parse({}));
});
