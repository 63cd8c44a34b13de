// A Redis that loses what it was given: the spool still has it.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'tap';
import { home } from '../process/ghosthunter.js';
import { freePort } from './free-port.js';

const MILLISECONDS = 120_000;

const NO_REDIS = spawnSync('redis-server', ['--version'], { timeout: 10_000 }).status !== 0 && 'redis-server is not installed';

async function said(port: number, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    socket.end();
  });
  socket.write(`${command}\r\n`);
  await once(socket, 'close');
  return text;
}

test('jobs that Redis has lost are handed out again, and each item is done once', { skip: NO_REDIS, timeout: MILLISECONDS }, async (t) => {
  const at = home(t);
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', ''], { cwd: at.path, stdio: 'ignore' });
  t.teardown(() => redis.kill('SIGKILL'));
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await said(port, 'PING').catch(() => '')) === '+PONG\r\n') break;
    await pause(50);
  }
  const manifest = at.write('accounts.jsonl', '{"world":"aws-kms","offline":true}\n{"files":["nowhere.csv"]}\n');
  const state = join(at.path, 'shared');
  const args = ['batch', manifest, `--state=${state}`, `--queue=redis://127.0.0.1:${String(port)}`, '--concurrency=1'];
  const worked = at.run(args, { milliseconds: MILLISECONDS });
  const leases = (): number => {
    if (!existsSync(join(state, 'items'))) return 0;
    return readdirSync(join(state, 'items')).filter((id) => existsSync(join(state, 'items', id, 'lease-000001'))).length;
  };
  for (let tries = 0; tries < 1_000 && leases() === 0; tries += 1) await pause(20);
  t.equal(leases(), 1, 'control: one waits');
  t.equal(await said(port, 'FLUSHALL'), '+OK\r\n');
  const { code, err, out } = await worked;
  t.equal(code, 1, err);
  t.equal(
    out.split('\n').filter((line) => line.includes('"outcome":"')).length,
    2,
    'of the one that waited, too, though it could not be read',
  );
  t.equal(leases(), 2);
});
