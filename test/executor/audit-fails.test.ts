// What happens to a proposal when the audit log cannot be written: nothing runs, the answer says why and what to do, and when the trouble
// is over the log is whole.

import { spawnSync } from 'node:child_process';
import fs, {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { AuditLog, verifyLog } from '../../src/audit/index.js';
import { NO_ALIASES } from '../../src/executor/aliases.js';
import { NOTHING_BEFORE } from '../../src/executor/before.js';
import { answerProposal, type ProposalDoors } from '../../src/executor/propose.js';
import { Repeats } from '../../src/executor/repeats.js';
import { Spending } from '../../src/executor/spending.js';
import { readPolicy } from '../../src/packs/index.js';
import type { ProposalAnswer } from '../../src/protocol/index.js';
import { ok } from '../../src/shared/index.js';
import { digest } from './digest-now.js';
import { soundAttest } from './sound-attest.js';

const READ = 'gcloud projects list --limit=10 --format=json';
const WRITE = 'gcloud projects delete acme';
const policy = readPolicy();

function folder(t: Test): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-executor-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

interface Rig {
  readonly propose: (command: string) => Promise<ProposalAnswer>;
  readonly runs: () => number;
}

async function rig(t: Test, state: string, fileBytes = 1_000_000): Promise<Rig> {
  const attest = soundAttest(state);
  const audit = await AuditLog.open(state, { run: attest.run, now: () => new Date(0), fileBytes, lockMilliseconds: 300 });
  t.teardown(() => {
    audit.close();
  });
  let runs = 0;
  let id = 0;
  const doors: Omit<ProposalDoors, 'repeats'> = {
    armed: { attest, policy, audit, workplace: undefined, tether: [], startedAt: performance.now(), before: NOTHING_BEFORE },
    spending: new Spending({ commands: 100, microUsd: 1_000_000, milliseconds: 60_000 }),
    setAside: (microUsd) => Promise.resolve(microUsd),
    approve: () => Promise.resolve(ok(undefined)),
    takeCarried: () => null,
    keepRaw: () => '',
    aliases: NO_ALIASES,
    run: () => {
      runs += 1;
      const out = new Uint8Array();
      return Promise.resolve(ok({ exit: 0, milliseconds: 1, out, err: out, cutBytes: 0, timedOut: false }));
    },
    digest: (raw) => Promise.resolve(digest(raw)),
  };
  return {
    propose: (command) => {
      id += 1;
      // The same line is asked about again and again here; that it was answered before is not what this is about.
      return answerProposal({ kind: 'propose', id, command }, { ...doors, repeats: new Repeats() });
    },
    runs: () => runs,
  };
}

interface Trouble {
  readonly what: string;
  /** Returns how to end it. */
  readonly begin: (state: string) => () => void;
  readonly says: RegExp;
}

/** The next calls of this name fail. */
function failing(name: 'writeSync' | 'fdatasyncSync', code: string): () => void {
  const sound = fs[name];
  Object.assign(fs, {
    [name]: () => {
      throw Object.assign(new Error(`${code}: injected`), { code });
    },
  });
  syncBuiltinESMExports();
  return () => {
    Object.assign(fs, { [name]: sound });
    syncBuiltinESMExports();
  };
}

function moved(path: string): () => void {
  renameSync(path, `${path}.moved`);
  return () => {
    renameSync(`${path}.moved`, path);
  };
}

const TROUBLES: readonly Trouble[] = [
  { what: 'the disk is full', begin: () => failing('writeSync', 'ENOSPC'), says: /disk is full.*free some space/u },
  { what: 'a quota is used up', begin: () => failing('writeSync', 'EDQUOT'), says: /quota/u },
  { what: 'the disk is read-only', begin: () => failing('writeSync', 'EROFS'), says: /read-only/u },
  { what: 'files may not grow', begin: () => failing('writeSync', 'EFBIG'), says: /ulimit/u },
  { what: 'the disk does not confirm', begin: () => failing('fdatasyncSync', 'EIO'), says: /disk fails/u },
  { what: 'the log was moved away', begin: (at) => moved(join(at, 'audit.log')), says: /not the file that was opened/u },
  { what: 'the head was moved away', begin: (at) => moved(join(at, 'audit.head')), says: /put it back/u },
  { what: 'the whole directory was moved away', begin: (at) => moved(at), says: /fix: /u },
  {
    what: 'the log was replaced by a copy',
    begin: (at) => {
      const back = moved(join(at, 'audit.log'));
      writeFileSync(join(at, 'audit.log'), readFileSync(join(at, 'audit.log.moved')), { mode: 0o600 });
      return () => {
        rmSync(join(at, 'audit.log'));
        back();
      };
    },
    says: /not the file that was opened/u,
  },
  {
    what: 'the log was cut',
    begin: (at) => {
      const whole = readFileSync(join(at, 'audit.log'));
      truncateSync(join(at, 'audit.log'), 10);
      return () => {
        writeFileSync(join(at, 'audit.log'), whole);
      };
    },
    says: /become shorter.*audit verify/u,
  },
];

for (const { what, begin, says } of TROUBLES) {
  test(`nothing runs while ${what}; the answer says so, and what to do`, async (t) => {
    const state = join(folder(t), 'state');
    mkdirSync(state, { mode: 0o700 });
    const { propose, runs } = await rig(t, state);
    t.match(await propose(READ), { kind: 'ran' }, 'control');
    const end = begin(state);
    for (const command of [READ, WRITE]) {
      const answer = await propose(command);
      t.match(answer, { kind: 'not-run', code: 'audit', detail: says });
    }
    end();
    t.equal(runs(), 1);
    t.match(await propose(READ), { kind: 'ran' }, 'and when it is over');
    t.equal(runs(), 2);
    t.match(await verifyLog(state), { ok: true, tornBytes: 0 });
  });
}

const isRoot = process.getuid?.() === 0;

test('nothing runs on a real disk that is full, and the log is whole', {
  skip: (process.platform !== 'linux' || !isRoot) && 'only root can mount a small disk',
}, async (t) => {
  const state = join(folder(t), 'disk');
  mkdirSync(state, { mode: 0o700 });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k,mode=0700', 'tmpfs', state], { timeout: 10_000 });
  if (mounted.status !== 0) {
    t.pass('nothing can be mounted here');
    return;
  }
  try {
    const { propose, runs } = await rig(t, state, 8_000);
    let answer = await propose(READ);
    let ran = 0;
    for (; answer.kind === 'ran' && ran < 200; ran += 1) answer = await propose(READ);
    t.match(answer, { kind: 'not-run', code: 'audit', detail: /fix: .*(?:space|disk)/u });
    t.ok(ran > 3 && runs() - ran <= 1, 'at most the command whose end could not be recorded');
    const after = runs();
    t.match(await propose(READ), { kind: 'not-run', code: 'audit' });
    t.equal(runs(), after);
    t.match(await verifyLog(state), { ok: true });
  } finally {
    spawnSync('umount', ['--lazy', state], { timeout: 10_000 });
  }
});

interface Permission {
  readonly what: string;
  readonly spoil: (state: string) => void;
  readonly says: RegExp;
  readonly skip?: string | false;
}

const PERMISSIONS: readonly Permission[] = [
  { what: 'the directory may be read by others', spoil: (at) => chmodSync(at, 0o750), says: /chmod 700/u },
  { what: 'the log may be read by others', spoil: (at) => chmodSync(join(at, 'audit.log'), 0o644), says: /chmod 600/u },
  { what: 'the head may be read by others', spoil: (at) => chmodSync(join(at, 'audit.head'), 0o640), says: /chmod 600/u },
  { what: 'the head is missing', spoil: (at) => rmSync(join(at, 'audit.head')), says: /audit verify/u },
  { what: 'the log is missing', spoil: (at) => rmSync(join(at, 'audit.log')), says: /lost entries|not there/u },
  { what: 'the head is empty', spoil: (at) => truncateSync(join(at, 'audit.head')), says: /audit verify/u },
  {
    what: 'the log belongs to another user',
    spoil: (at) => chownSync(join(at, 'audit.log'), 1, 1),
    says: /another user/u,
    skip: !isRoot && 'only root can give a file away',
  },
  {
    what: 'the log may not be written',
    spoil: (at) => chmodSync(join(at, 'audit.log'), 0o400),
    says: /chmod u\+rwX/u,
    skip: isRoot && 'root may write everything',
  },
  {
    what: 'the directory may not be entered',
    spoil: (at) => chmodSync(at, 0o000),
    says: /chmod u\+rwX/u,
    skip: isRoot && 'root may enter everything',
  },
];

for (const { what, spoil, says, skip = false } of PERMISSIONS) {
  test(`no run begins while ${what}, and the reason says what to do`, { skip }, async (t) => {
    const state = join(folder(t), 'state');
    mkdirSync(state, { mode: 0o700 });
    const log = await AuditLog.open(state, { run: 'before', now: () => new Date(0) });
    await log.append({ event: 'record', name: 'note', detail: '' });
    log.close();
    spoil(state);
    const refused = await rig(t, state).catch((cause: unknown) => cause);
    t.match(refused, { code: 'audit' });
    t.match(refused instanceof Error && 'fix' in refused ? `${refused.message}; ${String(refused.fix)}` : '', says);
    if (existsSync(state)) chmodSync(state, 0o700);
  });
}
