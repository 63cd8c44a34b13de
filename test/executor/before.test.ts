// A run that goes on: what the audit log says had begun is not started again, and what was spent stays spent.

import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { type AuditEvent, AuditLog } from '../../src/audit/index.js';
import { redactLine } from '../../src/digest/index.js';
import { readBefore } from '../../src/executor/before.js';
import { Repeats } from '../../src/executor/repeats.js';
import { Spending } from '../../src/executor/spending.js';
import { type Cleared, judge } from '../../src/gate/index.js';
import { readPolicy } from '../../src/packs/index.js';
import { Fault } from '../../src/shared/index.js';

const RUN = 'run-1';
const READ = 'gcloud projects list --limit=1';
const proposal = { text: 'x', sha256: null };
const start = (mode: string): AuditEvent => ({ event: 'start', mode, provider: 'gcp', tier: 'bwrap', detail: '' });
const cleared = (canonical: string): AuditEvent => ({ event: 'cleared', proposal, canonical, added: [], microUsd: 0 });
const approved = (of: number): AuditEvent => ({ event: 'approved', of, by: 'yes-flag', covers: 'run' });
const booked = (of: number, microUsd: number): AuditEvent => ({ event: 'booked', of, cost: 'request', microUsd, totalMicroUsd: microUsd });
const ran = (of: number, canonical: string, exit = 0): AuditEvent => ({
  event: 'ran',
  of,
  canonical,
  exit,
  outputSha256: '0'.repeat(64),
  outputBytes: 0,
  cutBytes: 0,
  milliseconds: 1,
  microUsd: 0,
});
const notRun = (of: number, code: string, microUsd = 0): AuditEvent => ({ event: 'not-run', of, code, detail: '', microUsd });
const spent = (totalMicroUsd: number): AuditEvent => ({
  event: 'model-spent',
  model: 'm',
  isWorstCase: false,
  inputTokens: 1,
  outputTokens: 1,
  microUsd: 1,
  totalMicroUsd,
});

async function logged(t: Test, ...events: readonly AuditEvent[]): Promise<string> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-before-')));
  t.teardown(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const log = await AuditLog.open(directory, { run: RUN, now: () => new Date(0), redact: redactLine });
  // The entries of this run are numbered from 1: tests name them so.
  for (const event of events) await log.append(event);
  log.close();
  return directory;
}

test('what was cleared and may have started counts as begun, by mode and by how it ended', async (t) => {
  const cases: readonly (readonly [what: string, mode: string, events: readonly AuditEvent[], begun: boolean])[] = [
    ['answered', 'simulated', [ran(2, 'a')], true],
    ['answered with a failure', 'simulated', [ran(2, 'a', 254)], true],
    ['lost', 'simulated', [], true],
    ['lost after a yes', 'active', [approved(2)], true],
    ['waiting for a yes', 'active', [], false],
    ['waiting for its output', 'paranoid', [], false],
    ['pasted', 'paranoid', [ran(2, 'a')], true],
    ['past its deadline', 'active', [approved(2), notRun(2, 'deadline')], true],
    ['ended by a code that nobody knows', 'active', [approved(2), notRun(2, 'new-code')], true],
    ['declined', 'active', [{ event: 'declined', of: 2, by: 'person', note: '' }, notRun(2, 'declined-by-person')], false],
    ['over budget', 'active', [approved(2), notRun(2, 'money-spent')], false],
    ['skipped', 'paranoid', [notRun(2, 'skipped')], false],
  ];
  for (const [what, mode, events, begun] of cases) {
    const before = readBefore(await logged(t, start(mode), cleared('a'), ...events), RUN);
    t.same(before.begun, begun ? ['a'] : [], `${what} in ${mode}`);
    t.equal(before.commands, begun ? 1 : 0, what);
  }
});

test('money: booked reads but those that gave it back, and models of every process of the run', async (t) => {
  const directory = await logged(
    t,
    start('active'),
    spent(100),
    spent(300),
    cleared('a'),
    approved(4),
    booked(4, 10_000),
    ran(4, 'a'),
    cleared('b'),
    approved(8),
    booked(8, 5_000),
    notRun(8, 'not-started', 0),
    start('active'),
    spent(50),
    cleared('c'),
    approved(14),
    booked(14, 2_000),
  );
  t.same(readBefore(directory, RUN), { begun: ['a', 'c'], commands: 2, microUsd: 12_350 });
  const spending = new Spending({ commands: 3, microUsd: 13_000, milliseconds: 1_000 }, readBefore(directory, RUN));
  t.equal(spending.remainingMicroUsd, 650);
  t.match(spending.accounts(10), { spent: { commands: 2, microUsd: 12_350 }, left: { commands: 1, microUsd: 650 } });
});

test('another run of the same log counts for nothing, however its entries quote this one', async (t) => {
  const directory = await logged(t, start('simulated'), cleared('a'));
  const other = await AuditLog.open(directory, { run: 'run-10', now: () => new Date(0) });
  await other.append(start('simulated'));
  await other.append({ event: 'cleared', proposal: { text: `"run":"${RUN}"`, sha256: null }, canonical: 'b', added: [], microUsd: 0 });
  other.close();
  t.same(readBefore(directory, RUN).begun, ['a']);
  t.same(readBefore(directory, 'run-10').begun, ['b'], 'control');
});

test('a log that knows nothing of the run, or was changed where it does, is no ground to go on', async (t) => {
  const directory = await logged(t, start('simulated'), cleared('a'));
  t.throws(() => readBefore(directory, 'run-2'), Fault);
  const path = join(directory, 'audit.log');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"canonical":"a"', '"canonical":"z"'));
  t.throws(() => readBefore(directory, RUN), Fault);
});

const policy = readPolicy();
function sealed(line: string, microUsd = 1_000_000): Cleared {
  const verdict = judge(line, policy, { microUsd });
  if (!verdict.ok) throw new Error(verdict.error.code);
  return verdict.value;
}

test('what had begun is known again however it is written, and nothing else is', async (t) => {
  const one = sealed(READ);
  const repeats = new Repeats([one.canonical]);
  t.ok(repeats.hasBegunBefore(sealed(`gcloud  projects list   '--limit=1'`)));
  t.notOk(repeats.hasBegunBefore(sealed('gcloud projects list --limit=2')));
  t.notOk(new Repeats().hasBegunBefore(one), 'control');
  // T7: its cap follows the money that is left.
  const query = "bq query --use_legacy_sql=false 'SELECT 1 AS one'";
  const [rich, poor] = [sealed(query, 1_000_000), sealed(query, 90_000)];
  t.ok(new Repeats([rich.canonical]).hasBegunBefore(poor));
});
