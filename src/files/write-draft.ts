// A file that is on disk, whole and its owner's alone, before it gets the name under which others look for it.

import { closeSync, constants, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** What stands there is what a process that was killed had left. T-PATH: never through a link, and never into somebody else's file. */
export function writeDraft(path: string, content: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const bytes = Buffer.from(content, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
