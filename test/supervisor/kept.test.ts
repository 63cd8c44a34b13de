// What is kept of investigations, read and removed: by its schema, never through a link, never while a run needs it.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import type { Report } from '../../src/report/index.js';
import type { Fault } from '../../src/shared/index.js';
import { historyCommand, purgeCommand, reportCommand, showCommand } from '../../src/supervisor/index.js';
import { hold } from '../../src/supervisor/investigation/folder.js';
import type { Screen } from '../../src/terminal/index.js';
import { fc, runs } from '../random.js';
import { aReport } from '../report/a-report.js';

const NOW = new Date('2026-08-01T12:00:00Z');
const RUN = '20260701-0812-0a1b2c';
const OLDER = '20260601-0000-000000';
const HARMFUL = /[\p{C}\p{DI}\p{Zl}\p{Zp}\u2800]|(?! )\p{Zs}/u;
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u202e<script>\r\nforged';

interface Place {
  readonly state: string;
  readonly folder: (id: string) => string;
  readonly surroundings: { readonly environment: Readonly<Record<string, string>>; readonly home: string };
}

function place(t: Test): Place {
  const state = mkdtempSync(join(tmpdir(), 'ghosthunter-kept-'));
  t.teardown(() => {
    rmSync(state, { recursive: true, force: true });
  });
  return {
    state,
    folder: (id) => {
      const path = join(state, 'investigations', id);
      mkdirSync(path, { recursive: true, mode: 0o700 });
      return path;
    },
    surroundings: { environment: { GHOSTHUNTER_HOME: state }, home: state },
  };
}

const runFile = (run: string): string =>
  JSON.stringify({
    schema_version: 1,
    run,
    version: '1',
    mode: 'paranoid',
    approval: 'unneeded',
    provider: null,
    world: null,
    files: [],
    spike: null,
    model: null,
    compressor: null,
    budget: { commands: 1, usd: 1, minutes: 1 },
  });

function concluded(at: Place, run: string, text = 'the cause', over = {}): string {
  const folder = at.folder(run);
  writeFileSync(join(folder, 'run.json'), runFile(run));
  writeFileSync(join(folder, 'report.json'), JSON.stringify({ ...aReport(text), run, ...over }));
  return folder;
}

function unfinished(at: Place, run: string, text = 'a thought'): string {
  const folder = at.folder(run);
  writeFileSync(join(folder, 'run.json'), runFile(run));
  const [round] = aReport(text).rounds;
  const [evidence] = aReport(text).evidence;
  const lines = [{ entry: 'opened', currency: 'USD', spike: 1 }, round, evidence].map((one) => `${JSON.stringify(one)}\n`);
  writeFileSync(join(folder, 'ledger.ndjson'), `${lines.join('')}{"entry":"torn`);
  return folder;
}

