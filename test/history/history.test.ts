// What `ghosthunter audit` answers, about a log of three runs, in one file and in many.

import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { AuditLog, verifyLog } from '../../src/audit/index.js';
import { csvOf } from '../../src/history/csv.js';
import type { AuditFlags } from '../../src/history/doors.js';
import { auditExport } from '../../src/history/export.js';
import { auditList, auditTail } from '../../src/history/list.js';
import { fitted } from '../../src/history/row.js';
import { auditShow } from '../../src/history/show.js';
import { auditVerify } from '../../src/history/verify.js';
import { whenOf } from '../../src/terminal/index.js';
import { fc, runs } from '../random.js';
import { ask, cleared, folder, notRun, NOW, numbersIn, ran, refused, started, THREE_RUNS, write, type Answered } from './asked.js';

const USAGE = { code: 'usage' };
const SMALL = 900;

interface Choice {
  readonly flags: AuditFlags;
  readonly numbers: readonly number[];
}

const CHOICES: readonly Choice[] = [
  { flags: {}, numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  { flags: { since: '7d' }, numbers: [4, 5, 6, 7, 8, 9, 10, 11, 12] },
  { flags: { since: '1w' }, numbers: [4, 5, 6, 7, 8, 9, 10, 11, 12] },
  { flags: { since: '2h' }, numbers: [10, 11, 12] },
  { flags: { since: '90m' }, numbers: [10, 11, 12] },
  { flags: { since: '2026-11-20' }, numbers: [4, 5, 6, 7, 8, 9, 10, 11, 12] },
  { flags: { since: '2026-11-20', until: '2026-11-20' }, numbers: [4, 5, 6, 7, 8, 9] },
  { flags: { until: '2d' }, numbers: [1, 2, 3] },
  { flags: { until: '2026-11-11T11:59' }, numbers: [] },
  { flags: { until: '2026-11-11T12:00' }, numbers: [1, 2, 3] },
  { flags: { since: '2026-11-21T12:00:01Z' }, numbers: [] },
  { flags: { id: 'run-mid' }, numbers: [4, 5, 6, 7, 8, 9] },
  { flags: { id: 'run-none' }, numbers: [] },
  { flags: { decision: 'accepted' }, numbers: [5, 7] },
  { flags: { decision: 'refused' }, numbers: [2, 11, 12] },
  { flags: { decision: 'not-run' }, numbers: [8] },
  { flags: { decision: 'ran' }, numbers: [6] },
  { flags: { layer: '3' }, numbers: [2, 12] },
  { flags: { layer: '7' }, numbers: [] },
  { flags: { layer: '3', since: '1d' }, numbers: [12] },
  { flags: { limit: '2' }, numbers: [11, 12] },
  { flags: { limit: '1000' }, numbers: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] },
  { flags: { limit: '2', decision: 'refused' }, numbers: [11, 12] },
  { flags: { limit: '1', decision: 'accepted' }, numbers: [7] },
  { flags: { limit: '3', id: 'run-none' }, numbers: [] },
];

test('each choice lists the same entries as they are, in one file and in many', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  const texts = readFileSync(join(directory, 'audit.log'), 'utf8');
  for (const { flags, numbers } of CHOICES) {
    const said = await ask(auditList, directory, { ...flags, json: true });
    t.same([said.code, numbersIn(said)], [0, numbers], JSON.stringify(flags));
    t.equal(said.err === '', numbers.length > 0, 'nothing found is said');
    const exported = await ask(auditExport, directory, flags);
    t.same([exported.code, numbersIn(exported), exported.err], [0, numbers, '']);
  }
  t.equal((await ask(auditList, directory, { json: true })).out, texts, 'to the byte');
  const many = folder(t);
  await write(many, THREE_RUNS, SMALL);
  t.ok(readdirSync(many).length > 5);
  const whole = numbersIn(await ask(auditList, many, { json: true }));
  t.equal(whole.length, (await verifyLog(many)).ok ? whole.at(-1) : -1);
  for (const { flags, numbers } of CHOICES.filter(({ flags: { decision, layer } }) => decision !== undefined || layer !== undefined)) {
    t.equal(numbersIn(await ask(auditList, many, { ...flags, json: true })).length, numbers.length, JSON.stringify(flags));
  }
  for (const limit of [1, 2, 5, 9, whole.length]) {
    t.same(numbersIn(await ask(auditList, many, { limit: String(limit), json: true })), whole.slice(-limit));
  }
});

