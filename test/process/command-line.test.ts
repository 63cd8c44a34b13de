// The command line as a process: every wrong input is one clear line and one line that says what to do, never a stack.

import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { sampleOf } from '../random.js';
import { configured, type Ended, type Home, home, inShell } from './ghosthunter.js';

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u;

/** What is wrong with the way a mistake was told; empty when nothing is. */
function badlyTold({ out, err }: Ended): readonly string[] {
  const lines = err.split('\n').filter((line) => line !== '');
  const complaints = lines.filter((line) => line.startsWith('ghosthunter: '));
  const fixes = lines.filter((line) => line.startsWith('fix: '));
  return [
    ...(lines.length === 2 && complaints.length === 1 && fixes.length === 1 && lines[0] === complaints[0] ? [] : [`lines: ${err}`]),
    ...(CONTROL.test(err) ? ['a control character'] : []),
    ...(out === '' ? [] : [`standard output: ${out}`]),
  ];
}

interface Mistake {
  readonly what: string;
  readonly args: readonly string[] | ((at: Home) => readonly string[]);
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly code?: number;
}

const WORLD = ['run', '--world', 'first-light'];
const HOSTILE = '\u001b]0;owned\u0007\u202e\u001b[2J';

function linked(at: Home): string {
  symlinkSync(at.write('real.csv', 'a\n1\n'), join(at.path, 'linked.csv'));
  return join(at.path, 'linked.csv');
}

const MISTAKES: readonly Mistake[] = [
  { what: 'an unknown flag', args: ['--frobnicate'] },
  { what: 'an unknown flag of a command', args: ['run', '--frobnicate'] },
  { what: 'a flag that is nearly right', args: ['run', '--wrold', 'first-light'] },
  { what: 'a flag without its value', args: ['run', '--world'] },
  { what: 'a flag full of escapes', args: ['run', `--${HOSTILE}`] },
  { what: 'an unknown command', args: ['explain'] },
  { what: 'a command full of escapes', args: [HOSTILE] },
  { what: 'an argument too many', args: ['doctor', 'please'] },
  { what: 'no bill', args: ['run'] },
  { what: 'a bill that is not there', args: ['run', 'missing.csv'] },
  { what: 'a bill with a hostile name', args: ['run', `${HOSTILE}.csv`] },
  { what: 'a bill that is a directory', args: ({ path }) => ['run', path] },
  {
    what: 'more bills than are read',
    args: (at) => ['run', ...Array.from({ length: 257 }, (_, n) => at.write(`${String(n)}.csv`, 'a\n1\n'))],
  },
  { what: 'an unknown world', args: ['run', '--world', 'atlantis'] },
  { what: 'a world full of escapes', args: ['run', '--world', HOSTILE] },
  { what: 'a world and the real cloud at once', args: [...WORLD, '--active'] },
  { what: "a world and another provider's cloud", args: [...WORLD, '--provider', 'aws'] },
  { what: 'an unknown provider', args: [...WORLD, '--provider', 'azure'] },
  { what: 'an unknown log level', args: [...WORLD, '--log-level', 'loud'] },
  { what: 'a script that is not there', args: [...WORLD, '--script', 'missing.txt'] },
  { what: 'a script that is too long', args: (at) => [...WORLD, '--script', at.write('s.txt', 'gcloud projects list\n'.repeat(65))] },
  { what: 'a script with a line that is too long', args: (at) => [...WORLD, '--script', at.write('s.txt', `${'x'.repeat(8_193)}\n`)] },
  { what: 'a model without a key', args: [...WORLD, '--model', 'some-model'] },
  { what: 'a model without a name', args: [...WORLD, '--model', ''], env: { ANTHROPIC_API_KEY: 'key' } },
  { what: 'a model with an endless name', args: [...WORLD, '--model', 'x'.repeat(201)], env: { ANTHROPIC_API_KEY: 'key' } },
  { what: 'a key that cannot stand in a header', args: [...WORLD, '--model', 'm'], env: { ANTHROPIC_API_KEY: 'a key\twith blanks' } },
  { what: 'a key file that is not there', args: [...WORLD, '--model', 'm'], config: '[model]\nkey_file = "~/missing"' },
  {
    what: 'a key file that is empty',
    args: (at) => [at.write('key', '\n'), ...WORLD, '--model', 'm'].slice(1),
    config: '[model]\nkey_file = "~/key"',
  },
  { what: 'a configuration that is not TOML', args: WORLD, config: '[budget\nusd = 1' },
  { what: 'a configuration without quotes', args: WORLD, config: '[model]\nname = some model' },
  { what: 'a setting nobody knows', args: WORLD, config: '[budget]\ncomands = 3' },
  { what: 'a section nobody knows', args: WORLD, config: '[bugdet]\ncommands = 3' },
  { what: 'a hostile setting', args: WORLD, config: '[budget]\n"\\u001b[2J" = 3' },
  { what: 'a setting of the wrong kind', args: WORLD, config: '[budget]\ncommands = "three"' },
  { what: 'a setting that is no number', args: WORLD, config: '[budget]\nusd = nan' },
  { what: 'a budget without end', args: WORLD, config: '[budget]\nusd = inf' },
  { what: 'a budget below nothing', args: WORLD, config: '[budget]\ncommands = -1' },
  { what: 'a tier nobody knows', args: WORLD, config: '[cage]\nmin_tier = "strong"' },
  { what: 'no cage at all', args: WORLD, config: '[cage]\nmin_tier = "none"' },
  { what: 'a relative directory for CLIs', args: WORLD, config: '[cli]\ndirectories = ["bin"]' },
  { what: 'a base URL that ends in /v1', args: WORLD, config: '[model]\nbase_url = "http://localhost:11434/v1"' },
  { what: 'a base URL in clear text to elsewhere', args: WORLD, config: '[model]\nbase_url = "http://example.com"' },
  { what: 'a base URL with a password', args: WORLD, config: '[model]\nbase_url = "https://u:p@example.com"' },
  { what: 'a bill that is a link', args: (at) => ['run', linked(at)] },
  { what: 'standard input twice', args: (at) => ['run', '-', at.write('bill.csv', 'a\n1\n')] },
  { what: 'standard input for the bill and the answers', args: ['run', '-', '--answers', '-'] },
  { what: 'a spike nobody counts', args: [...WORLD, '--spike', 'first'] },
  { what: 'a seed without a world', args: (at) => ['run', at.write('bill.csv', 'a\n1\n'), '--seed', '3'] },
  { what: 'a seed that is none', args: [...WORLD, '--seed', '-3'] },
  { what: 'a model and none', args: [...WORLD, '--offline', '--model', 'm'] },
  ...[
    ['--max-commands', '1.5'],
    ['--max-commands', '10001'],
    ['--budget-usd', '0'],
    ['--budget-usd', '-1'],
    ['--budget-usd', '1e9'],
    ['--max-minutes', '0'],
    ['--max-minutes', '1441'],
    ['--max-minutes', 'ten'],
  ].map((flags) => ({ what: `a budget that is none: ${flags.join(' ')}`, args: [...WORLD, ...flags] })),
  { what: 'a run to go on with that is not there', args: ['run', '--resume', '20261121'] },
  { what: 'a run to go on with that is full of escapes', args: ['run', '--resume', HOSTILE] },
  { what: 'another bill for a run that goes on', args: (at) => ['run', at.write('bill.csv', 'a\n1\n'), '--resume', '2026'] },
  { what: 'a demonstration of an unknown world', args: ['demo', 'atlantis'] },
  { what: 'a yes where nothing runs by itself', args: (at) => ['run', at.write('bill.csv', 'a\n1\n'), '--yes'] },
  { what: 'an approval nobody knows', args: [...WORLD, '--approve', 'some'] },
  { what: 'credentials and no approval', args: (at) => ['run', at.write('bill.csv', 'a\n1\n'), '--active', '--approve', 'none'] },
  { what: 'prepared answers to no question', args: [...WORLD, '--answers', '-'] },
  { what: 'prepared answers that are not there', args: (at) => ['run', at.write('bill.csv', 'a\n1\n'), '--answers', 'missing'] },
  { what: 'a state directory that is a file', args: (at) => [at.write('file', ''), ...WORLD].slice(1), env: { GHOSTHUNTER_HOME: 'file' } },
];

