// Performs a list of acts, as the orchestrator of a live run or, for the control, as a plain process. Prints one line before and one after
// each, so that a process that dies or hangs names the act that did it.

import { fstatSync, readFileSync, readSync, writeSync } from 'node:fs';
import { openKernel } from './kernel.mjs';

const ACT_MILLISECONDS = 3_000;
const POLL_MILLISECONDS = 5;
const LANE = 3;
const AFTER_HELLO = 2;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

function write(descriptor, text) {
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (cause) {
      if (cause.code !== 'EAGAIN') throw cause;
    }
  }
}

export function say(line) {
  write(1, `${JSON.stringify(line)}\n`);
}

/** The scene is written when everybody in it is alive. */
async function readScene(path) {
  for (;;) {
    const text = readFileSync(path, 'utf8');
    if (text.endsWith('\n')) return JSON.parse(text);
    await pause(POLL_MILLISECONDS);
  }
}

/** Until the supervisor answers the hello, both cages are being looked at from outside. */
function awaitWelcome() {
  const byte = Buffer.alloc(1);
  for (;;) {
    try {
      if (readSync(LANE, byte) === 0 || byte[0] === 0x0a) return;
    } catch (cause) {
      if (cause.code !== 'EAGAIN') throw cause;
    }
  }
}

function nameOf(cause) {
  return cause?.info?.code ?? cause?.code ?? String(cause);
}

async function outcomeOf({ on = process.arch, run }, scene) {
  if (on !== process.arch) return 'not on this machine';
  let timer;
  const late = new Promise((done) => {
    timer = setTimeout(() => done('hung'), ACT_MILLISECONDS);
  });
  try {
    const result = await Promise.race([run(scene), late]);
    return typeof result === 'string' ? result : 'done';
  } catch (cause) {
    return nameOf(cause);
  } finally {
    clearTimeout(timer);
  }
}

function isOpen(descriptor) {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

export async function perform(acts) {
  const find = (name) => process.argv.slice(2).find((path) => path.endsWith(name));
  const scene = await readScene(find('scene.json'));
  const isCaged = scene.tier !== 'plain';
  if (isCaged) awaitWelcome();
  openKernel(find('koffi.node'));
  for (let at = scene.from; at < acts.length; at += 1) {
    say({ begun: at });
    say({ ended: at, outcome: await outcomeOf(acts[at], { ...scene, at }) });
  }
  say({ finished: true });
  if (!isCaged) process.exit(0);
  // The lane still works: whatever was tried, it was not the cage that broke.
  if (isOpen(LANE)) write(LANE, `${JSON.stringify({ kind: 'bye', id: AFTER_HELLO })}\n`);
  setInterval(() => undefined, 1_000);
}
