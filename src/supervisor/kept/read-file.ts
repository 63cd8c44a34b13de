// A file of a folder that may be damaged, or was put there by somebody else: never through a link, never a pipe that waits, never without end.

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { err, errorCode, ok, type Result } from '../../shared/index.js';

/** The bytes, or in a few words why there are none; `absent` where there is no such file. */
export function readBounded(path: string, mostBytes: number): Result<Buffer, string> {
  let file: number | undefined;
  try {
    // T-PATH: a link is not followed, and a pipe is not waited for.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile()) return err('no file');
    if (found.size > mostBytes) return err('too long');
    const bytes = Buffer.alloc(found.size);
    for (let at = 0; at < found.size; ) {
      const read = readSync(file, bytes, at, found.size - at, at);
      if (read === 0) return ok(bytes.subarray(0, at));
      at += read;
    }
    return ok(bytes);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === 'ENOENT') return err('absent');
    return err(code === 'ELOOP' ? 'a link' : `unreadable: ${code}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
