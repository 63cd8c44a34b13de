// The log over several files: what a full one leaves, who goes on where, and a stop at every single step of it.

import fs, { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { readLink } from '../../src/audit/chain.js';
import { type AuditLog, type Broken, readEntriesBack, verifyLog } from '../../src/audit/index.js';
import { stride } from '../random.js';
import { entriesOf, filesIn, folder, linesOf, note, open, other, saidBy } from './logs.js';

const AUDIT = { code: 'audit' };
const LOCKS = process.platform === 'linux' ? (['socket', 'file'] as const) : (['file'] as const);
/** Three or four short entries. */
const SMALL = { fileBytes: 700 };

async function appendTo(log: AuditLog, count: number): Promise<void> {
  for (let entry = 1; entry <= count; entry += 1) await log.append(note(`entry ${String(entry)}`));
}

/** A closed log of several files. */
async function written(t: Test, count = 10): Promise<string> {
  const directory = folder(t);
  const log = await open(t, directory, SMALL);
  await appendTo(log, count);
  log.close();
  return directory;
}

const firstOf = (directory: string, name: string): ReturnType<typeof readLink> => readLink(linesOf(directory, name)[0] ?? '');

test('a full file gets the number of its first entry, and the next one begins by saying what it continues', async (t) => {
  const directory = await written(t);
  const names = filesIn(directory);
  t.ok(names.length >= 3, names.join());
  t.same(readdirSync(directory).sort(), [...names, 'audit.head'].sort(), 'nothing else is left');
  let before = '';
  for (const name of names) {
    t.equal(statSync(join(directory, name)).mode & 0o7777, 0o600);
    const first = firstOf(directory, name);
    if (name !== 'audit.log') t.equal(name, `audit.log.${String(first?.seq)}`);
    if (before !== '') {
      const last = readLink(linesOf(directory, before).at(-1) ?? '');
      const { event, previous } = first?.body ?? {};
      t.same(
        { event, previous, prev: first?.prev },
        {
          event: 'continued',
          previous: { file: before, seq: last?.seq, hash: last?.hash },
          prev: last?.hash,
        },
      );
    }
    before = name;
  }
  const seams = names.length - 1;
  t.match(await verifyLog(directory), { ok: true, entries: 10 + seams, files: names.length, tornBytes: 0, sealed: 0 });
  const details = entriesOf(directory).flatMap(({ fields }) => fields['detail'] ?? []);
  t.same(
    details,
    Array.from({ length: 10 }, (_, at) => `entry ${String(at + 1)}`),
  );
  t.same(
    [...readEntriesBack(directory)].map(({ bytes }) => bytes.toString()).reverse(),
    names.flatMap((name) => linesOf(directory, name)),
    'and is the same from behind',
  );
});

test('a file that is smaller than one entry takes one all the same', async (t) => {
  const directory = folder(t);
  await appendTo(await open(t, directory, { fileBytes: 1 }), 4);
  t.equal(filesIn(directory).length, 3, 'two in the first; in the others one besides the one that continues');
  t.match(await verifyLog(directory), { ok: true, entries: 6 });
});

test('whoever has an older file open goes on in the new one, however many lie between', async (t) => {
  const directory = folder(t);
  const [slow, quick] = [await open(t, directory, { ...SMALL, run: 'slow' }), await open(t, directory, { ...SMALL, run: 'quick' })];
  await slow.append(note('before'));
  await appendTo(quick, 12);
  t.ok(filesIn(directory).length > 3);
  const { seq } = await slow.append(note('after'));
  t.equal((await quick.append(note('and on'))).seq, seq + 1, 'without a fork');
  await Promise.all([appendTo(slow, 8), appendTo(quick, 8)]);
  t.match(await verifyLog(directory), { ok: true });
  t.equal(entriesOf(directory).filter(({ event }) => event === 'record').length, 31, 'and without a loss');
});

for (const lock of LOCKS) {
  test(`processes that fill files at once write one chain (${lock} lock)`, async (t) => {
    const directory = folder(t);
    const each = 40;
    const all = ['one', 'two', 'three'].map((run) => saidBy(other(t, ['append', directory, lock, run, String(each), '3000'])));
    // Read meanwhile, without a lock, again and again: never a broken chain, whatever step the files are at.
    let isOver = false;
    const reading = (async () => {
      let looks = 0;
      while (!isOver) {
        if (existsSync(join(directory, 'audit.log')) && statSync(join(directory, 'audit.log')).size > 0) {
          const said = await verifyLog(directory);
          if (!said.ok) return said;
          looks += 1;
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return looks;
    })();
    for (const said of await Promise.all(all)) t.equal(said.length, each);
    isOver = true;
    t.ok(Number(await reading) > 3);
    t.ok(filesIn(directory).length > 8);
    t.match(await verifyLog(directory), { ok: true, sealed: 0, tornBytes: 0 });
    t.equal(entriesOf(directory).filter(({ event }) => event === 'record').length, 3 * each);
  });
}

/** A process that dies at its call of this number: what it said before. */
const dying = (t: Test, directory: string, call: number, how: 'before' | 'half'): Promise<readonly string[]> =>
  saidBy(other(t, ['die', directory, 'socket', 'dies', '4', '500', String(call), how]));

/** All entries that were acknowledged are in the log, which is whole and takes another. */
async function isSound(t: Test, directory: string, acknowledged: readonly string[], what: string): Promise<boolean> {
  const said = existsSync(join(directory, 'audit.head')) ? await verifyLog(directory).catch(() => undefined) : undefined;
  const log = await open(t, directory, SMALL);
  await log.append(note('after'));
  log.close();
  const after = await verifyLog(directory);
  const hashes = new Set(entriesOf(directory).map(({ hash }) => hash));
  const isLost = acknowledged.some((line) => !hashes.has(line.split(' ')[2] ?? ''));
  const isGood = (said === undefined || said.ok || said.seq === 0) && after.ok && !isLost;
  if (!isGood) t.fail(what, { said, after, isLost });
  return isGood;
}

for (const how of ['before', 'half'] as const) {
  test(`a process that is killed at any call of the file system leaves a log that goes on (${how} it)`, {
    skip: process.platform !== 'linux' && 'not Linux',
    timeout: 110_000,
  }, async (t) => {
    let call = 1;
    for (; ; call += stride(how === 'half' ? 3 : 4)) {
      const directory = folder(t);
      const acknowledged = await dying(t, directory, call, how);
      if (!(await isSound(t, directory, acknowledged, `call ${String(call)}`))) return;
      if (acknowledged.length === 4) break;
    }
    t.ok(call > 30, `${String(call)} calls`);
  });
}

type Call = 'openSync' | 'renameSync' | 'fsyncSync' | 'writeSync' | 'fdatasyncSync' | 'rmSync';

/** Lets the call of this number fail, once, the way a bad disk makes it fail. */
async function failing(name: Call, at: number, code: string, work: () => Promise<unknown>): Promise<number> {
  // CAST: called with what it was called with.
  const sound = fs[name] as (...args: unknown[]) => unknown;
  let made = 0;
  Object.assign(fs, {
    [name]: (...args: unknown[]) => {
      made += 1;
      if (made === at) throw Object.assign(new Error(`${code}: injected`), { code });
      return sound(...args);
    },
  });
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, { [name]: sound });
    syncBuiltinESMExports();
  }
  return made;
}

for (const name of ['openSync', 'renameSync', 'fsyncSync', 'writeSync', 'fdatasyncSync', 'rmSync'] as const) {
  test(`while ${name} fails, anywhere, nothing is acknowledged, and the same process goes on when it works again`, async (t) => {
    let failures = 0;
    for (let at = 1; ; at += 1) {
      const directory = folder(t);
      const log = await open(t, directory, SMALL);
      const seen = await open(t, directory, SMALL);
      const acknowledged: string[] = [];
      const made = await failing(name, at, 'ENOSPC', async () => {
        for (let entry = 1; entry <= 5; entry += 1) {
          await log.append(note(String(entry))).then(
            ({ hash }) => acknowledged.push(hash),
            (cause: unknown) => {
              failures += 1;
              t.match(cause, AUDIT);
              t.match(cause, { fix: /disk/u });
            },
          );
        }
      });
      acknowledged.push((await seen.append(note('another process'))).hash, (await log.append(note('and this one'))).hash);
      const hashes = entriesOf(directory).map(({ hash }) => hash);
      t.same(
        acknowledged.filter((hash) => !hashes.includes(hash)),
        [],
        `${name} ${String(at)}`,
      );
      t.match(await verifyLog(directory), { ok: true }, `${name} ${String(at)}`);
      if (made < at) break;
    }
    t.ok(failures > 0);
  });
}

interface Tampering {
  readonly what: string;
  readonly change: (directory: string, names: readonly string[]) => void;
  /** Of the entry that should be there. */
  readonly said: (names: readonly string[], firsts: readonly number[]) => Partial<Broken>;
  readonly isRefused?: boolean;
}

const onLines =
  (name: string, change: (lines: string[]) => readonly string[]) =>
  (directory: string): void => {
    writeFileSync(
      join(directory, name),
      change(linesOf(directory, name))
        .map((line) => `${line}\n`)
        .join(''),
    );
  };

const TAMPERINGS: readonly Tampering[] = [
  {
    what: 'the first file is removed',
    change: (at, [first = '']) => rmSync(join(at, first)),
    said: ([, second = ''], [, begin = 0]) => ({ code: 'missing', file: second, line: 1, seq: 1, found: begin }),
  },
  {
    what: 'a file in the middle is removed',
    change: (at, [, second = '']) => rmSync(join(at, second)),
    said: ([, , third = ''], [, begin = 0, next = 0]) => ({ code: 'missing', file: third, line: 1, seq: begin, found: next }),
  },
  {
    what: 'two files change names',
    change: (at, [first = '', second = '']) => {
      renameSync(join(at, first), join(at, 'x'));
      renameSync(join(at, second), join(at, first));
      renameSync(join(at, 'x'), join(at, second));
    },
    said: ([first = ''], [, begin = 0]) => ({ code: 'missing', file: first, line: 1, seq: 1, found: begin }),
  },
  {
    what: 'a file is there twice',
    change: (at, [first = '']) => writeFileSync(join(at, 'audit.log.2'), readFileSync(join(at, first)), { mode: 0o600 }),
    said: (_, [, begin = 0]) => ({ code: 'out-of-order', file: 'audit.log.2', line: 1, seq: begin, found: 1 }),
  },
  {
    what: 'the last entry of a full file is removed',
    change: (at, [first = '']) => {
      onLines(first, (lines) => lines.slice(0, -1))(at);
    },
    said: ([, second = ''], [, begin = 0]) => ({ code: 'missing', file: second, line: 1, seq: begin - 1, found: begin }),
  },
  {
    what: 'the last entry of a full file is half',
    change: (at, [first = '']) => writeFileSync(join(at, first), readFileSync(join(at, first)).subarray(0, -30)),
    said: ([first = ''], [, begin = 0]) => ({ code: 'unreadable', file: first, line: begin - 1, seq: begin - 1 }),
  },
  {
    what: 'something stands behind the end of a full file',
    change: (at, [first = '']) => appendFileSync(join(at, first), 'more\n'),
    said: ([first = ''], [, begin = 0]) => ({ code: 'unreadable', file: first, line: begin, seq: begin }),
  },
  {
    what: 'the entry that continues a file is removed',
    change: (at, [, second = '']) => {
      onLines(second, (lines) => lines.slice(1))(at);
    },
    said: ([, second = ''], [, begin = 0]) => ({ code: 'missing', file: second, line: 1, seq: begin, found: begin + 1 }),
  },
  {
    what: 'a file is cut in two',
    change: (at, [first = '']) => {
      const lines = linesOf(at, first);
      onLines(first, () => lines.slice(0, 1))(at);
      writeFileSync(
        join(at, 'audit.log.2'),
        lines
          .slice(1)
          .map((line) => `${line}\n`)
          .join(''),
        { mode: 0o600 },
      );
    },
    said: () => ({ code: 'no-seam', file: 'audit.log.2', line: 1, seq: 2 }),
  },
  {
    what: 'the last file is removed',
    change: (at) => rmSync(join(at, 'audit.log')),
    said: () => ({ code: 'truncated' }),
    isRefused: true,
  },
  {
    what: 'the last file is emptied',
    change: (at) => writeFileSync(join(at, 'audit.log'), ''),
    said: (names, firsts) => ({ code: 'truncated', file: 'audit.log', line: 1, seq: firsts[names.length - 1] ?? 0 }),
    isRefused: true,
  },
  {
    what: 'the last file is that of before',
    change: (at, names) => renameSync(join(at, names.at(-2) ?? ''), join(at, 'audit.log')),
    said: (names, firsts) => ({ code: 'truncated', file: 'audit.log', seq: firsts[names.length - 1] ?? 0 }),
    isRefused: true,
  },
];

for (const { what, change, said, isRefused = false } of TAMPERINGS) {
  test(`it is seen, at its file, line and number, when ${what}`, async (t) => {
    const directory = await written(t);
    const names = filesIn(directory);
    const firsts = names.map((name) => firstOf(directory, name)?.seq ?? 0);
    t.match(await verifyLog(directory), { ok: true }, 'control');
    change(directory, names);
    const seen = await verifyLog(directory).catch((cause: unknown) => cause);
    if (existsSync(join(directory, 'audit.log'))) t.match(seen, { ok: false, ...said(names, firsts) });
    else t.match(seen, AUDIT);
    if (isRefused) await t.rejects(open(t, directory, SMALL), AUDIT, 'and nothing runs any more');
  });
}

test('one changed byte, in any file, is seen at its file, line and entry', async (t) => {
  const directory = await written(t);
  const wrong: string[] = [];
  let seq = 1;
  for (const name of filesIn(directory)) {
    const whole = readFileSync(join(directory, name));
    let line = 1;
    for (const [at, byte] of whole.entries()) {
      if (at % 3 === 0 || byte === 0x0a) {
        writeFileSync(join(directory, name), Uint8Array.from(whole).with(at, byte ^ (1 << (at % 8))));
        const said = await verifyLog(directory);
        if (said.ok || said.file !== name || said.line !== line || said.seq !== seq) wrong.push(`${name} ${String(at)}`);
      }
      if (byte !== 0x0a) continue;
      line += 1;
      seq += 1;
    }
    writeFileSync(join(directory, name), whole);
  }
  t.same(wrong, []);
  t.match(await verifyLog(directory), { ok: true }, 'control');
});

test('what lies where the full file would go is not overwritten, and nothing is written until it is gone', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory, SMALL);
  await appendTo(log, 2);
  writeFileSync(join(directory, 'audit.log.1'), 'of somebody else', { mode: 0o600 });
  await t.rejects(appendTo(log, 3), AUDIT);
  t.equal(readFileSync(join(directory, 'audit.log.1'), 'utf8'), 'of somebody else');
  renameSync(join(directory, 'audit.log.1'), join(directory, 'elsewhere'));
  await appendTo(log, 3);
  t.match(await verifyLog(directory), { ok: true });
});