// Each is a process. The table goes from one kind of mistake to the next; every third has some of each kind.
for (const { what, args, env = {}, config, code = 2 } of sampleOf(MISTAKES, 3)) {
  test(`told in two lines: ${what}`, async (t) => {
    const at = home(t);
    if (config !== undefined) {
      configured(at, config);
      chmodSync(at.state, 0o700);
    }
    const ended = await at.run(typeof args === 'function' ? args(at) : args, { env });
    t.same(badlyTold(ended), []);
    t.equal(ended.code, code);
    t.notOk(readdirSync(at.path).includes('audit.log'));
  });
}

test('a configuration or a state directory that cannot be used', async (t) => {
  const at = home(t);
  mkdirSync(join(at.state, 'config.toml'), { recursive: true, mode: 0o700 });
  t.match(await at.run(WORLD), { code: 2, out: '' }, 'a directory in place of the file');
  rmSync(at.state, { recursive: true });
  mkdirSync(at.state, { mode: 0o755 });
  chmodSync(at.state, 0o755);
  const open = await at.run(WORLD);
  t.same([open.code, badlyTold(open)], [2, []], 'open to others');
  rmSync(at.state, { recursive: true });
  mkdirSync(join(at.path, 'elsewhere'), { mode: 0o700 });
  symlinkSync(join(at.path, 'elsewhere'), at.state);
  const linked = await at.run(WORLD);
  t.same([linked.code, badlyTold(linked)], [2, []], 'a link to elsewhere');
});

