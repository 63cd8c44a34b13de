// The spool: who has an item, how much money is given away, what is left after a kill at any step.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { attempt, type Attempted, type AttemptDoors } from '../../src/batch/attempt.js';
import { openDisk } from '../../src/batch/spool/disk.js';
import { claim, isAlive, lastNumber, ownerHere, startOf } from '../../src/batch/spool/lease.js';
import { openMoney } from '../../src/batch/spool/money.js';
import type { Spool } from '../../src/batch/spool/spool.js';
import { startWorker } from '../../src/batch/worker.js';
import { fc, runs } from '../random.js';
import { ELSEWHERE, ended, filled, folder, opened, report, RULES, starting } from './spools.js';
import { writeRules } from '../../src/batch/spool/spool.js';

const doorsOf = (spool: Spool, start: AttemptDoors['start'], over: Partial<AttemptDoors> = {}): AttemptDoors => ({
  spool,
  environment: {},
  stateDirectory: spool.root,
  beatMilliseconds: 20,
  now: () => new Date(0),
  isStopping: () => false,
  onRun: () => () => undefined,
  ...(start === undefined ? {} : { start }),
  ...over,
});

const found = starting(({ identity }) => ended({ report: report(identity.run) }));

test('an item is held by one worker until its lease is over by the clock of the disk', (t) => {
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const lease = join(root, 'items', id, 'lease-000001');
  const far = opened(root, { self: ELSEWHERE });
  const held = far.claim(id);
  t.ok(held);
  const clock = { now: statSync(lease).mtimeMs };
  const here = opened(root, { clock });
  t.equal(here.claim(id), undefined, 'while it lives');
  t.equal(here.holder(id)?.label, 'elsewhere');
  clock.now += 29_000;
  t.equal(here.claim(id), undefined, 'not a moment too early');
  utimesSync(lease, clock.now / 1000, clock.now / 1000);
  clock.now += 29_000;
  t.equal(here.claim(id), undefined, 'a sign of life is one');
  clock.now += 2_000;
  const taken = here.claim(id);
  t.equal(taken?.number, 2);
  t.equal(held?.beat(), false, 'who comes back sees that the item is not theirs any more');
  t.equal(held?.isMine(), false);
  t.equal(taken?.beat(), true, 'control');
  taken?.release();
  t.equal(far.claim(id)?.number, 3, 'what was given back is free at once');
  t.end();
});

test('on one host a worker that is gone is seen at once, and a number that was given again is not taken for it', async (t) => {
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  t.teardown(() => other.kill('SIGKILL'));
  const pid = other.pid ?? 0;
  const start = startOf(pid) ?? '';
  t.ok(opened(root, { self: { ...ownerHere('other'), pid, start } }).claim(id));
  t.equal(opened(root).claim(id), undefined, 'while it lives');
  other.kill('SIGKILL');
  await once(other, 'exit');
  t.ok(opened(root).claim(id));
  t.notOk(isAlive(process.pid, '1'), 'the same number, another process');
  t.ok(isAlive(process.pid, startOf(process.pid) ?? ''), 'control');
});

test('of many who want an item at the same moment one gets it', (t) => {
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const path = join(root, 'items', id);
  const disk = openDisk(root);
  const rules = { disk, self: ELSEWHERE, milliseconds: 30_000, diskNow: () => 0, isAlive: () => true };
  // All of them have seen that it is free before one of them takes it.
  const late = {
    ...rules,
    disk: { ...disk, writeOnce: (at: string, content: string) => (disk.writeOnce(at, content), disk.writeOnce(at, content)) },
  };
  t.equal(claim(path, late), undefined, 'somebody was faster');
  t.equal(lastNumber(path), 1);
  t.end();
});

