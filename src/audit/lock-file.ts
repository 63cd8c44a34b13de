// The lock between processes where there are no abstract sockets: a file that can be made once, naming its maker. A file whose
// maker is gone is taken away by exactly one of those who wait.
// INVARIANT: a lock file is removed by its maker, or by the maker of the one `.steal-` file for that very lock.

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { auditFault } from './directory.js';
import type { Lock } from './lock-socket.js';

const PAUSE_MILLISECONDS = 2;
const WRITTEN = /^([0-9]{1,10}) ([0-9a-f]{16})\n$/;

interface Holder {
  readonly pid: number;
  readonly nonce: string;
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}

/** Makes the file with its content in one step; false when it is there already. */
function make(path: string, own: Holder): boolean {
  const draft = `${path}.${own.nonce}`;
  try {
    writeFileSync(draft, `${String(own.pid)} ${own.nonce}\n`, { flag: 'wx', mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (fault) {
    if (isCode(fault, 'EEXIST')) return false;
    throw auditFault('cannot lock the audit log', `look at what keeps \`${path}\` from being made`, fault);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** `undefined` when there is no lock. */
function readHolder(path: string): Holder | undefined {
  try {
    const [, pid, nonce] = WRITTEN.exec(readFileSync(path, 'latin1')) ?? [];
    return pid === undefined || nonce === undefined ? undefined : { pid: Number(pid), nonce };
  } catch (fault) {
    if (isCode(fault, 'ENOENT')) return undefined;
    throw auditFault('cannot lock the audit log', `look at what keeps \`${path}\` from being read`, fault);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return !isCode(fault, 'ESRCH');
  }
}

/** Takes the lock of a dead process away, unless somebody else already did: after the claim is ours, the lock is looked at again. */
function removeDead(path: string, dead: Holder, own: Holder): void {
  const claim = `${path}.steal-${dead.nonce}`;
  if (!make(claim, own)) return;
  if (readHolder(path)?.nonce === dead.nonce) rmSync(path, { force: true });
  rmSync(claim, { force: true });
}

export function fileLock(path: string): Lock {
  return async (deadlineMilliseconds) => {
    const own: Holder = { pid: process.pid, nonce: randomBytes(8).toString('hex') };
    const until = performance.now() + deadlineMilliseconds;
    for (;;) {
      if (make(path, own)) {
        return () => {
          rmSync(path, { force: true });
        };
      }
      const holder = readHolder(path);
      if (holder && !isAlive(holder.pid)) removeDead(path, holder, own);
      if (performance.now() > until)
        throw auditFault('another process holds the audit log', `end it, or remove \`${path}\` if none is running`);
      await wait(PAUSE_MILLISECONDS);
    }
  };
}
