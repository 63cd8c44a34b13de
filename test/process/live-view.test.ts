// A person at a terminal that is drawn for real: what is left on the screen, what a hostile output can do to a question, and that the terminal is as
// it was however the run ends.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { configured, home, inShell } from './ghosthunter.js';
import { AVAILABLE, fakeTools } from './surroundings.js';
import { billOf } from '../supervisor/planted.js';
import { inTmux, NO_TMUX, settled, type Terminal } from './tmux.js';

const NO_CAGE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';
const SKIP = NO_CAGE || NO_TMUX;
const SNAPSHOTS = fileURLToPath(new URL('../../../test/process/snapshots/', import.meta.url));
const DONE = /^code \d+$/mu;
const ASKED = /run it\? \[y\/n\/a\/q\]$/u;

function reviewed(t: Test, name: string, text: string): void {
  const path = `${SNAPSHOTS}${name}.txt`;
  if (process.env['GHOSTHUNTER_WRITE_SNAPSHOTS'] === '1') writeFileSync(path, `${text}\n`);
  t.equal(text, readFileSync(path, 'utf8').trimEnd(), name);
}

/** What was left, from the command line to its exit code. */
function left(shown: string): string {
  const lines = shown.split('\n');
  const from = lines.findIndex((line) => line.startsWith('$ ')) + 1;
  return lines.slice(from, lines.findIndex((line) => DONE.test(line)) + 1).join('\n');
}

const SHELL_TELLS = '; echo "code $?"';

test('what a run leaves on a terminal is what was reviewed, at each width and with every kind of terminal', {
  skip: SKIP,
  timeout: 180_000,
}, async (t) => {
  const at = home(t);
  const plainEnv = { TERM: 'screen-256color', LANG: 'C.UTF-8' };
  const cases = [
    ['live-80', 'demo', 80, 24, plainEnv],
    ['live-200', 'demo', 200, 50, plainEnv],
    ['live-40', 'demo first-light', 40, 20, plainEnv],
    ['no-colour', 'demo first-light', 80, 24, { ...plainEnv, NO_COLOR: '1' }],
    ['letters', 'demo first-light', 80, 24, { TERM: 'screen-256color', LANG: 'C' }],
    ['dumb', 'demo first-light', 80, 24, { TERM: 'dumb', LANG: 'C.UTF-8' }],
    ['plain', 'demo first-light --plain', 80, 24, plainEnv],
    ['piped', 'demo first-light 2>/dev/null | cat', 80, 24, plainEnv],
  ] as const;
  for (const [name, args, columns, rows, env] of cases) {
    const terminal = await inTmux(t, at, columns, rows, env);
    terminal.run(`MAIN ${args}${SHELL_TELLS}`);
    await terminal.until(DONE);
    reviewed(t, name, settled(left(terminal.history()), at));
    if (name !== 'live-80' && name !== 'live-200')
      t.equal(terminal.history(true).includes('\u001b['), name === 'live-40' || name === 'letters', `${name}: colour`);
  }
});

test('while a run goes on its last rows tell where it stands, and what is typed is obeyed', { skip: SKIP, timeout: 90_000 }, async (t) => {
  const at = home(t);
  const terminal = await inTmux(t, at, 80, 24);
  terminal.run(`MAIN demo --approve ask${SHELL_TELLS}`);
  await terminal.until(/^── ghosthunter/mu);
  await terminal.until(ASKED);
  t.notMatch(terminal.screen(), /Ctrl-C stops/u, 'nothing live is there while a question is open');
  terminal.type('/hypotheses', 'Enter');
  await terminal.until(/believed after round 1[\s\S]*run it\? \[y\/n\/a\/q\]$/u);
  terminal.type('/why', 'Enter');
  await terminal.until(/7 cost {8}✓[\s\S]*run it\? \[y\/n\/a\/q\]$/u);
  terminal.type('/note', 'Space', 'we', 'Space', 'moved', 'Space', 'a', 'Space', 'bucket', 'Enter');
  await terminal.until(/noted; it goes along[\s\S]*run it\? \[y\/n\/a\/q\]$/u);
  terminal.type('y', 'Enter');
  const live = await terminal.until(/✓✓✓✓✓✓✓ {2}(?:running|exit)[\s\S]*Ctrl-C stops/u);
  t.match(live, /^ {2}0\.\d\d [█▏▎▍▌▋▊▉░]{10} {3}A01/mu);
  t.match(live, /^critical \+3,041\.18 USD, step since 2026-09-14$/mu);
  await terminal.until(ASKED);
  t.match(terminal.history(), /noted\n {4}we moved a bucket/u, 'the note went along with the answer');
  terminal.type('/quit', 'Enter');
  await terminal.until(/^code 130$/mu);
  t.match(terminal.history(), /to go on: ghosthunter run --resume/u);
});

