// From bills to investigations with runs that are only played: each spike once, whatever stops when.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import type { ItemEnded, ItemRun } from '../../src/batch/index.js';
import { openBills } from '../../src/service/bills.js';
import { openEvents } from '../../src/service/events.js';
import type { FoundSpike } from '../../src/service/identity.js';
import { judgeInbox, lookInto } from '../../src/service/inbox.js';
import { type Noteworthy, openJobs } from '../../src/service/jobs.js';
import { openMemory } from '../../src/service/memory.js';
import { settingsOf } from '../../src/service/settings.js';
import { Fault } from '../../src/shared/index.js';
import { parseConfig } from '../../src/supervisor/configuration/layers.js';
import type { FoundReport } from '../../src/supervisor/index.js';

const REPORT = {
  run: '20260601-0000-000001',
  outcome: 'not-concluded',
  ending: { outcome: 'failed', detail: '' },
  spike: null,
  conclusion: null,
  spent: { commands: 0, microUsd: 0, milliseconds: 0 },
} as const;

const ENDED: ItemEnded = {
  code: 10,
  signal: null,
  seen: { report: undefined, wasStarted: true, commands: 0, microUsd: 5, ending: { outcome: 'done', detail: '' } },
  error: undefined,
  fix: undefined,
};

function spike(service: string, excess: string, startDay = '2026-05-10', rank = 1): FoundSpike {
  return {
    rank,
    severity: 'high',
    shape: 'step',
    key: { provider: 'AWS', account: '1', service, usageType: 'u', region: 'r' },
    startDay,
    endDay: '2026-05-30',
    isOngoing: true,
    excess,
    expectedPerDay: '0',
    seenPerDay: '0',
    share: 1,
    daily: [],
    expected: [],
    scopes: [],
    priceVolume: null,
    why: [],
  };
}

function report(...spikes: readonly FoundSpike[]): FoundReport {
  return {
    currency: 'USD',
    firstDay: '2026-05-01',
    lastDay: '2026-05-30',
    total: '1',
    unexpected: '1',
    incomplete: null,
    spikes: spikes.map((one, at) => ({ ...one, rank: at + 1 })),
    drops: [],
    oneOffs: [],
    moves: [],
  };
}

