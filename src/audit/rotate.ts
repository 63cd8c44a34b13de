// A full file gives its place to a new one. Each step is on disk before the next, so that a stop between any two leaves a directory
// that tells how to go on:
//
//     audit.log            audit.log            audit.log.1           audit.log.1
//                   1.     audit.log.next  2.   audit.log.next   3.   audit.log
//
// INVARIANT: the new file holds its first entry, synced, before it is a part of the log; no step writes into or removes an older one.

import { closeSync, constants, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { auditFault, diskFault, isThere, openOwnFile, syncDirectory } from './directory.js';
import { fullFiles, fullName, type Places } from './files.js';
import { firstLink, lastPoint } from './tail.js';
import { isSeam } from './walk.js';

function writeNext(path: string, bytes: Buffer): void {
  // What an earlier attempt has left was never a part of the log.
  rmSync(path, { force: true });
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
  try {
    if (writeSync(file, bytes) !== bytes.length)
      throw auditFault('the next file of the audit log was not written whole', 'look at the space left on its disk');
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** `first` is the number of the first entry of the full file, `line` the first entry of the new one. Only under the lock. */
export function rotate(places: Places, first: number, line: string): void {
  const full = join(places.directory, fullName(first));
  // T-AUDIT: a rename would bury it.
  if (isThere(full)) throw auditFault(`\`${full}\` is in the way of the audit log`, 'look what it is, and move it elsewhere');
  try {
    writeNext(places.next, Buffer.from(`${line}\n`));
    syncDirectory(places.directory);
    renameSync(places.log, full);
    syncDirectory(places.directory);
    renameSync(places.next, places.log);
    syncDirectory(places.directory);
  } catch (cause) {
    throw diskFault(`the audit log cannot go on in a new file in \`${places.directory}\``, cause);
  }
}

/** Does this file continue the last full one? */
function continues(places: Places, next: number): boolean {
  const link = firstLink(next);
  const before = fullFiles(places.directory).at(-1);
  if (!link || before === undefined || !isSeam(link, before)) return false;
  const full = openOwnFile(join(places.directory, fullName(before)), constants.O_RDONLY);
  try {
    const { last } = lastPoint(full, fstatSync(full).size);
    return last.seq === link.seq - 1 && last.hash === link.prev;
  } finally {
    closeSync(full);
  }
}

/** Does the last step of a rotation that was stopped before it. Only under the lock. */
export function finishRotation(places: Places): void {
  if (isThere(places.log) || !isThere(places.next)) return;
  const next = openOwnFile(places.next, constants.O_RDONLY);
  try {
    // T-AUDIT: what is left of an attempt must not take the place of a log that somebody removed.
    if (!continues(places, next)) return;
  } finally {
    closeSync(next);
  }
  try {
    renameSync(places.next, places.log);
    syncDirectory(places.directory);
  } catch (cause) {
    throw diskFault(`the audit log cannot go on in a new file in \`${places.directory}\``, cause);
  }
}
