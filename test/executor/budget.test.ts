// One budget: what a query costs before it runs, what is paid and when, what is left, and what is not paid twice. The programs are real
// children, found and pinned as any CLI is; only what they print is invented.

import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { type AuditEntry, AuditLog } from '../../src/audit/index.js';
import { Ceilings } from '../../src/egress/ceilings.js';
import { openPace } from '../../src/executor/pace.js';
import { NO_ALIASES } from '../../src/executor/aliases.js';
import { NOTHING_BEFORE } from '../../src/executor/before.js';
import { answerProposal, type ProposalDoors } from '../../src/executor/propose.js';
import { Repeats } from '../../src/executor/repeats.js';
import { type RunnerDoors, runnerFor } from '../../src/executor/runners.js';
import { type Booking, Spending } from '../../src/executor/spending.js';
import { openWorkplace } from '../../src/executor/workplace.js';
import { readPolicy } from '../../src/packs/index.js';
import { type Attest, type ProposalAnswer, proposalAnswer } from '../../src/protocol/index.js';
import { fc, runs } from '../random.js';
import { ok } from '../../src/shared/index.js';
import { digest } from './digest-now.js';
import { soundAttest } from './sound-attest.js';

const policy = readPolicy();
const GIB = 1_073_741_824;
const SELECT = `'SELECT SUM(cost) FROM \`p.d.gcp_billing_export_v1_X\` WHERE _PARTITIONDATE >= "2026-11-01"'`;
const QUERY = `bq query --use_legacy_sql=false ${SELECT}`;
const FREE = 'gcloud projects list --limit=10 --format=json';
const paidCall = (day: number): string =>
  `aws ce get-cost-and-usage --time-period Start=2026-03-${String(day).padStart(2, '0')},End=2026-04-01 --granularity DAILY --metrics UnblendedCost`;
const CALL = paidCall(1);
const CALL_COSTS = 10_000;
const BUDGET = { commands: 15, microUsd: 1_000_000, milliseconds: 600_000 };

const booking = (of: number, microUsd: number): Booking => ({ of, cost: 'request', canonical: 'x', at: 0, microUsd });

test('commands and time each end a run, and a command counts when it is started', async (t) => {
  const spending = new Spending({ commands: 2, microUsd: 30, milliseconds: 100 });
  t.equal(spending.exhausted(99), undefined);
  t.equal(spending.exhausted(100)?.code, 'time-spent');
  spending.countCommand();
  t.equal(spending.exhausted(0), undefined);
  spending.countCommand();
  t.equal(spending.exhausted(0)?.code, 'commands-spent');
  t.same(spending.accounts(40), {
    spent: { commands: 2, microUsd: 0, milliseconds: 40 },
    left: { commands: 0, microUsd: 30, milliseconds: 60 },
  });
  t.equal(new Spending({ commands: 0, microUsd: 0, milliseconds: 1 }).exhausted(0)?.code, 'commands-spent');
});

test('only money that was set aside and is left can be booked; anything else is a bug', async (t) => {
  const spending = new Spending({ ...BUDGET, microUsd: 100 });
  t.throws(() => spending.book(booking(1, 10)), 'nothing is set aside');
  spending.takeAside(60);
  t.equal(spending.missing(50), 0);
  t.equal(spending.missing(70), 10);
  spending.book(booking(1, 50));
  t.throws(() => spending.book(booking(1, 5)), 'twice');
  t.throws(() => spending.book(booking(2, 11)), 'more than is set aside');
  t.throws(() => spending.book(booking(2, 0)), 'nothing');
  t.throws(() => spending.book(booking(2, -5)), 'less than nothing');
  t.throws(() => spending.book(booking(2, Number.NaN)), 'no sum');
  spending.noteModels(45);
  t.throws(() => spending.book(booking(2, 6)), 'models have taken it');
  spending.book(booking(2, 5));
  t.same(spending.total, { commands: 0, microUsd: 100 });
  spending.release(1);
  t.equal(spending.remainingMicroUsd, 50, 'what did not start is not paid');
  t.equal(spending.missing(50), 0, 'and need not be set aside again');
});

