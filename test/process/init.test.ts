// Setting up as somebody does who has just installed it: asked at a terminal, or without one; and that a key never leaves its place.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { configured, home } from './ghosthunter.js';
import { AVAILABLE } from './surroundings.js';
import { atTerminal, NO_TERMINAL } from './terminal.js';

const FILE = 'config.toml';
const ROLE = 'arn:aws:iam::123456789012:role/read-only';

test('init without a terminal asks nothing and says what to give', async (t) => {
  const at = home(t);
  t.match(await at.run(['init']), { code: 4, err: /fix: ghosthunter init --yes/u });
  t.notOk(existsSync(join(at.state, FILE)));
});

test('init --yes writes a sound file for its owner alone, and never over another one unasked', async (t) => {
  const at = home(t);
  const flags = ['init', '--yes', '--budget-usd', '0.5', '--read-only-role', ROLE, '--cli-directory', '/opt/a', '/opt/b'];
  const written = await at.run(flags);
  t.match(written, { code: 0, out: /next: ghosthunter doctor\n$/u });
  t.equal(statSync(join(at.state, FILE)).mode & 0o777, 0o600);
  t.same(readdirSync(at.state), [FILE], 'nothing is left beside it, and nothing ran');
  const shown = JSON.parse((await at.run(['config', 'show', '--json'])).out) as { values: { key: string; value: unknown }[] }; // CAST: of the program under test
  const value = (key: string): unknown => shown.values.find((one) => one.key === key)?.value;
  t.same([value('budget.usd'), value('aws.read_only_role'), value('cli.directories')], [0.5, ROLE, ['/opt/a', '/opt/b']]);
  const before = readFileSync(join(at.state, FILE), 'utf8');
  t.match(await at.run(['init', '--yes']), { code: 2, err: /--force/u });
  t.equal(readFileSync(join(at.state, FILE), 'utf8'), before);
  t.match(await at.run(['init', '--yes', '--force']), { code: 0 });
  t.notMatch(readFileSync(join(at.state, FILE), 'utf8'), /0\.5/u);
});

test('init --print writes nothing, and what it prints is sound', async (t) => {
  const at = home(t);
  const { code, out } = await at.run(['init', '--print', '--model', 'a "model"\u0001', '--min-tier', 'bwrap']);
  t.equal(code, 0);
  t.notOk(existsSync(at.state));
  at.write('printed.toml', out);
  t.match(await at.run(['config', 'check', 'printed.toml']), { code: 0 });
  t.match(await at.run(['init', '--print', '--min-tier', 'bwarp']), { code: 2, err: /did you mean "bwrap"/u });
});

test('init finds names and never a value, and a key in a variable is not asked for', async (t) => {
  const at = home(t);
  at.write('.aws/credentials', '[audit]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = very-secret\n');
  at.write('.aws/config', '[profile other]\nregion = eu-west-1\n');
  at.write('.config/gcloud/configurations/config_default', '[core]\nproject = some-project-1\naccount = me@example.com\n');
  const { err, out } = await at.run(['init', '--yes'], { env: { ANTHROPIC_API_KEY: 'sk-ant-very-secret' } });
  t.match(err, /audit[^]*some-project-1[^]*ANTHROPIC_API_KEY/u);
  const all = `${err}${out}${readFileSync(join(at.state, FILE), 'utf8')}`;
  t.notMatch(all, /very-secret|AKIA|me@example/u);
});

test('at a terminal only that is asked which nobody can find out, and an answer that is wrong is asked again', {
  skip: NO_TERMINAL,
}, async (t) => {
  const at = home(t);
  const key = at.write('my.key', 'sk-secret-key\n');
  const open = at.write('open.key', 'x', 0o644);
  const ended = await atTerminal(
    at,
    ['init'],
    [
      [['model key (Enter: none'], `${open}\r`],
      [['open to others', 'model key (Enter: none'], `${key}\r`],
      [['in dollars [1]'], 'lots\r'],
      [['above 0', 'in dollars [1]'], '0.25\r'],
    ],
  );
  t.equal(ended.code, 0, ended.out);
  const text = readFileSync(join(at.state, FILE), 'utf8');
  t.ok(text.includes(`key_file = ${JSON.stringify(key)}`) && text.includes('usd = 0.25'), text);
  t.notMatch(text + ended.out, /sk-secret-key/u);
  const again = await atTerminal(at, ['init'], [[['replace it?'], '\r']]);
  t.equal(again.code, 4, 'Enter alone replaces nothing');
  t.equal(readFileSync(join(at.state, FILE), 'utf8'), text);
});

const SECRET = 'sk-ant-a-key-that-nobody-else-has-0123456789';

/** Every process below this one and what anybody of this user can see of it. */
function below(pid: number): ReadonlyMap<number, string> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended since.
    }
  }
  const isBelow = (one: number): boolean => one === pid || (parents.has(one) && one > 1 && isBelow(parents.get(one) ?? 0));
  const seen = new Map<number, string>();
  for (const one of parents.keys()) {
    if (!isBelow(one)) continue;
    const texts = ['cmdline', 'environ'].map((file) => {
      try {
        return readFileSync(`/proc/${String(one)}/${file}`, 'latin1');
      } catch {
        return '';
      }
    });
    seen.set(one, texts.join('\n'));
  }
  return seen;
}

const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

test('a key from a file or a credential is in no argument, no environment, no log and nothing that is kept', {
  skip: NO_CAGE || (process.platform !== 'linux' && 'needs /proc'),
}, async (t) => {
  for (const way of ['file', 'credential'] as const) {
    const at = home(t);
    at.write(way === 'file' ? 'the.key' : 'credentials/model-key', `${SECRET}\n`, way === 'file' ? 0o600 : 0o400);
    // Nobody answers there: the run goes on with the catalogue of causes.
    configured(at, `[model]\nname = "m"\nbase_url = "http://127.0.0.1:9"\n${way === 'file' ? 'key_file = "~/the.key"\n' : ''}`);
    const env = way === 'file' ? {} : { CREDENTIALS_DIRECTORY: join(at.path, 'credentials') };
    const seen = new Map<number, string>();
    const ended = await at.run(['run', '--world', 'aws-nat-gateway', '--json', '--log-level', 'debug', '--headless'], {
      env,
      watch: (_, child) => {
        if (child.pid !== undefined) for (const [pid, text] of below(child.pid)) seen.set(pid, (seen.get(pid) ?? '') + text);
      },
    });
    t.ok([0, 10, 11].includes(ended.code ?? -1), `${way}: ${ended.err.slice(-600)}`);
    t.match(ended.out, /"by":"model"/u, 'the key was there');
    t.ok(seen.size >= 5, `saw ${String(seen.size)} processes`);
    t.ok(
      [...seen.values()].some((text) => text.includes('egress')),
      'egress among them',
    );
    for (const [pid, text] of seen) t.notOk(text.includes(SECRET), `${way}: process ${String(pid)}`);
    t.notOk((ended.out + ended.err).includes(SECRET));
    const kept = readdirSync(at.state, { recursive: true, encoding: 'utf8' }).map((name) => join(at.state, name));
    for (const path of kept.filter((one) => statSync(one).isFile())) t.notOk(readFileSync(path, 'latin1').includes(SECRET), path);
  }
});
