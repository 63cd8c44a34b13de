// The audit log on a real disk: what it writes, what it refuses to write to, and every way to change it that must be seen.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs, {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { chained, GENESIS, isWhole, type Point, readLink, START } from '../../src/audit/chain.js';
import { type AuditEvent, proposalOf, verifyLog } from '../../src/audit/index.js';
import { fc } from '../random.js';
import { folder, note, open, other, saidBy } from './logs.js';

const LOCKS = process.platform === 'linux' ? (['socket', 'file'] as const) : (['file'] as const);
const AUDIT = { code: 'audit' };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const asItIs = (text: string): string => text;

const logIn = (directory: string): string => join(directory, 'audit.log');
const headIn = (directory: string): string => join(directory, 'audit.head');
const linesIn = (directory: string): string[] => readFileSync(logIn(directory), 'utf8').split('\n').slice(0, -1);
const writeLines = (directory: string, lines: readonly string[]): void => {
  writeFileSync(logIn(directory), lines.map((line) => `${line}\n`).join(''));
};

const ENTRIES = 5;

/** A log with the entries 1 to ENTRIES, closed. */
async function written(t: Test): Promise<string> {
  const directory = folder(t);
  const log = await open(t, directory);
  for (let entry = 1; entry <= ENTRIES; entry += 1) await log.append(note(`entry ${String(entry)}`));
  log.close();
  return directory;
}

/** What `verifyLog` says, a thrown fault included. */
async function verdict(directory: string, anchors: readonly Point[] = []): Promise<{ readonly code: string; readonly seq: number }> {
  try {
    const said = await verifyLog(directory, { points: anchors });
    return said.ok ? { code: 'ok', seq: said.entries } : { code: said.code, seq: said.seq };
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return { code: `fault ${String(cause.code)}`, seq: -1 };
    throw cause;
  }
}

test('an entry is its own line and no other text, and its hash is that of all before it', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.json()), { minLength: 1, maxLength: 5 }), (contents) => {
      let last = START;
      for (const content of contents) {
        const safe = { event: 'x', content };
        const { line, point } = chained(last, safe);
        const link = readLink(line);
        if (!link || !isWhole(link) || link.prev !== last.hash || line.includes('\n')) return false;
        // The same value written in any other way is no entry.
        if (readLink(`${line} `) || readLink(line.replace(':', ': ')) || readLink(line.replace('"event"', '"\\u0065vent"'))) return false;
        last = point;
      }
      return last.seq === contents.length;
    }),
  );
  const { line, point } = chained(START, { event: 'x' });
  t.same(point, { seq: 1, hash: sha256(`${GENESIS}\n{"seq":1,"event":"x"}`) });
  t.equal(line, `{"seq":1,"event":"x","prev":"${GENESIS}","hash":"${point.hash}"}`);
  for (const other of ['', 'null', '[]', '1', '{}', '"x"', '{"seq":"1","prev":"a","hash":"b"}', '{"prev":"a","hash":"b","seq":1}']) {
    t.equal(readLink(other), undefined, other);
  }
});

test('a new log is private to its owner, whatever the umask', async (t) => {
  const directory = join(folder(t), 'deep', 'state');
  const before = process.umask(0);
  const log = await open(t, directory).finally(() => process.umask(before));
  t.equal(statSync(directory).mode & 0o7777, 0o700);
  t.equal(statSync(logIn(directory)).mode & 0o7777, 0o600);
  t.equal(statSync(headIn(directory)).mode & 0o7777, 0o600);
  t.same(log.head, START);
  const { seq, hash } = await log.append(note('first'));
  t.same(log.head, { seq, hash });
  t.equal(readFileSync(headIn(directory), 'utf8'), `0000000000000001 ${hash}\n`);
  t.same(readdirSync(directory).sort(), ['audit.head', 'audit.log'], 'and leaves nothing else');
});

interface Odd {
  readonly what: string;
  /** Makes the directory such that the log must be refused; returns how to put it right again. */
  readonly spoil: (directory: string) => () => void;
  readonly skip?: string | false;
}

const isRoot = process.getuid?.() === 0;