test('what models spent is heard late, twice and out of order, and never becomes less', async (t) => {
  const spending = new Spending({ ...BUDGET, microUsd: 100 });
  for (const total of [10, 40, 40, 20]) spending.noteModels(total);
  t.equal(spending.remainingMicroUsd, 60);
  spending.noteModels(150);
  t.equal(spending.remainingMicroUsd, -50);
  t.equal(spending.accounts(0).left.microUsd, 0, 'less than nothing is nothing');
});

test('a run has twice as many dry runs as commands', async (t) => {
  const spending = new Spending({ ...BUDGET, commands: 2 });
  t.same(
    Array.from({ length: 5 }, () => spending.countDryRun()),
    [true, true, true, true, false],
  );
});

test('the pace lets a burst through, then so many a second; a long line takes more turns', async (t) => {
  let at = 1_000;
  const turn = openPace({ perSecond: 10, atOnce: 3, now: () => at });
  t.same(['a', 'b', 'c', 'd', 'e'].map(turn), [0, 0, 0, 100, 200]);
  at += 200;
  t.equal(turn('f'), 100);
  at += 100_000;
  t.same(['g', 'h', 'i', 'j'].map(turn), [0, 0, 0, 100], 'no more than one burst is saved up');
  at += 100_000;
  t.same(['x'.repeat(1_024), 'y'].map(turn), [0, 100], 'three turns of three');
});

interface Stage {
  readonly ask: (command: string) => Promise<ProposalAnswer>;
  readonly spending: Spending;
  /** What the fake programs were started with, one line each. */
  readonly started: () => readonly string[];
  readonly events: () => readonly AuditEntry[];
  /** What was asked of egress. */
  readonly asides: readonly number[];
}

interface StageOptions {
  /** Shell: what a program prints for a dry run, and else. */
  readonly dry?: string;
  readonly real?: string;
  readonly attest?: Partial<Attest>;
  readonly setAside?: ProposalDoors['setAside'];
  readonly byHand?: RunnerDoors['byHand'];
  readonly run?: ProposalDoors['run'];
}

function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-budget-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const job = (bytes: number | string, accuracy = 'PRECISE', tables = 1): string =>
  JSON.stringify({
    statistics: {
      query: {
        totalBytesProcessed: String(bytes),
        totalBytesProcessedAccuracy: accuracy,
        referencedTables: Array.from({ length: tables }, () => ({ tableId: 't' })),
      },
    },
  });
const says = (text: string): string => `echo '${text}'`;

