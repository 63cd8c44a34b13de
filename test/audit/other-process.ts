// Another process at the same log, for the tests of the audit log. It says every entry that was acknowledged, `N SEQ HASH`, and nothing else.
//   append DIRECTORY LOCK RUN COUNT [BYTES]         so many entries, in files of so many bytes
//   hold NAME LOCK                                  the lock, until it is ended
//   fill DIRECTORY LOCK RUN 0 [BYTES]               the log, until it refuses
//   die DIRECTORY LOCK RUN COUNT BYTES CALL HOW     the same as append, and ends itself by SIGKILL before its file system call CALL, or
//                                                   when HOW is `half` and it writes, in the middle of it

import fs, { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { AuditLog, type AuditOptions } from '../../src/audit/index.js';
import { errorCode, Fault } from '../../src/shared/index.js';

const [, , task = '', directory = '', lock, run = '', count = '0', bytes = '0', call = '0', how = ''] = process.argv;

const options: AuditOptions = {
  run,
  now: () => new Date(0),
  lock: lock === 'file' ? 'file' : 'socket',
  ...(bytes === '0' ? {} : { fileBytes: Number(bytes) }),
};
const say = (text: string): number => writeSync(1, `${text}\n`);

async function append(log: AuditLog, entries: number): Promise<void> {
  for (let entry = 1; entry <= entries; entry += 1) {
    const { seq, hash } = await log.append({ event: 'record', name: run, detail: `${String(entry)} ${'x'.repeat(200)}` });
    say(`${String(entry)} ${String(seq)} ${hash}`);
  }
}

/** Calls that change something, or make it last. */
const CALLS = ['openSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'renameSync', 'rmSync', 'closeSync'] as const;

/** From now on, the call of this number is the last that this process makes. */
function dieAt(last: number, isHalf: boolean): void {
  let made = 0;
  for (const name of CALLS) {
    // CAST: each is called with what it was called with.
    const sound = fs[name] as (...args: unknown[]) => unknown;
    const counted = (...args: unknown[]): unknown => {
      // What is said on standard output is no step of the log.
      if (name === 'writeSync' && args[0] === 1) return sound(...args);
      made += 1;
      if (made < last) return sound(...args);
      const [file, content] = args;
      if (isHalf && name === 'writeSync' && content instanceof Uint8Array) sound(file, content.subarray(0, content.length / 2));
      process.kill(process.pid, 'SIGKILL');
      return undefined;
    };
    Object.assign(fs, { [name]: counted });
  }
  syncBuiltinESMExports();
}

if (task === 'append') {
  await append(await AuditLog.open(directory, options), Number(count));
} else if (task === 'die') {
  dieAt(Number(call), how === 'half');
  await append(await AuditLog.open(directory, options), Number(count));
} else if (task === 'hold') {
  const { fileLock } = await import('../../src/audit/lock-file.js');
  const { socketLock } = await import('../../src/audit/lock-socket.js');
  await (lock === 'file' ? fileLock(directory) : socketLock(directory))(1_000);
  say('held');
  setInterval(() => undefined, 1_000);
} else {
  const log = await AuditLog.open(directory, options);
  // Filled until it refuses, which is what is awaited.
  await append(log, Number.MAX_SAFE_INTEGER).catch((cause: unknown) => {
    if (cause instanceof Fault) say(`${cause.code} ${errorCode(cause.cause) ?? 'short'}`);
    else throw cause;
  });
}