interface Seen {
  readonly screen: Screen;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function seen(): Seen {
  const [out, err]: [string[], string[]] = [[], []];
  const screen: Screen = {
    input: process.stdin,
    columns: undefined,
    out: (line) => {
      out.push(line);
    },
    err: (line) => {
      err.push(line);
    },
  };
  return { screen, out, err };
}

/** The code of the fault that it ends with. */
async function faultOf(act: () => Promise<unknown>): Promise<string> {
  return act().then(
    () => 'none',
    // CAST: what is no fault has no code, and shows.
    (cause: unknown) => (cause as Fault).code,
  );
}

async function reported(at: Place, id: string, flags = {}): Promise<Seen & { readonly code: number }> {
  const shown = seen();
  return { ...shown, code: await reportCommand(id, flags, at.surroundings, shown.screen) };
}

test('a report by the beginning of its id, or the newest, in each of its forms', async (t) => {
  const at = place(t);
  concluded(at, OLDER, 'an old cause');
  const folder = concluded(at, RUN);
  for (const id of [RUN, '20260701', 'last']) t.same((await reported(at, id)).out, [join(folder, 'report.html')]);
  t.match(readFileSync(join(folder, 'report.html'), 'utf8'), /<h1><span[^>]*>the cause</u);
  t.match((await reported(at, 'last', { md: true })).out.join('\n'), /^# Investigation 20260701-0812-0a1b2c: cause found/u);
  t.match(JSON.parse((await reported(at, OLDER, { json: true })).out.join('\n')), { schema_version: 2, run: OLDER });
  t.match((await reported(at, 'last', { output: '-' })).out.join('\n'), /^<!doctype html>/u);
  t.match(JSON.parse((await reported(at, '', { schema: true })).out.join('\n')), { type: 'object', required: ['schema_version', 'run'] });
  t.equal(await faultOf(() => reported(at, '2026')), 'usage', 'two begin so');
  t.equal(await faultOf(() => reported(at, 'last', { md: true, json: true })), 'usage');
});

test('a report is written where it is asked for, and over nothing', async (t) => {
  const at = place(t);
  concluded(at, RUN);
  const path = join(at.state, 'why.md');
  await reported(at, 'last', { output: path });
  t.match(readFileSync(path, 'utf8'), /^# Investigation/u);
  t.equal(await faultOf(() => reported(at, 'last', { output: path })), 'file');
  const target = join(at.state, 'target');
  writeFileSync(target, 'untouched');
  symlinkSync(target, join(at.state, 'link.html'));
  t.equal(await faultOf(() => reported(at, 'last', { output: join(at.state, 'link.html') })), 'file');
  await reported(at, 'last', { output: join(at.state, 'link.html'), force: true });
  t.equal(readFileSync(target, 'utf8'), 'untouched', 'the link is replaced');
});

test('where nothing was concluded it says what is there and how to go on', async (t) => {
  const at = place(t);
  const folder = unfinished(at, RUN);
  const told = await reportCommand(RUN, {}, at.surroundings, seen().screen).catch((cause: unknown) => cause as Fault); // CAST: as above.
  t.match(told, { code: 'usage', message: /1 rounds and 1 pieces of evidence/u, fix: new RegExp(`run --resume ${RUN}`, 'u') });
  const letGo = await hold(folder);
  const busy = await reportCommand(RUN, {}, at.surroundings, seen().screen).catch((cause: unknown) => cause as Fault); // CAST: as above.
  t.match(busy, { code: 'usage', message: /going on/u }, { skip: process.platform !== 'linux' });
  letGo();
});

/** As a run leaves it that is killed between its conclusion and its report. */
function killed(at: Place, run: string, text: string, isOld = false): string {
  const folder = at.folder(run);
  const {
    commands,
    conclusion,
    ending: _,
    evidence,
    notices,
    outcome: __,
    rounds,
    run: ___,
    schema_version: ____,
    spent,
    written: _____,
    ...setting
  } = aReport(text);
  const ledger = [
    { entry: 'opened', currency: 'USD', spike: 1 },
    ...rounds,
    ...evidence,
    ...notices.map((notice) => ({ entry: 'notice', text: notice })),
    conclusion,
  ];
  const seenLines = [{ setting }, ...commands.map((command) => ({ command: { ...command, evidence: null }, spent }))];
  const written = (lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(folder, 'run.json'), runFile(run));
  writeFileSync(join(folder, 'ledger.ndjson'), written(ledger));
  writeFileSync(join(folder, 'spent'), '{"at":4000}\n{"at":7');
  if (!isOld) writeFileSync(join(folder, 'seen.ndjson'), `${written(seenLines)}{"comm`);
  return folder;
}

test('a run that was killed between its conclusion and its report has one nevertheless', async (t) => {
  const at = place(t);
  const folder = killed(at, RUN, 'the cause');
  const whole = aReport('the cause');
  const shown = seen();
  await showCommand(RUN, {}, at.surroundings, shown.screen);
  t.match(shown.out.join('\n'), /cause found[\s\S]*commands\n[\s\S]*ghosthunter report 20260701-0812-0a1b2c$/u);
  t.notOk(existsSync(join(folder, 'report.json')), 'to look changes nothing');
  const listed = seen();
  await historyCommand({}, at.surroundings, listed.screen, NOW);
  t.match(listed.out.join('\n'), /cause found/u);
  const letGo = await hold(folder);
  t.equal(await faultOf(() => reported(at, RUN)), 'usage', 'not while it goes on');
  letGo();
  t.match(await reported(at, RUN), { code: 0, out: [join(folder, 'report.html')], err: [/ended before it wrote its report/u] });
  t.match(await reported(at, RUN), { code: 0, err: [] }, 'once');
  // CAST: only named fields are compared.
  const { commands, ending, spent, ...rest } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  const { commands: wanted, ending: __, run: _, spent: used, written: ___, ...same } = whole;
  t.match(rest, { ...same, run: RUN, written: null });
  t.same(
    commands.map((one) => ({ ...one, evidence: null })),
    wanted.map((one) => ({ ...one, evidence: null })),
  );
  for (const { command, evidence } of commands)
    if (evidence !== null) t.equal(whole.evidence.find((one) => one.evidence === evidence)?.asked, command);
  t.ok(
    commands.some(({ evidence }) => evidence !== null),
    'control',
  );
  t.same(ending.outcome, 'interrupted');
  t.same(spent, { ...used, milliseconds: 4_000 });
});

test('one that left too little to make a report of says how it gets one, and one that was changed is not believed', async (t) => {
  const at = place(t);
  killed(at, OLDER, 'the cause', true);
  const told = await reportCommand(OLDER, {}, at.surroundings, seen().screen).catch((cause: unknown) => cause as Fault); // CAST: as above.
  t.match(told, { code: 'usage', message: /before its report/u, fix: new RegExp(`run --resume ${OLDER}`, 'u') });
  const folder = killed(at, RUN, 'the cause');
  for (const content of ['', '[]\n', '{"setting":{"tier":"none"}}\n', `{"setting":${'['.repeat(5_000)}\n`]) {
    writeFileSync(join(folder, 'seen.ndjson'), content);
    t.equal(await faultOf(() => reported(at, RUN)), 'usage', content.slice(0, 20));
  }
  rmSync(join(folder, 'seen.ndjson'));
  execFileSync('mkfifo', [join(folder, 'seen.ndjson')]);
  t.equal(await faultOf(() => reported(at, RUN)), 'usage', 'a pipe is not waited for');
});

test('the page is opened by what the person has, with nothing of their keys; where nothing does that its path is told', {
  skip: process.platform !== 'linux' && 'xdg-open is of Linux',
}, async (t) => {
  const at = place(t);
  const folder = concluded(at, RUN);
  const programs = join(at.state, 'programs');
  mkdirSync(programs, { mode: 0o700 });
  const told = join(at.state, 'told');
  const opener = join(programs, 'xdg-open');
  writeFileSync(
    opener,
    `#!/bin/sh\nenv > '${told}.unfinished'; echo "page=$1" >> '${told}.unfinished'; mv '${told}.unfinished' '${told}'\n`,
  );
  chmodSync(opener, 0o755);
  const environment = {
    ...at.surroundings.environment,
    PATH: `${programs}:/usr/bin:/bin`,
    DISPLAY: ':9',
    ANTHROPIC_API_KEY: 'hunter2',
    AWS_PROFILE: 'x',
  };
  const open = async (over: Readonly<Record<string, string>>): Promise<Seen & { readonly code: number }> => {
    const shown = seen();
    const surroundings = { ...at.surroundings, environment: { ...environment, ...over } };
    return { ...shown, code: await reportCommand(RUN, { open: true }, surroundings, shown.screen) };
  };
  const page = join(folder, 'report.html');
  t.match(await open({}), { code: 0, out: [page], err: [] });
  for (let waited = 0; !existsSync(told) && waited < 200; waited += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  const lines = readFileSync(told, 'utf8').split('\n');
  t.ok(lines.includes(`page=${page}`) && lines.includes('DISPLAY=:9'));
  t.notOk(lines.some((line) => /hunter2|AWS_|GHOSTHUNTER/u.test(line)));
  rmSync(told);
  t.match(await open({ DISPLAY: '' }), { code: 1, out: [page], err: [new RegExp(`file://${folder}/report\\.html`, 'u')] }, 'no desktop');
  chmodSync(opener, 0o777);
  await open({ PATH: programs });
  await new Promise((resolve) => setTimeout(resolve, 200));
  t.notOk(existsSync(told), 'a program that others may write is not started');
});

test('a report of before there were pages gets one', async (t) => {
  const at = place(t);
  const { approval: _, budget: __, files: ___, steppedDown: ____, written: _____, ...rest } = aReport('old words');
  const { usualWithin: ______, ...spike } = rest.spike ?? { usualWithin: null };
  const commands = rest.commands.map(({ answer, code, command, exit, layer, microUsd }) => ({
    command,
    answer,
    code,
    layer,
    exit,
    microUsd,
  }));
  const folder = at.folder(RUN);
  writeFileSync(join(folder, 'run.json'), runFile(RUN));
  writeFileSync(join(folder, 'report.json'), JSON.stringify({ ...rest, schema_version: 1, spike, commands }));
  t.same((await reported(at, 'last')).out, [join(folder, 'report.html')]);
  t.match(readFileSync(join(folder, 'report.html'), 'utf8'), /old words/u);
});

const DAMAGE: readonly (readonly [string, (path: string) => void])[] = [
  [
    'empty',
    (path) => {
      writeFileSync(path, '');
    },
  ],
  [
    'another thing',
    (path) => {
      writeFileSync(path, '{"run":1}\n');
    },
  ],
  [
    'deep',
    (path) => {
      writeFileSync(path, `${'['.repeat(100_000)}\n`);
    },
  ],
  [
    'a folder',
    (path) => {
      mkdirSync(path);
    },
  ],
  [
    'a link',
    (path) => {
      symlinkSync('/etc/hostname', path);
    },
  ],
  [
    'a pipe',
    (path) => {
      execFileSync('mkfifo', [path]);
    },
  ],
  [
    'endless',
    (path) => {
      writeFileSync(path, '');
      truncateSync(path, 1024 ** 4);
    },
  ],
];

test('what is damaged is named, and nothing waits, crashes or follows', async (t) => {
  for (const name of ['report.json', 'ledger.ndjson', 'run.json']) {
    for (const [what, damage] of DAMAGE) {
      if (name === 'ledger.ndjson' && what === 'empty') continue; // That is a ledger.
      const at = place(t);
      const folder = unfinished(at, RUN);
      rmSync(join(folder, name), { force: true });
      damage(join(folder, name));
      t.equal(await faultOf(() => reported(at, RUN)), 'file', `report: ${name} ${what}`);
      const [listed, shown] = [seen(), seen()];
      t.equal(await historyCommand({}, at.surroundings, listed.screen, NOW), 0);
      t.match(listed.out.at(-1), new RegExp(`damaged +${name}: `, 'u'), `history: ${name} ${what}`);
      t.equal(await showCommand(RUN, {}, at.surroundings, shown.screen), 1);
      t.match(shown.out.join('\n'), new RegExp(`cannot be read: ${name}: `, 'u'), `show: ${name} ${what}`);
    }
  }
});

test('no bytes whatever in a folder are more than a line that says so', async (t) => {
  const at = place(t);
  const folder = unfinished(at, RUN);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('report.json', 'ledger.ndjson', 'run.json'),
      fc.uint8Array({ maxLength: 200 }),
      async (name, bytes) => {
        writeFileSync(join(folder, name), bytes);
        const { out, screen } = seen();
        const code = await historyCommand({ json: true }, at.surroundings, screen, NOW);
        return code === 0 && out.length === 1 && !out.some((line) => HARMFUL.test(line));
      },
    ),
    runs(100),
  );
  t.pass();
});

test('history lists the newest first, as lines and as objects', async (t) => {
  const at = place(t);
  concluded(at, OLDER, 'an old cause');
  concluded(at, RUN);
  unfinished(at, '20260801-1159-ffffff');
  mkdirSync(join(at.state, 'investigations', 'notes'));
  symlinkSync(at.folder(RUN), join(at.state, 'investigations', '20260702-0000-aaaaaa'));
  const { out, screen } = seen();
  t.equal(await historyCommand({}, at.surroundings, screen, NOW), 0);
  t.match(out.slice(1), [
    /^2026-08-01 11:59 {2}20260801-1159-ffffff {2}unfinished/u,
    /^2026-07-01 08:12 {2}20260701-0812-0a1b2c {2}cause found +0\.89 +6,345\.67 USD {2}the cause$/u,
    /an old cause$/u,
  ]);
  t.equal(out.length, 4);
  const asJson = async (flags: object): Promise<readonly unknown[]> => {
    const told = seen();
    await historyCommand({ json: true, ...flags }, at.surroundings, told.screen, NOW);
    return told.out.map((line) => JSON.parse(line) as unknown); // CAST: compared below.
  };
  t.match(await asJson({ limit: '2' }), [
    { state: 'unfinished', cause: null },
    { run: RUN, state: 'concluded', cause: 'A01', confidence: 0.89, spent: { microUsd: 24_690 } },
  ]);
  t.equal((await asJson({ since: '2026-07-01' })).length, 2);
  t.equal((await asJson({ since: '2d' })).length, 1);
  t.equal(await faultOf(() => historyCommand({ limit: 'x' }, at.surroundings, seen().screen, NOW)), 'usage');
});

test('show tells rounds and evidence, and nothing that a text says to the terminal', async (t) => {
  const at = place(t);
  unfinished(at, OLDER, HOSTILE);
  concluded(at, RUN, HOSTILE);
  for (const [id, expected] of [
    [OLDER, /--resume/u],
    [RUN, /refused by layer 4: unknown-flag/u],
  ] as const) {
    const { out, err, screen } = seen();
    t.equal(await showCommand(id, {}, at.surroundings, screen), 0);
    for (const line of [...out, ...err]) t.notMatch(line, HARMFUL, line);
    t.match([...out, ...err].join('\n'), expected);
    t.match([...out, ...err].join('\n'), /round 1/u);
    const told = seen();
    await showCommand(id, { json: true }, at.surroundings, told.screen);
    t.match(JSON.parse(told.out.join('')), { schema_version: 1, run: id, entries: Array });
  }
});

/** Something of every kind. */
function full(t: Test): Place {
  const at = place(t);
  concluded(at, OLDER);
  concluded(at, RUN);
  for (const name of ['raw', 'homes', 'worlds', 'batches']) mkdirSync(join(at.state, name), { mode: 0o700 });
  writeFileSync(join(at.state, 'raw', 'a'.repeat(64)), 'secret');
  mkdirSync(join(at.state, 'worlds', 'w'));
  writeFileSync(join(at.state, 'worlds', 'w', 'bill.csv'), 'x');
  mkdirSync(join(at.state, 'batches', 'b'));
  for (const name of ['audit.log', 'audit.log.7', 'audit.head', 'config.toml']) writeFileSync(join(at.state, name), name);
  return at;
}

async function purged(at: Place, flags: object): Promise<Seen & { readonly code: number }> {
  const shown = seen();
  return { ...shown, code: await purgeCommand(flags, at.surroundings, shown.screen, NOW) };
}

const left = (at: Place): readonly string[] =>
  readdirSync(at.state, { recursive: true, encoding: 'utf8' })
    .filter((path) => !['report.json', 'run.json'].some((name) => path.endsWith(name)))
    .sort();

test('purge says what is kept, and removes nothing unless somebody said yes', async (t) => {
  const at = full(t);
  const before = left(at);
  const { code, out } = await purged(at, { dryRun: true });
  t.equal(code, 0);
  t.match(out.join('\n'), /2 +[\d.]+ kB {2}investigations[^]*1 +6 B {2}outputs[^]*would be removed/u);
  t.equal(await faultOf(() => purged(at, {})), 'needs-person');
  t.equal(await faultOf(() => purged(at, { json: true })), 'needs-person');
  t.same(left(at), before);
  t.match(JSON.parse((await purged(at, { json: true, dryRun: true })).out.join('')), { kept: [{}, {}, {}, {}, {}], removed: [] });
});

test('purge removes what was meant and no more; configuration and audit log stay', async (t) => {
  const at = full(t);
  await purged(at, { yes: true, raw: true });
  t.same(readdirSync(join(at.state, 'raw')), []);
  t.same(readdirSync(join(at.state, 'investigations')), [OLDER, RUN]);
  await purged(at, { yes: true, olderThan: '40d' });
  t.same(readdirSync(join(at.state, 'investigations')), [RUN]);
  t.ok(existsSync(join(at.state, 'worlds', 'w')), 'of today');
  await purged(at, { yes: true, id: RUN });
  t.same(readdirSync(join(at.state, 'investigations')), []);
  t.match(JSON.parse((await purged(at, { yes: true, json: true })).out.join('')), { removed: [{ kind: 'worlds' }, { kind: 'batches' }] });
  t.same(left(at), ['audit.head', 'audit.log', 'audit.log.7', 'batches', 'config.toml', 'homes', 'investigations', 'raw', 'worlds']);
});

test('purge follows no link', async (t) => {
  const at = full(t);
  const outside = mkdtempSync(join(tmpdir(), 'ghosthunter-outside-'));
  t.teardown(() => {
    rmSync(outside, { recursive: true, force: true });
  });
  writeFileSync(join(outside, 'theirs'), 'x');
  symlinkSync(outside, join(at.state, 'raw', 'b'.repeat(64)));
  symlinkSync(outside, join(at.state, 'worlds', 'v'));
  symlinkSync(outside, join(at.folder(RUN), 'inside'));
  symlinkSync(outside, join(at.state, 'investigations', '20260101-0000-000000'));
  rmSync(join(at.state, 'batches'), { recursive: true });
  symlinkSync(outside, join(at.state, 'batches'));
  const { code, out } = await purged(at, { yes: true });
  t.equal(code, 0);
  t.match(out.join('\n'), /stays: raw\/b+ \(a link\)/u);
  t.same(readdirSync(outside), ['theirs']);
  t.notOk(existsSync(join(at.state, 'investigations', RUN)), 'control: the link inside went with its folder');
});

test('purge leaves a run that is going on alone, with what it may need', {
  skip: process.platform !== 'linux' && 'nothing is held here',
}, async (t) => {
  const at = full(t);
  const letGo = await hold(at.folder(RUN));
  const numbers = readlinkSync('/proc/self/ns/pid').replace(/\D/gu, '');
  const homes = [`${String(process.pid)}.1.${numbers}.mine`, `999999999.1.${numbers}.dead`, 'strange'];
  for (const name of homes) mkdirSync(join(at.state, 'homes', name));
  utimesSync(join(at.state, 'raw', 'a'.repeat(64)), 1, 1);
  writeFileSync(join(at.state, 'raw', 'c'.repeat(64)), 'of now');
  await purged(at, { yes: true });
  t.same(readdirSync(join(at.state, 'investigations')), [RUN]);
  t.same(readdirSync(join(at.state, 'raw')), ['c'.repeat(64)], 'an output of before it began is gone');
  t.same(readdirSync(join(at.state, 'homes')), [homes[0], homes[2]].sort());
  t.equal(await faultOf(() => purged(at, { auditLog: true, yes: true })), 'usage');
  letGo();
});

test('the audit log goes only when a person types its name', async (t) => {
  const at = full(t);
  t.equal(await faultOf(() => purged(at, { auditLog: true, yes: true })), 'needs-person');
  t.ok(existsSync(join(at.state, 'audit.log')));
});

test('nothing is removed from a folder that others can write to', async (t) => {
  const at = full(t);
  chmodSync(at.state, 0o777);
  t.equal(await faultOf(() => purged(at, { yes: true })), 'file');
  chmodSync(at.state, 0o700);
  t.ok(existsSync(join(at.state, 'investigations', RUN)));
});