const ODD: readonly Odd[] = [
  ...['audit.log', 'audit.head'].flatMap((name): readonly Odd[] => [
    { what: `${name} can be read by others`, spoil: (at) => changedMode(join(at, name), 0o604, 0o600) },
    { what: `${name} can be written by a group`, spoil: (at) => changedMode(join(at, name), 0o620, 0o600) },
    {
      what: `${name} is a link to a file elsewhere`,
      spoil: (at) => {
        renameSync(join(at, name), join(at, 'elsewhere'));
        symlinkSync(join(at, 'elsewhere'), join(at, name));
        return () => {
          renameSync(join(at, 'elsewhere'), join(at, name));
        };
      },
    },
    {
      what: `${name} is a link to nothing`,
      spoil: (at) => {
        renameSync(join(at, name), join(at, 'elsewhere'));
        symlinkSync(join(at, 'nothing'), join(at, name));
        return () => {
          rmSync(join(at, name));
          renameSync(join(at, 'elsewhere'), join(at, name));
        };
      },
    },
    {
      what: `${name} has a second name`,
      spoil: (at) => {
        linkSync(join(at, name), join(at, 'second'));
        return () => {
          rmSync(join(at, 'second'));
        };
      },
    },
    {
      what: `${name} is a directory`,
      spoil: (at) => {
        renameSync(join(at, name), join(at, 'elsewhere'));
        mkdirSync(join(at, name), { mode: 0o600 });
        return () => {
          rmSync(join(at, name), { recursive: true });
          renameSync(join(at, 'elsewhere'), join(at, name));
        };
      },
    },
    {
      what: `${name} belongs to another user`,
      spoil: (at) => changedOwner(join(at, name)),
      skip: !isRoot && 'only root can give a file away',
    },
  ]),
  { what: 'the directory can be entered by others', spoil: (at) => changedMode(at, 0o711, 0o700) },
  {
    what: 'the directory belongs to another user',
    spoil: (at) => changedOwner(at),
    skip: !isRoot && 'only root can give a directory away',
  },
  {
    what: 'the directory is a link to another',
    spoil: (at) => {
      renameSync(at, `${at}-elsewhere`);
      symlinkSync(`${at}-elsewhere`, at);
      return () => {
        rmSync(at);
        renameSync(`${at}-elsewhere`, at);
      };
    },
  },
];

function changedMode(path: string, mode: number, back: number): () => void {
  chmodSync(path, mode);
  return () => {
    chmodSync(path, back);
  };
}

function changedOwner(path: string): () => void {
  chownSync(path, 1, 1);
  return () => {
    chownSync(path, 0, 0);
  };
}

for (const { what, spoil, skip = false } of ODD) {
  test(`a log is refused while ${what}`, { skip }, async (t) => {
    const directory = await written(t);
    const before = readFileSync(logIn(directory));
    const putRight = spoil(directory);
    await t.rejects(open(t, directory), AUDIT);
    putRight();
    t.same(readFileSync(logIn(directory)), before, 'nothing was written');
    t.same(await verdict(directory), { code: 'ok', seq: ENTRIES });
    const log = await open(t, directory);
    t.match(await log.append(note('control')), { seq: ENTRIES + 1 });
  });
}

interface Tampering {
  readonly what: string;
  readonly change: (directory: string) => void;
  readonly said: { readonly code: string; readonly seq: number };
  /** Whether the next run, which follows only the end of the log, sees it too. */
  readonly isRefused: boolean;
}

/** The chain from `from` on, made anew with a changed entry there: an attacker who can compute. */
function forged(lines: readonly string[], from: number, detail: string): readonly string[] {
  const kept = lines.slice(0, from - 1);
  let last = START;
  for (const line of kept) last = pointOf(line);
  const rest = lines.slice(from - 1).map((line, at) => {
    // CAST: one of the entries that `written` wrote.
    const { seq: _, prev: __, hash: ___, ...body } = JSON.parse(line) as Record<string, unknown>;
    const next = chained(last, at === 0 ? { ...body, detail } : body);
    last = next.point;
    return next.line;
  });
  return [...kept, ...rest];
}

