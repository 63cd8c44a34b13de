// Two ends of one real socket, so that bytes are cut, queued and refused as the kernel does it.

import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

export async function socketPair(t: Test): Promise<readonly [Socket, Socket]> {
  const folder = mkdtempSync(join(tmpdir(), 'ghosthunter-pair-'));
  const path = join(folder, 'socket');
  const server = createServer();
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const near = connect(path);
  const far = await accepted;
  server.close();
  rmSync(folder, { recursive: true });
  // A test that ends a lane on purpose leaves the other end to notice; that is no failure of the test.
  for (const socket of [near, far]) socket.on('error', () => socket.destroy());
  t.teardown(() => {
    near.destroy();
    far.destroy();
  });
  return [near, far];
}