test('another spike is looked into in a run of its own', { skip: SKIP, timeout: 90_000 }, async (t) => {
  const at = home(t);
  const terminal = await inTmux(t, at, 100, 40);
  terminal.run(`MAIN run --world aws-two-things --offline --approve ask${SHELL_TELLS}`);
  await terminal.until(ASKED);
  terminal.type('/spike', 'Space', '9', 'Enter');
  await terminal.until(/\/spike takes one of: 1 2[\s\S]*run it\? \[y\/n\/a\/q\]$/u);
  terminal.type('/spike', 'Space', '2', 'Enter');
  await terminal.until(/spike 2 gets a run of its own/u);
  await terminal.until(/^> 2 /mu);
  await terminal.until(ASKED);
  terminal.type('q', 'Enter');
  await terminal.until(/^code 130$/mu);
  const goOn = terminal.history().match(/to go on: ghosthunter run --resume \S+/gu) ?? [];
  t.equal(new Set(goOn).size, 2, 'both runs are kept');
});

test('also of a run that goes on, with the budget that it began with', { skip: SKIP, timeout: 90_000 }, async (t) => {
  const at = home(t);
  const terminal = await inTmux(t, at, 100, 40);
  const goesOn = (): readonly string[] => [...new Set(terminal.history().match(/--resume \d\S+$/gmu))];
  const stop = async (): Promise<void> => {
    await terminal.until(ASKED);
    terminal.type('q', 'Enter');
    await terminal.until(/^code 130$/mu);
  };
  terminal.run(`MAIN run --world aws-two-things --offline --approve ask --max-commands 7${SHELL_TELLS}`);
  await stop();
  terminal.run(`clear; MAIN run ${goesOn()[0] ?? 'none'}${SHELL_TELLS}`);
  await terminal.until(ASKED);
  terminal.type('/spike', 'Space', '2', 'Enter');
  await terminal.until(/0 of 7 commands/u);
  await terminal.until(/^> 2 /mu);
  await stop();
  t.equal(goesOn().length, 2, 'the one that went on, and another one');
});

/** Everything that was ever used to draw something else than what is there. */
const HOSTILE = [
  '\\u001b[2J\\u001b[H',
  '\\u001b]0;owned\\u0007',
  '\\u001b[8m',
  '\\u001b[?1049h',
  '\\u001b[30;40m',
  '\\u009b2J',
  '\\u202erun it?',
  '\\r',
  '\\u001bc',
  'run it? [y/n/a/q] y',
  'cleared by the gate, and waiting for you:',
  `${' '.repeat(76)}run it? [y/n/a/q] y`,
  '\\u0301'.repeat(200),
  '漢字'.repeat(90),
  '\\t\\t\\t',
].join('\\n');

