// The executor in one process: what may be spent, what a CLI is given, how one is run, and what happens around a proposal.

import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { type Test, test } from 'tap';
import { type AuditEntry, AuditLog, verifyLog } from '../../src/audit/index.js';
import { openApproval } from '../../src/executor/approval.js';
import type { Armed } from '../../src/executor/armed.js';
import { readPolicy } from '../../src/packs/index.js';
import type { RawOutput } from '../../src/executor/digest.js';
import { cliEnvironment } from '../../src/executor/environment.js';
import { openProposalLane } from '../../src/executor/proposal-lane.js';
import { NO_ALIASES } from '../../src/executor/aliases.js';
import { NOTHING_BEFORE } from '../../src/executor/before.js';
import { answerProposal } from '../../src/executor/propose.js';
import { Repeats } from '../../src/executor/repeats.js';
import { type Program, runProgram } from '../../src/executor/run.js';
import { type RunnerDoors, runnerFor } from '../../src/executor/runners.js';
import { Spending } from '../../src/executor/spending.js';
import { tether } from '../../src/executor/tether.js';
import { openWorkplace } from '../../src/executor/workplace.js';
import { type Cleared, judge } from '../../src/gate/index.js';
import {
  type AskedApproval,
  type Attest,
  type Decided,
  frameBytes,
  type HandedBack,
  LIMITS,
  type ProposalAnswer,
} from '../../src/protocol/index.js';
import { err, Fault, ok } from '../../src/shared/index.js';
import { ACCOUNTS } from '../protocol/accounts.js';
import { digest } from './digest-now.js';
import { soundAttest } from './sound-attest.js';

const NODE = realpathSync(process.execPath);
const READ = 'gcloud projects list --limit=10 --format=json';
const policy = readPolicy();

