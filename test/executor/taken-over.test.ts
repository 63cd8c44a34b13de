// Two executors of one run, on one log: the one that was cut off, and the one that goes on. Whatever the first proposes after the second
// has begun, nothing of it starts, and it ends.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { entryIn, readEntries, SHARED_NAME, verifyLog } from '../../src/audit/index.js';
import { NO_ALIASES } from '../../src/executor/aliases.js';
import { arm } from '../../src/executor/armed.js';
import { answerProposal, type ProposalDoors } from '../../src/executor/propose.js';
import { Repeats } from '../../src/executor/repeats.js';
import { Spending } from '../../src/executor/spending.js';
import type { ProposalAnswer } from '../../src/protocol/index.js';
import { ok } from '../../src/shared/index.js';
import { digest } from './digest-now.js';
import { soundAttest } from './sound-attest.js';

const FIRST = 'gcloud projects list --limit=10 --format=json';
const SECOND = 'gcloud projects list --limit=11 --format=json';

function folder(t: Test, isShared: boolean): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-taken-over-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  if (isShared) writeFileSync(join(path, SHARED_NAME), '', { mode: 0o600 });
  return path;
}

interface Rig {
  readonly propose: (command: string) => Promise<ProposalAnswer>;
  readonly runs: readonly string[];
}

async function executor(t: Test, state: string, run: string, goesOn: boolean): Promise<Rig> {
  const armed = await arm(soundAttest(state, { run, resumes: goesOn ? { milliseconds: 0, mayRepeat: false } : null }), () => new Date(0));
  t.teardown(() => {
    armed.audit.close();
  });
  const runs: string[] = [];
  const doors: ProposalDoors = {
    armed,
    spending: new Spending({ commands: 100, microUsd: 1_000_000, milliseconds: 60_000 }, armed.before),
    repeats: new Repeats(armed.before.begun),
    setAside: (microUsd) => Promise.resolve(microUsd),
    takeCarried: () => null,
    approve: () => Promise.resolve(ok(undefined)),
    keepRaw: () => '',
    aliases: NO_ALIASES,
    run: ({ canonical }) => {
      runs.push(canonical);
      const out = new Uint8Array();
      return Promise.resolve(ok({ exit: 0, milliseconds: 1, out, err: out, cutBytes: 0, timedOut: false }));
    },
    digest: (raw) => Promise.resolve(digest(raw)),
  };
  let id = 0;
  return {
    runs,
    propose: (command) => {
      id += 1;
      return answerProposal({ kind: 'propose', id, command }, doors);
    },
  };
}

for (const isShared of [false, true]) {
  test(`an executor whose run goes on in another process starts nothing more (${isShared ? 'file' : 'platform'} lock)`, async (t) => {
    const state = folder(t, isShared);
    const older = await executor(t, state, 'one', false);
    const beside = await executor(t, state, 'two', false);
    t.match(await older.propose(FIRST), { kind: 'ran' }, 'control: alone it runs');
    const newer = await executor(t, state, 'one', true);
    await t.rejects(older.propose(SECOND), { code: 'audit' });
    await t.rejects(older.propose(SECOND), { code: 'audit' }, 'and for good');
    t.equal(older.runs.length, 1);
    t.match(await newer.propose(FIRST), { kind: 'not-run', code: 'repeated' }, 'what the older began is not begun again');
    t.match(await newer.propose(SECOND), { kind: 'ran' }, 'control: the newer one runs');
    t.match(await beside.propose(SECOND), { kind: 'ran' }, 'control: another run on the same log goes on');
    const entries = [...readEntries(state)].flatMap(({ bytes }) => entryIn(bytes) ?? []);
    const cleared = entries.filter(({ event, run }) => event === 'cleared' && run === 'one').map(({ fields }) => fields['canonical']);
    t.equal(cleared.filter((one) => String(one).includes('--limit=11')).length, 1, 'nothing of the older one was even written down');
    t.ok((await verifyLog(state)).ok);
  });
}

test('a run that the log does not know is declined before anything of it is written', async (t) => {
  const state = folder(t, false);
  await executor(t, state, 'other', false);
  await t.rejects(executor(t, state, 'one', true), { code: 'audit' });
  await t.rejects(executor(t, state, 'one', true), { code: 'audit' }, 'and again: the first attempt has not made it known');
});
