// How a run ends: each child killed in turn, Ctrl-C once and twice, the other signals, the clock, a cage that is too weak. Every time the
// person is told, the log stays whole and nothing is left running.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { configured, type Ended, type Home, home } from '../process/ghosthunter.js';
import { AVAILABLE, type Available, fakeTools, type Tools } from '../process/surroundings.js';

const NONE = AVAILABLE.every(({ skip }) => skip !== false) && 'no cage can be built here';

const NAMES = ['orchestrator', 'egress', 'billing', 'executor'] as const;
type Name = (typeof NAMES)[number];

/** A command that lasts longer than any test of it. */
const SLEEPS = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30_000);';

function isAlive(pid: number): boolean {
  try {
    // A process that ended and that nobody has waited for yet is dead for us.
    return !/\) [ZX] /u.test(readFileSync(`/proc/${String(pid)}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Whether a tool of this home, or what was put in front of it, still runs: seen from here, whatever number it has for itself. */
function running(at: Home): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .some((pid) => {
      try {
        return isAlive(Number(pid)) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(join(at.path, 'tools', 'gcloud'));
      } catch {
        return false;
      }
    });
}

interface Running {
  readonly at: Home;
  readonly tools: Tools;
  /** The pid of ghosthunter, and of each of its children. */
  readonly pid: number;
  readonly pids: Readonly<Record<Name, number>>;
}

interface Outcome extends Ended {
  readonly at: Home;
  readonly tools: Tools;
  /** From the moment that `act` was called to the end. */
  readonly milliseconds: number;
  readonly pids: Readonly<Record<string, number>>;
  readonly last: unknown;
}

/** An active run whose command sleeps; `act` is called once the command runs. */
async function inTheMiddle(
  t: Test,
  act: (running: Running) => void,
  over: { readonly toml?: string; readonly through?: Available['through'] } = {},
): Promise<Outcome> {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud'], SLEEPS);
  // With a model there is an egress; it is never asked, since the first command does not end.
  configured(
    at,
    `${over.toml ?? ''}\n[model]\nname = "nobody"\nbase_url = "http://127.0.0.1:9"\n[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`,
  );
  const script = at.write('script.txt', 'gcloud projects list --limit=1\ngcloud projects list --limit=2\n');
  const bill = at.write('bill.csv', 'a,b\n1,2\n');
  let pids: Readonly<Record<string, number>> = {};
  let pid = 0;
  let since = performance.now();
  const waiting = setInterval(() => {
    const { orchestrator, egress, billing, executor } = pids;
    // All of them or none: a signal to nobody would be one to ourselves.
    if (orchestrator === undefined || egress === undefined || billing === undefined || executor === undefined) return;
    if (tools.told().length === 0 || pid === 0) return;
    clearInterval(waiting);
    since = performance.now();
    act({ at, tools, pid, pids: { orchestrator, egress, billing, executor } });
  }, 10);
  const ended = await at.run(['run', bill, '--active', '--yes', '--script', script, '--json', '--log-level', 'info'], {
    ...(over.through ? { through: over.through } : {}),
    watchErr: (err) => {
      const launched = /"pid":(\d+),"pids":(\{[^}]*\})/u.exec(err);
      if (launched?.[1] === undefined || launched[2] === undefined) return;
      pid = Number(launched[1]);
      // CAST: printed by the supervisor.
      pids = JSON.parse(launched[2]) as Readonly<Record<string, number>>;
    },
  });
  clearInterval(waiting);
  const last: unknown = JSON.parse(ended.out.trimEnd().split('\n').at(-1) ?? '');
  return { ...ended, at, tools, pids, last, milliseconds: performance.now() - since };
}

/** What must hold however a run ended. */
async function nothingLeft(t: Test, { at, tools, pids, milliseconds, err }: Outcome): Promise<void> {
  t.equal(tools.told().length, 1, 'the command ran, and nothing after it');
  // Asked for by the kernel's own clean-up, which may take a moment after the last word.
  const until = performance.now() + 2_000;
  const left = (): readonly string[] =>
    Object.entries(pids)
      .filter(([, pid]) => isAlive(pid))
      .map(([name]) => name);
  while (left().length > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  t.same(left(), [], 'no child is left');
  while (running(at) && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  t.notOk(running(at), 'nor the command');
  t.ok(milliseconds < 10_000, `it took ${String(Math.round(milliseconds))} ms`);
  t.notMatch(err, /\n {4}at /u);
  t.ok(await at.verified(), 'the log is whole');
}

const records = ({ at }: Outcome): readonly string[] => at.audit().map((entry) => (entry.event === 'record' ? entry.name : entry.event));

/** What a death takes along depends on the tier for these only. */
const IN_EVERY_TIER: readonly Name[] = ['orchestrator', 'executor'];

for (const { tier, through, skip } of AVAILABLE) {
  for (const name of tier === 'bwrap' ? NAMES : IN_EVERY_TIER) {
    test(`${name} is killed in ${tier}: the run ends, says so, and takes the rest along`, { skip }, async (t) => {
      const ended = await inTheMiddle(
        t,
        ({ pids }) => {
          process.kill(pids[name], 'SIGKILL');
        },
        { through },
      );
      t.equal(ended.code, 1);
      t.match(ended.last, {
        event: 'ended',
        outcome: 'failed',
        detail: new RegExp(`^${name} was ended by SIGKILL$|^${name} left with`, 'u'),
      });
      await nothingLeft(t, ended);
      // The executor alone writes to the log: when it is gone the log ends with what it had begun.
      const expected = name === 'executor' ? ['start', 'cleared', 'approved'] : ['start', 'cleared', 'approved', 'failed', 'stop'];
      t.same(
        records(ended).filter((event) => event !== 'ran'),
        expected,
      );
    });
  }
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 143],
] as const;

for (const [signal, code] of SIGNALS) {
  test(`${signal} ends a run in order`, { skip: NONE }, async (t) => {
    const ended = await inTheMiddle(t, ({ pid }) => {
      process.kill(pid, signal);
    });
    t.equal(ended.code, code);
    t.match(ended.last, { event: 'ended', outcome: 'interrupted' });
    await nothingLeft(t, ended);
    t.same(
      records(ended).filter((event) => event !== 'ran'),
      ['start', 'cleared', 'approved', 'interrupted', 'stop'],
    );
  });
}

test('Ctrl-C waits for an executor that hangs, and a second one does not', { skip: NONE }, async (t) => {
  const [once, twice] = await Promise.all([
    inTheMiddle(t, ({ pid, pids }) => {
      process.kill(pids.executor, 'SIGSTOP');
      process.kill(pid, 'SIGINT');
    }),
    inTheMiddle(t, ({ pid, pids }) => {
      process.kill(pids.executor, 'SIGSTOP');
      process.kill(pid, 'SIGINT');
      setTimeout(() => {
        process.kill(pid, 'SIGINT');
      }, 200);
    }),
  ]);
  for (const ended of [once, twice]) {
    t.equal(ended.code, 130);
    await nothingLeft(t, ended);
    t.same(records(ended), ['start', 'cleared', 'approved']);
  }
  t.ok(once.milliseconds > 2_000, `${String(Math.round(once.milliseconds))} ms`);
  t.ok(twice.milliseconds < 2_500, `${String(Math.round(twice.milliseconds))} ms`);
});

test('the supervisor is killed: nobody outlives it', { skip: NONE }, async (t) => {
  const ended = await inTheMiddle(t, ({ pid }) => {
    process.kill(pid, 'SIGKILL');
  });
  t.match(ended, { code: null, signal: 'SIGKILL' });
  await nothingLeft(t, ended);
});

test('each of the four is started with an empty environment', { skip: NONE }, async (t) => {
  const found: string[] = [];
  await inTheMiddle(t, ({ pid, pids }) => {
    for (const one of Object.values(pids)) found.push(readFileSync(`/proc/${String(one)}/environ`, 'latin1'));
    process.kill(pid, 'SIGINT');
  });
  t.equal(found.length, 4);
  for (const environment of found) t.match(environment, /^(?:PWD=[^\0]*\0)?$/u);
});

test('a run that is interrupted while it starts runs nothing and leaves nobody', { skip: NONE }, async (t) => {
  const at = home(t);
  let pids: object = {};
  const { code, out } = await at.run(['run', '--world', 'first-light', '--json', '--log-level', 'info'], {
    watchErr: (err) => {
      const launched = /"pid":(\d+),"pids":(\{[^}]*\})/u.exec(err);
      if (launched?.[2] === undefined || Object.keys(pids).length > 0) return;
      // CAST: printed by the supervisor.
      pids = JSON.parse(launched[2]) as object;
      process.kill(Number(launched[1]), 'SIGINT');
    },
  });
  t.equal(code, 130);
  t.match(out, /"outcome":"interrupted"/u);
  t.same(Object.keys(pids).toSorted(), ['billing', 'executor', 'orchestrator'], 'no model, no egress');
  t.same(
    Object.values(pids).filter((pid) => isAlive(Number(pid))),
    [],
  );
});

test('a run that takes longer than it may is ended by the clock', { skip: NONE }, async (t) => {
  const ended = await inTheMiddle(t, () => undefined, { toml: '[budget]\nminutes = 0.04' });
  t.equal(ended.code, 5);
  t.match(ended.last, { event: 'ended', outcome: 'out-of-budget' });
  await nothingLeft(t, ended);
  t.same(
    records(ended).filter((event) => event !== 'ran'),
    ['start', 'cleared', 'approved', 'out-of-budget', 'stop'],
  );
});

test('what costs more commands than there are is recorded and not run', { skip: NONE }, async (t) => {
  const at = home(t);
  configured(at, '[budget]\ncommands = 1');
  const { code, out } = await at.run(['run', '--world', 'first-light', '--json']);
  t.equal(code, 5);
  t.match(out, /"code":"commands-spent"/u);
  t.same(
    at.audit().map(({ event }) => event),
    ['start', 'cleared', 'ran', 'cleared', 'not-run', 'refused', 'record', 'stop'],
  );
});

const [, landlock] = AVAILABLE;

test('where only a weaker cage can be built than was asked for nothing is started', {
  skip: landlock?.skip ?? 'no second tier',
}, async (t) => {
  const at = home(t);
  const tools = await fakeTools(t, at, ['gcloud']);
  const directories = `[cli]\ndirectories = [${JSON.stringify(tools.directory)}]`;
  const script = at.write('script.txt', 'gcloud projects list --limit=1\n');
  const args = ['run', at.write('bill.csv', 'a\n1\n'), '--active', '--yes', '--script', script, '--json'];
  const through = landlock?.through;
  configured(at, `[cage]\nmin_tier = "bwrap"\n${directories}`);
  const refused = await at.run(args, { ...(through ? { through } : {}) });
  t.equal(refused.code, 1);
  t.equal(refused.out, '');
  t.match(refused.err, /^ghosthunter: .*\nfix: .*\n$/u);
  t.same(tools.told(), []);
  t.notOk(existsSync(join(at.state, 'audit.log')));
  configured(at, directories);
  t.match(await at.run(args, { ...(through ? { through } : {}) }), { code: 0, out: /"tier":"landlock"/u }, 'control');
});