test('what is left of a rotation does not take the place of a log that somebody removed', async (t) => {
  const directory = await written(t);
  const names = filesIn(directory);
  const middle = names[1] ?? '';
  // The beginning of a file that continues a full one, but not the last one.
  writeFileSync(join(directory, 'audit.log.next'), `${linesOf(directory, middle)[0] ?? ''}\n`, { mode: 0o600 });
  t.match(await verifyLog(directory), { ok: true }, 'it is not a part of the log');
  rmSync(join(directory, 'audit.log'));
  t.match(await verifyLog(directory), { ok: false });
  await t.rejects(open(t, directory, SMALL), AUDIT);
  t.notOk(existsSync(join(directory, 'audit.log')));
});

test('whoever finds another file under the name of the one it had writes nothing', async (t) => {
  const directory = folder(t);
  const log = await open(t, directory, SMALL);
  const quick = await open(t, directory, SMALL);
  await log.append(note('before'));
  await appendTo(quick, 6);
  const [first = ''] = filesIn(directory);
  const copy = readFileSync(join(directory, first));
  rmSync(join(directory, first));
  writeFileSync(join(directory, first), copy, { mode: 0o600 });
  await t.rejects(log.append(note('late')), AUDIT);
  await quick.append(note('control'));
  t.match(await verifyLog(directory), { ok: true });
});
