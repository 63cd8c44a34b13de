// An inherited descriptor as a stream. No path, no address: the socket pair was made by whoever started this process.

import { Socket } from 'node:net';

export function openDescriptor(fd: number): Socket {
  return new Socket({ fd, readable: true, writable: true, allowHalfOpen: false });
}
