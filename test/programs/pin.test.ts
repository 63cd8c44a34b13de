// Which file a name means, and when it may be run: what each check refuses, and that it runs once that one thing is put right.

import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Test, test } from 'tap';
import { firstTrusted, type PinnedBinary, pinBinary, pinFault, STANDARD_DIRECTORIES } from '../../src/programs/index.js';

const isRoot = process.getuid?.() === 0;

interface Place {
  readonly path: string;
  /** A directory of it that is trusted. */
  readonly bin: string;
  readonly tool: string;
}

function program(path: string, content = '#!/bin/sh\nexit 0\n'): string {
  writeFileSync(path, content);
  chmodSync(path, 0o755);
  return path;
}

/** A directory with another in it, in which there is one sound `gcloud`. */
function place(t: Test): Place {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'ghosthunter-programs-')));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  const bin = join(path, 'bin');
  mkdirSync(bin, { mode: 0o755 });
  return { path, bin, tool: program(join(bin, 'gcloud')) };
}

function pinned(directory: string): PinnedBinary {
  const found = pinBinary('gcloud', [directory]);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

test('the first directory that has the name decides, and says what was pinned', async (t) => {
  const { path, bin, tool } = place(t);
  const other = join(path, 'other');
  mkdirSync(other, { mode: 0o755 });
  program(join(other, 'gcloud'));
  const found = pinBinary('gcloud', [join(path, 'missing'), bin, other]);
  t.match(found, { ok: true, value: { name: 'gcloud', path: tool, owner: process.getuid?.() } });
  t.match(pinBinary('gcloud', [other, bin]), { value: { path: join(other, 'gcloud') } });
  t.equal(pinFault(pinned(bin)), undefined);
});

test('a name is looked for in the given directories only, never through PATH', async (t) => {
  const { bin, path } = place(t);
  const before = process.env['PATH'];
  process.env['PATH'] = bin;
  t.teardown(() => {
    process.env['PATH'] = before;
  });
  t.notOk(pinBinary('gcloud', [path]).ok);
  t.notOk(pinBinary('gcloud', []).ok);
  t.ok(pinBinary('gcloud', [bin]).ok, 'control');
  t.ok(STANDARD_DIRECTORIES.every((directory) => directory.startsWith('/')));
});

test('what is no file under that name is passed over', async (t) => {
  const { path, bin, tool } = place(t);
  const odd = join(path, 'odd');
  mkdirSync(join(odd, 'gcloud'), { recursive: true, mode: 0o755 });
  t.match(pinBinary('gcloud', [odd, bin]), { value: { path: tool } }, 'a directory');
  rmSync(join(odd, 'gcloud'), { recursive: true });
  symlinkSync(join(path, 'nothing'), join(odd, 'gcloud'));
  t.match(pinBinary('gcloud', [odd, bin]), { value: { path: tool } }, 'a link to nothing');
  t.match(pinBinary('gcloud', [tool, bin]), { value: { path: tool } }, 'a file in place of a directory');
  symlinkSync(join(path, 'round'), join(path, 'round'));
  t.match(pinBinary('gcloud', [join(path, 'round'), bin]), { value: { path: tool } }, 'a link to itself');
});

interface Untrusted {
  readonly what: string;
  /** Makes the program one that must not run; returns how to put it right again. */
  readonly spoil: (at: Place) => () => void;
  readonly skip?: string | false;
}

function mode(path: string, bits: number): () => void {
  const before = statSync(path).mode;
  chmodSync(path, bits);
  return () => {
    chmodSync(path, before);
  };
}

function owner(path: string): () => void {
  chownSync(path, 4_711, 4_711);
  return () => {
    chownSync(path, 0, 0);
  };
}

const GIVES = !isRoot && 'only root can give a file away';

const UNTRUSTED: readonly Untrusted[] = [
  { what: 'may be written by its group', spoil: ({ tool }) => mode(tool, 0o775) },
  { what: 'may be written by everybody', spoil: ({ tool }) => mode(tool, 0o757) },
  { what: 'is not executable', spoil: ({ tool }) => mode(tool, 0o644) },
  { what: 'belongs to another user', spoil: ({ tool }) => owner(tool), skip: GIVES },
  { what: 'lies in a directory that its group may write', spoil: ({ bin }) => mode(bin, 0o775) },
  { what: 'lies in a directory that everybody may write', spoil: ({ bin }) => mode(bin, 0o777) },
  { what: 'lies in a directory that everybody may add to', spoil: ({ bin }) => mode(bin, 0o1777) },
  { what: 'lies in a directory of another user', spoil: ({ bin }) => owner(bin), skip: GIVES },
  { what: 'lies below a directory that everybody may write', spoil: ({ path }) => mode(path, 0o777) },
  { what: 'lies below a directory of another user', spoil: ({ path }) => owner(path), skip: GIVES },
];

for (const { what, spoil, skip = false } of UNTRUSTED) {
  test(`a program that ${what} is not pinned, and not run if it became so`, { skip }, async (t) => {
    const at = place(t);
    const before = pinned(at.bin);
    t.equal(pinFault(before), undefined, 'control');
    const putRight = spoil(at);
    t.notOk(pinBinary('gcloud', [at.bin]).ok);
    t.type(pinFault(before), 'string');
    t.equal(firstTrusted([at.tool]), undefined);
    // What the first directory offers and nobody may trust is not passed over in silence.
    const sound = join(at.path, 'sound');
    mkdirSync(sound, { mode: 0o755 });
    program(join(sound, 'gcloud'));
    t.notOk(pinBinary('gcloud', [at.bin, sound]).ok);
    putRight();
    t.equal(pinFault(pinned(at.bin)), undefined, 'control');
    t.equal(firstTrusted([at.tool]), at.tool);
  });
}

test('a sticky directory further up is no danger', async (t) => {
  const { path, bin } = place(t);
  chmodSync(path, 0o1777);
  t.equal(pinFault(pinned(bin)), undefined);
});

test('a link is followed, and it is its target that is judged and pinned', async (t) => {
  const { path, bin, tool } = place(t);
  const links = join(path, 'links');
  mkdirSync(links, { mode: 0o755 });
  symlinkSync(tool, join(links, 'gcloud'));
  t.match(pinBinary('gcloud', [links]), { ok: true, value: { path: tool } });
  const before = pinned(links);
  chmodSync(bin, 0o777);
  t.notOk(pinBinary('gcloud', [links]).ok, 'its directory, and not only that of the link');
  t.equal(firstTrusted([join(links, 'gcloud')]), undefined);
  chmodSync(bin, 0o755);
  t.equal(firstTrusted([join(links, 'gcloud')]), join(links, 'gcloud'), 'control');
  // The link may point elsewhere later: what runs is what was pinned.
  unlinkSync(join(links, 'gcloud'));
  symlinkSync(program(join(path, 'gcloud')), join(links, 'gcloud'));
  t.equal(before.path, tool);
  t.equal(pinFault(before), undefined);
});

test('a link to a program of another name is refused: it would be started as that program', async (t) => {
  const { path, bin } = place(t);
  const links = join(path, 'links');
  mkdirSync(links, { mode: 0o755 });
  symlinkSync(program(join(bin, 'snap')), join(links, 'gcloud'));
  t.notOk(pinBinary('gcloud', [links]).ok);
});

const SWAPS: readonly (readonly [string, (at: Place) => Promise<void> | void])[] = [
  [
    'replaced by a file of the same content',
    ({ tool }) => {
      renameSync(program(`${tool}.new`), tool);
    },
  ],
  [
    'written over with as many other bytes at its old times',
    async ({ tool }) => {
      const { atime, mtime } = statSync(tool);
      // The clock of a file system is coarse.
      await wait(20);
      writeFileSync(tool, '#!/bin/sh\nexit 1\n');
      utimesSync(tool, atime, mtime);
    },
  ],
  [
    'made to run as its owner',
    ({ tool }) => {
      chmodSync(tool, 0o4755);
    },
  ],
  [
    'replaced by a link',
    ({ path, tool }) => {
      unlinkSync(tool);
      symlinkSync(program(join(path, 'gcloud')), tool);
    },
  ],
  [
    'removed',
    ({ tool }) => {
      unlinkSync(tool);
    },
  ],
  [
    'replaced by a directory',
    ({ tool }) => {
      unlinkSync(tool);
      mkdirSync(tool);
    },
  ],
  [
    'moved away with its directory, another in its place',
    ({ path, bin }) => {
      renameSync(bin, join(path, 'away'));
      mkdirSync(bin, { mode: 0o755 });
      program(join(bin, 'gcloud'));
    },
  ],
];

for (const [what, swap] of SWAPS) {
  test(`a pinned program that was ${what} is not run`, async (t) => {
    const at = place(t);
    const before = pinned(at.bin);
    t.equal(pinFault(before), undefined, 'control');
    await swap(at);
    t.type(pinFault(before), 'string');
  });
}

test('of some paths the first that exists and may be trusted is taken', async (t) => {
  const { path, tool } = place(t);
  const second = program(join(path, 'second'));
  t.equal(firstTrusted([join(path, 'missing'), path, tool, second]), tool);
  chmodSync(tool, 0o777);
  t.equal(firstTrusted([tool, second]), second);
  t.equal(firstTrusted([tool]), undefined);
  t.equal(firstTrusted([]), undefined);
});