function folder(t: Test): string {
  // Below a directory that only we may write, as a person's own would be.
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-executor-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

function clearedOf(line: string): Cleared {
  const verdict = judge(line, policy, { microUsd: 1_000_000 });
  if (!verdict.ok) throw new Error(`refused by ${String(verdict.error.layer)}: ${line}`);
  return verdict.value;
}

async function armedIn(t: Test, over: Partial<Attest> = {}): Promise<Armed> {
  const stateDirectory = over.stateDirectory ?? folder(t);
  const attest = soundAttest(stateDirectory, over);
  const audit = await AuditLog.open(stateDirectory, { run: attest.run, now: () => new Date(0) });
  t.teardown(() => {
    audit.close();
  });
  const workplace = attest.mode === 'active' ? openWorkplace(attest, 'none', () => new Date()) : undefined;
  t.teardown(() => workplace?.close());
  return { attest, policy, audit, workplace, tether: [], startedAt: performance.now(), before: NOTHING_BEFORE };
}

const eventsIn = (stateDirectory: string): AuditEntry[] =>
  readFileSync(join(stateDirectory, 'audit.log'), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    // CAST: written by our own log a moment ago; only fields of it are compared.
    .map((line) => JSON.parse(line) as AuditEntry);

const namesIn = (stateDirectory: string): string[] => eventsIn(stateDirectory).map(({ event }) => event);

const NOBODY: RunnerDoors = {
  onBegan: () => undefined,
  onEnded: () => undefined,
  byHand: () => Promise.resolve({ output: null, note: null }),
};

test("a CLI's environment is the provider's variables and ours; ours win", async (t) => {
  const common = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    TERM: 'dumb',
    NO_COLOR: '1',
    PAGER: 'cat',
    TZ: 'UTC',
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const credentials = { AWS_PROFILE: 'p', PATH: '/evil', PAGER: 'evil', HOME: '/evil', AWS_PAGER: 'evil' };
  t.same(cliEnvironment({ provider: 'aws', credentials, home: '/home/me' }), {
    ...common,
    AWS_PROFILE: 'p',
    AWS_PAGER: '',
    AWS_CLI_AUTO_PROMPT: 'off',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/home/me',
  });
  const gcp = cliEnvironment({ provider: 'gcp', credentials: {}, home: '/home/me' });
  t.notOk(Object.keys(gcp).some((name) => name.startsWith('AWS_')));
  t.equal(gcp['CLOUDSDK_CORE_DISABLE_PROMPTS'], '1');
});

test('what stands before a CLI ties its life to the executor', { skip: process.platform !== 'linux' && 'not Linux' }, async (t) => {
  const [program, ...rest] = tether('landlock');
  const [keeper, parent] = rest.filter((word) => !word.startsWith('--'));
  t.match([program, keeper, parent], [process.execPath, /\/workers\/keeper\.js$/u, String(process.pid)]);
  if (existsSync('/usr/bin/bwrap')) t.match(tether('bwrap'), ['/usr/bin/bwrap', '--unshare-user', '--unshare-pid', '--die-with-parent']);
});

function script(code: string, over: Partial<Program> = {}): Program {
  return { file: NODE, args: ['-e', code], environment: {}, directory: '/', ...over };
}

const shell = (code: string): Program => ({ file: '/bin/sh', args: ['-c', code], environment: { PATH: '/usr/bin:/bin' }, directory: '/' });
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const QUICK = { milliseconds: 20_000, outputBytes: 1_000 };

test('a program gets its arguments as they are, its environment, its directory, no input, and a session of its own', async (t) => {
  const directory = folder(t);
  const code = `const fs = require('node:fs');
    const stat = fs.readFileSync('/proc/self/stat', 'latin1');
    const [, , group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    console.log(JSON.stringify({ argv: process.argv.slice(1), env: process.env, cwd: process.cwd(), group, session, pid: String(process.pid),
      stdin: fs.readlinkSync('/proc/self/fd/0'), open: fs.readdirSync('/proc/self/fd').filter((fd) => {
        try { return /^(socket|pipe):/.test(fs.readlinkSync('/proc/self/fd/' + fd)) && fd > 2 && fs.fstatSync(+fd).isSocket(); } catch { return false; } }) }));`;
  const odd = ['$HOME', '`id`', '; touch x', "it's", '*', ''];
  const running = runProgram(script(code, { args: ['-e', code, '--', ...odd], environment: { ONLY: 'this' }, directory }), {
    ...QUICK,
    outputBytes: 10_000,
  });
  const output = await running?.finished;
  t.equal(output?.exit, 0);
  t.match(JSON.parse(textOf(output?.out ?? new Uint8Array())), {
    argv: odd,
    env: { ONLY: 'this' },
    cwd: directory,
    group: String(running?.group),
    session: String(running?.group),
    pid: String(running?.group),
    stdin: '/dev/null',
    open: [],
  });
  // CAST: printed by the script above.
  const { env } = JSON.parse(textOf(output?.out ?? new Uint8Array())) as { env: object };
  t.same(Object.keys(env), ['ONLY'], 'and nothing else');
});

test('the exit code of a program is told; a signal is -1; what cannot start is not run', async (t) => {
  t.equal((await runProgram(script('process.exit(7)'), QUICK)?.finished)?.exit, 7);
  t.equal((await runProgram(shell('kill -9 $$'), QUICK)?.finished)?.exit, -1);
  t.equal(runProgram({ ...shell(''), file: '/nonexistent/program' }, QUICK), undefined);
  t.equal(runProgram({ ...shell(''), directory: '/dev/null' }, QUICK), undefined);
});

test('of the output the first bytes are kept and the others counted', async (t) => {
  const output = await runProgram(shell('head -c 1500 /dev/zero; echo error >&2; head -c 16384 /dev/zero >&2'), QUICK)?.finished;
  t.equal(output?.out.length, 1_000);
  t.equal(output?.cutBytes, 500 + 6, 'of the errors too');
  t.match(textOf(output?.err ?? new Uint8Array()), /^error\n/u);
});

test('endless output ends with the deadline and does not grow in memory', async (t) => {
  const before = process.memoryUsage().rss;
  const output = await runProgram(shell('exec cat /dev/zero'), { milliseconds: 1_000, outputBytes: 1_000 })?.finished;
  t.equal(output?.timedOut, true);
  t.equal(output?.out.length, 1_000);
  t.ok((output?.cutBytes ?? 0) > 10_000_000, `much was dropped: ${String(output?.cutBytes)}`);
  t.ok(process.memoryUsage().rss - before < 150 * 1024 ** 2, `and not kept: ${String(process.memoryUsage().rss - before)}`);
});

/** Each leaves something behind that holds the pipes open for much longer than anybody waits. */
const LINGERING = [
  ['a child in its group', 'sleep 30 &'],
  ['a child in a session of its own', 'setsid sleep 30 &'],
  ['a double fork', '(setsid sh -c "sleep 30 &" &)'],
] as const;

for (const [what, code] of LINGERING) {
  test(`the answer comes within a second of the deadline, whatever holds the pipe: ${what}`, async (t) => {
    const started = performance.now();
    const output = await runProgram(shell(`${code}\nsleep 30`), { milliseconds: 500, outputBytes: 100 })?.finished;
    const elapsed = performance.now() - started;
    t.equal(output?.timedOut, true);
    t.ok(elapsed >= 499 && elapsed < 1_500, `${String(Math.round(elapsed))} ms`);
  });

  test(`a program that ended is answered at once, whatever it left behind: ${what}`, async (t) => {
    const started = performance.now();
    const output = await runProgram(shell(`echo done\n${code}\nexit 3`), { milliseconds: 20_000, outputBytes: 100 })?.finished;
    t.match(output, { exit: 3, timedOut: false });
    t.equal(textOf(output?.out ?? new Uint8Array()), 'done\n');
    t.ok(performance.now() - started < 1_500);
  });
}

test('a program that is killed from outside is answered', async (t) => {
  const running = runProgram(shell('sleep 30'), QUICK);
  running?.kill();
  t.match(await running?.finished, { exit: -1, timedOut: false });
  t.doesNotThrow(() => running?.kill(), 'and once more, when it is gone');
});

function fakeCli(directory: string, name: string, code: string): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\n${code}\n`);
  chmodSync(path, 0o755);
  return path;
}

test('nothing that was not sealed in this process is run, in any mode', async (t) => {
  const cleared = clearedOf(READ);
  // CAST: forged on purpose.
  const forged = {
    canonical: cleared.canonical,
    argv: cleared.argv,
    binary: cleared.binary,
    cost: 0,
    added: [],
  } as unknown as Cleared;
  for (const mode of ['simulated', 'active', 'paranoid'] as const) {
    let asked = 0;
    const directory = folder(t);
    fakeCli(directory, 'gcloud', `echo ran >> ${directory}/log`);
    const run = runnerFor(await armedIn(t, { mode, binaryDirectories: [directory] }), {
      ...NOBODY,
      byHand: () => {
        asked += 1;
        return Promise.resolve({ output: { text: 'pasted', cutBytes: 0 }, note: null });
      },
    });
    t.throws(() => void run(forged), Error);
    t.equal(asked, 0);
    t.notOk(existsSync(join(directory, 'log')));
    t.equal((await run(cleared)).ok, true, 'the sealed one is');
    t.equal(existsSync(join(directory, 'log')), mode === 'active');
    t.equal(asked, mode === 'paranoid' ? 1 : 0);
  }
});

test('the simulated cloud is spawned with nothing in its environment', async (t) => {
  const armed = await armedIn(t, { credentials: {} });
  const began: string[] = [];
  const run = runnerFor(armed, { ...NOBODY, onBegan: (_, canonical) => began.push(canonical) });
  const output = await run(clearedOf(READ));
  t.match(output.ok && textOf(output.value.out), /acme-web-prod/);
  t.same(began, [clearedOf(READ).canonical]);
});

test('an active run starts the pinned file with the judged words, and not another file that took its place', async (t) => {
  const directory = folder(t);
  const path = fakeCli(directory, 'gcloud', 'echo "$@"');
  const armed = await armedIn(t, { mode: 'active', binaryDirectories: [directory] });
  const run = runnerFor(armed, NOBODY);
  const cleared = clearedOf(READ);
  const first = await run(cleared);
  t.equal(first.ok && textOf(first.value.out), `${cleared.argv.slice(1).join(' ')}\n`);
  rmSync(path);
  fakeCli(directory, 'gcloud', 'echo swapped');
  t.match(await run(cleared), err({ code: 'binary-changed' }));
  t.match(await run(clearedOf('aws s3api list-buckets')), err({ code: 'other-provider' }), 'whose credentials it would use');
  const other = runnerFor(await armedIn(t, { mode: 'active', provider: 'aws', binaryDirectories: [folder(t)] }), NOBODY);
  const nowhere = await other(clearedOf('aws s3api list-buckets'));
  if (!existsSync('/usr/bin/aws') && !existsSync('/usr/local/bin/aws')) t.match(nowhere, err({ code: 'no-binary' }));
});

test('a person may answer, or not', async (t) => {
  const armed = await armedIn(t, { mode: 'paranoid' });
  const asked: string[] = [];
  const byHand = (answer: HandedBack): RunnerDoors => ({
    ...NOBODY,
    byHand: ({ canonical }) => {
      asked.push(canonical);
      return Promise.resolve(answer);
    },
  });
  const pasted = await runnerFor(armed, byHand({ output: { text: '[]', cutBytes: 7 }, note: 'why' }))(clearedOf(READ));
  t.match(pasted, ok({ out: Buffer.from('[]'), cutBytes: 7, note: 'why' }), 'with what was cut of it, and what was noted');
  t.match(await runnerFor(armed, byHand({ output: null, note: 'no' }))(clearedOf(READ)), err({ code: 'skipped', note: 'no' }));
  t.same(asked, [clearedOf(READ).canonical, clearedOf(READ).canonical]);
});

const OUTPUT = { exit: 0, out: Buffer.from('[]'), err: new Uint8Array(0), cutBytes: 0, milliseconds: 1, timedOut: false };

interface Round {
  readonly answer: ProposalAnswer;
  readonly ran: readonly string[];
  readonly events: readonly string[];
  readonly state: string;
}

interface RoundOptions {
  readonly attest?: Partial<Attest>;
  readonly before?: (state: string, spending: Spending) => void;
  readonly runs?: (state: string) => void;
  readonly digests?: (raw: RawOutput) => never;
  /** What the person answers, where one is asked. */
  readonly asks?: (asked: AskedApproval) => Promise<Decided>;
  readonly note?: string;
}

async function proposed(t: Test, command: string, options: RoundOptions = {}): Promise<Round> {
  const armed = await armedIn(t, options.attest);
  const state = armed.attest.stateDirectory;
  const spending = new Spending(armed.attest.budget);
  const ran: string[] = [];
  options.before?.(state, spending);
  const answer = await answerProposal(
    { kind: 'propose', id: 4, command },
    {
      armed,
      spending,
      repeats: new Repeats(),
      setAside: (microUsd) => Promise.resolve(microUsd),
      approve: openApproval({ attest: armed.attest, audit: armed.audit, ask: options.asks ?? (() => Promise.reject(new Error('asked'))) }),
      run: (cleared) => {
        ran.push(cleared.canonical);
        ran.push(...namesIn(state));
        options.runs?.(state);
        return Promise.resolve(ok({ ...OUTPUT, note: options.note ?? null }));
      },
      digest: (raw) => Promise.resolve((options.digests ?? digest)(raw)),
      takeCarried: () => null,
      keepRaw: () => '',
      aliases: NO_ALIASES,
    },
  );
  return { answer, ran, events: existsSync(join(state, 'audit.log')) ? namesIn(state) : [], state };
}

const OTHER = 'gcloud projects describe a-b-123456';

test('what a person says is on disk before a command runs, and decides whether it does', async (t) => {
  const attest = { mode: 'active', approval: 'ask' } as const;
  const { canonical } = clearedOf(READ);
  const asked: unknown[] = [];
  const says = (decided: Decided) => (question: AskedApproval) => {
    asked.push(question);
    return Promise.resolve(decided);
  };
  const yes = await proposed(t, READ, { attest, asks: says({ decision: 'yes', note: null }) });
  t.same(yes.ran, [canonical, 'cleared', 'approved']);
  t.same(yes.events, ['cleared', 'approved', 'ran']);
  t.match(eventsIn(yes.state)[1], { of: 1, by: 'person', covers: 'command' });
  t.same(asked, [{ canonical, subcommand: 'gcloud projects list', microUsd: 0 }]);

  const no = await proposed(t, READ, { attest, asks: says({ decision: 'no', note: 'not \u001b[2J that' }) });
  t.same(no.ran, []);
  t.match(no.answer, { kind: 'not-run', id: 4, code: 'declined-by-person', note: /^not .* that$/u });
  t.notMatch(JSON.stringify(no.answer), /\\u001b/u, 'a note takes the way of an output');
  t.same(no.events, ['cleared', 'declined', 'not-run', 'noted']);
  t.match(eventsIn(no.state)[1], { of: 1, by: 'person' });
  t.match(await proposed(t, READ, { attest, asks: says({ decision: 'no', note: null }) }), { answer: { note: null } });

  const refused = await proposed(t, 'gcloud compute instances delete x', { attest, asks: says({ decision: 'yes', note: null }) });
  t.same(refused.events, ['refused']);
  t.equal(asked.length, 3, 'nobody is asked about what the gate refuses');
  const spent = await proposed(t, READ, {
    attest: { ...attest, budget: { commands: 0, microUsd: 0, milliseconds: 1 } },
    asks: says({ decision: 'yes', note: null }),
  });
  t.same(spent.events, ['cleared', 'not-run']);
  t.equal(asked.length, 3, 'nor about what the budget does not allow');
});

test('nothing runs when what a person said cannot be written down', async (t) => {
  const { ran, answer } = await proposed(t, READ, {
    attest: { mode: 'active', approval: 'ask' },
    asks: () => {
      throw new Fault('audit', 'the disk is full');
    },
  });
  t.same(ran, []);
  t.match(answer, { kind: 'not-run', code: 'audit' });
});

test('with --yes each command is recorded as agreed to before, and the gate judges it all the same', async (t) => {
  const attest = { mode: 'active', approval: 'all' } as const;
  const { events, state } = await proposed(t, READ, { attest });
  t.same(events, ['cleared', 'approved', 'ran']);
  t.match(eventsIn(state)[1], { by: 'yes-flag', covers: 'run' });
  t.same((await proposed(t, 'gcloud compute instances delete x', { attest })).events, ['refused']);
});

test('where nothing real runs nobody is asked; with credentials somebody is, whatever the attestation says', async (t) => {
  t.same((await proposed(t, READ, { attest: { approval: 'unneeded' } })).events, ['cleared', 'ran']);
  const active = await proposed(t, READ, {
    attest: { mode: 'active', approval: 'unneeded' },
    asks: () => Promise.resolve({ decision: 'no', note: null }),
  });
  t.same(active.ran, []);
});

test('"always" covers the operation, by its words, and no other', async (t) => {
  const armed = await armedIn(t, { mode: 'active', approval: 'ask' });
  const asked: string[] = [];
  const approve = openApproval({
    attest: armed.attest,
    audit: armed.audit,
    ask: ({ subcommand }) => {
      asked.push(subcommand);
      return Promise.resolve({ decision: subcommand === 'gcloud projects list' ? 'always' : 'yes', note: null });
    },
  });
  const lines = [READ, 'gcloud projects list --limit=2', OTHER, OTHER, 'gcloud beta projects list --limit=2', READ];
  for (const [at, line] of lines.entries()) await approve(clearedOf(line), at);
  t.same(asked, ['gcloud projects list', 'gcloud projects describe', 'gcloud projects describe', 'gcloud beta projects list']);
  t.match(
    eventsIn(armed.attest.stateDirectory).map((entry) => entry.event === 'approved' && [entry.by, entry.covers]),
    [
      ['person', 'subcommand'],
      ['always', 'subcommand'],
      ['person', 'command'],
      ['person', 'command'],
      ['person', 'command'],
      ['always', 'subcommand'],
    ],
  );
});

test('a note beside an output is digested like it, and recorded', async (t) => {
  const { answer, events, state } = await proposed(t, READ, { note: 'seen \u202e before' });
  t.match(answer, { kind: 'ran', note: String.raw`seen \u{202e} before` });
  t.same(events, ['cleared', 'ran', 'noted']);
  t.match(eventsIn(state)[2], { of: 1 });
});

test('a cleared command is on disk before it runs, and its output after', async (t) => {
  const { answer, ran, events, state } = await proposed(t, READ);
  const { canonical } = clearedOf(READ);
  t.match(answer, { kind: 'ran', id: 4, canonical, exit: 0, output: '[]', cutBytes: 0 });
  t.same(ran, [canonical, 'cleared'], 'when it started, the verdict was written');
  t.same(events, ['cleared', 'ran']);
  t.match(eventsIn(state), [
    { proposal: { text: READ }, canonical, microUsd: 0 },
    { of: 1, exit: 0, outputBytes: 2 },
  ]);
  t.match(await verifyLog(state), { ok: true, entries: 2 });
});

test('a refused command is on disk and does not run', async (t) => {
  const { answer, ran, events, state } = await proposed(t, 'gcloud compute instances delete x --quiet');
  t.match(answer, { kind: 'refused', id: 4, refusal: { layer: 3, code: 'unknown-subcommand' } });
  t.same(ran, []);
  t.same(events, ['refused']);
  t.match(eventsIn(state), [{ layer: 3, proposal: { text: 'gcloud compute instances delete x --quiet' } }]);
});

test('what a hostile proposal says stands in the log only under its key, spelled out', async (t) => {
  const line = 'gcloud \u001b[2J\u202e";rm -rf /';
  const { answer, ran, state } = await proposed(t, line);
  t.equal(answer.kind, 'refused');
  t.same(ran, []);
  const text = readFileSync(join(state, 'audit.log'), 'utf8');
  t.notMatch(text, /[\u001b\u202e]/u);
  t.match(text, /"proposal":\{"text":"gcloud \\\\u\{1b\}/);
});

test('a spent budget is said after the gate and before the run', async (t) => {
  const none = await proposed(t, READ, { attest: { budget: { commands: 0, microUsd: 0, milliseconds: 60_000 } } });
  t.match(none.answer, { kind: 'not-run', code: 'commands-spent' });
  t.same([none.ran, none.events], [[], ['cleared', 'not-run']]);
  const late = await proposed(t, READ, { attest: { budget: { commands: 1, microUsd: 0, milliseconds: 0 } } });
  t.match(late.answer, { kind: 'not-run', code: 'time-spent' });
  t.same([late.ran, late.events], [[], ['cleared', 'not-run']]);
  const paid = 'aws ce get-cost-and-usage --time-period Start=2026-03-01,End=2026-04-01 --granularity DAILY --metrics UnblendedCost';
  const budget = { commands: 2, microUsd: 15_000, milliseconds: 60_000 };
  t.equal((await proposed(t, paid, { attest: { budget } })).answer.kind, 'ran');
  const poor = await proposed(t, paid, {
    attest: { budget },
    before: (_, spending) => {
      spending.noteModels(10_000);
    },
  });
  t.match(poor.answer, { kind: 'refused', refusal: { layer: 7 } });
  t.same(poor.ran, []);
});

test('when the log cannot be written any more nothing runs, and the answer says so', async (t) => {
  const { answer, ran } = await proposed(t, READ, {
    before: (state) => {
      renameSync(join(state, 'audit.log'), join(state, 'moved'));
    },
  });
  t.match(answer, { kind: 'not-run', code: 'audit' });
  t.same(ran, []);
});

test('an output that cannot be recorded is not handed out', async (t) => {
  const { answer, ran } = await proposed(t, READ, {
    runs: (state) => {
      renameSync(join(state, 'audit.log'), join(state, 'moved'));
    },
  });
  t.match(answer, { kind: 'not-run', code: 'audit' });
  t.equal(ran.length, 2);
});

test('a bug in the runner is not answered but ends the executor', async (t) => {
  await t.rejects(
    proposed(t, READ, {
      runs: () => {
        throw new Error('a bug');
      },
    }),
    { message: 'a bug' },
  );
});

const raw = (out: string | Uint8Array, over: Partial<RawOutput> = {}): RawOutput => ({
  out: typeof out === 'string' ? Buffer.from(out) : out,
  err: new Uint8Array(0),
  cutBytes: 0,
  mask: [],
  ...over,
});

test('what users fill with secrets is emptied by its name, wherever a query has moved it', async (t) => {
  const mask = ['Variables', 'UserData'];
  const answer = {
    Functions: [{ Name: 'a', Environment: { Variables: { KEY: 'zzsecretzz' } } }],
    moved: [{ UserData: 'zzsecretzz' }],
    n: 1,
  };
  const { output } = digest(raw(JSON.stringify(answer), { mask }));
  t.notMatch(output, 'zzsecretzz');
  t.match(JSON.parse(output), {
    Functions: [{ Name: 'a', Environment: { Variables: /emptied/ } }],
    moved: [{ UserData: /emptied/ }],
    n: 1,
  });
  t.match(digest(raw(JSON.stringify(answer))).output, 'zzsecretzz', 'where nothing is masked nothing is changed');
});

test('an answer with masked places that is not whole JSON is withheld', async (t) => {
  const mask = ['Variables'];
  for (const text of ['{"Variables": {"KEY": "zzsecretzz"', 'Variables: zzsecretzz', 'zzsecretzz'])
    t.match(digest(raw(text, { mask })).output, /^\(withheld: /, text);
  t.equal(digest(raw('\n', { mask })).output, '\n', 'nothing holds no secret');
  t.equal(digest(raw('["a"]', { mask })).output, '[\n  "a"\n]\n');
});

test('an output leaves the executor as text that a terminal cannot obey', async (t) => {
  t.same(digest(raw('[\n  {"a": "ü"}\n]\n')), { output: '[\n  {"a": "ü"}\n]\n', errors: '', cutBytes: 0, cuts: [] });
  const hostile = digest(raw('a\u001b[2Jb\u202ec\r\nd\u0000', { err: Buffer.from('\u0007') }));
  t.same(hostile, { output: 'a\\u{1b}[2Jb\\u{202e}c\nd\\u{0}', errors: '\\u{7}', cutBytes: 0, cuts: [] });
  const broken = digest(raw(new Uint8Array([0x61, 0xff, 0xf0, 0x9f])));
  t.ok(broken.output.isWellFormed());
  t.match(broken.output, /^a\ufffd/u);
});

const KEPT = 128 * 1024;

/** What is in an output, and whether some of it must be said to be missing. */
const CUT: readonly (readonly [string, string, Partial<RawOutput>, boolean])[] = [
  ['as much as fits', 'x'.repeat(KEPT), {}, false],
  ['one byte more', 'x'.repeat(KEPT + 1), {}, true],
  ['many bytes and few characters', '\u20ac'.repeat(KEPT), {}, false],
  ['one character of three bytes more', '\u20ac'.repeat(KEPT + 1), {}, true],
  ['characters that are spelled out push others off the end', '\u0000'.repeat(KEPT / 4), {}, true],
  ['a character of two halves is not cut in two', `${'x'.repeat(KEPT - 1)}\u{1f600}`, {}, true],
];

for (const [what, out, over, isCut] of CUT) {
  test(`an output is bounded, and says what is missing: ${what}`, async (t) => {
    const { output, cutBytes, cuts } = digest(raw(out, over));
    t.ok(output.length <= KEPT && output.isWellFormed());
    t.equal(cutBytes > 0, isCut);
    t.equal(cuts.length > 0, isCut);
    t.equal(output.includes('left out'), isCut);
  });
}

test('what the cap before has dropped counts too', async (t) => {
  t.equal(digest(raw('x', { cutBytes: 1_000 })).cutBytes, 1_000);
});

test('errors are bounded too, and what is missing of them is counted', async (t) => {
  const { errors, cutBytes } = digest(raw('', { err: Buffer.from('e'.repeat(10_000)) }));
  t.ok(errors.length <= 8 * 1024 && errors.length > 8_000);
  t.ok(cutBytes >= 10_000 - 8 * 1024);
});

test('a command that ran is recorded as such even when its output cannot be read', async (t) => {
  const { answer, events } = await proposed(t, READ, {
    digests: () => {
      throw new Fault('child', 'the output could not be digested in time');
    },
  });
  t.match(answer, { kind: 'not-run', code: 'child' });
  t.same(events, ['cleared', 'ran']);
});

function lane(t: Test): {
  readonly asks: (...lines: readonly (object | string)[]) => void;
  readonly lane: ReturnType<typeof openProposalLane>;
  readonly answers: () => string;
  readonly left: number[];
  readonly hangUp: () => void;
} {
  const [near, far] = duplexPair();
  const left: number[] = [];
  let said = '';
  far.on('data', (chunk: Uint8Array) => {
    said += Buffer.from(chunk).toString('utf8');
  });
  t.teardown(() => {
    near.destroy();
    far.destroy();
  });
  return {
    lane: openProposalLane({ stream: near, onOver: (code) => left.push(code), onBug: (cause) => t.fail(String(cause)) }),
    asks: (...lines) => {
      for (const line of lines) far.write(typeof line === 'string' ? line : frameBytes(line));
    },
    answers: () => said,
    left,
    hangUp: () => far.end(),
  };
}

const soon = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));
const ask = (id: number): object => ({ kind: 'propose', id, command: READ });
const notRun = (id: number): ProposalAnswer => ({ kind: 'not-run', id, code: 'test', detail: '', earlier: null, note: null, ...ACCOUNTS });

test('no proposal is read before the executor is armed, then each is answered in its turn', async (t) => {
  const one = lane(t);
  one.asks(ask(1), ask(2));
  await soon();
  t.equal(one.answers(), '');
  let busy = 0;
  let most = 0;
  one.lane.open(async ({ id }) => {
    busy += 1;
    most = Math.max(most, busy);
    await soon();
    busy -= 1;
    return notRun(id);
  });
  one.asks(ask(5));
  for (let n = 0; n < 20 && one.answers().split('\n').length < 4; n += 1) await soon();
  t.equal(one.answers(), [1, 2, 5].map((id) => Buffer.from(frameBytes(notRun(id))).toString()).join(''));
  t.equal(most, 1, 'one at a time');
  t.same(one.left, []);
});

test('more than a window of proposals is not read', async (t) => {
  const one = lane(t);
  let seen = 0;
  one.lane.open(({ id }) => {
    seen = Math.max(seen, id);
    return new Promise(() => undefined);
  });
  one.asks(...Array.from({ length: 3 * LIMITS.window }, (_, n) => ask(n + 1)));
  await soon();
  t.equal(seen, 1);
  t.same(one.left, []);
  t.equal(one.answers(), '');
});

const WRONG: readonly (readonly [string, readonly (object | string)[]])[] = [
  ['an id that was used', [ask(3), ask(3)]],
  ['an id that goes back', [ask(3), ask(2)]],
  ['another request', [{ kind: 'attest', id: 1 }]],
  ['a word of the supervisor', [{ kind: 'stop', id: 1 }]],
  ['an unknown key', [{ ...ask(1), approved: true }]],
  ['no JSON', ['gcloud projects list\n']],
  ['a command that is too long', [{ kind: 'propose', id: 1, command: 'x'.repeat(LIMITS.commandCharacters + 1) }]],
];

for (const [what, lines] of WRONG) {
  test(`the forwarded lane ends the executor over ${what}`, async (t) => {
    const one = lane(t);
    one.lane.open(({ id }) => Promise.resolve(notRun(id)));
    one.asks(...lines);
    await soon();
    t.same(one.left.slice(0, 1), [1]);
  });
}

test('the end of the forwarded lane ends the executor', async (t) => {
  const one = lane(t);
  one.lane.open(({ id }) => Promise.resolve(notRun(id)));
  one.hangUp();
  await soon();
  t.same(one.left, [0]);
});
