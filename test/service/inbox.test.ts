// The inbox against whoever writes there: files that grow, vanish, are renamed and written over, and what is no bill at all.

import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { type Ages, judgeInbox, lookInto } from '../../src/service/inbox.js';
import { openWatch } from '../../src/service/watch.js';
import { fc, runs } from '../random.js';

const QUIET = 100;

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-inbox-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** The names that settle when looked at these moments, doing something before each look. */
function settledOver(path: string, acts: readonly { readonly at: number; readonly act?: () => void }[]): readonly (readonly string[])[] {
  let ages: Ages = new Map();
  return acts.map(({ act, at }) => {
    act?.();
    const judged = judgeInbox(lookInto(path), ages, at, QUIET);
    ages = judged.ages;
    return judged.settled.map(({ name }) => name);
  });
}

test('a file counts once it has stopped growing, by our clock and not by its own', (t) => {
  const path = folder(t);
  const bill = join(path, 'a.csv');
  const seen = settledOver(path, [
    {
      at: 0,
      act: () => {
        writeFileSync(bill, 'a');
        utimesSync(bill, 1, 1);
      },
    },
    {
      at: 90,
      act: () => {
        appendFileSync(bill, 'b');
      },
    },
    { at: 150 },
    { at: 189 },
    { at: 190 },
  ]);
  t.strictSame(seen, [[], [], [], [], ['a.csv']]);
  t.end();
});

test('a rename is no new bill, and a file that is written over is one', (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'a.csv'), 'a');
  const before = judgeInbox(lookInto(path), new Map(), 0, 0).settled[0]?.print;
  renameSync(join(path, 'a.csv'), join(path, 'b.csv'));
  t.equal(judgeInbox(lookInto(path), new Map(), 0, 0).settled[0]?.print, before);
  writeFileSync(join(path, 'b.csv'), 'other');
  t.not(judgeInbox(lookInto(path), new Map(), 0, 0).settled[0]?.print, before);
  t.end();
});

test('a folder is one bill, which waits for its last file', (t) => {
  const path = folder(t);
  mkdirSync(join(path, 'may'));
  const seen = settledOver(path, [
    {
      at: 0,
      act: () => {
        writeFileSync(join(path, 'may', '1.csv'), 'a');
      },
    },
    {
      at: 90,
      act: () => {
        writeFileSync(join(path, 'may', '2.csv'), 'b');
      },
    },
    { at: 180 },
    { at: 200 },
  ]);
  t.strictSame(seen, [[], [], [], ['may']]);
  t.equal(judgeInbox(lookInto(path), new Map(), 0, 0).settled[0]?.files.length, 2);
  t.end();
});

test('links, pipes, unfinished uploads and what is no export are left alone', (t) => {
  const path = folder(t);
  const outside = folder(t);
  writeFileSync(join(outside, 'secret.csv'), 'x');
  symlinkSync(join(outside, 'secret.csv'), join(path, 'link.csv'));
  symlinkSync(outside, join(path, 'folder'));
  execFileSync('mkfifo', [join(path, 'pipe.csv')]);
  for (const name of ['.hidden.csv', '~lock.csv', 'up.csv.part', 'up.csv.crdownload', 'a-manifest.json', 'program.exe'])
    writeFileSync(join(path, name), 'x');
  writeFileSync(join(path, 'good.csv'), 'x');
  const seen = lookInto(path);
  t.strictSame(
    seen.entries.map(({ name }) => name),
    ['good.csv'],
  );
  t.strictSame(
    seen.left.map(({ name, why }) => `${name} ${why}`),
    ['folder symbolic-link', 'link.csv symbolic-link', 'pipe.csv no-plain-file', 'program.exe no-export'],
  );
  t.strictSame(lookInto(join(path, 'nowhere')).entries, []);
  t.end();
});

test('nothing settles before it was quiet, and everything that is left quiet settles', (t) => {
  const act = fc.record({
    name: fc.constantFrom('a.csv', 'b.csv', 'c/1.csv', 'c/2.csv', 'd.csv'),
    does: fc.constantFrom('write', 'grow', 'vanish', 'rename', 'nothing'),
    after: fc.integer({ min: 1, max: 150 }),
  });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 15 }), (acts) => {
      const path = mkdtempSync(join(tmpdir(), 'ghosthunter-inbox-'));
      try {
        mkdirSync(join(path, 'c'));
        const touched = new Map<string, number>();
        let ages: Ages = new Map();
        let now = 0;
        for (const { after, does, name } of acts) {
          const at = join(path, name);
          if (does === 'write') writeFileSync(at, `${String(now)} ${'x'.repeat(now)}`);
          else if (does === 'grow') appendFileSync(at, `more ${String(now)}`);
          else if (does === 'vanish') rmSync(at, { force: true });
          else if (does === 'rename') {
            try {
              renameSync(at, join(path, 'e.csv'));
            } catch {
              // There is nothing to rename.
            }
          }
          if (does === 'write' || does === 'grow') touched.set(name.split('/')[0] ?? '', now);
          const judged = judgeInbox(lookInto(path), ages, now, QUIET);
          ages = judged.ages;
          for (const bill of judged.settled) {
            const last = touched.get(bill.name);
            if (last !== undefined && bill.name !== 'e.csv' && now - last < QUIET) return false;
          }
          now += after;
        }
        const last = judgeInbox(lookInto(path), ages, now, QUIET);
        const settled = judgeInbox(lookInto(path), last.ages, now + QUIET, QUIET).settled.map(({ name }) => name);
        return lookInto(path).entries.every(({ name }) => settled.includes(name));
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    }),
    runs(100),
  );
  t.end();
});

test('a watch finds what is dropped by itself, outlives its folder, and hands over one bill at a time', async (t) => {
  const path = join(folder(t), 'in');
  const found: string[] = [];
  const known = new Set<string>();
  let open = 0;
  const watch = openWatch({
    folder: path,
    isOwn: true,
    quiet: 50,
    every: 600,
    isKnown: (print) => known.has(print),
    onBill: async ({ name, print }) => {
      open += 1;
      t.equal(open, 1);
      await new Promise((done) => setTimeout(done, 20));
      known.add(print);
      found.push(name);
      open -= 1;
    },
    log: () => undefined,
    now: () => Date.now(),
    onFailure: (cause) => {
      throw cause;
    },
  });
  t.teardown(watch.close);
  const seen = async (name: string): Promise<boolean> => {
    for (let tries = 0; tries < 100 && !found.includes(name); tries += 1) await new Promise((done) => setTimeout(done, 50));
    return found.includes(name);
  };
  await watch.scan();
  writeFileSync(join(path, 'a.csv'), 'a');
  writeFileSync(join(path, 'b.csv'), 'b');
  t.ok(await seen('a.csv'));
  t.ok(await seen('b.csv'));
  rmSync(path, { recursive: true });
  await new Promise((done) => setTimeout(done, 700));
  writeFileSync(join(path, 'c.csv'), 'c');
  t.ok(await seen('c.csv'), 'the folder was made anew and is watched again');
  t.equal(found.length, 3);
});
