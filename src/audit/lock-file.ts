// The lock between processes where there are no abstract sockets, or several hosts: a file that can be made once, naming its maker. A
// file whose maker is gone is taken away by exactly one of those who wait. Whether a maker on another host is gone nobody can see; one that
// has held the lock for a minute, by the clock of the disk, is taken for gone, since the work under the lock takes milliseconds.
// INVARIANT: a lock file is removed by its maker, or by the maker of the one `.steal-` file for that very lock.

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { auditFault } from './directory.js';
import type { Lock } from './lock-socket.js';

const PAUSE_MILLISECONDS = 2;
const FOREIGN_MILLISECONDS = 60_000;
const WRITTEN = /^([0-9]{1,10}) ([0-9a-f]{16}) ([^\s]{1,200})\n$/;

interface Holder {
  readonly pid: number;
  readonly nonce: string;
  /** Where that number means a process. */
  readonly host: string;
}

/** Within which a process number means one process: this boot of this machine, and the namespace of its processes. */
export function hostHere(): string {
  if (process.platform !== 'linux') return hostname().replace(/\s/gu, '-').slice(0, 200);
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
}

function isCode(fault: unknown, code: string): boolean {
  return fault instanceof Error && 'code' in fault && fault.code === code;
}

/** Makes the file with its content in one step; false when it is there already. */
function make(path: string, own: Holder): boolean {
  const draft = `${path}.${own.nonce}`;
  try {
    writeFileSync(draft, `${String(own.pid)} ${own.nonce} ${own.host}\n`, { flag: 'wx', mode: 0o600 });
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
    const [, pid, nonce, host] = WRITTEN.exec(readFileSync(path, 'latin1')) ?? [];
    return pid === undefined || nonce === undefined || host === undefined ? undefined : { pid: Number(pid), nonce, host };
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

/** By the clock of the disk: of a file that is made now, and of the lock. */
function isOverdue(path: string, own: Holder): boolean {
  const probe = `${path}.${own.nonce}`;
  try {
    writeFileSync(probe, '', { flag: 'wx', mode: 0o600 });
    return statSync(probe).mtimeMs - statSync(path).mtimeMs > FOREIGN_MILLISECONDS;
  } catch (fault) {
    if (isCode(fault, 'ENOENT')) return false;
    throw auditFault('cannot lock the audit log', `look at what keeps \`${probe}\` from being made`, fault);
  } finally {
    rmSync(probe, { force: true });
  }
}

function isGone(path: string, holder: Holder, own: Holder): boolean {
  return holder.host === own.host ? !isAlive(holder.pid) : isOverdue(path, own);
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
    const own: Holder = { pid: process.pid, nonce: randomBytes(8).toString('hex'), host: hostHere() };
    const until = performance.now() + deadlineMilliseconds;
    for (;;) {
      if (make(path, own)) {
        return () => {
          // Whoever was stopped for so long that the lock was taken away must not take away another's.
          if (readHolder(path)?.nonce === own.nonce) rmSync(path, { force: true });
        };
      }
      const holder = readHolder(path);
      if (holder && isGone(path, holder, own)) removeDead(path, holder, own);
      if (performance.now() > until)
        throw auditFault('another process holds the audit log', `end it, or remove \`${path}\` if none is running`);
      await wait(PAUSE_MILLISECONDS);
    }
  };
}