function pointOf(line: string): Point {
  const link = readLink(line);
  if (!link) throw new Error(`not an entry: ${line}`);
  return { seq: link.seq, hash: link.hash };
}

const onLines = (change: (lines: string[]) => readonly string[]) => (directory: string) => {
  writeLines(directory, change(linesIn(directory)));
};

const TAMPERINGS: readonly Tampering[] = [
  { what: 'the first entry is dropped', change: onLines((lines) => lines.slice(1)), said: { code: 'missing', seq: 1 }, isRefused: false },
  { what: 'an entry is dropped', change: onLines((lines) => lines.toSpliced(2, 1)), said: { code: 'missing', seq: 3 }, isRefused: false },
  {
    what: 'two entries change places',
    change: onLines(([a, b, c, d, e]) => [a, c, b, d, e].map(String)),
    said: { code: 'missing', seq: 2 },
    isRefused: false,
  },
  {
    what: 'an entry stands twice',
    change: onLines((lines) => lines.toSpliced(2, 0, lines[1] ?? '')),
    said: { code: 'out-of-order', seq: 3 },
    isRefused: false,
  },
  {
    what: 'a word of an entry is another',
    change: onLines((lines) => lines.with(1, (lines[1] ?? '').replace('entry 2', 'entry 7'))),
    said: { code: 'changed', seq: 2 },
    isRefused: false,
  },
  {
    what: 'an entry is changed and hashed anew',
    change: onLines((lines) => lines.with(1, forged(lines, 2, 'forged')[1] ?? '')),
    said: { code: 'other-past', seq: 3 },
    isRefused: false,
  },
  {
    what: 'the last entry is changed and hashed anew',
    change: onLines((lines) => forged(lines, ENTRIES, 'forged')),
    said: { code: 'rewritten', seq: ENTRIES },
    isRefused: true,
  },
  {
    what: 'the whole log is made anew',
    change: onLines((lines) => forged(lines, 1, 'forged')),
    said: { code: 'rewritten', seq: ENTRIES },
    isRefused: true,
  },
  {
    what: 'an entry is spelled otherwise',
    change: onLines((lines) => lines.with(1, JSON.stringify(JSON.parse(lines[1] ?? ''), null, 1).replace(/\n/gu, ''))),
    said: { code: 'unreadable', seq: 2 },
    isRefused: false,
  },
  {
    what: 'a key of an entry stands twice',
    change: onLines((lines) => lines.with(1, (lines[1] ?? '').replace('{', '{"detail":"x",'))),
    said: { code: 'unreadable', seq: 2 },
    isRefused: false,
  },
  {
    what: 'an empty line stands between',
    change: onLines((lines) => lines.toSpliced(2, 0, '')),
    said: { code: 'unreadable', seq: 3 },
    isRefused: false,
  },
  {
    what: 'a line of something else stands between',
    change: onLines((lines) => lines.toSpliced(2, 0, 'something else')),
    said: { code: 'unreadable', seq: 3 },
    isRefused: false,
  },
  {
    what: 'the last entry is cut off',
    change: onLines((lines) => lines.slice(0, -1)),
    said: { code: 'truncated', seq: ENTRIES },
    isRefused: true,
  },
  {
    what: 'three entries are cut off',
    change: onLines((lines) => lines.slice(0, -3)),
    said: { code: 'truncated', seq: 3 },
    isRefused: true,
  },
  { what: 'everything is cut off', change: (at) => truncateSync(logIn(at)), said: { code: 'truncated', seq: 1 }, isRefused: true },
  {
    what: 'half an entry is cut off',
    change: (at) => truncateSync(logIn(at), statSync(logIn(at)).size - 40),
    said: { code: 'truncated', seq: ENTRIES },
    isRefused: true,
  },
  {
    what: 'the last entries are garbage',
    change: onLines((lines) => [...lines.slice(0, 3), 'x', 'y']),
    said: { code: 'unreadable', seq: 4 },
    isRefused: true,
  },
  { what: 'the log is gone', change: (at) => rmSync(logIn(at)), said: { code: 'fault audit', seq: -1 }, isRefused: true },
  { what: 'the head is gone', change: (at) => rmSync(headIn(at)), said: { code: 'fault audit', seq: -1 }, isRefused: true },
  { what: 'the head is empty', change: (at) => truncateSync(headIn(at)), said: { code: 'no-head', seq: ENTRIES }, isRefused: true },
  { what: 'the head is half', change: (at) => truncateSync(headIn(at), 40), said: { code: 'fault audit', seq: -1 }, isRefused: true },
  { what: 'the head is longer', change: (at) => appendFileSync(headIn(at), '\n'), said: { code: 'fault audit', seq: -1 }, isRefused: true },
  {
    what: 'the head is that of another log',
    change: (at) => writeFileSync(headIn(at), `${String(ENTRIES).padStart(16, '0')} ${sha256('another')}\n`),
    said: { code: 'rewritten', seq: ENTRIES },
    isRefused: true,
  },
  {
    what: 'the head is further than the log',
    change: (at) => writeFileSync(headIn(at), `0000000000000009 ${sha256('9')}\n`),
    said: { code: 'truncated', seq: ENTRIES + 1 },
    isRefused: true,
  },
];