const WRONG: readonly AuditFlags[] = [
  { since: 'yesterday' },
  { since: '' },
  { since: '7' },
  { since: '-1d' },
  { since: '1234567d' },
  { since: '2026-02-30' },
  { since: '2026-13-01' },
  { since: '2026-11-21T25:00' },
  { since: '2026-11-21T12:00+02:00' },
  { until: '1y' },
  { since: '1d', until: '2d' },
  { decision: 'yes' },
  { decision: 'constructor' },
  { layer: '0' },
  { layer: '8' },
  { layer: '3.0' },
  { id: '../x' },
  { id: '' },
  { limit: '0' },
  { limit: '-1' },
  { limit: '1e3' },
  { limit: 'ten' },
];

test('what cannot be asked is a usage fault with a way out', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  for (const flags of WRONG) {
    for (const question of [auditList, auditTail, auditExport]) {
      await t.rejects(ask(question, directory, flags), { ...USAGE, fix: /./u }, JSON.stringify(flags));
    }
  }
  await t.rejects(ask(auditExport, directory, { format: 'xml' }), USAGE);
  await t.rejects(ask(auditVerify, directory, { expect: ['abc'] }), USAGE);
  t.equal((await ask(auditList, directory)).code, 0, 'control');
});

test('times are UTC, and a day, a minute or a second is meant whole', (t) => {
  t.equal(whenOf('--since', '2026-11-01', NOW), '2026-11-01T00:00:00.000Z');
  t.equal(whenOf('--until', '2026-11-01', NOW), '2026-11-01T23:59:59.999Z');
  t.equal(whenOf('--since', '2026-11-01 14:30', NOW), '2026-11-01T14:30:00.000Z');
  t.equal(whenOf('--until', '2026-11-01T14:30', NOW), '2026-11-01T14:30:59.999Z');
  t.equal(whenOf('--until', '2026-11-01T14:30:05Z', NOW), '2026-11-01T14:30:05.999Z');
  t.equal(whenOf('--since', '36h', NOW), '2026-11-20T00:00:00.000Z');
  t.equal(whenOf('--since', '10s', NOW), '2026-11-21T11:59:50.000Z');
  t.end();
});

test('a table fits the terminal, or 80 columns, whatever was proposed, and tells no terminal what to do', async (t) => {
  const directory = folder(t);
  const hostile = `gcloud ${'x'.repeat(300)} \u001b[2J\u202e\u0007\n${'\u6f22'.repeat(200)}`;
  await write(directory, [
    { run: 'run-1', ago: 0, events: [started, refused(hostile, 1), cleared(`gcloud ${'y'.repeat(500)}`), ran(3), notRun(3)] },
  ]);
  const widths = ({ out }: Answered): number[] =>
    out.split('\n').map((line) => [...line].reduce((sum, one) => sum + (one > '\u2fff' ? 2 : 1), 0));
  for (const columns of [undefined, 80, 100, 60]) {
    const said = await ask(auditList, directory, {}, columns === undefined ? {} : { columns });
    t.ok(Math.max(...widths(said)) <= (columns ?? 80), String(columns));
    t.notMatch(said.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
    const rows = said.out.split('\n').slice(2, -1);
    t.ok(
      rows.every((row) => /^ +\d+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}\w/u.test(row)),
      'and is aligned',
    );
  }
  for (const id of ['1', '2', '3', 'run-1']) {
    const said = await ask((flags, doors) => auditShow(id, flags, doors), directory);
    t.notMatch(said.out, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u);
  }
  t.match((await ask(auditList, directory, {}, { coloured: true })).out, /\u001b\[31mrefused/u, 'control: colour only when it is wanted');
});

test('what is cut says so, and never by half a character', (t) => {
  t.equal(fitted('abc', 3), 'abc');
  t.equal(fitted('abcd', 3), 'ab…');
  t.equal(fitted('\u6f22\u6f22\u6f22', 4), '\u6f22…');
  t.equal(fitted('', 3), '');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.integer({ min: 3, max: 20 }), (text, columns) => {
      const shown = fitted(text, columns);
      return shown.isWellFormed() && [...shown].length <= columns && (shown === text || shown.endsWith('…'));
    }),
    runs(500),
  );
  t.end();
});

