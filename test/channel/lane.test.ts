// A lane against a peer that does what it likes: every rule of the protocol, broken with raw bytes over a real socket.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Test, test } from 'tap';
import { Lane } from '../../src/channel/index.js';
import {
  Desk,
  frameBytes,
  LIMITS,
  OpenRequests,
  type OrchestratorAnswer,
  type OrchestratorRequest,
  orchestratorAnswer,
  orchestratorRequest,
  orchestratorRequests,
  type Violation,
} from '../../src/protocol/index.js';
import { BROKEN_FRAMES, BYE } from '../protocol/broken-frames.js';
import { socketPair } from './socket-pair.js';
import { fc, runs } from '../random.js';

type RequestLane = Lane<OrchestratorRequest, OrchestratorAnswer>;

interface Listening {
  readonly peer: Socket;
  readonly lane: RequestLane;
  readonly frames: OrchestratorRequest[];
  /** 'end', or the code of the violation that ended the lane. */
  readonly ended: Promise<string>;
  /** Resolves when this many frames have come. */
  readonly came: (count: number) => Promise<void>;
}

/** A lane that listens as the supervisor does to the orchestrator; `react` is called for each frame. */
async function listen(t: Test, react: (frame: OrchestratorRequest, lane: RequestLane) => void = () => undefined): Promise<Listening> {
  const [peer, stream] = await socketPair(t);
  const frames: OrchestratorRequest[] = [];
  let notice: () => void = () => undefined;
  let end: (how: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  const lane: RequestLane = new Lane({
    stream,
    cap: LIMITS.requestBytes,
    schema: orchestratorRequest,
    onFrame: (frame) => {
      frames.push(frame);
      react(frame, lane);
      notice();
    },
    onEnd: () => {
      end('end');
    },
    onViolation: ({ code }) => {
      end(code);
    },
  });
  const came = async (count: number): Promise<void> => {
    while (frames.length < count) await new Promise<void>((resolve) => (notice = resolve));
  };
  return { peer, lane, frames, ended, came };
}

const note = (id: number, text = 'x'): string => `{"kind":"note","id":${String(id)},"text":"${text}"}\n`;
const ids = (frames: readonly { readonly id: number }[]): readonly number[] => frames.map(({ id }) => id);

test('a broken frame ends the lane: what came before it was heard, what comes after it is not', async (t) => {
  for (const { title, bytes, code } of BROKEN_FRAMES) {
    const { peer, frames, ended } = await listen(t);
    peer.write(Buffer.concat([Buffer.from(note(1)), bytes, Buffer.from(`\n${note(2)}`)]));
    t.equal(await ended, code, title);
    if (!peer.closed) await once(peer, 'close');
    t.same(ids(frames), [1], title);
  }
});

test('the frames beside the broken ones all pass, one lane for all', async (t) => {
  const { peer, frames, ended } = await listen(t);
  for (const { fine } of BROKEN_FRAMES) peer.write(Buffer.concat([fine, Buffer.from('\n')]));
  peer.end();
  t.equal(await ended, 'end');
  t.equal(frames.length, BROKEN_FRAMES.length);
});

test('the cap holds before the newline', async (t) => {
  const exact = await listen(t);
  exact.peer.end(`${BYE.padEnd(LIMITS.requestBytes)}\n`);
  t.equal(await exact.ended, 'end');
  t.same(ids(exact.frames), [1], 'a frame of exactly the cap');

  const over = await listen(t);
  over.peer.end(`${BYE.padEnd(LIMITS.requestBytes + 1)}\n`);
  t.equal(await over.ended, 'frame-too-long');

  const endless = await listen(t);
  const kilobyte = Buffer.alloc(1_024, 'x');
  let taken = 0;
  for (; !endless.peer.closed && taken < 64 * LIMITS.requestBytes; taken += kilobyte.length) {
    endless.peer.write(kilobyte);
    await turn();
  }
  t.equal(await endless.ended, 'frame-too-long');
  t.ok(endless.peer.closed && taken < 64 * LIMITS.requestBytes, 'no newline was needed to see it');
});

test('two frames in one write are two frames, and one frame in many writes is one', async (t) => {
  const { peer, frames, ended } = await listen(t);
  peer.setNoDelay();
  peer.write(note(1) + note(2));
  for (const byte of Buffer.from(note(3, 'é😀'))) {
    peer.write(Buffer.of(byte));
    await turn();
  }
  peer.end();
  t.equal(await ended, 'end');
  t.same(frames.slice(1), [
    { kind: 'note', id: 2, text: 'x' },
    { kind: 'note', id: 3, text: 'é😀' },
  ]);
});

test('wherever the writes are cut, the frames are the same', async (t) => {
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 });
  const property = fc.asyncProperty(sizes, async (cuts) => {
    const { peer, frames, ended } = await listen(t);
    const stream = Buffer.from(Array.from({ length: 8 }, (_, index) => note(index + 1, 'é'.repeat(index + 1))).join(''));
    for (let at = 0, turns = 0; at < stream.length; turns += 1) {
      const size = cuts[turns % cuts.length] ?? 1;
      peer.write(stream.subarray(at, at + size));
      at += size;
      await turn();
    }
    peer.end();
    return (await ended) === 'end' && ids(frames).join() === '1,2,3,4,5,6,7,8';
  });
  await fc.assert(property, runs(15));
  t.pass();
});