async function stage(t: Test, options: StageOptions = {}): Promise<Stage> {
  const directory = folder(t);
  const stateDirectory = folder(t);
  const log = join(directory, 'log');
  const { dry = says(job(GIB)), real = says('[]') } = options;
  for (const name of ['bq', 'aws', 'gcloud']) {
    const path = join(directory, name);
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> '${log}'\ncase " $* " in *' --dry_run '*) ${dry} ;; *) ${real} ;; esac\n`);
    chmodSync(path, 0o755);
  }
  const attest = soundAttest(stateDirectory, { mode: 'active', binaryDirectories: [directory], budget: BUDGET, ...options.attest });
  const audit = await AuditLog.open(stateDirectory, { run: attest.run, now: () => new Date(0) });
  t.teardown(() => {
    audit.close();
  });
  const workplace = openWorkplace(attest, 'none', () => new Date());
  t.teardown(workplace.close);
  const armed = { attest, policy, audit, workplace, tether: [], startedAt: performance.now(), before: NOTHING_BEFORE };
  const spending = new Spending(attest.budget);
  const asides: number[] = [];
  const doors: ProposalDoors = {
    armed,
    spending,
    repeats: new Repeats(),
    setAside: (microUsd) => {
      asides.push(microUsd);
      return options.setAside?.(microUsd) ?? Promise.resolve(microUsd);
    },
    approve: () => Promise.resolve(ok(undefined)),
    takeCarried: () => null,
    keepRaw: () => '',
    aliases: NO_ALIASES,
    run:
      options.run ??
      runnerFor(armed, {
        onBegan: () => undefined,
        onEnded: () => undefined,
        byHand: options.byHand ?? (() => Promise.resolve({ output: null, note: null })),
      }),
    digest: (raw) => Promise.resolve(digest(raw)),
  };
  let id = 0;
  return {
    ask: async (command) => {
      id += 1;
      // What the supervisor would not accept ends the run.
      return proposalAnswer.parse(await answerProposal({ kind: 'propose', id, command }, doors));
    },
    spending,
    started: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    events: () =>
      readFileSync(join(stateDirectory, 'audit.log'), 'utf8')
        .trim()
        .split('\n')
        // CAST: written by our own log a moment ago; only fields of it are compared.
        .map((line) => JSON.parse(line) as AuditEntry),
    asides,
  };
}

const namesOf = (events: readonly AuditEntry[]): readonly string[] => events.map(({ event }) => event);

test('a query is measured first, then paid at its real price, then run, and each of it is on record in that order', async (t) => {
  const { ask, asides, events, spending, started } = await stage(t, { dry: says(job(GIB)) });
  const answer = await ask(QUERY);
  // A 1024th of the price of a tebibyte, rounded up.
  const price = 6_104;
  t.match(answer, {
    kind: 'ran',
    exit: 0,
    microUsd: price,
    spent: { commands: 1, microUsd: price },
    left: { commands: 14, microUsd: 1_000_000 - price },
  });
  const [dry, real, ...more] = started();
  t.match(dry, /^bq query --dry_run --format=json /);
  t.equal(dry?.replace('--dry_run ', ''), real, 'the same words');
  t.same(more, []);
  t.same(asides, [price]);
  t.same(namesOf(events()), ['cleared', 'preflight', 'booked', 'ran']);
  t.match(events(), [
    { event: 'cleared' },
    { of: 1, exit: 0, bytes: GIB, accuracy: 'precise', tables: 1, microUsd: price, canonical: /--dry_run/ },
    { of: 1, cost: 'scan', microUsd: price, totalMicroUsd: price },
    { of: 1, microUsd: price },
  ]);
  t.match(spending.bookings, [{ of: 1, cost: 'scan', microUsd: price }]);
});

test('a small query costs the least of each of its tables', async (t) => {
  const one = await stage(t, {
    dry: says('Query successfully validated. Assuming the tables are not modified, running this query will process 12 bytes of data.'),
  });
  t.match(await one.ask(QUERY), { kind: 'ran', microUsd: 60 });
  const three = await stage(t, { dry: says(job(12, 'PRECISE', 3)) });
  t.match(await three.ask(QUERY), { kind: 'ran', microUsd: 179 });
  const none = await stage(t, { dry: says(job(0, 'PRECISE', 0)) });
  t.match(await none.ask(QUERY), { kind: 'ran', microUsd: 0 });
  t.same([none.asides, namesOf(none.events())], [[], ['cleared', 'preflight', 'ran']], 'what is free is not booked');
});

test('where the engine vouches for no upper end, the whole cap counts', async (t) => {
  for (const [what, dry] of [
    ['a lower bound', says(job(12, 'LOWER_BOUND'))],
    ['an unknown accuracy', says(job(12, 'VAGUE'))],
  ] as const) {
    const { ask } = await stage(t, { dry });
    t.match(
      await ask(`bq query --use_legacy_sql=false --maximum_bytes_billed=${String(GIB)} ${SELECT}`),
      { kind: 'ran', microUsd: 6_104 },
      what,
    );
  }
  const upper = await stage(t, { dry: says(job(GIB / 2, 'UPPER_BOUND')) });
  t.match(await upper.ask(QUERY), { kind: 'ran', microUsd: 3_052 });
});

test('a query over its cap or over what is left is not run, and says how much it would read', async (t) => {
  const bytes = 100_000_000_001;
  const over = await stage(t, { dry: says(job(bytes)) });
  const answer = await over.ask(QUERY);
  t.match(answer, {
    kind: 'not-run',
    code: 'over-cap',
    detail: new RegExp(`${String(bytes)} bytes.*\\$0\\.57`),
    spent: { commands: 0, microUsd: 0 },
  });
  t.equal(over.started().length, 1, 'only the dry run was');
  t.same(namesOf(over.events()), ['cleared', 'preflight', 'not-run']);

  const dear = await stage(t, { dry: says(job(10 * 1024 * GIB)) });
  t.match(await dear.ask(QUERY), { kind: 'not-run', code: 'over-cap', detail: /\$62\.50/ }, 'over both, and the cap is the tighter one');
  const poor = await stage(t, { dry: says(job(10 * GIB)), attest: { budget: { ...BUDGET, microUsd: 60_000 } } });
  t.match(await poor.ask(QUERY), { kind: 'not-run', code: 'over-budget', detail: /\$0\.06/ }, 'the money is');
  t.equal(poor.started().length, 1);

  const capped = `bq query --use_legacy_sql=false --maximum_bytes_billed=20971520 ${SELECT}`;
  const own = await stage(t, { dry: says(job(20_971_521)) });
  t.match(await own.ask(capped), { kind: 'not-run', code: 'over-cap' });
  const fits = await stage(t, { dry: says(job(20_971_520)) });
  t.match(await fits.ask(capped), { kind: 'ran', microUsd: 120 }, 'exactly the cap fits');

  const engine = await stage(t, {
    dry: `${says('Query exceeded limit for bytes billed: 20971520. 31457280 or higher required.')}; exit 1`,
  });
  t.match(await engine.ask(capped), { kind: 'not-run', code: 'over-cap', detail: /31457280/ });
});

test('a dry run that fails is evidence: its words are handed on, the query is not run, nothing is paid', async (t) => {
  const words = "Error in query string: Error processing job 'p:bqjob_r1': Unrecognized name: cots at [1:8]";
  const { ask, events, spending, started } = await stage(t, { dry: `cat <<'EOF'\n${words}\nEOF\nexit 1` });
  t.match(await ask(QUERY), { kind: 'not-run', code: 'dry-run-failed', detail: words });
  t.equal(started().length, 1);
  t.same(spending.total, { commands: 0, microUsd: 0 });
  t.match(events()[1], { event: 'preflight', exit: 1, bytes: null, microUsd: null });
  const mute = await stage(t, { dry: 'exit 3' });
  t.match(await mute.ask(QUERY), { kind: 'not-run', code: 'dry-run-failed' });
  const long = await stage(t, { dry: `head -c 5000 /dev/zero | tr '\\000' '\\007'; exit 1` });
  t.match(await long.ask(QUERY), { kind: 'not-run', code: 'dry-run-failed' }, 'however much of it must be spelled out');
});

test('a dry run that nobody can read, or that is cut, lets nothing run', async (t) => {
  for (const dry of [says('[]'), 'true', `${says(job(GIB))}; head -c 1200000 /dev/zero`]) {
    const { ask, started } = await stage(t, { dry });
    t.match(await ask(QUERY), { kind: 'not-run', code: 'dry-run-unreadable' }, dry.slice(0, 30));
    t.equal(started().length, 1);
  }
});

test('dry runs count as no command, and are not endless', async (t) => {
  const { ask, started } = await stage(t, { dry: says(job(150_000_000_000)), attest: { budget: { ...BUDGET, commands: 2 } } });
  for (let n = 0; n < 4; n += 1) t.match(await ask(QUERY), { code: 'over-cap', left: { commands: 2 } });
  t.match(await ask(QUERY), { kind: 'not-run', code: 'dry-runs-spent' });
  t.equal(started().length, 4);
});

test('a line that is a dry run itself is a free command', async (t) => {
  const { ask, asides, started } = await stage(t, {});
  t.match(await ask(`bq query --use_legacy_sql=false --dry_run ${SELECT}`), { kind: 'ran', microUsd: 0, spent: { commands: 1 } });
  t.same([asides, started().length], [[], 1]);
});

test('run by hand, a query counts with its whole cap: nobody has measured it', async (t) => {
  const asked: string[] = [];
  const byHand: RunnerDoors['byHand'] = ({ canonical, microUsd }) => {
    asked.push(canonical);
    t.equal(microUsd, 6_104, 'the question says what it may cost');
    return Promise.resolve({ output: { text: '[]', cutBytes: 0 }, note: null });
  };
  const { ask } = await stage(t, { attest: { mode: 'paranoid' }, byHand });
  t.match(await ask(`bq query --use_legacy_sql=false --maximum_bytes_billed=${String(GIB)} ${SELECT}`), { kind: 'ran', microUsd: 6_104 });
  t.equal(asked.length, 1, 'and is asked for once');
  const skipped = await stage(t, { attest: { mode: 'paranoid' } });
  t.match(await skipped.ask(QUERY), { kind: 'not-run', code: 'skipped', spent: { microUsd: 0 } }, 'what nobody ran nobody paid');
});

test('in the simulated cloud a dry run counts where there is one', async (t) => {
  const { ask } = await stage(t, { attest: { mode: 'simulated' } });
  t.match(await ask(QUERY), { kind: 'not-run', code: 'dry-run-failed' }, 'this world knows no bq');
  const rows = { exit: 0, out: Buffer.from('[]'), err: new Uint8Array(0), cutBytes: 0, milliseconds: 1, timedOut: false };
  const other = await stage(t, { attest: { mode: 'simulated' }, run: () => Promise.resolve(ok(rows)) });
  t.match(await other.ask(QUERY), { kind: 'ran', microUsd: 60 }, 'and one that knows no dry run takes no money');
  t.match(await ask(FREE), { kind: 'ran', microUsd: 0 });
});

test('a paid call is paid before it starts; what did not start is not paid, what may have run is', async (t) => {
  const aws = { provider: 'aws' as const };
  const { ask, asides, events } = await stage(t, { attest: aws });
  t.match(await ask(CALL), { kind: 'ran', microUsd: CALL_COSTS, left: { microUsd: 1_000_000 - CALL_COSTS } });
  t.same(asides, [CALL_COSTS]);
  t.same(namesOf(events()), ['cleared', 'booked', 'ran']);
  const failing = await stage(t, { attest: aws, real: 'exit 255' });
  t.match(
    await failing.ask(CALL),
    { kind: 'ran', exit: 255, microUsd: CALL_COSTS },
    'an answer that is an error is a request all the same',
  );
  const wrong = await stage(t, { attest: { provider: 'gcp' } });
  t.match(await wrong.ask(CALL), { kind: 'not-run', code: 'other-provider', spent: { commands: 1, microUsd: 0 } });
  t.match(wrong.events().at(-1), { event: 'not-run', microUsd: 0 });
  t.same(wrong.spending.bookings, []);
});

test('nothing is paid with money that egress has not set aside', async (t) => {
  const aws = { provider: 'aws' as const };
  const none = await stage(t, { attest: aws, setAside: () => Promise.resolve(0) });
  t.match(await none.ask(CALL), { kind: 'not-run', code: 'money-spent', spent: { commands: 0, microUsd: 0 } });
  t.same([none.started(), namesOf(none.events())], [[], ['cleared', 'not-run']]);
  t.match(await none.ask('aws sts get-caller-identity'), { kind: 'ran' }, 'what is free runs all the same');
  const meanwhile: Stage = await stage(t, {
    attest: aws,
    setAside: (microUsd) => {
      meanwhile.spending.noteModels(995_000);
      return Promise.resolve(microUsd);
    },
  });
  t.match(await meanwhile.ask(CALL), { kind: 'not-run', code: 'money-spent' }, 'models spent it while it was asked for');
  t.same(meanwhile.started(), []);
});

test('the same read is neither run nor paid twice, however it is spelled; what failed may be tried again', async (t) => {
  const { ask, events, started } = await stage(t, {});
  const first = await ask(QUERY);
  t.equal(first.kind, 'ran');
  const { outputSha256 } = { outputSha256: '', ...events().at(-1) };
  t.match(await ask(QUERY), { kind: 'not-run', code: 'repeated', earlier: { id: 1, outputSha256 }, spent: { commands: 1 } });
  t.match(await ask(`bq query --nouse_cache --use_legacy_sql=false ${SELECT}`), { kind: 'ran' }, 'another read');
  t.match(await ask(`bq query --format=json --maximum_bytes_billed=50000000000 --use_legacy_sql=false ${SELECT}`), { code: 'repeated' });
  t.equal(started().length, 4);
  t.match(await ask(FREE), { kind: 'ran' });
  t.match(await ask('gcloud   projects list --format json  --limit 10'), { code: 'repeated', earlier: { id: 5 } });
  t.match(await ask('gcloud projects list --limit=11 --format=json'), { kind: 'ran' });
  const failing = await stage(t, { real: 'exit 1' });
  t.match(await failing.ask(FREE), { kind: 'ran', exit: 1 });
  t.match(await failing.ask(FREE), { kind: 'ran', exit: 1 });
});

/** What the entries of a run say that it paid for reads: bookings, and what became of them. */
function paidIn(events: readonly AuditEntry[]): number {
  const paid = new Map<number, number>();
  for (const entry of events) {
    if (entry.event === 'booked' || ((entry.event === 'ran' || entry.event === 'not-run') && paid.has(entry.of)))
      paid.set(entry.of, entry.microUsd);
  }
  return [...paid.values()].reduce((sum, one) => sum + one, 0);
}

test('whatever is proposed: never more is paid than the budget, and log, ledger and answers say the same', async (t) => {
  const steps = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('call' as const), day: fc.integer({ min: 1, max: 28 }) }),
      fc.record({ kind: fc.constant('model' as const), output: fc.integer({ min: 0, max: 3_000 }) }),
      fc.record({ kind: fc.constant('lost' as const), day: fc.integer({ min: 1, max: 28 }) }),
    ),
    { maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 0, max: 90_000 }), async (all, microUsd) => {
      const NONE = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: 0 };
      const ceilings = new Ceilings({ microUsd, outputTokensPerCall: 10_000, totalTokens: 1_000_000, calls: 100 });
      let models = 0;
      let isLost = false;
      const one = await stage(t, {
        attest: { provider: 'aws', budget: { ...BUDGET, microUsd } },
        setAside: (asked) => {
          const aside = ceilings.setAside(asked);
          // Set aside, and the answer never arrives.
          return Promise.resolve(isLost ? 0 : aside);
        },
      });
      let answered = 0;
      for (const step of all) {
        if (step.kind === 'model') {
          const asked = ceilings.reserve('claude-opus-5-5', { ...NONE, output: step.output });
          // What models spent is heard by the executor only now and then.
          if (asked.ok) models = ceilings.book(asked.value, { ...NONE, output: step.output }).totalMicroUsd;
          if (step.output % 2 === 0) one.spending.noteModels(models);
          continue;
        }
        isLost = step.kind === 'lost';
        const answer = await one.ask(paidCall(step.day));
        if (answer.kind === 'ran') answered += answer.microUsd;
      }
      const ledger = one.spending.bookings.reduce((sum, { microUsd: paid }) => sum + paid, 0);
      const log = all.some(({ kind }) => kind !== 'model') ? paidIn(one.events()) : 0;
      return ledger + models <= microUsd && ledger === answered && ledger === log && one.started().length * CALL_COSTS === ledger;
    }),
    runs(12),
  );
});

test('no sequence of queries gets past the cap or the budget, whatever the dry runs say', async (t) => {
  const sizes = fc.array(fc.integer({ min: 0, max: 60 * GIB }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 0, max: 400_000 }), async (bytes, microUsd) => {
      const directory = folder(t);
      const next = join(directory, 'next');
      const one = await stage(t, { dry: `cat '${next}'`, attest: { budget: { ...BUDGET, microUsd } } });
      let would = 0;
      for (const [at, size] of bytes.entries()) {
        writeFileSync(next, job(size));
        const answer = await one.ask(QUERY.replace('"2026-11-01"', `"2026-10-${String(at + 10)}"`));
        if (answer.kind === 'ran') would += answer.microUsd;
      }
      const real = one.started().filter((line) => !line.includes('--dry_run'));
      const caps = real.map((line) => Number(/--maximum_bytes_billed=(\d+)/.exec(line)?.[1]));
      return would <= microUsd && one.spending.total.microUsd === would && caps.every((cap) => cap <= 100_000_000_000);
    }),
    runs(8),
  );
});