function stage(t: Test, config = '') {
  const state = mkdtempSync(join(tmpdir(), 'ghosthunter-jobs-'));
  t.teardown(() => {
    rmSync(state, { recursive: true, force: true });
  });
  const inbox = join(state, 'in');
  mkdirSync(inbox);
  const settings = settingsOf(parseConfig(config, 'config.toml'), state, { environment: {}, home: state });
  const started: {
    readonly id: string;
    readonly goesOn: boolean;
    readonly end: (how?: Partial<ItemEnded>) => Promise<void>;
    stops: number;
  }[] = [];
  const told: string[] = [];
  const results = new Map<string, string>();
  let last = 0;
  let now = Date.parse('2026-06-01T00:00:00Z');

  function open() {
    const memory = openMemory(state);
    const notify = ({ isTold, kind, outcome }: Noteworthy): void => {
      told.push(`${kind} ${outcome}${isTold ? '' : ' (untold)'}`);
    };
    const base = { memory, settings: () => settings, log: () => undefined, now: () => now, notify };
    const jobs = openJobs({
      ...base,
      stateDirectory: state,
      events: openEvents(state),
      concluded: (id) => {
        const outcome = results.get(id);
        return outcome === undefined ? undefined : { outcome, microUsd: 400_000 };
      },
      investigate: (id, _item, goesOn): ItemRun => {
        mkdirSync(join(state, 'investigations', id), { recursive: true });
        writeFileSync(join(state, 'investigations', id, 'run.json'), '');
        const { promise, resolve } = deferred<ItemEnded>();
        const one = {
          id,
          goesOn,
          stops: 0,
          end: async (how: Partial<ItemEnded> = {}) => {
            resolve({ ...ENDED, ...how });
            await new Promise((done) => setImmediate(done));
          },
        };
        started.push(one);
        return {
          pid: 1,
          ended: promise,
          stop: () => {
            one.stops += 1;
            resolve({ ...ENDED, code: 143 });
          },
          kill: () => {
            resolve({ ...ENDED, code: null, signal: 'SIGKILL' });
          },
        };
      },
    });
    let found: FoundReport | undefined | Fault;
    const bills = openBills({
      ...base,
      newId: () => {
        last += 1;
        return `20260601-0000-${String(last).padStart(6, '0')}`;
      },
      look: () => (found instanceof Fault ? Promise.reject(found) : Promise.resolve(found)),
    });
    const drop = async (name: string, what: FoundReport | undefined | Fault): Promise<void> => {
      writeFileSync(join(inbox, name), `${name} ${String(started.length)}`);
      found = what;
      const bill = judgeInbox(lookInto(inbox), new Map(), 0, 0).settled.find((one) => one.name === name);
      if (bill && !memory.now().bills.some(({ print }) => print === bill.print)) await bills.lookAt(bill, 'inbox');
      jobs.pump();
    };
    return { memory, jobs, drop, bills };
  }
  return {
    open,
    started,
    told,
    results,
    state,
    inbox,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

function deferred<Value>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test('a spike that comes back in another export, or after a restart, is not looked into again', async (t) => {
  const { open, results, started } = stage(t);
  const first = open();
  await first.drop('a.csv', report(spike('ec2', '9000000000'), spike('s3', '5000000000'), spike('small', '900000000')));
  t.equal(started.length, 1, 'one at a time, and what is below the least amount not at all');
  results.set(started[0]?.id ?? '', 'cause-found');
  await started[0]?.end();
  t.equal(started.length, 2);
  results.set(started[1]?.id ?? '', 'inconclusive');
  await started[1]?.end();
  await first.drop('b.csv', report(spike('ec2', '12000000000', '2026-05-11'), spike('s3', '5000000000')));
  t.equal(started.length, 2);
  const second = open();
  await second.drop('c.csv', report(spike('s3', '5000000000')));
  t.equal(started.length, 2, 'remembered on disk');
  await second.drop('d.csv', report(spike('s3', '10000000000')));
  t.equal(started.length, 3, 'twice the money is told again');
  await second.drop('e.csv', report(spike('ec2', '9000000000', '2026-05-20')));
  t.equal(second.memory.now().jobs.filter(({ state }) => state === 'waiting').length, 1, 'another rise at the same place is another spike');
});

test('what a stop left in the middle goes on under the same id, and what had concluded is only written down', async (t) => {
  const { open, results, started, told } = stage(t);
  const first = open();
  await first.drop('a.csv', report(spike('ec2', '9000000000')));
  await first.jobs.stop();
  t.equal(started[0]?.stops, 1);
  t.match(first.memory.now().jobs, [{ state: 'begun', starts: 0 }]);
  const second = open();
  second.jobs.pump();
  t.match(
    started.map(({ goesOn, id }) => ({ goesOn, id })),
    [{ goesOn: false }, { goesOn: true, id: started[0]?.id ?? '' }],
  );
  // Killed without a word after it had concluded.
  results.set(started[0]?.id ?? '', 'cause-found');
  const third = open();
  third.jobs.pump();
  t.equal(started.length, 2, 'not started again');
  t.match(third.memory.now().jobs, [{ state: 'done', outcome: 'cause-found' }]);
  t.strictSame(told, ['investigated cause-found']);
});

test('a run that fails is told, and its spike counts as new for the next export', async (t) => {
  const { open, started, told } = stage(t);
  const { drop, memory } = open();
  await drop('a.csv', report(spike('ec2', '9000000000')));
  await started[0]?.end({ code: 1, error: 'no cage' });
  t.match(memory.now().jobs, [{ state: 'failed', exit: 1 }]);
  t.strictSame(told, ['failed done: no cage (untold)'], 'no run has told it');
  await drop('b.csv', report(spike('ec2', '9000000000')));
  t.equal(started.length, 2);
  await started[1]?.end({ code: 1, seen: { ...ENDED.seen, report: REPORT } });
  t.strictSame(told.slice(1), ['failed done'], 'one that got as far as a report has told it itself');
});

test('a day has a budget, and the next day goes on with what waits', async (t) => {
  const { later, open, results, started } = stage(t, '[budget]\nusd = 1\n[service]\ndaily_usd = 1.3\n');
  const { drop, jobs, memory } = open();
  await drop('a.csv', report(spike('ec2', '9000000000'), spike('s3', '5000000000')));
  results.set(started[0]?.id ?? '', 'cause-found');
  await started[0]?.end();
  t.equal(started.length, 1, 'what was spent and what one more may spend is too much');
  t.equal(memory.now().jobs.filter(({ state }) => state === 'waiting').length, 1);
  later(86_400_000);
  jobs.pump();
  t.equal(started.length, 2);
});

test('a bill that cannot be read is said once; where only the moment is bad it is tried again', async (t) => {
  const { open, told } = stage(t);
  const { bills, drop, memory } = open();
  await drop('a.csv', new Fault('file', 'no bill'));
  t.equal(memory.now().bills.length, 1);
  await drop('b.csv', new Fault('child', 'it died'));
  t.equal(memory.now().bills.length, 1, 'not remembered yet');
  t.strictSame(told, ['unreadable no bill (untold)']);
  t.ok(bills);
});

test('a memory that is not ours is not overwritten, and a torn one cannot come to be', (t) => {
  const { open, state } = stage(t);
  open().memory.change((before) => ({ ...before, lastSchedule: 5 }));
  writeFileSync(join(state, 'service', 'memory.json.unfinished'), '{"schema_ver');
  t.equal(open().memory.now().lastSchedule, 5, 'what was cut short is not read');
  writeFileSync(join(state, 'service', 'memory.json'), '{"schema_version":2}');
  t.throws(open, { code: 'file' });
  t.end();
});
