// Runs test files as plain Node programs, two or more at once, and passes on the TAP of each in one piece. For tests that start processes:
// tap's own runner loads code into every process below a test, also into those that must be started with nothing.

import { spawn } from 'node:child_process';

/** `read` gets the lines of one run, as tap's runner would print them. */
export async function runPlain(files, { jobs, read, ...how }) {
  const waiting = [...files];
  async function work() {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) for (const line of await runOne(file, how)) read(line);
  }
  await Promise.all(Array.from({ length: jobs }, work));
}

async function runOne(file, { env, root, secondsPerFile }) {
  const started = performance.now();
  const child = spawn(process.execPath, ['--enable-source-maps', file], {
    cwd: root,
    env: { ...process.env, ...env, TAP_TIMEOUT: String(secondsPerFile), TAP_COLORS: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: (secondsPerFile + 5) * 1000,
    killSignal: 'SIGKILL',
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text;
  });
  const [code, signal] = await new Promise((resolve) => child.once('close', (...how) => resolve(how)));
  const lines = out.split('\n').filter((line) => !/^TAP version|^# time=|^\s*$/.test(line));
  const milliseconds = (performance.now() - started).toFixed(0);
  const verdict = code === 0 ? 'ok' : 'not ok';
  const how = signal === null ? [] : [`    not ok 0 - ended by ${signal}`];
  return [`# Subtest: ${file}`, ...lines.map((line) => `    ${line}`), ...how, `${verdict} 1 - ${file} # time=${milliseconds}ms`];
}
