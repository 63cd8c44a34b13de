// A person in the run: approving at a terminal, running commands by hand, with prepared answers, and not there at all.

import { createHash } from 'node:crypto';
import { type Test, test } from 'tap';
import { configured, type Home, home } from './ghosthunter.js';
import { sampleOf } from '../random.js';
import { AVAILABLE, fakeTools, type Tools } from './surroundings.js';
import { atTerminal, NO_TERMINAL, pasted, type Step } from './terminal.js';

const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const SKIP = NO_CAGE || NO_TERMINAL;
const BILL = 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n';
const RUN_IT = 'run it? [y/n/a/q] ';
const OUTPUT = 'output> ';
const PLACE = 'gcloud projects list --limit=';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const names = (at: Home): readonly string[] => at.audit().map(({ event }) => event);

interface Prepared {
  readonly at: Home;
  readonly args: readonly string[];
  readonly tools: Tools;
}

async function prepared(t: Test, commands: number, ...flags: readonly string[]): Promise<Prepared> {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud']);
  configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
  const lines = Array.from({ length: commands }, (_, n) => `${PLACE}${String(n + 1)}`);
  return { at, tools, args: ['run', at.write('bill.csv', BILL), '--script', at.write('script.txt', lines.join('\n')), ...flags] };
}

const canonical = (n: number): string => `gcloud projects list --format=json --limit=${String(n)} --quiet`;

test('a command waits for the person: yes, no with a reason, always, and what was typed too early counts for nothing', {
  skip: SKIP,
}, async (t) => {
  const { at, args, tools } = await prepared(t, 4, '--active');
  const steps: readonly Step[] = [
    [[canonical(1), RUN_IT], 'n not that one\r'],
    [[canonical(2), RUN_IT], '\r'],
    [['no answer', RUN_IT], 'y\r'],
    [[canonical(3), RUN_IT], 'a\r'],
  ];
  const ended = await atTerminal(at, args, steps, { early: 'y\ry\ry\ry\r' });
  t.equal(ended.code, 0, ended.out);
  t.same(
    tools.told().map(({ argv }) => argv[3]),
    ['--limit=2', '--limit=3', '--limit=4'],
  );
  t.same(names(at), [
    'start',
    ...['cleared', 'declined', 'not-run', 'noted'],
    ...['cleared', 'approved', 'ran'],
    ...['cleared', 'approved', 'ran'],
    ...['cleared', 'approved', 'ran'],
    'stop',
  ]);
  t.match(
    at.audit().filter(({ event }) => ['declined', 'not-run', 'noted', 'approved'].includes(event)),
    [
      { of: 2, by: 'person', note: 'not that one' },
      { of: 2, code: 'declined-by-person' },
      { of: 2, note: 'not that one' },
      { by: 'person', covers: 'command' },
      { by: 'person', covers: 'subcommand' },
      { by: 'always', covers: 'subcommand' },
    ],
  );
  t.ok(await at.verified());
});

test('a pasted yes approves nothing; q stops the run', { skip: SKIP }, async (t) => {
  const { at, args, tools } = await prepared(t, 2, '--active');
  const ended = await atTerminal(at, args, [
    [[RUN_IT], pasted('y\ny\n')],
    [['no answer', RUN_IT], 'y\ry\r'],
    [['no answer', RUN_IT], 'q\r'],
  ]);
  t.equal(ended.code, 130, ended.out);
  t.same(tools.told(), []);
  t.ok(names(at).includes('declined'));
  t.ok(await at.verified());
});

test('without a terminal and without --yes the first command that needs approval ends the run with 4, and nothing runs', {
  skip: NO_CAGE,
}, async (t) => {
  const { at, args, tools } = await prepared(t, 2, '--active', '--json');
  const ended = await at.run(args);
  t.equal(ended.code, 4, ended.err);
  t.match(JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? ''), { event: 'ended', outcome: 'needs-person' });
  t.same(tools.told(), []);
  t.same(
    at.audit().map((entry) => (entry.event === 'record' ? entry.name : entry.event)),
    ['start', 'cleared', 'needs-person', 'stop'],
  );
  const all = await at.run([...args, '--yes']);
  t.equal(all.code, 0, all.err);
  t.equal(tools.told().length, 2, 'control');
  const piped = await at.run(args, { input: 'y\ny\ny\n' });
  t.equal(piped.code, 4, 'a yes in a pipe is nobody');
  t.equal(tools.told().length, 2);
});

test('a paranoid run: a person pastes, names a file, writes notes, skips', { skip: SKIP }, async (t) => {
  const { at, args } = await prepared(t, 5);
  at.write('printed.json', '["third"]\n');
  const hostile = 'a\tb\tc\n\u001b[201~/quit\ny\n###';
  const ended = await atTerminal(
    at,
    args,
    [
      [[canonical(1), OUTPUT], pasted('[\n  {"a": "\u00e4"}\n]\n')],
      [[canonical(2), OUTPUT], pasted(hostile)],
      [[canonical(3), OUTPUT], `${at.path}/printed.json\r`],
      [[canonical(4), OUTPUT], 'the project moved last week\r', '/skip\r'],
      [[canonical(5), OUTPUT], 'us-east-1\r', 'o\r'],
    ],
    { env: { GHOSTHUNTER_NO_CLIPBOARD: '' } },
  );
  t.equal(ended.code, 0, ended.out);
  t.match(
    at.audit().filter(({ event }) => event === 'ran'),
    [
      { of: 2, outputSha256: sha256('[\n  {"a": "\u00e4"}\n]') },
      { of: 4, outputSha256: sha256(hostile) },
      { of: 6, outputSha256: sha256('["third"]') },
      { of: 11, outputSha256: sha256('us-east-1') },
    ],
  );
  t.match(
    at.audit().filter(({ event }) => event === 'not-run' || event === 'noted'),
    [{ code: 'skipped' }, { note: 'the project moved last week' }],
  );
  t.ok(await at.verified());
  // Alone on its line, and in the clipboard.
  t.ok(ended.out.split('\r\n').includes(canonical(1)));
  t.ok(ended.out.includes(`\u001b]52;c;${Buffer.from(canonical(1)).toString('base64')}\u0007`));
});

