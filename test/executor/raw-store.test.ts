// Raw output stays on this machine, for its owner, for some days.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { openRawStore } from '../../src/executor/raw-store.js';

const DAY = 86_400_000;
const NOW = Date.now();

function state(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-raw-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('an output is kept under its digest, for its owner alone', async (t) => {
  const folder = state(t);
  const bytes = Buffer.from('secret output\n');
  const name = openRawStore(folder, { now: () => NOW }).keep(bytes);
  t.equal(name, createHash('sha256').update(bytes).digest('hex'));
  const path = join(folder, 'raw', name);
  t.same(readFileSync(path), bytes);
  t.same([modeOf(path), modeOf(join(folder, 'raw'))], ['600', '700']);
  t.same(readdirSync(join(folder, 'raw')), [name], 'nothing unfinished is left');
});

test('the same output is kept once, and its days begin anew', async (t) => {
  const folder = state(t);
  const name = openRawStore(folder, { now: () => NOW }).keep(Buffer.from('a'));
  openRawStore(folder, { now: () => NOW + 5 * DAY }).keep(Buffer.from('a'));
  openRawStore(folder, { now: () => NOW + 9 * DAY });
  t.ok(existsSync(join(folder, 'raw', name)), 'four days after the last time');
  openRawStore(folder, { now: () => NOW + 13 * DAY });
  t.notOk(existsSync(join(folder, 'raw', name)), 'eight days after the last time');
});

test('what is too old and what an interrupted write left goes at the start; nothing else does', async (t) => {
  const folder = state(t);
  openRawStore(folder, { now: () => NOW });
  const other = join(folder, 'raw', 'notes.txt');
  writeFileSync(other, 'mine');
  writeFileSync(join(folder, 'raw', `.${'0'.repeat(16)}`), 'half');
  openRawStore(folder, { now: () => NOW + 8 * DAY });
  t.same(readdirSync(join(folder, 'raw')), ['notes.txt']);
});

test('the oldest go when there is too much', async (t) => {
  const folder = state(t);
  let at = NOW;
  const store = openRawStore(folder, { now: () => at, mostBytes: 10 });
  const names = ['aaaa', 'bbbb', 'cccc'].map((text) => {
    const name = store.keep(Buffer.from(text));
    at += DAY;
    store.keep(Buffer.from(text));
    return name;
  });
  openRawStore(folder, { now: () => at, mostBytes: 10 });
  t.same(readdirSync(join(folder, 'raw')).toSorted(), names.slice(1).toSorted());
});

test('a folder that others can read, or a link to one, is not used', async (t) => {
  const open = state(t);
  mkdirSync(join(open, 'raw'));
  chmodSync(join(open, 'raw'), 0o755);
  t.throws(() => openRawStore(open, { now: () => NOW }), { code: 'file' });
  const linked = state(t);
  mkdirSync(join(linked, 'elsewhere'), { mode: 0o700 });
  symlinkSync(join(linked, 'elsewhere'), join(linked, 'raw'));
  t.throws(() => openRawStore(linked, { now: () => NOW }), { code: 'file' });
});

test('what cannot be written is said', async (t) => {
  const folder = state(t);
  const store = openRawStore(folder, { now: () => NOW });
  rmSync(join(folder, 'raw'), { recursive: true });
  t.throws(() => store.keep(Buffer.from('a')), { code: 'file' });
});