for (const { what, change, said, isRefused } of TAMPERINGS) {
  test(`it is seen when ${what}`, async (t) => {
    const directory = await written(t);
    t.same(await verdict(directory), { code: 'ok', seq: ENTRIES }, 'control');
    change(directory);
    t.same(await verdict(directory), said);
    if (isRefused) await t.rejects(open(t, directory), AUDIT, 'and nothing runs any more');
  });
}

test('one bit of one byte, anywhere in the log, is seen at its entry', async (t) => {
  const directory = await written(t);
  const whole = readFileSync(logIn(directory));
  const missed: number[] = [];
  let entry = 1;
  for (const [at, byte] of whole.entries()) {
    writeFileSync(logIn(directory), Uint8Array.from(whole).with(at, byte ^ (1 << (at % 8))));
    const said = await verdict(directory);
    if (said.code === 'ok' || said.seq !== entry) missed.push(at);
    if (byte === 0x0a) entry += 1;
  }
  t.same(missed, []);
  writeFileSync(logIn(directory), whole);
  t.same(await verdict(directory), { code: 'ok', seq: ENTRIES }, 'control');
});

test('one bit of one byte, anywhere in the head, is seen', async (t) => {
  const directory = await written(t);
  const whole = readFileSync(headIn(directory));
  const missed: number[] = [];
  for (const [at, byte] of whole.entries()) {
    for (let bit = 0; bit < 8; bit += 1) {
      writeFileSync(headIn(directory), Uint8Array.from(whole).with(at, byte ^ (1 << bit)));
      if ((await verdict(directory)).code === 'ok') missed.push(at);
    }
  }
  t.same(missed, []);
});

test('an end that is cut off together with the head is seen by whoever kept a hash elsewhere', async (t) => {
  const directory = await written(t);
  const lines = linesIn(directory);
  const kept = pointOf(lines.at(-1) ?? '');
  const earlier = pointOf(lines[2] ?? '');
  t.same(await verdict(directory, [kept, earlier]), { code: 'ok', seq: ENTRIES }, 'control');
  writeLines(directory, lines.slice(0, 3));
  writeFileSync(headIn(directory), `0000000000000003 ${earlier.hash}\n`);
  t.same(await verdict(directory), { code: 'ok', seq: 3 }, 'the chain cannot tell');
  t.same(await verdict(directory, [kept]), { code: 'truncated', seq: 4 });
  t.same(await verdict(directory, [{ seq: 2, hash: sha256('another past') }]), { code: 'rewritten', seq: 2 });
});

