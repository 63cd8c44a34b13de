// The lock between processes on Linux: a listening socket in the abstract namespace. The kernel frees it in the instant its holder
// ends, however it ends, and there is no file to go stale. Whoever waits is connected to the holder and wakes when that breaks.
// The name is no secret: another user of the machine can hold it and so keep anything from running, and nothing more.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { auditFault } from './directory.js';

export type Release = () => void;
export type Lock = (deadlineMilliseconds: number) => Promise<Release>;

/** `undefined` when another process holds it. */
function tryListen(name: string): Promise<Release | undefined> {
  const { promise, resolve, reject } = deferred<Release | undefined>();
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => waiting.delete(socket));
  });
  server.once('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code === 'EADDRINUSE') resolve(undefined);
    else reject(auditFault('cannot lock the audit log', 'look at what keeps this process from making a local socket', fault));
  });
  server.listen(name, () => {
    resolve(() => {
      server.close();
      for (const socket of waiting) socket.destroy();
    });
  });
  return promise;
}

/** Ends when the holder does, or lets go, or at the deadline. */
function holderEnds(name: string, milliseconds: number): Promise<void> {
  const { promise, resolve } = deferred<undefined>();
  const socket = connect(name);
  const timer = setTimeout(() => socket.destroy(), milliseconds);
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.destroy());
  socket.resume();
  socket.once('close', () => {
    clearTimeout(timer);
    resolve(undefined);
  });
  return promise.then(() => undefined);
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void; readonly reject: (fault: Error) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (fault: Error) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export function socketLock(name: string): Lock {
  return async (deadlineMilliseconds) => {
    const until = performance.now() + deadlineMilliseconds;
    for (;;) {
      const release = await tryListen(`\0${name}`);
      if (release) return release;
      const left = until - performance.now();
      if (left <= 0) throw auditFault('another process holds the audit log', 'end it, or wait for it');
      await holderEnds(`\0${name}`, left);
    }
  };
}