test('no order of workers gives away more than there is', (t) => {
  const step = fc.record({
    worker: fc.nat(2),
    item: fc.nat(5),
    kind: fc.constantFrom('open' as const, 'settle' as const),
    spent: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.integer({ min: 0, max: 300 }), (steps, budget) => {
      const root = folder(t);
      const disk = openDisk(root);
      const workers = [openMoney(disk), openMoney(disk), openMoney(disk)];
      const open = new Set<number>();
      const committed = new Map<number, number>();
      for (const { item, kind, spent, worker } of steps) {
        const id = String(item).padStart(16, '0');
        const money = workers[worker];
        if (kind === 'open') {
          const others = [...committed].reduce((sum, [of, amount]) => sum + (of === item ? 0 : amount), 0);
          const given = money?.setAside(id, 100, budget);
          if (given !== (others + 100 <= budget || (open.has(item) && committed.get(item) === 100))) return false;
          if (given) {
            open.add(item);
            committed.set(item, 100);
          }
        } else if (open.has(item)) {
          money?.settle(id, spent);
          open.delete(item);
          committed.set(item, spent);
        }
        const all = openMoney(disk).account();
        if (all.spent + all.open !== [...committed.values()].reduce((sum, amount) => sum + amount, 0)) return false;
      }
      return true;
    }),
    runs(40),
  );
  t.pass('held');
  t.end();
});

test('a batch that dies at any step goes on, with one result and one run for each item', async (t) => {
  // Every file that is made is a step; the process dies before or after it, which is the same as a disk that refuses from there on.
  for (let last = 0; last < 14; last += 1) {
    const root = folder(t);
    const [id = ''] = filled(root, 1);
    const begun = new Set<string>();
    const start = starting(({ identity }) => {
      begun.add(identity.run);
      return ended({ report: report(identity.run) });
    });
    const spool = opened(root, { self: { ...ownerHere('first'), pid: 1, start: 'gone' } });
    let steps = 0;
    const dying = new Proxy(spool, {
      get: (target, name: keyof Spool) => {
        const value = target[name];
        if (typeof value !== 'function') return value;
        steps += 1;
        if (steps > last) throw new Error('died');
        return value;
      },
    });
    await attempt(id, doorsOf(dying, start)).catch(() => undefined);
    const after = await attempt(id, doorsOf(opened(root), start));
    t.match(after, { kind: 'finished', result: { item: id, outcome: 'cause-found' } }, `after ${String(last)} steps`);
    t.equal(begun.size, 1, 'the run that was fixed is the run that goes on');
    const { open, spent } = opened(root).money.account();
    t.ok(spent <= 250_000 && open + spent <= 1_000_000);
    t.match(await attempt(id, doorsOf(opened(root), found)), { kind: 'finished', wasThere: true }, 'and is done once');
  }
});

test('what fails is tried again so often, given up, and tried again when a person says so', async (t) => {
  const root = folder(t);
  const [id = ''] = filled(root, 1, { attempts: 2 });
  const failing = starting(() => ended({ code: 1, error: 'no disk', fix: 'buy one' }));
  const kinds = async (start: AttemptDoors['start']): Promise<Attempted['kind']> => (await attempt(id, doorsOf(opened(root), start))).kind;
  t.equal(await kinds(failing), 'failed');
  t.equal(await kinds(failing), 'dead');
  t.equal(await kinds(found), 'dead', 'nothing is started any more');
  t.match(opened(root).standing(id).dead, { outcome: 'failed', error: 'no disk', fix: 'buy one' });
  opened(root).retry(id, 1);
  const runOfFirst = opened(root).runOf(id, 1, new Date(0));
  t.equal(opened(root).runOf(id, 2, new Date(0)), runOfFirst, 'it goes on where it was');
  t.equal(await kinds(found), 'finished');
});

test('flags that are wrong, a login and a spent budget are not tried again; a run that only may not go on is', async (t) => {
  const cases: readonly (readonly [code: number, kind: Attempted['kind']])[] = [
    [2, 'dead'],
    [4, 'dead'],
    [5, 'dead'],
    [1, 'failed'],
    [143, 'failed'],
  ];
  for (const [code, kind] of cases) {
    const root = folder(t);
    const [id = ''] = filled(root, 1);
    t.equal(
      (
        await attempt(
          id,
          doorsOf(
            opened(root),
            starting(() => ended({ code })),
          ),
        )
      ).kind,
      kind,
      String(code),
    );
  }
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const parked = await attempt(
    id,
    doorsOf(
      opened(root),
      starting(() => ended({ code: 143 })),
      { isStopping: () => true },
    ),
  );
  t.equal(parked.kind, 'parked');
  t.equal(opened(root).money.account().open, 1_000_000, 'what was set aside for it stays set aside');
});