test('an entry is shown with its verdict and what became of it; a run with all of it', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  const numbers = async (id: string): Promise<readonly number[]> =>
    numbersIn(await ask((flags, doors) => auditShow(id, flags, doors), directory, { json: true }));
  t.same(await numbers('5'), [5, 6]);
  t.same(await numbers('6'), [5, 6]);
  t.same(await numbers('7'), [7, 8]);
  t.same(await numbers('8'), [7, 8]);
  t.same(await numbers('2'), [2]);
  t.same(await numbers('run-mid'), [4, 5, 6, 7, 8, 9]);
  const text = async (id: string): Promise<string> => (await ask((flags, doors) => auditShow(id, flags, doors), directory)).out;
  const both = await text('6');
  for (const said of [
    'entry 5: accepted',
    'gcloud projects list',
    '--quiet',
    '\\$0\\.005',
    'entry 6: ran',
    'exit +0',
    '1234',
    '68 ms',
    'a{64}',
    '2026-11-20 12:00:00',
  ]) {
    t.match(both, new RegExp(said, 'u'));
  }
  const no = await text('2');
  for (const said of ['entry 2: refused', 'layer +3', 'layer name +subcommand', 'code +unknown-subcommand', 'part +delete'])
    t.match(no, new RegExp(said, 'u'));
  for (const id of ['999', 'run-none']) await t.rejects(text(id), { code: 'audit', fix: /audit list/u });
  for (const id of ['../x', '']) await t.rejects(text(id), USAGE);
  const many = folder(t);
  await write(many, THREE_RUNS, SMALL);
  const all = numbersIn(await ask(auditList, many, { json: true }));
  for (const seq of all) {
    const said = numbersIn(await ask((flags, doors) => auditShow(String(seq), flags, doors), many, { json: true }));
    t.ok(said.includes(seq), `entry ${String(seq)} is found over files`);
  }
});

test('a verdict of a whole log is 0, of a broken one 3 with file, line, number and what is wrong', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  const log = join(directory, 'audit.log');
  const whole = readFileSync(log, 'utf8');
  const good = await ask(auditVerify, directory);
  t.same([good.code, good.err], [0, '']);
  t.match(good.out, /12 entries in 1 file/u);
  t.match(JSON.parse((await ask(auditVerify, directory, { json: true })).out), {
    schema_version: 1,
    ok: true,
    entries: 12,
    files: 1,
    sealed: 0,
  });
  const lines = whole.split('\n');
  const change = (lines_: readonly string[]): void => {
    writeFileSync(log, lines_.join('\n'));
  };
  const broken = async (): Promise<unknown> => {
    const said = await ask(auditVerify, directory, { json: true });
    t.equal(said.code, 3);
    return JSON.parse(said.out);
  };
  change(lines.with(4, (lines[4] ?? '').replace('projects', 'services')));
  t.match(await broken(), { ok: false, code: 'changed', file: 'audit.log', line: 5, seq: 5, reason: /./u });
  const words = await ask(auditVerify, directory);
  t.match(words.out, /audit\.log line 5 .*entry 5/u);
  t.match(words.err, /^fix: /u);
  change(lines.toSpliced(4, 2));
  t.match(await broken(), { code: 'missing', line: 5, seq: 5, found: 7 });
  t.match((await ask(auditVerify, directory)).out, /5 to 6 are missing/u);
  change(lines.toSpliced(4, 0, lines[3] ?? ''));
  t.match(await broken(), { code: 'out-of-order', line: 5, seq: 5, found: 4 });
  change([...lines.slice(0, 8), '']);
  t.match(await broken(), { code: 'truncated', line: 9, seq: 9 });
  change(lines);
  const last: unknown = JSON.parse(lines[11] ?? '');
  const hash = typeof last === 'object' && last !== null && 'hash' in last ? String(last.hash) : '';
  t.equal((await ask(auditVerify, directory, { expect: [hash] })).code, 0);
  // Cut together with its head: only whoever kept a hash can tell.
  change([...lines.slice(0, 8), '']);
  const eighth: unknown = JSON.parse(lines[7] ?? '');
  const eight = typeof eighth === 'object' && eighth !== null && 'hash' in eighth ? String(eighth.hash) : '';
  writeFileSync(join(directory, 'audit.head'), `0000000000000008 ${eight}\n`);
  t.equal((await ask(auditVerify, directory)).code, 0);
  t.equal((await ask(auditVerify, directory, { expect: [hash, eight] })).code, 3);
});

