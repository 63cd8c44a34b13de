// Who leaves its group and its session is ended all the same, by whichever of its ancestors is left.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';

const LINUX = { skip: process.platform !== 'linux' && 'not Linux', timeout: 20_000 };
const DIST = fileURLToPath(new URL('../../src', import.meta.url));
/** Prints the pids of a child, of one in another session, and of one whose parent is gone by then; stays. */
const RUNAWAYS = `sh -c 'echo $$; exec sleep 60' & setsid sh -c 'echo $$; exec sleep 60' & (setsid sh -c 'sleep 0.2; echo $$; exec sleep 60' &) ; wait`;

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/mu.test(readFileSync(`/proc/${String(pid)}/status`, 'latin1'));
  } catch {
    return false;
  }
}

interface Ancestor {
  readonly process: ChildProcess;
  readonly runaways: readonly number[];
  readonly said: () => Promise<string>;
}

/** Node with this program, which passes what its runaways print to its standard output. */
async function ancestor(t: Test, code: string): Promise<Ancestor> {
  const started = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] },
  });
  t.teardown(() => started.kill('SIGKILL'));
  const lines = createInterface({ input: started.stdout })[Symbol.asyncIterator]();
  const said = async (): Promise<string> => String((await lines.next()).value);
  const runaways: number[] = [];
  for (let count = 0; count < 3; count += 1) runaways.push(Number(await said()));
  t.teardown(() => {
    for (const pid of runaways.filter(isRunning)) process.kill(pid, 'SIGKILL');
  });
  t.ok(runaways.every(isRunning), 'all three run');
  return { process: started, runaways, said };
}

async function goneWithin(milliseconds: number, pids: readonly number[]): Promise<boolean> {
  for (const end = Date.now() + milliseconds; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (!pids.some(isRunning)) return true;
  }
  return false;
}

const sweeping = (adopts: boolean): string => `
  import { spawn } from 'node:child_process';
  import { adoptOrphans, killDescendants } from ${JSON.stringify(`${DIST}/cage/descendants.js`)};
  if (${String(adopts)}) adoptOrphans();
  spawn('sh', ['-c', ${JSON.stringify(RUNAWAYS)}], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.stdin.once('data', () => console.log(killDescendants()));
`;

for (const adopts of [true, false]) {
  test(`a process that ${adopts ? 'adopts orphans ends them' : 'adopts nobody loses one: the control'}`, LINUX, async (t) => {
    const above = await ancestor(t, sweeping(adopts));
    above.process.stdin?.write('now\n');
    t.equal(await above.said(), 'true');
    t.equal(above.runaways.filter(isRunning).length, adopts ? 0 : 1);
  });
}

const keeping = (isKept: boolean): string => `
  import { spawn } from 'node:child_process';
  import { tether } from ${JSON.stringify(`${DIST}/executor/tether.js`)};
  const [file, ...args] = [...(${String(isKept)} ? tether('landlock') : []), '/bin/sh', '-c', ${JSON.stringify(RUNAWAYS)}];
  spawn(file, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
`;

for (const isKept of [true, false]) {
  test(
    `an executor that is killed ${isKept ? 'takes along all that its command started' : 'without a keeper leaves them: the control'}`,
    LINUX,
    async (t) => {
      const above = await ancestor(t, keeping(isKept));
      above.process.kill('SIGKILL');
      await once(above.process, 'exit');
      t.equal(await goneWithin(isKept ? 2_000 : 300, above.runaways), isKept);
    },
  );
}

async function closing(child: ChildProcess): Promise<readonly unknown[]> {
  const how: readonly unknown[] = await once(child, 'close');
  return how;
}

test('a kept command gives its exit code, its output, and the number of the signal that ended it', LINUX, async (t) => {
  for (const [code, expected] of [
    ['exit 7', 7],
    ['kill -9 $$', 137],
  ] as const) {
    const kept = spawn(process.execPath, [`${DIST}/../workers/keeper.js`, String(process.pid), '/bin/sh', '-c', `echo out; ${code}`], {
      env: {},
    });
    let out = '';
    kept.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    const [exit] = await closing(kept);
    t.same([exit, out], [expected, 'out\n']);
  }
});

test('a keeper whose parent is somebody else starts nothing', LINUX, async (t) => {
  const kept = spawn(process.execPath, [`${DIST}/../workers/keeper.js`, '1', '/bin/sh', '-c', 'echo out'], { env: {} });
  let out = '';
  kept.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const [exit] = await closing(kept);
  t.same([exit, out], [127, '']);
});