test('a write that was cut short is sealed by the next entry, and by nothing else', async (t) => {
  const directory = await written(t);
  const torn = '{"seq":6,"time":"19';
  appendFileSync(logIn(directory), torn);
  t.match(await verifyLog(directory), { ok: true, entries: ENTRIES, tornBytes: torn.length });
  const log = await open(t, directory);
  t.match(await log.append(note('after')), { seq: ENTRIES + 2 });
  t.match(await verifyLog(directory), { ok: true, entries: ENTRIES + 2, sealed: 1, tornBytes: 0 });
  t.match(JSON.parse(linesIn(directory)[ENTRIES + 1] ?? ''), { event: 'sealed', torn: { bytes: torn.length, sha256: sha256(torn) } });
  const lines = linesIn(directory);
  writeLines(directory, lines.with(ENTRIES, torn.replace('19', '20')));
  t.same(await verdict(directory), { code: 'unreadable', seq: ENTRIES + 1 }, 'what was sealed cannot be changed');
  writeLines(directory, lines.toSpliced(ENTRIES, 1));
  t.same(await verdict(directory), { code: 'ok', seq: ENTRIES + 2 }, 'it may be gone: it never was an entry');
});

test('a whole entry that lacks only its newline is kept', async (t) => {
  const directory = await written(t);
  truncateSync(logIn(directory), statSync(logIn(directory)).size - 1);
  t.same(await verdict(directory), { code: 'truncated', seq: ENTRIES }, 'read strictly, until it is mended');
  writeFileSync(headIn(directory), `0000000000000004 ${pointOf(linesIn(directory)[3] ?? '').hash}\n`);
  const log = await open(t, directory);
  t.match(await log.append(note('after')), { seq: ENTRIES + 1 });
  t.match(await verifyLog(directory), { ok: true, entries: ENTRIES + 1, sealed: 0, tornBytes: 0 });
});

test('more garbage than a cut-short write can leave is not sealed', async (t) => {
  const directory = await written(t);
  appendFileSync(logIn(directory), `${'x'.repeat(1_100_000)}\n`);
  t.same(await verdict(directory), { code: 'unreadable', seq: ENTRIES + 1 });
  await t.rejects(open(t, directory), AUDIT);
});

interface Disturbance {
  readonly what: string;
  readonly disturb: (directory: string) => void;
}

const DISTURBANCES: readonly Disturbance[] = [
  { what: 'taken away', disturb: (at) => renameSync(logIn(at), join(at, 'stolen')) },
  { what: 'removed', disturb: (at) => rmSync(logIn(at)) },
  {
    what: 'replaced by a copy',
    disturb: (at) => {
      const copy = readFileSync(logIn(at));
      rmSync(logIn(at));
      writeFileSync(logIn(at), copy, { mode: 0o600 });
    },
  },
  {
    what: 'replaced by a link to itself',
    disturb: (at) => {
      renameSync(logIn(at), join(at, 'stolen'));
      symlinkSync(join(at, 'stolen'), logIn(at));
    },
  },
  { what: 'cut short', disturb: (at) => truncateSync(logIn(at), 10) },
  {
    what: 'continued with the chain of another',
    disturb: (at) => appendFileSync(logIn(at), `${chained({ seq: ENTRIES, hash: sha256('x') }, { event: 'x' }).line}\n`),
  },
  { what: 'continued with an entry that was here before', disturb: (at) => appendFileSync(logIn(at), `${linesIn(at)[1] ?? ''}\n`) },
  { what: 'overtaken by its head', disturb: (at) => writeFileSync(headIn(at), `0000000000000009 ${sha256('9')}\n`) },
];

for (const { what, disturb } of DISTURBANCES) {
  test(`an open log that is ${what} takes no further entry`, async (t) => {
    const directory = await written(t);
    const log = await open(t, directory);
    disturb(directory);
    await t.rejects(log.append(note('one more')), AUDIT);
    await t.rejects(log.append(note('and again')), AUDIT, 'and stays so');
  });
}

test('a closed log takes no entry, and can be closed twice', async (t) => {
  const log = await open(t, folder(t));
  t.match(await log.append(note('control')), { seq: 1 });
  log.close();
  log.close();
  await t.rejects(log.append(note('late')), AUDIT);
});

test('what is no event is a bug and leaves no trace', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory);
  const long: AuditEvent = { event: 'refused', proposal: proposalOf('x', asItIs), layer: 8, layerName: 'none', code: 'none', part: '' };
  t.throws(() => log.append(long));
  t.throws(() => log.append(note('x'.repeat(4_001))));
  t.match(await log.append(note('control')), { seq: 1 });
  t.equal(linesIn(directory).length, 1);
});

