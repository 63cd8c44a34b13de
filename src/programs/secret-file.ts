// A file that holds a secret: believed only where nobody else could have read or placed it. T-SECRET: a key that others can read is no key.

import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { err, errorCode, ok, type Result } from '../shared/index.js';

const MOST_BYTES = 16 * 1024;

export interface SecretFileFault {
  readonly message: string;
  readonly fix: string;
}

function faultOf(path: string, found: Stats, othersMayNot: number): SecretFileFault | undefined {
  if (!found.isFile()) return { message: `${path} is not a file`, fix: 'name a file with nothing but the secret in it' };
  if (found.uid !== 0 && found.uid !== process.getuid?.())
    return { message: `${path} belongs to user ${String(found.uid)}`, fix: `make it yours: chown "$USER" ${path}` };
  if ((found.mode & othersMayNot) !== 0)
    return { message: `${path} is open to others (mode ${(found.mode & 0o777).toString(8)})`, fix: `chmod 600 ${path}` };
  if (found.size > MOST_BYTES)
    return { message: `${path} is too large for a secret`, fix: 'name a file with nothing but the secret in it' };
  return undefined;
}

/** Its text without the blanks around it. `othersMayNot` are the permission bits that must not be there. */
export function readSecretFile(path: string, othersMayNot = 0o077): Result<string, SecretFileFault> {
  let file: number | undefined;
  try {
    // Not waited for, in case it is no file; what is looked at is what was opened.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const fault = faultOf(path, fstatSync(file), othersMayNot);
    return fault ? err(fault) : ok(readFileSync(file, 'utf8').trim());
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    const message = code === 'ENOENT' ? `${path} does not exist` : `cannot read ${path}: ${code}`;
    return err({ message, fix: 'correct the path, or make the file readable for you alone (chmod 600)' });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
