// The socket against whoever reaches it, and the two calls to the kernel that Node has no function for.

import { spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { openKernel } from '../../src/cage/native.js';
import { sendDatagram } from '../../src/cage/index.js';
import { connect } from '../../src/service/client.js';
import { type DoorDoors, openDoor } from '../../src/service/door.js';
import { openEvents } from '../../src/service/events.js';
import { newJob } from '../../src/service/bills.js';
import { openManager } from '../../src/service/manager.js';
import type { Job } from '../../src/service/memory.js';
import { Fault } from '../../src/shared/index.js';

const ID = '20260101-0000-abcdef';

function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'ghosthunter-door-'));
  t.teardown(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const STATUS = {
  version: '1',
  pid: 1,
  since: 0,
  tier: null,
  inbox: '/i',
  mode: 'bill',
  hasModelKey: false,
  fault: null,
  lastScan: null,
  nextScan: null,
  nextSources: null,
  knownSpikes: 0,
  waiting: 0,
  begun: 0,
  jobs: [],
} as const;

async function opened(t: Test, more: Partial<DoorDoors> = {}) {
  const state = folder(t);
  const path = join(state, 'run', 'service.sock');
  const logged: string[] = [];
  const submitted: unknown[] = [];
  let job: Job = { ...newJob(ID, 'submitted', 'bill', { files: ['/b'] }, 0), state: 'begun' };
  const events = openEvents(state);
  const close = await openDoor({
    path,
    events,
    log: (_, event) => logged.push(event),
    user: process.getuid?.(),
    status: () => ({ ...STATUS, jobs: [] }),
    scan: () => undefined,
    submit: (asked) => {
      if (asked.active) throw new Fault('usage', 'not here', { fix: 'leave it' });
      submitted.push(asked);
      return ID;
    },
    job: (id) => (id === ID ? job : undefined),
    ...more,
  });
  t.teardown(close);
  return {
    path,
    logged,
    submitted,
    events,
    end: () => {
      job = { ...job, state: 'done', exit: 10, outcome: 'cause-found' };
      events.wake(ID);
    },
  };
}

/** What comes back for these bytes until the other side closes or is silent. */
function raw(path: string, bytes: string | Buffer): Promise<{ readonly text: string; readonly isClosed: boolean }> {
  return new Promise((done) => {
    const socket = createConnection(path);
    let text = '';
    const timer = setTimeout(() => {
      socket.destroy();
      done({ text, isClosed: false });
    }, 500);
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(timer);
      done({ text, isClosed: true });
    });
    socket.write(bytes);
  });
}

const SUBMIT = { kind: 'submit' as const, version: '1', files: ['/b.csv'], spike: null, active: false, offline: true, provider: null };
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

test("the socket and its folder are their owner's alone", async (t) => {
  const { path } = await opened(t);
  t.equal((lstatSync(path).mode & 0o777).toString(8), '600');
  t.equal((lstatSync(join(path, '..')).mode & 0o777).toString(8), '700');
  const open = join(folder(t), 'open');
  mkdirSync(open, { mode: 0o755 });
  chmodSync(open, 0o755);
  await t.rejects(opened(t, { path: join(open, 'service.sock') }), Fault);
  const server = createServer().listen(join(open, 'planted.sock'));
  await new Promise((done) => server.once('listening', done));
  await t.rejects(connect(join(open, 'planted.sock')), { code: 'file' }, 'and nobody asks one that others could have put there');
  server.close();
});

test('junk, oversize, wrong order and unknown words end that peer and nobody else', async (t) => {
  const { logged, path, submitted } = await opened(t);
  const good = await connect(path);
  const attacks: Readonly<Record<string, string | Buffer>> = {
    'no JSON': 'hello\n',
    'no text': Buffer.from([0xff, 0xfe, 0x0a]),
    oversize: `${'x'.repeat(2 * 1024 ** 2)}\n`,
    'unknown kind': line({ kind: 'run', id: 1, command: 'aws s3 rb' }),
    'an answer': line({ kind: 'accepted', id: 1, job: ID }),
    'unknown key': line({ ...SUBMIT, id: 1, args: ['--script', '/x'] }),
    'relative path': line({ ...SUBMIT, id: 1, files: ['b.csv'] }),
    'no path': line({ ...SUBMIT, id: 1, files: [] }),
    'too many paths': line({ ...SUBMIT, id: 1, files: Array.from({ length: 257 }, () => '/b') }),
    'repeated key': '{"kind":"status","id":1,"id":2}\n',
    'reserved key': '{"kind":"status","id":1,"__proto__":{}}\n',
    deep: `${'['.repeat(100)}${']'.repeat(100)}\n`,
    'id that goes back': line({ kind: 'status', id: 2 }) + line({ kind: 'scan', id: 2 }),
    'job as a path': line({ kind: 'follow', id: 1, job: '../../../etc/passwd' }),
  };
  for (const [what, bytes] of Object.entries(attacks)) {
    const answer = await raw(path, bytes);
    t.ok(answer.isClosed, what);
    t.notMatch(answer.text, /accepted|scan-began/u, what);
  }
  t.equal(logged.filter((event) => event === 'peer-broke').length, Object.keys(attacks).length);
  t.equal(submitted.length, 0);
  t.match(await good.ask({ kind: 'status' }, 'status-is'), { version: '1' }, 'the others go on');
  await t.rejects(good.ask({ ...SUBMIT, active: true }, 'accepted'), { code: 'usage' });
  t.equal((await good.ask(SUBMIT, 'accepted')).job, ID, 'what is right is taken');
  good.close();
});