test('the last frame needs its newline', async (t) => {
  const whole = await listen(t);
  whole.peer.end(note(1));
  t.equal(await whole.ended, 'end');

  const cut = await listen(t);
  cut.peer.end(note(1) + BYE);
  t.equal(await cut.ended, 'cut-off');
  t.same(ids(cut.frames), [1]);
});

test('a frame that drips is ended by its deadline', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => {
    mock.timers.reset();
  });
  const { peer, came, ended } = await listen(t);
  let how = 'open';
  void ended.then((code) => (how = code));

  peer.write(`${note(1)}{"kind":`);
  await came(1);
  mock.timers.tick(LIMITS.frameMilliseconds - 1);
  peer.write(`"note","id":2,"text":"x"}\n{"kind":`);
  await came(2);
  mock.timers.tick(LIMITS.frameMilliseconds - 1);
  await turn();
  t.equal(how, 'open', 'each frame has its own time, even when no chunk ends at a newline');

  peer.write('"n');
  await turn();
  mock.timers.tick(1);
  t.equal(await ended, 'frame-too-slow', 'a byte now and then buys no time');
});

test('while the lane is held the clock of a frame stands still', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => {
    mock.timers.reset();
  });
  const { peer, lane, came, ended } = await listen(t, (_, self) => {
    self.hold();
  });
  let how = 'open';
  void ended.then((code) => (how = code));
  peer.write(`${note(1)}{"kind":`);
  await came(1);
  mock.timers.tick(3 * LIMITS.frameMilliseconds);
  await turn();
  t.equal(how, 'open', 'we did not read: it is not the fault of the peer');
  lane.release();
  mock.timers.tick(LIMITS.frameMilliseconds - 1);
  await turn();
  t.equal(how, 'open');
  mock.timers.tick(1);
  t.equal(await ended, 'frame-too-slow', 'and a hold is no way out of the deadline');
});

test('hold and release lose nothing', async (t) => {
  const count = 2_000;
  const { peer, lane, frames, ended } = await listen(t, ({ id }, self) => {
    if (id % 3 !== 0) return;
    self.hold();
    if (id % 2 === 0) self.release();
    else
      setImmediate(() => {
        self.release();
      });
  });
  lane.hold();
  for (let id = 1; id <= count; id += 1) peer.write(note(id));
  peer.end();
  await turn();
  t.equal(frames.length, 0, 'nothing is handed out while the lane is held');
  lane.release();
  t.equal(await ended, 'end');
  t.same(
    ids(frames),
    Array.from({ length: count }, (_, index) => index + 1),
  );
});

