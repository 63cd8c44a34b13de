// Many processes at one log, killed at any moment: what was acknowledged is there, in one chain. Ordinary runs look at a sample;
// GHOSTHUNTER_LONG=1 at 8 processes with 10 000 entries each.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'tap';
import { readEntries, entryIn, verifyLog } from '../../src/audit/index.js';
import { filesIn, folder, linesOf, open, note, other } from './logs.js';

const IS_LONG = process.env['GHOSTHUNTER_LONG'] === '1';
const PROCESSES = 8;
const EACH = IS_LONG ? 10_000 : 200;
const FILE_BYTES = IS_LONG ? 4_000_000 : 40_000;
/** Of the entries of a process, about one in so many sees it killed. */
const KILLS_PER_PROCESS = IS_LONG ? 20 : 3;
const MILLISECONDS = IS_LONG ? 1_800_000 : 100_000;

interface Told {
  /** Hash by number of an entry, as acknowledged. */
  readonly acknowledged: Map<number, string>;
  kills: number;
}

/** A writer of so many entries: killed after a while, and another in its place, until all are written. */
async function writer(start: (run: string, count: number) => ReturnType<typeof other>, name: string, told: Told): Promise<void> {
  let left = EACH;
  for (let life = 0; left > 0; life += 1) {
    const child = start(`${name}-${String(life)}`, left);
    // The last life is a whole one.
    const until =
      life < KILLS_PER_PROCESS ? 1 + Math.floor(Math.random() * ((2 * EACH) / (KILLS_PER_PROCESS + 1))) : Number.POSITIVE_INFINITY;
    let said = '';
    let seen = 0;
    await new Promise<void>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const lines = (said + text).split('\n');
        said = lines.pop() ?? '';
        for (const line of lines) {
          const [, seq, hash = ''] = line.split(' ');
          told.acknowledged.set(Number(seq), hash);
          seen += 1;
        }
        if (seen >= until && child.kill('SIGKILL')) told.kills += 1;
      });
      child.once('close', () => {
        resolve();
      });
    });
    if (seen === 0 && life > KILLS_PER_PROCESS) throw new Error(`${name} wrote nothing`);
    left -= seen;
  }
}

test(`${String(PROCESSES)} processes with ${String(EACH)} entries each, killed again and again: one whole chain, nothing acknowledged is missing`, {
  timeout: MILLISECONDS,
}, async (t) => {
  const directory = folder(t);
  const told: Told = { acknowledged: new Map(), kills: 0 };
  const start = (run: string, count: number): ReturnType<typeof other> =>
    other(
      t,
      ['append', directory, process.platform === 'linux' ? 'socket' : 'file', run, String(count), String(FILE_BYTES)],
      [],
      MILLISECONDS,
    );
  const began = performance.now();
  await Promise.all(Array.from({ length: PROCESSES }, (_, at) => writer(start, `w${String(at)}`, told)));
  const seconds = (performance.now() - began) / 1_000;
  const said = await verifyLog(directory);
  t.match(said, { ok: true });
  let found = 0;
  for (const { bytes } of readEntries(directory)) {
    const entry = entryIn(bytes);
    if (entry && told.acknowledged.get(entry.seq) === entry.hash) found += 1;
  }
  t.equal(found, told.acknowledged.size, 'every acknowledged entry is there, under its number and hash');
  t.ok(told.acknowledged.size >= PROCESSES * EACH);
  t.ok(told.kills >= PROCESSES, 'and many processes were killed');
  t.ok(filesIn(directory).length > 3);
  t.comment(
    `${String(said.ok && said.entries)} entries in ${String(filesIn(directory).length)} files, ${String(told.kills)} kills, ` +
      `${String(said.ok && said.sealed)} sealed, ${seconds.toFixed(1)} s`,
  );
  // What was written so is read as strictly as any other: a sample of changes, each found at its line.
  const copy = join(folder(t), 'copy');
  mkdirSync(copy, { mode: 0o700 });
  for (const name of [...filesIn(directory), 'audit.head']) copyFileSync(join(directory, name), join(copy, name));
  for (const name of filesIn(directory).slice(0, 5)) {
    const lines = linesOf(directory, name);
    const at = Math.floor(Math.random() * (lines.length - 2)) + 1;
    const [here = '', after = ''] = lines.slice(at, at + 2);
    const changes = [[here.replace('"run":"w', '"run":"v')], [], [here, here], [after, here], [here.slice(0, -30)]];
    for (const change of changes) {
      const rest = change[0] === after ? lines.slice(at + 2) : lines.slice(at + 1);
      writeFileSync(join(copy, name), [...lines.slice(0, at), ...change, ...rest, ''].join('\n'));
      const line = change.length === 2 && change[0] === here ? at + 2 : at + 1;
      t.match(await verifyLog(copy), { ok: false, file: name, line }, `${name} ${String(at)} ${String(change.length)}`);
    }
    writeFileSync(join(copy, name), readFileSync(join(directory, name)));
  }
  t.match(await verifyLog(copy), { ok: true }, 'control');
  const log = await open(t, directory);
  await log.append(note('after all'));
});
