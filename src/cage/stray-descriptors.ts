// T-LEAK: a descriptor that our own starter left open would pass through every spawn into a cage. Node protects its children only from
// descriptors up to the first gap, so at its start the supervisor closes each one that a child would inherit.

import { closeSync, readdirSync, readFileSync } from 'node:fs';

const LAST_STANDARD_DESCRIPTOR = 2;
const O_CLOEXEC = 0o2000000;

/** The descriptors that were closed. Nothing but Linux lists them here. */
export function closeStrayDescriptors(): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > LAST_STANDARD_DESCRIPTOR && isInherited(descriptor))
    .filter(closes);
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\t([0-7]+)$/mu.exec(readFileSync(`/proc/self/fdinfo/${String(descriptor)}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    // The descriptor of the listing itself, which is closed by now.
    return false;
  }
}

function closes(descriptor: number): boolean {
  closeSync(descriptor);
  return true;
}
