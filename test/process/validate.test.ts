// `ghosthunter validate` and `ghosthunter policy` as processes: exit codes, what goes where, many lines, readers that leave.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'tap';
import { policiesFolder } from '../inspect/folder.js';
import { home, inShell } from './ghosthunter.js';

const CLEAR = 'gcloud projects list --limit=5';
const REFUSED = 'aws ec2 terminate-instances --instance-ids i-0a1b2c3d4e5f60718';
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

interface Answered {
  readonly id: unknown;
  readonly decision: string;
}

function answers(out: string): readonly Answered[] {
  return (
    out
      .split('\n')
      .filter((line) => line !== '')
      // CAST: what the process prints; the tests compare what they use.
      .map((line) => JSON.parse(line) as Answered)
  );
}

test('the exit code is the decision', async (t) => {
  const at = home(t);
  const policies = ['--policies', policiesFolder(t)];
  const accepted = await at.run(['validate', ...policies, CLEAR]);
  t.match(accepted, { code: 0, err: '' });
  t.match(accepted.out, /^accept\n/);
  t.match(accepted.out, /\nruns {2}gcloud projects list --format=json --limit=5 --quiet\n$/);
  const refused = await at.run(['validate', ...policies, REFUSED]);
  t.match(refused, { code: 3, err: '' });
  t.match(refused.out, /✓ 1 shell[^]*✓ 2 binary[^]*✗ 3 subcommand[^]*· 7 cost[^]*denied: mutate/);
  t.end();
});

test('--explain shows what each layer found', async (t) => {
  const at = home(t);
  const { code, out } = await at.run(['validate', '--explain', '--policies', policiesFolder(t), CLEAR]);
  t.equal(code, 0);
  for (const found of [
    'column 8: projects',
    '--limit: 1 value',
    '--limit = number 5',
    'added: --format=json --quiet',
    'canonical: gcloud',
    'cost: free',
  ]) {
    t.ok(out.includes(found), found);
  }
  t.end();
});

test('--json is one object with everything', async (t) => {
  const at = home(t);
  const policies = ['--policies', policiesFolder(t)];
  const accepted = await at.run(['validate', '--json', ...policies, CLEAR]);
  t.equal(accepted.code, 0);
  t.match(JSON.parse(accepted.out), {
    id: null,
    command: CLEAR,
    decision: 'accept',
    layer: null,
    path: ['projects', 'list'],
    class: 'read',
  });
  const refused = await at.run(['validate', '--json', ...policies, REFUSED]);
  t.equal(refused.code, 3);
  t.match(JSON.parse(refused.out), { decision: 'reject', layer: 3, code: 'unknown-subcommand', argv: [], class: 'mutate' });
  t.end();
});

test('what may be spent is said, and decides', async (t) => {
  const at = home(t);
  const policies = ['--policies', policiesFolder(t)];
  const paid = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-03-02 --granularity DAILY';
  t.equal((await at.run(['validate', ...policies, paid])).code, 0);
  t.equal((await at.run(['validate', ...policies, '--budget-usd', '0.01', paid])).code, 0);
  const broke = await at.run(['validate', '--json', ...policies, '--budget-usd', '0.009', paid]);
  t.equal(broke.code, 3);
  t.match(JSON.parse(broke.out), { layer: 7, code: 'over-budget' });
  t.end();
});

test('a wrong use is a line, a fix and exit code 2', async (t) => {
  const at = home(t);
  const wrong = [
    ['validate'],
    ['validate', 'gcloud', 'projects'],
    ['validate', '--ndjson', CLEAR],
    ['validate', '--json', '--ndjson'],
    ['validate', '--json', '--explain', CLEAR],
    ['validate', '--frobnicate', CLEAR],
    ...['-1', 'x', '1e3', '1000001', 'Infinity', '0x1', ''].map((amount) => ['validate', '--budget-usd', amount, CLEAR]),
    ['validate', '--policies', '/nonexistent', CLEAR],
    ['policy', 'frobnicate'],
    ['policy', 'show'],
    ['policy', 'why', 'ls'],
    ['policy', 'stats', 'aws'],
  ];
  for (const args of wrong) {
    const { code, out, err } = await at.run(args);
    t.same({ code, out }, { code: 2, out: '' }, args.join(' '));
    t.match(err, /^ghosthunter: [^\n]+\nfix: [^\n]+\n$/);
  }
  t.end();
});

