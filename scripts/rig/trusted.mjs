// A trusted process alone, with the bench in the place of its supervisor and of the orchestrator: raw bytes on both of its lanes, and what
// comes back on each.

import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const DIST = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'dist');
const EXIT_MILLISECONDS = 5_000;
const ANSWER_MILLISECONDS = 20_000;

const frame = (value) => Buffer.from(`${JSON.stringify(value)}\n`);

function peerOf(stream) {
  const frames = [];
  let text = '';
  let wake = () => undefined;
  let isOver = false;
  const over = () => {
    isOver = true;
    wake();
  };
  stream.setEncoding('utf8').on('data', (part) => {
    const lines = (text + part).split('\n');
    text = lines.pop();
    frames.push(...lines.map((line) => JSON.parse(line)));
    wake();
  });
  stream.on('error', () => undefined);
  stream.on('end', over).on('close', over);

  /** Frames, once there are so many; fewer if the lane ended or time is up. */
  async function upTo(count, milliseconds = ANSWER_MILLISECONDS) {
    const late = pause(milliseconds, 'late', { ref: false });
    while (frames.length < count && !isOver) {
      const woken = new Promise((done) => {
        wake = done;
      });
      if ((await Promise.race([woken, late])) === 'late') break;
    }
    return frames.slice(0, count);
  }

  return {
    frames,
    upTo,
    write: (bytes) => stream.write(bytes),
    send: (...values) => stream.write(Buffer.concat(values.map(frame))),
    end: () => stream.end(),
  };
}

/** Started as a supervisor starts it, and nothing told to it yet. */
export async function startTrustedAlone(worker) {
  const { startTrusted } = await import(join(DIST, 'src/supervisor/launch.js'));
  const child = startTrusted(join(DIST, `workers/${worker}.js`));
  child.stdout.resume();
  child.stderr.resume();
  return {
    pid: child.pid,
    control: peerOf(child.lane),
    second: peerOf(child.second),
    kill: child.kill,
    /** How it left; `still there` when it does not. */
    ended: async (milliseconds = EXIT_MILLISECONDS) => {
      const exit = await Promise.race([child.exited, pause(milliseconds, undefined, { ref: false })]);
      if (exit === undefined) return 'still there';
      return exit.signal ?? `exit ${exit.code}`;
    },
  };
}
