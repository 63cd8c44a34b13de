// Workers as processes: one takes over what a host that is gone had held, and one at a terminal shows how far it is.

import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'tap';
import { parseJson } from '../../src/protocol/index.js';
import { home } from '../process/ghosthunter.js';
import { atTerminal, NO_TERMINAL } from '../process/terminal.js';
import { ELSEWHERE, filled, folder, opened } from './spools.js';

const LEASE_MILLISECONDS = 30_000;
/** So long it has to wait. */
const LEFT = 2_500;

test('what a host that is gone had held is taken over when its lease is over, and not before', async (t) => {
  const at = home(t);
  const root = folder(t);
  const [id = ''] = filled(root, 1);
  const held = opened(root, { self: ELSEWHERE }).claim(id);
  const lease = join(root, 'items', id, 'lease-000001');
  const beaten = (statSync(lease).mtimeMs - LEASE_MILLISECONDS + LEFT) / 1_000;
  utimesSync(lease, beaten, beaten);
  const worked = at.run(['batch', '--worker', `--state=${root}`, '--concurrency=1']);
  let taken = 0;
  for (let tries = 0; tries < 1_500 && taken === 0; tries += 1) {
    if (existsSync(join(root, 'items', id, 'lease-000002'))) taken = Date.now();
    await pause(20);
  }
  t.ok(taken - beaten * 1_000 >= LEASE_MILLISECONDS, `${String(taken - beaten * 1_000)} ms after its last sign of life`);
  const { err, out } = await worked;
  t.match(out, new RegExp(`"item":"${id}"`, 'u'), err);
  t.equal(held?.beat(), false, 'who comes back sees that the item is not theirs any more');
  t.ok(opened(root).standing(id).result);
});

test('a bar on a terminal says how far the batch is, and makes room for results', { skip: NO_TERMINAL }, async (t) => {
  const at = home(t);
  const manifest = at.write('accounts.jsonl', '{"world":"aws-kms","offline":true}\n');
  const { code, out } = await atTerminal(at, ['batch', manifest], []);
  t.ok([10, 11].includes(code ?? -1), out);
  t.match(out, /\[ {20}\] 0\/1 · 0 found · 0 clean · 0 failed · 1 running/u);
  const result = out.split(/[\r\n]/u).findIndex((line) => line.includes('"outcome":"'));
  t.ok(result > 0, 'the result stands on a line of its own');
  t.ok(
    parseJson(
      out
        .split(/[\r\n]/u)
        [result]?.replace(/^[^{]*/u, '')
        .trimEnd() ?? '',
    ).ok,
  );
  const plain = await atTerminal(at, ['batch', manifest, '--plain'], []);
  t.notMatch(plain.out, /\[[ =]{20}\]/u, 'control: lines, where they are asked for');
});