test('nothing that a command holds reaches the terminal as it is', async (t) => {
  const at = home(t);
  const policies = ['--policies', policiesFolder(t)];
  for (const args of [['validate'], ['validate', '--explain'], ['validate', '--json']]) {
    const { out } = await at.run([...args, ...policies, 'gcloud projects \u001b]0;owned\u0007\u202e\u009b2J']);
    t.notMatch(out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
  t.end();
});

test('colours are for terminals, and for those who want them', async (t) => {
  const at = home(t);
  const policies = policiesFolder(t);
  const onTerminal = (command: readonly string[]): readonly string[] => [
    '/usr/bin/script',
    '-qec',
    `${command.map((word) => `'${word}'`).join(' ')} < /dev/null`,
    '/dev/null',
  ];
  const args = ['validate', '--policies', policies, CLEAR];
  t.notMatch((await at.run(args)).out, /\u001b/);
  const coloured = await at.run(args, { through: onTerminal, env: { TERM: 'xterm' } });
  t.match(coloured.out, /\u001b\[32m✓/);
  t.notMatch((await at.run(args, { through: onTerminal, env: { TERM: 'xterm', NO_COLOR: '1' } })).out, /\u001b\[/);
  t.notMatch((await at.run(args, { through: onTerminal, env: { TERM: 'dumb' } })).out, /\u001b\[/);
  t.end();
});

test('lines are answered in their order, few in the process and many in threads', async (t) => {
  const at = home(t);
  const policies = ['--policies', policiesFolder(t)];
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, id) => `${JSON.stringify({ id, command: id % 2 === 0 ? CLEAR : REFUSED })}\n`).join('');
  for (const count of [0, 1, 3, 40_000]) {
    const { code, out, err } = await at.run(['validate', '--ndjson', ...policies], { input: lines(count) });
    const got = answers(out);
    t.same({ code, err, length: got.length }, { code: 0, err: '', length: count });
    t.ok(
      got.every(({ id, decision }, index) => id === index && decision === (index % 2 === 0 ? 'accept' : 'reject')),
      `${String(count)} lines`,
    );
  }
  t.end();
});

test('what the configuration leaves of the policy is what is answered for, wherever it is configured', async (t) => {
  const line = 'aws s3 ls';
  const only = 'only = ["aws ec2"]';
  const plain = home(t);
  t.match(await plain.run(['validate', line]), { code: 0, err: '' }, 'control: nothing is configured');
  const user = home(t);
  user.write('.ghosthunter/config.toml', `[commands]\n${only}\n`);
  const project = home(t);
  project.write('work/.ghosthunter.toml', `[commands]\n${only}\n`);
  project.write('work/deep/er/file', '');
  const elsewhere = home(t);
  elsewhere.write('other/config.toml', `[commands]\n${only}\n`);
  const places = [
    ['your own file', user, {}],
    ['a file of the project above', project, { cwd: join(project.path, 'work/deep/er') }],
    ['a variable', plain, { env: { GHOSTHUNTER_COMMANDS_ONLY: 'aws ec2' } }],
    ['another directory of ours', elsewhere, { env: { GHOSTHUNTER_HOME: join(elsewhere.path, 'other') } }],
  ] as const;
  for (const [what, at, over] of places) {
    const { code, err } = await at.run(['validate', line], over);
    t.equal(code, 3, what);
    t.match(err, /^note: [^\n]*aws ec2[^\n]*\n$/u, what);
    const json = await at.run(['validate', '--json', line], over);
    t.match(JSON.parse(json.out), { decision: 'reject', layer: 3, only: ['aws ec2'] }, what);
    t.equal(json.err, '');
    const many = await at.run(['validate', '--ndjson'], { ...over, input: `${JSON.stringify({ id: 1, command: line })}\n` });
    t.match(answers(many.out), [{ id: 1, decision: 'reject' }], what);
    const why = await at.run(['policy', 'why', '--json', 'aws', 's3', 'ls'], over);
    t.match(JSON.parse(why.out), { status: 'left-out', only: ['aws ec2'] }, what);
    t.match(await at.run(['validate', '--whole', line], over), { code: 0, err: '' }, `${what}, and all of it was asked about`);
    const whole = await at.run(['policy', 'why', '--whole', '--json', 'aws', 's3', 'ls'], over);
    t.match(JSON.parse(whole.out), { status: 'allowed' }, what);
  }
  const policies = ['--policies', policiesFolder(t)];
  t.match(await user.run(['validate', ...policies, CLEAR]), { code: 0, err: '' }, 'other policies are not those that hold here');
  user.write('.ghosthunter/config.toml', '[commands]\nonly = ["aws ec3"]\n');
  t.match(await user.run(['validate', line]), { code: 2, out: '' }, 'no run would begin');
  t.match(await user.run(['policy', 'list', '--whole', 'aws', 's3']), { code: 0 }, 'what the fix says');
  t.end();
});

test('a line that is no request and one without end have their answers among the others', async (t) => {
  const at = home(t);
  const long = `{"command":"${'x'.repeat(3_000_000)}"}`;
  const input = `{"id":1,"command":"${CLEAR}"}\n\nnonsense\n${long}\n{"id":2,"command":"${CLEAR}"}`;
  const { code, out } = await at.run(['validate', '--ndjson', '--policies', policiesFolder(t)], { input });
  t.equal(code, 0);
  t.match(answers(out), [
    { id: 1, decision: 'accept' },
    { id: null, decision: 'reject', layer: null, code: 'bad-request' },
    { id: null, decision: 'reject', layer: 1, code: 'too-long' },
    { id: 2, decision: 'accept' },
  ]);
  t.end();
});

test('an answer comes before the next line is asked for', async (t) => {
  const at = home(t);
  let asked = 0;
  const { code, out } = await at.run(['validate', '--ndjson', '--policies', policiesFolder(t)], {
    input: `{"id":0,"command":"${CLEAR}"}\n`,
    watch: (soFar, child) => {
      const count = answers(soFar).length;
      if (count <= asked) return;
      asked = count;
      if (count < 5) child.stdin?.write(`{"id":${String(count)},"command":"${CLEAR}"}\n`);
      else child.stdin?.end();
    },
  });
  t.equal(code, 0);
  t.same(
    answers(out).map(({ id }) => id),
    [0, 1, 2, 3, 4],
  );
  t.end();
});

test('a reader that leaves ends it, without a word', async (t) => {
  const at = home(t);
  const endless = inShell('', '| head -n 1');
  const forever = (command: readonly string[]): readonly string[] => [
    '/bin/sh',
    '-c',
    `yes '{"command":"gcloud projects list"}' | "$@" | head -n 1`,
    'sh',
    ...command,
  ];
  const args = ['validate', '--ndjson', '--policies', policiesFolder(t)];
  const few = await at.run(args, { through: endless, input: '{"command":"ls"}\n' });
  t.match(few, { code: 0, err: '' });
  const ended = await at.run(args, { through: forever });
  t.match(ended, { code: 0, err: '' });
  t.equal(answers(ended.out).length, 1);
  t.end();
});

test('Ctrl-C ends it with 130', async (t) => {
  const child = spawn(process.execPath, [MAIN, 'validate', '--ndjson', '--policies', policiesFolder(t)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  child.stdin.write(`{"id":1,"command":"${CLEAR}"}\n`);
  let out = '';
  const code = await new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      child.kill('SIGINT');
    });
    child.once('close', resolve);
  });
  t.equal(code, 130);
  t.equal(answers(out).length, 1);
  t.end();
});

test('a policy that was touched is a line and exit code 2, in a thread too', async (t) => {
  const at = home(t);
  const folder = policiesFolder(t, { denied: { aws: 'nonsense' } });
  const lines = (command: string, count: number): string => `${JSON.stringify({ command })}\n`.repeat(count);
  const args = ['validate', '--ndjson', '--policies', folder];
  const told = /^ghosthunter: [^\n]+\nfix: [^\n]+\n$/;
  const few = await at.run(args, { input: lines(REFUSED, 1) });
  t.equal(few.code, 2);
  t.match(few.err, told);
  const many = await at.run(args, { input: lines(CLEAR, 20_000) + lines(REFUSED, 20_000) });
  t.equal(many.code, 2);
  t.match(many.err, told);
  t.end();
});

test('questions about the shipped policies have answers', async (t) => {
  const at = home(t);
  const asked = ['policy', 'why', 'aws', 'ec2', 'terminate-instances', '--policies', policiesFolder(t)];
  t.match(await at.run(asked), { code: 0, out: /^denied: ec2 terminate-instances\nreason {2}mutate/ });
  t.match(JSON.parse((await at.run([...asked, '--json'])).out), { schema_version: 1, status: 'denied', reason: 'mutate' });
  for (const args of [
    ['policy', '--help'],
    ['validate', '--help'],
    ['policy', 'show', '--help'],
  ])
    t.match(await at.run(args), { code: 0, err: '', out: /Usage: ghosthunter/ });
  t.end();
});