test('what lies where the bill of a world is written is told, not thrown', async (t) => {
  const at = home(t);
  mkdirSync(join(at.state, 'worlds', 'first-light-s1', 'bill.csv'), { recursive: true, mode: 0o700 });
  chmodSync(at.state, 0o700);
  const ended = await at.run(WORLD);
  t.same([ended.code, badlyTold(ended)], [2, []]);
});

test('an audit log that cannot be trusted stops the run before anything, with a way out', async (t) => {
  const at = home(t);
  at.write('.ghosthunter/audit.log', 'not a log\n');
  chmodSync(at.state, 0o700);
  const ended = await at.run(WORLD);
  t.same([ended.code, badlyTold(ended)], [1, []]);
});

test('help and version say what they are asked and nothing else', async (t) => {
  const at = home(t);
  const version = await at.run(['--version']);
  t.same([version.code, version.err], [0, '']);
  t.match(version.out, /^\d+\.\d+\.\d+\n$/u);
  t.equal((await at.run(['-V'])).out, version.out);
  for (const args of [['--help'], ['-h'], ['help'], ['run', '--help'], ['doctor', '-h'], ['help', 'run']]) {
    const help = await at.run(args);
    t.same([help.code, help.err], [0, ''], args.join(' '));
    t.match(help.out, /^Usage: ghosthunter/u);
    t.notMatch(help.out, CONTROL, 'no colour');
    t.ok(help.out.split('\n').every((line) => line.length <= 120));
  }
  const bare = await at.run([]);
  t.equal(bare.code, 2);
  t.equal(bare.out, '');
  t.match(bare.err, /^Usage: ghosthunter/u);
  t.same(readdirSync(at.path), [], 'and nothing is created');
});

test('a reader that leaves early is not an error', async (t) => {
  const at = home(t);
  for (const args of [['--help'], WORLD, [...WORLD, '--json'], [...WORLD, '--log-level', 'info']]) {
    const { err, out } = await at.run(args, { through: inShell('{', '; echo "exit $?" >&2; } | head -1') });
    t.match(err, /exit 0\n$/u, args.join(' '));
    t.equal(out.split('\n').length, 2);
    t.notMatch(err, /\n {4}at /u);
  }
  const both = await at.run([...WORLD, '--log-level', 'info'], { through: inShell('{', '2>&1; echo "exit $?" >&2; } | head -1') });
  t.match(both.err, /exit 0\n$/u, 'nor one of both streams');
});

test('closed standard streams are not an error', async (t) => {
  const at = home(t);
  for (const closed of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-']) {
    const { code, err } = await at.run(WORLD, { through: inShell('', closed) });
    t.equal(code, 0, closed);
    t.notMatch(err, /\n {4}at /u);
  }
});

test('a run in JSON is lines of JSON and nothing else, whatever is asked of it', async (t) => {
  const at = home(t);
  const script = at.write('script.txt', `# a comment\n\ngcloud projects list --limit=1\r\ngcloud \u001b[2J\u202e list\nnonsense\n`);
  for (const args of [
    ['--log-level', 'info'],
    ['--script', script],
  ]) {
    const { code, out } = await at.run([...WORLD, '--json', ...args]);
    t.equal(code, 0);
    const events = out
      .trimEnd()
      .split('\n')
      // CAST: the shape is what the next line tests.
      .map((line) => JSON.parse(line) as { readonly event: string; readonly schema_version: number });
    t.ok(events.every((one) => one.schema_version === 1));
    t.equal(events[0]?.event, 'started');
    t.match(events.at(-1), { event: 'ended', outcome: 'done' });
    t.notMatch(out, CONTROL);
  }
});

test('plain output carries no escape, with or without colour', async (t) => {
  const at = home(t);
  const script = at.write('script.txt', `gcloud ${HOSTILE} list\n`);
  for (const env of [{ NO_COLOR: '1' }, { FORCE_COLOR: '3', TERM: 'xterm-256color' }]) {
    const { code, out, err } = await at.run([...WORLD, '--script', script], { env });
    t.equal(code, 0);
    t.match(out, /proposed gcloud \\u\{1b\}/u);
    t.notMatch(out + err, CONTROL);
  }
});

test('a state directory may be named from where one stands', async (t) => {
  const at = home(t);
  const { code } = await at.run(WORLD, { env: { GHOSTHUNTER_HOME: 'mine' } });
  t.equal(code, 0);
  t.ok(readdirSync(join(at.path, 'mine')).includes('audit.log'), 'the log is there, and not at the root of the machine');
});

test('without a home the one of the user is taken, never where one stands', async (t) => {
  const at = home(t);
  const { out, code } = await at.run(['doctor', '--json'], { env: { HOME: '' } });
  t.match(code, /[01]/u);
  // CAST: the document that doctor prints; only these fields are read.
  const { checks } = JSON.parse(out) as { readonly checks: readonly { readonly name: string; readonly seen: string }[] };
  t.match(checks.find(({ name }) => name === 'state')?.seen, /^\//u);
  t.same(readdirSync(at.path), []);
});
