// `ghosthunter audit` as a process: what a person and a script see of it.

import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { AuditLog } from '../../src/audit/index.js';
import { home, type Home, inShell } from './ghosthunter.js';

async function withLog(t: Test, count = 30): Promise<Home> {
  const at = home(t);
  const log = await AuditLog.open(at.state, { run: 'run-1', now: () => new Date(), fileBytes: 4_000 });
  for (let entry = 0; entry < count; entry += 1) await log.append({ event: 'record', name: 'note', detail: `${String(entry)} \u001b[2J` });
  log.close();
  return at;
}

const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u;

test('help of each question has what it takes, and the command its examples', async (t) => {
  const at = home(t);
  const help = await at.run(['audit', '--help']);
  t.same([help.code, help.err], [0, '']);
  t.match(help.out, /Examples:[^]*audit verify[^]*Exit codes: .*3/u);
  t.ok(Math.max(...help.out.split('\n').map((line) => line.length)) <= 140);
  for (const question of ['list', 'show', 'tail', 'verify', 'export'])
    t.equal((await at.run(['audit', question, '--help'])).code, 0, question);
});

test('no colour and no control character without a terminal; nothing but a table in 80 columns', async (t) => {
  const at = await withLog(t);
  const said = await at.run(['audit', 'list']);
  t.same([said.code, said.err], [0, '']);
  t.notMatch(said.out, CONTROL);
  t.ok(said.out.split('\n').every((line) => line.length <= 80));
  t.equal(said.out.split('\n').filter((line) => line.includes(' record ')).length, 30);
});

test('the exit code says whether the log is whole, broken, not there or not asked well', async (t) => {
  const at = await withLog(t);
  t.match(await at.run(['audit', 'verify']), { code: 0, err: '' });
  const mistakes = [
    ['list', '--since', 'x'],
    ['show'],
    ['list', '--frobnicate'],
    ['verify', '--expect', 'x'],
    ['export', '--format', 'xml'],
  ];
  for (const args of mistakes) {
    const said = await at.run(['audit', ...args]);
    t.same([said.code, said.out], [2, ''], args.join(' '));
    t.match(said.err, /^ghosthunter: [^\n]+\nfix: [^\n]+\n$/u);
  }
  t.equal((await at.run(['audit', 'show', '999'])).code, 1);
  truncateSync(join(at.state, 'audit.log'), statSync(join(at.state, 'audit.log')).size - 200);
  const broken = await at.run(['audit', 'verify']);
  t.equal(broken.code, 3);
  t.match(broken.out, /BROKEN at audit\.log line \d+/u);
  t.match(await home(t).run(['audit', 'verify']), { code: 1, out: '', err: /there is no audit log/u });
  t.match(await home(t).run(['audit', 'list']), { code: 0, out: '' });
});

test('whoever reads no further ends it quietly', async (t) => {
  const at = await withLog(t, 400);
  const said = await at.run(['audit', 'export'], { through: inShell('', '| head -1') });
  t.same([said.code, said.err, said.out.split('\n').length], [0, '', 2]);
});

test('an export goes to a new file of this person alone', async (t) => {
  const at = await withLog(t);
  const file = join(at.path, 'audit.csv');
  const args = ['audit', 'export', '--format', 'csv', '--output', file];
  t.match(await at.run(args), { code: 0, out: '', err: '' });
  t.equal(statSync(file).mode & 0o7777, 0o600);
  const size = readFileSync(file).length;
  t.match(await at.run(args), { code: 2, out: '' });
  t.equal(readFileSync(file).length, size);
});

test('the log is followed into its next file, until Ctrl-C', async (t) => {
  const at = await withLog(t);
  const files = readdirSync(at.state).length;
  const log = await AuditLog.open(at.state, { run: 'run-2', now: () => new Date(), fileBytes: 4_000 });
  let written = false;
  const said = await at.run(['audit', 'tail', '--follow', '--limit', '1', '--json'], {
    watch: (out, child) => {
      if (out.includes('"detail":"last"')) child.kill('SIGINT');
      if (written) return;
      written = true;
      void (async () => {
        for (let entry = 0; entry < 20; entry += 1) await log.append({ event: 'record', name: 'note', detail: 'x' });
        await log.append({ event: 'record', name: 'note', detail: 'last' });
        log.close();
      })();
    },
  });
  t.same([said.code, said.err], [130, '']);
  t.ok(readdirSync(at.state).length > files);
  t.equal(said.out.split('\n').filter((line) => line.includes('"run":"run-2"')).length > 20, true);
});

test('reading takes no lock, mends nothing and makes nothing', async (t) => {
  const at = await withLog(t);
  appendFileSync(join(at.state, 'audit.log'), 'torn');
  const before = readdirSync(at.state).map((name) => [name, readFileSync(join(at.state, name), 'latin1')]);
  for (const args of [['list'], ['tail'], ['verify'], ['export'], ['show', '1'], ['show', 'run-1']])
    t.equal((await at.run(['audit', ...args])).code, 0);
  t.same(
    readdirSync(at.state).map((name) => [name, readFileSync(join(at.state, name), 'latin1')]),
    before,
  );
  const empty = home(t);
  await empty.run(['audit', 'list']);
  t.notOk(existsSync(empty.state));
});
