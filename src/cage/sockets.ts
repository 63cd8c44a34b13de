// Two things that Node cannot do with a socket of this machine: send one datagram to a path, and ask the kernel who is at the other end.

import { closeSync } from 'node:fs';
import type { Socket } from 'node:net';
import { openKernel } from './native.js';

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 2 | 0o2000000;
const MSG_NOSIGNAL = 0x4000;
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
const LONGEST_PATH = 107;

/** What went wrong, or nothing. A path that begins with `@` is an abstract one. */
export function sendDatagram(path: string, text: string): string | undefined {
  if (path === '' || Buffer.byteLength(path) > LONGEST_PATH || !/^[@/]/u.test(path)) return 'no path of a socket';
  const kernel = openKernel();
  if (!kernel.ok) return kernel.error;
  const { syscall } = kernel.value;
  const opened = syscall('socket', AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
  if (!opened.ok) return `socket: errno ${String(opened.error)}`;
  const isAbstract = path.startsWith('@');
  const name = Buffer.from(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  const address = Buffer.concat([Buffer.from(new Uint16Array([AF_UNIX]).buffer), name]);
  const bytes = Buffer.from(text);
  try {
    const sent = syscall('sendto', opened.value, bytes, bytes.length, MSG_NOSIGNAL, address, address.length);
    return sent.ok ? undefined : `sendto: errno ${String(sent.error)}`;
  } finally {
    closeSync(opened.value);
  }
}

/** The user at the other end when it connected, as the kernel knows it; undefined where that cannot be asked. */
export function peerUser(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  if (typeof descriptor !== 'number' || descriptor < 0) return undefined;
  const kernel = openKernel();
  if (!kernel.ok) return undefined;
  // struct ucred: pid, uid, gid.
  const credentials = new Uint32Array(3);
  const length = new Uint32Array([credentials.byteLength]);
  const asked = kernel.value.syscall(
    'getsockopt',
    descriptor,
    SOL_SOCKET,
    SO_PEERCRED,
    new Uint8Array(credentials.buffer),
    new Uint8Array(length.buffer),
  );
  return asked.ok ? credentials[1] : undefined;
}