test('a worker that lost an item while it was cut off writes nothing of it down', async (t) => {
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const clock = { now: Date.now() };
  let killed = 0;
  const start: AttemptDoors['start'] = () => {
    let end = (): void => undefined;
    const over = new Promise<ReturnType<typeof ended>>((resolve) => {
      end = () => {
        resolve(ended({ report: report('20261121-1204-000000', { outcome: 'nothing-found' }) }));
      };
    });
    // While it runs another worker, on another host, takes the item over.
    clock.now += 60_000;
    void attempt(id, doorsOf(opened(root, { clock, self: { ...ELSEWHERE, label: 'newer' } }), found));
    return {
      pid: undefined,
      ended: over,
      stop: () => undefined,
      kill: () => {
        killed += 1;
        end();
      },
    };
  };
  const older = await attempt(id, doorsOf(opened(root, { self: { ...ELSEWHERE, label: 'older' } }), start));
  t.equal(older.kind, 'lost');
  t.equal(killed, 1, 'its run was ended');
  t.equal(opened(root).standing(id).result?.outcome, 'cause-found', 'what the newer one found stands');
});

test('money that is not there starts nothing, and the worker says so', async (t) => {
  const root = folder(t);
  const ids = filled(root, 5, { budgetMicroUsd: 2_300_000 });
  const seen: string[] = [];
  const start = starting(({ identity }) => {
    seen.push(identity.run);
    return ended({ report: report(identity.run) });
  });
  const spool = opened(root);
  const { beatMilliseconds, environment, now, stateDirectory } = doorsOf(spool, start);
  const end = await startWorker({
    spool,
    environment,
    now,
    stateDirectory,
    beatMilliseconds,
    start,
    ids,
    concurrency: 2,
    onAttempted: () => undefined,
    onRunning: () => undefined,
  }).ended;
  // A quarter dollar each, and a whole one has to be there before the next begins: 5 × 0.25 leaves 1.05 before the last.
  t.equal(end, 'done');
  t.equal(seen.length, 5);
  const poor = folder(t);
  const few = filled(poor, 3, { budgetMicroUsd: 1_300_000 });
  const poorSpool = opened(poor);
  const poorEnd = await startWorker({
    ...doorsOf(poorSpool, start),
    spool: poorSpool,
    ids: few,
    concurrency: 2,
    onAttempted: () => undefined,
    onRunning: () => undefined,
  }).ended;
  t.equal(poorEnd, 'no-money');
  t.equal(few.filter((id) => poorSpool.standing(id).result).length, 2);
});

test('where many wait beside each other, only so many begin at the same time', async (t) => {
  const root = folder(t);
  const ids = filled(root, 6);
  const spool = opened(root);
  let [starting, mostStarting, running, mostRunning] = [0, 0, 0, 0];
  const later = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const start: AttemptDoors['start'] = ({ identity }) => {
    starting += 1;
    running += 1;
    mostStarting = Math.max(mostStarting, starting);
    mostRunning = Math.max(mostRunning, running);
    const begun = later(20).then(() => {
      starting -= 1;
    });
    const end = later(600).then(() => {
      running -= 1;
      return ended({ report: report(identity.run) });
    });
    return { pid: undefined, ended: end, begun, stop: () => undefined, kill: () => undefined };
  };
  const heard: string[] = [];
  const end = await startWorker({
    ...doorsOf(spool, start),
    ids,
    concurrency: 6,
    startsAtATime: 2,
    onStart: (id) => {
      heard.push(id);
      return () => heard.push(id);
    },
    onAttempted: () => undefined,
    onRunning: () => undefined,
  }).ended;
  t.equal(end, 'done');
  t.equal(mostStarting, 2);
  t.equal(mostRunning, 6);
  t.equal(heard.length, 12, 'each one when it begins and when it has ended');
});

test('a spool that others can write to is not worked on', (t) => {
  const root = folder(t);
  filled(root, 1);
  chmodSync(join(root, 'items'), 0o770);
  t.throws(
    () => {
      writeRules(root, RULES);
    },
    { code: 'file' },
  );
  chmodSync(join(root, 'items'), 0o700);
  chmodSync(root, 0o755);
  t.throws(() => opened(root), { code: 'file' });
  chmodSync(root, 0o700);
  t.doesNotThrow(() => opened(root), 'control');
  t.throws(
    () => {
      writeRules(root, { ...RULES, hasHomes: false });
    },
    { code: 'usage' },
    'nor is one of another kind',
  );
  t.strictSame(readdirSync(join(root, 'items')).length, 1);
  t.notOk(existsSync(join(root, 'money', '00000001.json')));
  t.end();
});