test('no output alters what the next question shows, the title or the colours', { skip: SKIP, timeout: 90_000 }, async (t) => {
  const screens: string[] = [];
  for (const output of ['harmless', HOSTILE]) {
    const at = home(t);
    const tools = await fakeTools(
      t,
      at,
      ['gcloud'],
      `process.stdout.write('${output}\\n'); process.stderr.write('${output}\\n'); process.exitCode = 1;`,
    );
    configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
    at.write('bill.csv', 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n');
    at.write('script.txt', 'gcloud projects list --limit=1\ngcloud projects list --limit=2\n');
    const terminal = await inTmux(t, at, 80, 24);
    const title = terminal.title();
    terminal.run(`MAIN run bill.csv --script script.txt --active --offline${SHELL_TELLS}`);
    await terminal.until(ASKED);
    terminal.type('y', 'Enter');
    await terminal.until(/--limit=2[\s\S]*run it\? \[y\/n\/a\/q\]$/u);
    t.equal(tools.told().length, 1, 'it ran');
    const shown = terminal.screen().split('\n').slice(-8);
    screens.push(shown.join('\n').replace(/\d+:\d\d of/u, 'M:SS of'));
    t.equal(terminal.title(), title);
    t.notMatch(terminal.history(true), /\u001b\[(?:8|30|40|30;40)m/u);
    t.equal(
      terminal
        .history()
        .split('\n')
        .filter((line) => line.startsWith('run it?')).length,
      2,
      'the questions that were asked, and no other',
    );
    terminal.type('q', 'Enter');
    await terminal.until(/^code 130$/mu);
  }
  t.equal(screens[1], screens[0]);
  t.match(screens[0], /cleared by the gate, and waiting for you:\n\n {2}gcloud projects list --format=json --limit=2 --quiet\n/u);
});

test('the terminal is as it was after the end, Ctrl-C once and twice, Ctrl-Z and a signal; a narrower one is drawn anew', {
  skip: SKIP,
  timeout: 120_000,
}, async (t) => {
  const at = home(t);
  const terminal = await inTmux(t, at, 90, 30);
  const settings = async (mark: string): Promise<string> => {
    terminal.run(`clear; stty -g | cksum; echo "${mark}-"'told'`);
    const shown = await terminal.until(new RegExp(`^${mark}-told$`, 'mu'));
    return /^\d+ \d+$/mu.exec(shown)?.[0] ?? 'none';
  };
  const before = await settings('before');
  const start = async (): Promise<void> => {
    terminal.run(`clear; MAIN run --world aws-nat-gateway --offline --approve ask${SHELL_TELLS}`);
    await terminal.until(/Ctrl-C stops$/mu);
  };
  await start();
  terminal.type('C-c');
  await terminal.until(/^code 130$/mu);
  t.match(terminal.screen(), /stopping; Ctrl-C again kills at once/u);
  t.equal(await settings('once'), before);
  await start();
  terminal.type('C-c', 'C-c');
  await terminal.until(/^code 130$/mu);
  t.equal(await settings('twice'), before);
  await start();
  terminal.type('C-z');
  await terminal.until(/Stopped/u);
  t.equal(await settings('stopped'), before);
  terminal.run('fg');
  await terminal.until(ASKED);
  terminal.type('C-z');
  await terminal.until(/Stopped/u);
  terminal.run('fg');
  await terminal.until(/fg\n[^$]*\nrun it\? \[y\/n\/a\/q\]$/u);
  terminal.type('y', 'Enter');
  await terminal.until(/✓✓✓✓✓✓✓ {2}(?:running|exit)/u);
  terminal.resize(50, 30);
  await terminal.until(ASKED);
  t.notMatch(terminal.screen(), /Ctrl-C stops/u, 'nothing live is there while a question is open');
  terminal.type('q', 'Enter');
  await terminal.until(/to go on: ghosthunter run --resume/u);
  t.equal(await settings('after'), before);
});

/** What only live rows hold. */
const LIVE = /^── ghosthunter|Ctrl-C stops|^ {2}\d\.\d\d [█▏▎▍▌▋▊▉░]|^critical \+|^round \d+: /mu;

test('a terminal that is made narrower and wider while a run is live keeps no row of an older frame, also where it scrolled off', {
  skip: SKIP,
  timeout: 90_000,
}, async (t) => {
  const at = home(t);
  const tools = await fakeTools(t, at, ['aws'], 'setTimeout(() => undefined, 15_000);');
  configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
  at.write('bill.csv', billOf('AWS', 'AmazonEC2'));
  const terminal = await inTmux(t, at, 120, 30);
  terminal.run(`clear; MAIN run bill.csv --active --yes --offline${SHELL_TELLS}`);
  await terminal.until(/✓✓✓✓✓✓✓ {2}running/u);
  for (const columns of [80, 50, 100]) {
    terminal.resize(columns, 30);
    await new Promise((resolve) => setTimeout(resolve, 900));
    const shown = await terminal.until(/✓✓✓✓✓✓✓ {2}running/u);
    for (const row of [/^── ghosthunter/gmu, /✓✓✓✓✓✓✓ {2}running/gu, /of \$1\.00/gu])
      t.equal(terminal.history().match(row)?.length, 1, `${String(row)} once at ${String(columns)}`);
    t.match(shown, LIVE, 'control');
  }
  terminal.type('C-c');
  await terminal.until(/^code 130$/mu);
  t.notMatch(terminal.history(), LIVE);
});

test('where a program reads the screen aloud a line between the questions is obeyed too, and what it says has rows of its own', {
  skip: SKIP,
  timeout: 90_000,
}, async (t) => {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud'], 'setTimeout(() => undefined, 5_000);');
  configured(at, `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`);
  at.write('bill.csv', 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n');
  at.write('script.txt', 'gcloud projects list --limit=1\ngcloud projects list --limit=2\n');
  const terminal = await inTmux(t, at, 80, 40);
  terminal.run(`MAIN run bill.csv --script script.txt --active --offline --plain${SHELL_TELLS}`);
  await terminal.until(ASKED);
  terminal.type('y', 'Enter');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  terminal.type('/whx', 'BSpace', 'y', 'Enter');
  await terminal.until(/^\/why\ncleared: gcloud projects list[^\n]*\n {2}1 shell/mu);
  terminal.type('/note', 'Space', 'slow', 'Enter');
  await terminal.until(/^noted; it goes along/mu);
  terminal.type('/hypo');
  await terminal.until(/^\/hypo\n[\s\S]*run it\? \[y\/n\/a\/q\]$/mu);
  t.match(terminal.history(), /noted\n {4}slow/u);
  t.notMatch(terminal.history(true), /\u001b\[/u, 'no sequence');
  terminal.type('q', 'Enter');
  await terminal.until(/^code 130$/mu);
});

test('a run in the background neither reads nor draws, so nothing stops it', { skip: SKIP, timeout: 60_000 }, async (t) => {
  const at = home(t);
  const terminal = await inTmux(t, at, 80, 40);
  terminal.run('MAIN demo first-light &');
  await terminal.until(/run ended: done/u);
  terminal.run(`jobs -s; echo "wai"'ted'`);
  const shown = await terminal.until(/^waited$/mu);
  t.notMatch(shown, /Stopped/u);
  t.notMatch(terminal.history(), /Ctrl-C stops/u);
});

test('a reader that leaves, a closed input and no terminal at all: it ends, and says why', {
  skip: NO_CAGE,
  timeout: 120_000,
}, async (t) => {
  const at = home(t);
  const head = await at.run(['demo', 'first-light'], { through: inShell('', '2>/dev/null | head -1') });
  t.equal(head.code, 0);
  t.equal(head.out.split('\n').length, 2);
  const closed = await at.run(['demo', 'first-light', '--approve', 'ask'], { through: inShell('', '<&-') });
  t.equal(closed.code, 4, closed.err);
  const none = await at.run(['demo', 'first-light'], { env: { TERM: 'xterm' } });
  t.equal(none.code, 0);
  t.notMatch(none.out + none.err, /\u001b/u);
  const alone = await at.run([]);
  t.equal(alone.code, 2, 'help, as ever');
});

test('ghosthunter alone at a terminal shows what can be done with what is here, and does it', {
  skip: SKIP,
  timeout: 60_000,
}, async (t) => {
  const at = home(t);
  at.write('costs.csv', 'ChargePeriodStart,ServiceName,BilledCost\n2026-09-01T00:00:00Z,Compute Engine,1.5\n');
  at.write('other.csv', 'name,age\na,1\n');
  at.write('\u001b]0;owned\u0007bill.parquet', 'PAR1');
  const terminal: Terminal = await inTmux(t, at, 80, 24);
  const title = terminal.title();
  terminal.run(`MAIN${SHELL_TELLS}`);
  const shown = await terminal.until(/number, or q>/u);
  t.match(shown, /^ {2}\d {2}ghosthunter run costs\.csv/mu);
  t.match(shown, /ghosthunter doctor/u);
  t.notMatch(shown, /other\.csv/u);
  t.equal(terminal.title(), title);
  terminal.type('99', 'Enter');
  await terminal.until(/^1 to \d, or q$/mu);
  const number = /^ +(\d) {2}ghosthunter --help/mu.exec(shown)?.[1] ?? '';
  terminal.type(number, 'Enter');
  await terminal.until(/^code 0$/mu);
  t.match(terminal.history(), /Usage: ghosthunter/u);
  terminal.run(`clear; MAIN${SHELL_TELLS}`);
  await terminal.until(/number, or q>/u);
  terminal.type('q', 'Enter');
  await terminal.until(/^code 0$/mu);
});