test('plain, or told not to, it leaves the clipboard alone; plain writes no sequence at all', { skip: SKIP }, async (t) => {
  const skipping: readonly Step[] = [[[OUTPUT], '/skip\r']];
  const { at, args } = await prepared(t, 1);
  const quiet = await atTerminal(at, args, skipping, { env: { GHOSTHUNTER_NO_CLIPBOARD: '1' } });
  t.equal(quiet.code, 0);
  t.notMatch(quiet.out, /\u001b\]52/u);
  t.match(quiet.out, /\u001b\[\?2004h/u, 'control');
  for (const [flags, env] of [
    [['--plain'], {}],
    [[], { TERM: 'dumb' }],
  ] as const) {
    const plain = await atTerminal(at, [...args, ...flags], skipping, { env });
    t.equal(plain.code, 0);
    t.notMatch(plain.out, /\u001b|\u0007/u);
  }
});

test('a terminal that does not mark a paste still gets its lines in, to the mark', { skip: SKIP }, async (t) => {
  const { at, args } = await prepared(t, 1, '--plain');
  const ended = await atTerminal(at, args, [[[OUTPUT], '[\r  1\r]\r', '###\r']]);
  t.equal(ended.code, 0, ended.out);
  t.match(at.audit()[2], { event: 'ran', outputSha256: sha256('[\n  1\n]') });
});

const ANSWERS = '["one"]\n###\n/note not mine\n/skip\n###\n["three"]\n';

test('answers that were prepared are given in order, from a file or a pipe; when they are used up the run ends with 4', {
  skip: NO_CAGE,
}, async (t) => {
  const three = await prepared(t, 3);
  const file = three.at.write('answers.txt', ANSWERS);
  for (const [answers, input] of [
    [file, undefined],
    ['-', ANSWERS],
  ] as const) {
    const ended = await three.at.run([...three.args, '--answers', answers], input === undefined ? {} : { input });
    t.equal(ended.code, 0, ended.err);
  }
  const once = ['start', 'cleared', 'ran', 'cleared', 'not-run', 'noted', 'cleared', 'ran', 'stop'];
  t.same(names(three.at), [...once, ...once]);
  t.match(
    three.at.audit().filter(({ event }) => event === 'ran'),
    [sha256('["one"]'), sha256('["three"]'), sha256('["one"]'), sha256('["three"]')].map((outputSha256) => ({ outputSha256 })),
  );
  const four = await prepared(t, 4);
  const ended = await four.at.run([...four.args, '--answers', '-'], { input: ANSWERS });
  t.equal(ended.code, 4, ended.err);
});

/** Loaded into the supervisor: once it has asked, something of ours is wrong. */
const CRASH = `
const write = process.stderr.write.bind(process.stderr);
process.stderr.write = (text, ...rest) => {
  if (String(text).includes('${OUTPUT}')) setTimeout(() => { throw new Error('crash'); }, 50);
  return write(text, ...rest);
};`;

test('however a run ends, the terminal is as it was', { skip: SKIP, timeout: 120_000 }, async (t) => {
  const { at, args } = await prepared(t, 1);
  const crash = at.write('crash.mjs', CRASH);
  const ends: readonly (readonly [what: string, steps: readonly Step[], kill: string, env: Readonly<Record<string, string>>])[] = [
    ['an answer', [[[OUTPUT], '/skip\r']], '', {}],
    ['Ctrl-C', [[[OUTPUT], '\u0003']], '', {}],
    ['Ctrl-C in a paste, twice', [[[OUTPUT], '\u001b[200~abc', '\u0003', '\u0003']], '', {}],
    ...['INT', 'HUP', 'QUIT'].map((signal) => [`SIG${signal}`, [], signal, {}] as const),
    ['a bug of ours', [], '', { NODE_OPTIONS: `--import=${crash}` }],
    ['SIGTERM', [], 'TERM', {}],
  ];
  // Every second has each kind: an answer, a key, a signal, a bug.
  for (const [what, steps, signal, env] of sampleOf(ends, 2)) {
    let killed = false;
    const ended = await atTerminal(at, [...args, '--log-level', 'info'], steps, {
      env,
      before: 'stty -g; trap "" QUIT;',
      after: 'echo; stty -g;',
      watch: (shown) => {
        const pid = /"pid":(\d+)/u.exec(shown)?.[1];
        if (signal === '' || killed || pid === undefined || !shown.includes('output> ')) return;
        killed = true;
        process.kill(Number(pid), `SIG${signal}` as NodeJS.Signals); // CAST: one of the names above.
      },
    });
    const modes = ended.out.match(/^[0-9a-f]+(?::[0-9a-f]+){10,}/gmu) ?? [];
    t.equal(modes.length, 2, `${what}: ${ended.out.slice(-300)}`);
    t.equal(modes[0], modes[1], what);
    t.match(ended.out, /output> /u, `${what}: it was asked`);
    t.ok(ended.out.lastIndexOf('\u001b[?2004l') > ended.out.lastIndexOf('\u001b[?2004h'), what);
  }
});