test('a changed entry is never shown as one, and that there is one is said', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  const log = join(directory, 'audit.log');
  writeFileSync(log, readFileSync(log, 'utf8').replace('gcloud projects delete acme', 'gcloud projects forged acme'));
  const said = await ask(auditList, directory, { json: true });
  t.notMatch(said.out, /forged/u);
  t.equal(numbersIn(said).length, 11);
  t.match(said.err, /1 line is no entry.*audit verify/u);
  await t.rejects(
    ask((flags, doors) => auditShow('2', flags, doors), directory),
    { code: 'audit' },
  );
});

test('a write that was cut short and sealed is no trouble for a reader', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS);
  appendFileSync(join(directory, 'audit.log'), '{"seq":13,"time":"20');
  t.equal(numbersIn(await ask(auditList, directory, { json: true })).length, 12);
  await write(directory, [{ run: 'run-4', ago: 0, events: [started] }]);
  const said = await ask(auditList, directory, { json: true });
  t.same([numbersIn(said).length, said.err], [14, '']);
  t.match((await ask(auditVerify, directory)).out, /1 write was cut short/u);
});

test('no log yet is no entries', async (t) => {
  const said = await ask(auditList, folder(t));
  t.same([said.code, said.out], [0, '']);
  t.match(said.err, /no audit log/u);
});

test('nothing more is read once nobody listens', async (t) => {
  const directory = folder(t);
  await write(directory, [{ run: 'run-1', ago: 0, events: Array.from({ length: 40 }, () => refused('x'.repeat(8_000), 1)) }]);
  const said = await ask(auditList, directory, { json: true }, { pieces: 1 });
  t.equal(said.code, 0);
  t.ok(said.out.length < 100_000, String(said.out.length));
  t.ok((await ask(auditList, directory, { json: true })).out.length > 300_000, 'control');
});

test('an export is a new file of this person alone, and a spreadsheet takes no cell of it for a formula', async (t) => {
  const directory = folder(t);
  const lines = ['=cmd|x', '+1', '-2', '@SUM(A1)', ' =1', '"=1"', '\t=1', '\uff1d1', '|calc', 'plain, "quoted"', '\r\n=1'];
  await write(directory, [
    { run: 'run-1', ago: 0, events: [...lines.map((line) => refused(line, 1)), cleared('gcloud projects list'), ran(12)] },
  ]);
  const output = join(folder(t), 'out.csv');
  const before = process.umask(0);
  t.equal((await ask(auditExport, directory, { format: 'csv', output }).finally(() => process.umask(before))).code, 0);
  t.equal(statSync(output).mode & 0o7777, 0o600);
  const rows = readFileSync(output, 'utf8').split('\r\n').slice(0, -1);
  t.equal(rows.length, 14);
  const commas = (row: string): number => row.replace(/"(?:[^"]|"")*"/gu, '').split(',').length;
  t.same(new Set(rows.map(commas)).size, 1, 'as many cells in each row');
  for (const row of rows.slice(1)) {
    for (const [, cell = ''] of row.matchAll(/"((?:[^"]|"")*)"/gu)) t.notMatch(cell, /^[\s"]*[=+\-@|\uff1d]/u);
    t.notMatch(row, /[\u0000-\u001f]/u);
  }
  t.match(rows[12], /"'--quiet"/u);
  await t.rejects(ask(auditExport, directory, { output }), { code: 'file', fix: /./u });
  t.equal(readFileSync(output, 'utf8').split('\r\n').length, 15, 'and is not overwritten');
  const link = join(folder(t), 'link');
  symlinkSync(join(folder(t), 'nowhere'), link);
  await t.rejects(ask(auditExport, directory, { output: link }), { code: 'file' }, 'nor through a link');
  await t.rejects(ask(auditExport, directory, { output: '/nonexistent/x' }), { code: 'file' });
  const wrong = join(folder(t), 'wrong');
  await t.rejects(ask(auditExport, directory, { output: wrong, since: 'x' }), USAGE);
  t.notOk(existsSync(wrong), 'no file of a question that cannot be answered');
});

