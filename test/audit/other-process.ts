// Another process at the same log, for audit.test.ts: `append` so many entries, `hold` the lock until it is ended, or `fill` the log until
// it refuses.

import { writeSync } from 'node:fs';
import { AuditLog, type AuditOptions } from '../../src/audit/index.js';
import { errorCode, Fault } from '../../src/shared/index.js';

const [, , task = '', directory = '', lock, run = '', count = '0'] = process.argv;

const options: AuditOptions = { run, now: () => new Date(0), lock: lock === 'file' ? 'file' : 'socket' };
const say = (text: string): number => writeSync(1, `${text}\n`);

async function append(log: AuditLog, entries: number): Promise<void> {
  for (let entry = 1; entry <= entries; entry += 1) {
    await log.append({ event: 'record', name: run, detail: `${String(entry)} ${'x'.repeat(200)}` });
    say(String(entry));
  }
}

if (task === 'append') {
  const log = await AuditLog.open(directory, options);
  await append(log, Number(count));
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