/** Runs `work` while a call of node:fs fails the way a bad disk makes it fail. */
async function failing<T>(call: 'fdatasyncSync' | 'fsyncSync' | 'writeSync', work: () => Promise<T>): Promise<T> {
  const sound = fs[call];
  const fail = (): never => {
    throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  };
  Object.assign(fs, { [call]: fail });
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    Object.assign(fs, { [call]: sound });
    syncBuiltinESMExports();
  }
}

test('an entry that cannot be written or synced is refused, and the head does not speak of it', async (t) => {
  const directory = await written(t);
  const log = await open(t, directory);
  const head = readFileSync(headIn(directory), 'utf8');
  for (const call of ['writeSync', 'fdatasyncSync'] as const) {
    await failing(call, () => t.rejects(log.append(note(call)), AUDIT, call));
    t.equal(readFileSync(headIn(directory), 'utf8'), head);
  }
  await failing('fsyncSync', () => t.rejects(open(t, folder(t)), AUDIT));
  await log.append(note('control'));
  t.equal((await verdict(directory)).code, 'ok', 'and the log is whole when the disk is');
});

test('a disk without room: the entry is refused, and what is there stays whole', {
  skip: process.platform !== 'linux' && 'needs prlimit',
}, async (t) => {
  const directory = folder(t);
  const said = await saidBy(other(t, ['fill', directory, 'socket', 'fills'], ['prlimit', '--fsize=4000']));
  t.match(said.at(-1), /^audit (?:short|EFBIG)$/u);
  const acknowledged = said.length - 1;
  t.ok(acknowledged > 2);
  t.match(await verifyLog(directory), { ok: true, entries: acknowledged });
  const log = await open(t, directory);
  await log.append(note('there is room again'));
  t.match(await verifyLog(directory), { ok: true, tornBytes: 0 });
});

for (const lock of LOCKS) {
  test(`two runs at once write one chain, each in its own order (${lock} lock)`, async (t) => {
    const directory = folder(t);
    const each = 40;
    const both = ['one', 'two'].map((run) => saidBy(other(t, ['append', directory, lock, run, String(each)])));
    for (const said of await Promise.all(both)) t.equal(said.length, each);
    t.match(await verifyLog(directory), { ok: true, entries: 2 * each, sealed: 0 });
    const byRun = new Map<unknown, number[]>();
    for (const line of linesIn(directory)) {
      // CAST: written by the processes above.
      const { run, detail } = JSON.parse(line) as { readonly run: string; readonly detail: string };
      byRun.set(run, [...(byRun.get(run) ?? []), Number.parseInt(detail, 10)]);
    }
    const inOrder = Array.from({ length: each }, (_, at) => at + 1);
    t.same([...byRun.keys()].sort(), ['one', 'two']);
    for (const numbers of byRun.values()) t.same(numbers, inOrder);
    t.notOk(existsSync(join(directory, 'audit.lock')));
  });

  test(`while another process holds the ${lock} lock nothing is written, and its death frees it at once`, async (t) => {
    const directory = await written(t);
    const log = await open(t, directory, { lock, lockMilliseconds: 100 });
    const { dev, ino } = lstatSync(directory);
    const name = lock === 'file' ? join(directory, 'audit.lock') : `ghosthunter-audit-${String(dev)}-${String(ino)}`;
    const holder = other(t, ['hold', name, lock]);
    if (holder.stdout) await once(holder.stdout, 'data');
    await t.rejects(log.append(note('too late')), AUDIT);
    await t.rejects(open(t, directory, { lock, lockMilliseconds: 20 }), AUDIT);
    t.same(await verdict(directory), { code: 'ok', seq: ENTRIES });
    const patient = await Promise.all([
      open(t, directory, { lock, lockMilliseconds: 8_000 }).then((waited) => waited.append(note('waited for it'))),
      new Promise((resolve) => setTimeout(resolve, 50)).then(() => holder.kill('SIGKILL')),
    ]);
    t.match(patient[0], { seq: ENTRIES + 1 });
    t.match(await log.append(note('control')), { seq: ENTRIES + 2 });
  });
}