test('frames that wait outlive a peer that left', async (t) => {
  const { peer, lane, frames, came, ended } = await listen(t, ({ id }, self) => {
    if (id === 1) self.hold();
  });
  peer.end(note(1) + note(2) + note(3));
  await came(1);
  await once(peer, 'close');
  for (let turns = 0; turns < 20; turns += 1) await turn();
  t.same(ids(frames), [1]);
  lane.release();
  t.equal(await ended, 'end');
  t.same(ids(frames), [1, 2, 3]);
});

test('a peer that does not read is not read from, and goes on where it stopped', async (t) => {
  const answer: OrchestratorAnswer = { kind: 'bill-fault', id: 1, detail: 'x'.repeat(800) };
  const { peer, frames, ended } = await listen(t, (_, self) => {
    for (let copies = 0; copies < 64; copies += 1) self.send(answer);
  });
  peer.pause();
  const total = 2_000;
  let sent = 0;
  for (; sent < total && peer.writableLength < 1_024; sent += 1) {
    peer.write(note(sent + 1, 'x'.repeat(1_000)));
    await turn();
  }
  const heard = frames.length;
  t.ok(sent < total, `after ${String(sent)} frames the kernel takes no more`);
  t.ok(heard * 64 * 800 < 2 * LIMITS.unreadBytes, `${String(heard)} frames were answered`);
  for (let turns = 0; turns < 50; turns += 1) await turn();
  t.equal(frames.length, heard, 'and it stays so');

  peer.resume();
  for (; sent < total; sent += 1) peer.write(note(sent + 1));
  peer.end();
  t.equal(await ended, 'end');
  t.equal(frames.length, total, 'every frame was heard once it read again');
});

test('a peer that leaves without reading ends the lane once', async (t) => {
  const { peer, frames, ended } = await listen(t, (_, self) => {
    for (let copies = 0; copies < 10_000; copies += 1) self.send({ kind: 'bill-fault', id: 1, detail: 'x'.repeat(800) });
  });
  peer.pause();
  peer.write(note(1) + note(2));
  await turn();
  while (frames.length === 0) await turn();
  peer.destroy();
  await ended;
  t.same(ids(frames), [1, 2]);
});

test('after close nothing is heard and nothing is sent', async (t) => {
  const { peer, lane, frames } = await listen(t, (_, self) => {
    self.close();
  });
  const seen: Buffer[] = [];
  peer.on('data', (chunk: Buffer) => seen.push(chunk));
  peer.write(note(1) + note(2));
  await once(peer, 'close');
  lane.send({ kind: 'noted', id: 1 });
  lane.release();
  t.same(ids(frames), [1]);
  t.same(seen, []);
});

test('finish sends what is queued, then closes', async (t) => {
  const { peer, ended } = await listen(t, ({ id }, self) => {
    self.send({ kind: 'noted', id });
    self.finish();
    self.send({ kind: 'noted', id: id + 1 });
  });
  const seen: Buffer[] = [];
  peer.on('data', (chunk: Buffer) => seen.push(chunk));
  peer.write(note(1));
  t.equal(await ended, 'end');
  t.equal(Buffer.concat(seen).toString(), '{"kind":"noted","id":1}\n');
});

test('a last word is sent behind what is queued, and whoever said it hears when it has left', async (t) => {
  let sent = (): void => undefined;
  const hasLeft = new Promise<void>((resolve) => {
    sent = resolve;
  });
  const { peer, ended } = await listen(t, ({ id }, self) => {
    self.send({ kind: 'noted', id });
    self.last({ kind: 'noted', id: id + 1 }, sent);
    self.send({ kind: 'noted', id: id + 2 });
  });
  const seen: Buffer[] = [];
  peer.on('data', (chunk: Buffer) => seen.push(chunk));
  peer.write(note(1));
  await hasLeft;
  t.equal(await ended, 'end');
  t.equal(Buffer.concat(seen).toString(), '{"kind":"noted","id":1}\n{"kind":"noted","id":2}\n');
});