test("another user is turned away by the kernel's word, even where the file would let them in", async (t) => {
  const { logged, path } = await opened(t);
  if (process.getuid?.() !== 0) {
    t.comment('not root: nobody can be somebody else here');
    return;
  }
  const place = join(path, '..');
  for (let at = place; at !== '/' && (lstatSync(at).mode & 0o005) !== 0o005; at = join(at, '..')) chmodSync(at, 0o755);
  chmodSync(path, 0o666);
  const script = `const s = require('net').connect(${JSON.stringify(path)}); s.on('connect', () => s.write('{"kind":"status","id":1}\\n')); s.on('data', () => process.exit(7)); s.on('error', (e) => process.exit(e.code === 'EACCES' ? 9 : 8)); s.on('close', () => process.exit(8));`;
  const code = async (uid: number): Promise<number | null> => {
    const child = spawn(process.execPath, ['-e', script], { uid, gid: uid, stdio: 'ignore', cwd: '/', env: {} });
    return new Promise((done) => child.once('exit', done));
  };
  t.equal(await code(65_534), 8, 'connected, and cut off');
  t.strictSame(logged, ['peer-refused']);
  t.equal(await code(0), 7, 'its own user is answered');
});

test('whoever follows late gets everything, and a reader that does not read makes nobody wait', async (t) => {
  const { end, events, path } = await opened(t);
  const count = 2_000;
  const text = 'x'.repeat(4_000);
  for (let at = 0; at < count; at += 1) events.add(ID, `{"at":${String(at)},"text":"${text}"}`);
  const lazy: Socket = createConnection(path);
  lazy.pause();
  lazy.write(line({ kind: 'follow', id: 1, job: ID }));
  const client = await connect(path);
  const got: string[] = [];
  const following = client.follow(ID, (one) => got.push(one));
  events.add(ID, '{"at":"last"}');
  end();
  const ended = await following;
  t.match(ended, { exit: 10, outcome: 'cause-found' });
  t.equal(got.length, count + 1);
  t.equal(got.at(-1), '{"at":"last"}');
  await t.rejects(
    client.follow('20260101-0000-000000', () => undefined),
    { code: 'usage' },
  );
  lazy.destroy();
  client.close();
});

test('a client hears that the service has stopped, and that there is none', async (t) => {
  const state = folder(t);
  await t.rejects(connect(join(state, 'no.sock')), { code: 'usage' });
  writeFileSync(join(state, 'file'), '');
  await t.rejects(connect(join(state, 'file')), { code: 'file' });
  const path = join(state, 'gone.sock');
  const server = createServer((socket) => socket.on('data', () => socket.destroy()).on('error', () => undefined)).listen(path);
  await new Promise((done) => server.once('listening', done));
  const client = await connect(path);
  await t.rejects(client.ask({ kind: 'status' }, 'status-is'), { code: 'child' });
  server.close();
  t.notOk(existsSync(join(state, 'no.sock')));
});

test('a datagram reaches a real socket of that kind, by path and by abstract name', { skip: process.platform !== 'linux' }, (t) => {
  const kernel = openKernel();
  if (!kernel.ok) throw new Error(kernel.error);
  const { syscall } = kernel.value;
  const DATAGRAM = 2;
  const DONT_WAIT = 0x40;
  for (const path of [join(folder(t), 'notify'), `@ghosthunter-test-${String(process.pid)}`]) {
    const socket = syscall('socket', 1, DATAGRAM, 0);
    if (!socket.ok) throw new Error(String(socket.error));
    const name = Buffer.from(path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`);
    const address = Buffer.concat([Buffer.from([1, 0]), name]);
    t.ok(syscall('bind', socket.value, address, address.length).ok);
    const manager = openManager({ NOTIFY_SOCKET: path }, process.pid, undefined, (why) => {
      t.fail(why);
    });
    manager.ready('idle');
    const bytes = Buffer.alloc(200);
    const received = syscall('recvfrom', socket.value, bytes, bytes.length, DONT_WAIT, 0, 0);
    t.equal(received.ok ? bytes.toString('utf8', 0, received.value) : received.error, 'READY=1\nSTATUS=idle');
    closeSync(socket.value);
  }
  t.match(sendDatagram(join(folder(t), 'nobody'), 'x'), /errno 2$/u);
  t.match(sendDatagram('', 'x'), /no path/u);
  t.match(sendDatagram(`/${'x'.repeat(200)}`, 'x'), /no path/u);
  t.end();
});