test('an event of a later version is shown with what it says', async (t) => {
  const entry = { seq: 1, time: '2026-11-21T12:00:00.000Z', run: 'r', event: 'approval', prev: '0', hash: '1' };
  const row = csvOf({ ...entry, fields: { ...entry, answer: 'yes', inner: { deep: '=1' }, prev: undefined, hash: undefined } });
  t.match(row, /"\{""answer"":""yes"",""inner.deep"":""=1""/u);
});

test('the last entries are followed over new files, until nobody wants more', async (t) => {
  const directory = folder(t);
  await write(directory, THREE_RUNS, SMALL);
  const whole = numbersIn(await ask(auditList, directory, { json: true }));
  t.same(numbersIn(await ask(auditTail, directory, { json: true, limit: '3' })), whole.slice(-3));
  const log = await AuditLog.open(directory, { run: 'run-5', now: () => NOW, fileBytes: SMALL });
  let pauses = 0;
  const pause = async (): Promise<boolean> => {
    pauses += 1;
    // A part of an entry is not shown.
    if (pauses === 2) appendFileSync(join(directory, 'audit.log'), '{"seq":');
    for (let entry = 0; entry < 3 && pauses < 5; entry += 1) await log.append(refused('aws s3 rb s3://x', 3));
    return pauses < 6;
  };
  const said = await ask(auditTail, directory, { json: true, follow: true, limit: '2', decision: 'refused' }, { pause });
  t.equal(said.code, 130);
  t.equal(numbersIn(said).length, 2 + 12);
  t.equal(said.err, '');
  log.close();
  t.match(await verifyLog(directory), { ok: true });
  const gone = async (): Promise<boolean> => {
    renameSync(join(directory, 'audit.log'), join(directory, 'stolen'));
    return Promise.resolve(true);
  };
  await t.rejects(ask(auditTail, directory, { follow: true }, { pause: gone }), { code: 'audit' });
});

test('a log that is not there yet is waited for', async (t) => {
  const directory = folder(t);
  rmSync(directory, { recursive: true });
  let pauses = 0;
  const pause = async (): Promise<boolean> => {
    pauses += 1;
    if (pauses === 2) await write(directory, THREE_RUNS);
    return pauses < 4;
  };
  const said = await ask(auditTail, directory, { json: true, follow: true }, { pause });
  t.equal(numbersIn(said).length, 12);
  const never = await ask(auditTail, join(directory, 'elsewhere'), { follow: true });
  t.same([never.code, never.out], [130, '']);
});

test('what a question about one entry needs is read, not the whole log', async (t) => {
  const directory = folder(t);
  await write(directory, [{ run: 'run-1', ago: 0, events: Array.from({ length: 60 }, () => notRun(1)) }], 4_000);
  // Whatever an earlier file holds is not looked at for the last entries.
  const [first = ''] = readdirSync(directory).filter((name) => name === 'audit.log.1');
  writeFileSync(join(directory, first), 'damaged\n');
  const said = await ask(auditList, directory, { json: true, limit: '5' });
  t.same([numbersIn(said).length, said.err], [5, '']);
});