test('a log longer than what is read of its end at a start is followed all the same', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory);
  const proposal = proposalOf('\u200b'.repeat(100_000), asItIs);
  const refused: AuditEvent = { event: 'refused', proposal, layer: 1, layerName: 'shell', code: 'control', part: '' };
  for (let entry = 0; entry < 20; entry += 1) await log.append(refused);
  log.close();
  t.ok(statSync(logIn(directory)).size > 1_048_576);
  const next = await open(t, directory);
  t.match(await next.append(note('found the end')), { seq: 21 });
  t.match(await verifyLog(directory), { ok: true, entries: 21 });
});

test('a proposal is kept readable, bounded, and by its digest to the byte', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory);
  const lines = [
    '',
    'gcloud projects list',
    'a'.repeat(8_192),
    'a'.repeat(1_000_000),
    '\u200b'.repeat(1_000_000),
    '\u{e0001}'.repeat(500_000),
    `gcloud ${'\u{1f600}'.repeat(8_000)}`,
    '\u001b[2J\u009b31m\u202e\u0000\r\n\u2028\ud800 x',
    '","event":"cleared","x":"',
    '__proto__',
  ];
  for (const line of lines) {
    const proposal = proposalOf(line, asItIs);
    t.equal(proposal.sha256, sha256(line));
    t.ok(proposal.text.length <= 81_920);
    t.notMatch(proposal.text, /[\p{C}\p{Zl}\p{Zp}]/u);
    await log.append({ event: 'refused', proposal, layer: 1, layerName: 'shell', code: 'control', part: '' });
    t.match(JSON.parse(linesIn(directory).at(-1) ?? ''), { event: 'refused', proposal });
  }
  t.equal(proposalOf('gcloud projects list', asItIs).text, 'gcloud projects list');
  t.equal(linesIn(directory).length, lines.length, 'one line each, whatever they say');
  t.match(await verifyLog(directory), { ok: true, entries: lines.length });
});

/** Stands in for the real one: what begins with `secret-` is one. */
const redact = (text: string): string => text.replace(/secret-[a-z0-9]+/gu, '[redacted]');

test('a secret in a command is in no entry, under no name, and cannot be tried against a digest', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory, { redact });
  const line = 'aws sts x --token=secret-4711';
  const clean = 'aws sts get-caller-identity';
  await log.append({
    event: 'refused',
    proposal: proposalOf(line, redact),
    layer: 4,
    layerName: 'flags',
    code: 'unknown-flag',
    part: line,
  });
  await log.append({ event: 'cleared', proposal: proposalOf(line, asItIs), canonical: line, added: [`--x=${line}`], microUsd: 0 });
  await log.append({ event: 'cleared', proposal: proposalOf(clean, redact), canonical: clean, added: [], microUsd: 0 });
  await log.append({ event: 'not-run', of: 2, code: 'child', detail: `cannot start ${line}` });
  await log.append({
    event: 'ran',
    of: 3,
    canonical: line,
    exit: 0,
    outputSha256: sha256('x'),
    outputBytes: 1,
    cutBytes: 0,
    milliseconds: 1,
  });
  const text = readFileSync(logIn(directory), 'utf8');
  t.notMatch(text, /secret-|4711/u);
  t.notOk(text.includes(sha256(line)), 'nor the digest of what held it');
  t.ok(text.includes(sha256(clean)), 'control: a line without a secret has its digest');
  const [, second = ''] = linesIn(directory);
  t.match(JSON.parse(second), {
    proposal: { text: 'aws sts x --token=[redacted]', sha256: null },
    canonical: 'aws sts x --token=[redacted]',
    added: ['--x=aws sts x --token=[redacted]'],
  });
  t.match(await verifyLog(directory), { ok: true, entries: 5 });
});

test('a secret is taken out before a line is cut and spelled out, not after', (t) => {
  const long = `${'a'.repeat(8_185)} secret-${'9'.repeat(100)}`;
  t.notMatch(proposalOf(long, redact).text, /secret|999/u);
  const pem = (text: string): string => text.replace(/-BEGIN-[^]*-END-/u, '[key]');
  t.equal(proposalOf('x -BEGIN-\nabc\n-END-', pem).text, 'x [key]');
  t.end();
});