test('what is forwarded is byte for byte what came', async (t) => {
  const [onward, out] = await socketPair(t);
  const [peer, stream] = await socketPair(t);
  const outLane = new Lane<OrchestratorAnswer, OrchestratorRequest>({
    stream: out,
    cap: LIMITS.answerBytes,
    schema: orchestratorAnswer,
    onFrame: () => undefined,
    onEnd: () => undefined,
    onViolation: () => undefined,
  });
  const lane: RequestLane = new Lane<OrchestratorRequest, OrchestratorAnswer>({
    stream,
    cap: LIMITS.requestBytes,
    schema: orchestratorRequest,
    onFrame: (_, line) => {
      outLane.forward(line);
    },
    onEnd: () => {
      outLane.finish();
    },
    onViolation: () => undefined,
  });
  const odd = '  { "text" : "\\u0041\\/é" , "id":1e0,\r"kind":"note"}\t';
  peer.end(`${odd}\n${note(2)}`);
  const seen: Buffer[] = [];
  for await (const chunk of onward) if (Buffer.isBuffer(chunk)) seen.push(chunk);
  t.equal(Buffer.concat(seen).toString(), `${odd}\n${note(2)}`);
  lane.close();
});

/** What each side does with a frame that is right in itself and wrong where it stands. */
test('a request out of turn ends the lane', async (t) => {
  const rows = [
    ['a replayed id', ['{"kind":"hello","id":1,"protocol":1,"canaries":[]}\n', note(2), note(2)], 'id-not-increasing', [1, 2]],
    ['a lower id', ['{"kind":"hello","id":5,"protocol":1,"canaries":[]}\n', note(4)], 'id-not-increasing', [5]],
    ['a request before hello', [note(1)], 'not-allowed-now', []],
    [
      'a second hello',
      ['{"kind":"hello","id":1,"protocol":1,"canaries":[]}\n'.repeat(1), '{"kind":"hello","id":2,"protocol":1,"canaries":[]}\n'],
      'not-allowed-now',
      [1],
    ],
    ['a request after bye', ['{"kind":"bye","id":1}\n', note(2)], 'not-allowed-now', [1]],
  ] as const;
  for (const [title, lines, code, admitted] of rows) {
    const desk = new Desk(orchestratorRequests, 'new');
    const broken: Violation[] = [];
    const heard: number[] = [];
    const { peer } = await listen(t, (frame, self) => {
      const verdict = desk.admit(frame);
      if (verdict.ok) {
        heard.push(frame.id);
        return;
      }
      broken.push(verdict.error);
      self.close();
    });
    peer.write(lines.join('') + note(99));
    await once(peer, 'close');
    t.match(broken, [{ code }], title);
    t.same(heard, admitted, title);
  }
});

test('an answer that nobody asked for ends the lane', async (t) => {
  const [peer, stream] = await socketPair(t);
  const open = new OpenRequests<string>();
  const answered: string[] = [];
  const broken: string[] = [];
  const lane = new Lane<OrchestratorAnswer, OrchestratorRequest>({
    stream,
    cap: LIMITS.answerBytes,
    schema: orchestratorAnswer,
    onFrame: ({ id }) => {
      const closed = open.close(id);
      if (closed.ok) {
        answered.push(closed.value);
        return;
      }
      broken.push(closed.error.code);
      lane.close();
    },
    onEnd: () => undefined,
    onViolation: ({ code }) => broken.push(code),
  });
  open.add(1, 'a note');
  lane.send({ kind: 'note', id: 1, text: 'x' });
  peer.write(Buffer.concat([1, 1, 2].map((id) => frameBytes({ kind: 'noted', id }))));
  peer.resume();
  await once(peer, 'close');
  t.same(answered, ['a note']);
  t.same(broken, ['unknown-answer'], 'the second answer was one too many');
});

test('an inherited descriptor is a lane, and ends with its other end', async (t) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./echo.js', import.meta.url))], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const pipe = child.stdio[3];
  if (!(pipe instanceof Socket)) throw new Error('descriptor 3 is no socket');
  pipe.write(note(1));
  const data: readonly unknown[] = await once(pipe, 'data');
  t.equal(String(data[0]), '{"kind":"noted","id":1}\n');
  pipe.end();
  const exit: readonly unknown[] = await once(child, 'exit');
  t.equal(exit[0], 0);
});
