// The orchestrator as a hostile peer: writes the bytes it is told to, when it is told to, on the lanes that it holds, and prints what comes
// back. Needs nothing of the cage but its descriptors.

import { closeSync, readFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

const LANES = [3, 4];
const POLL_MILLISECONDS = 5;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function write(descriptor, bytes) {
  let rest = bytes;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (cause) {
      if (cause.code !== 'EAGAIN') throw cause;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const say = (line) => write(1, Buffer.from(`${JSON.stringify(line)}\n`));

async function readScene() {
  const path = process.argv.slice(2).find((one) => one.endsWith('scene.json'));
  for (;;) {
    const text = readFileSync(path, 'utf8');
    if (text.endsWith('\n')) return JSON.parse(text);
    await pause(POLL_MILLISECONDS);
  }
}

const scene = await readScene();
const seen = { 3: 0, 4: 0 };
let wake = () => undefined;
const reading = scene.deaf === true ? [] : LANES;
for (const descriptor of reading) {
  const socket = new Socket({ fd: descriptor, readable: true, writable: false, allowHalfOpen: true });
  let text = '';
  socket.setEncoding('latin1').on('data', (part) => {
    const lines = (text + part).split('\n');
    text = lines.pop();
    seen[descriptor] += lines.length;
    for (const line of lines) if (scene.quiet !== true) say({ received: descriptor, line: line.slice(0, 2_000) });
    wake();
  });
  socket.on('end', () => say({ closed: descriptor }));
  socket.on('error', ({ code }) => say({ broken: descriptor, code }));
}

/** Until so many lines have come on a lane; the welcome is the first. */
async function lines(descriptor, count) {
  while (seen[descriptor] < count) {
    await new Promise((done) => {
      wake = done;
    });
  }
}

const kept = [];

const STEPS = {
  write: ({ write: descriptor, bytes, times = 1 }) => {
    const whole = Buffer.from(bytes, 'base64');
    for (let turn = 0; turn < times; turn += 1) write(descriptor, whole);
  },
  /** The same, with numbers in place of `@`. */
  count: ({ count: descriptor, text, from, to }) => {
    for (let id = from; id <= to; id += 1) write(descriptor, Buffer.from(text.replaceAll('@', id)));
  },
  drip: async ({ drip: descriptor, bytes, milliseconds }) => {
    for (const byte of Buffer.from(bytes, 'base64')) {
      write(descriptor, Buffer.from([byte]));
      await pause(milliseconds);
    }
  },
  lines: ({ lines: descriptor, count }) => lines(descriptor, count),
  wait: ({ wait }) => pause(wait),
  close: ({ close }) => closeSync(close),
  say: ({ say: descriptor, text, times = 1 }) => {
    const whole = Buffer.from(text);
    for (let turn = 0; turn < times; turn += 1) write(descriptor, whole);
  },
  exit: ({ exit }) => process.exit(exit),
  abort: () => process.abort(),
  crash: () => {
    throw new Error('\u001b[31mcrashed on purpose\u001b[0m');
  },
  spin: () => {
    for (;;);
  },
  memory: () => {
    for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  heap: () => {
    for (;;) kept.push({ of: Array.from({ length: 1_000 }, (_, at) => `${at}-${kept.length}`) });
  },
  threads: ({ threads }) => {
    for (let turn = 0; turn < threads; turn += 1)
      kept.push(new Worker('setInterval(() => undefined, 1000)', { eval: true }).on('error', () => undefined));
  },
};

if (scene.deaf !== true) await lines(3, 1);
for (const step of scene.steps) await STEPS[Object.keys(step)[0]](step);
say({ finished: true });
setInterval(() => undefined, 1_000);
