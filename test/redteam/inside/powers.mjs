// What takes a capability. Outside, the control has them all in a user namespace of its own, where every act gets through.

import * as fs from 'node:fs';
import { join } from 'node:path';
import { act, FORBIDDEN } from './act.mjs';
import { struct, sys } from './kernel.mjs';

export const CONTROL = 'in-user-namespace';

const AT_FDCWD = -100;
const NAMESPACES = { mount: 0x20000, pid: 0x20000000, net: 0x40000000, ipc: 0x8000000, uts: 0x4000000, cgroup: 0x2000000 };
const TIME_NAMESPACE = 0x80;
const [INET, PACKET, NETLINK] = [2, 17, 16];
const [RAW, DATAGRAM] = [3, 2];
const [MS_BIND, MS_REC, MS_REMOUNT, MS_PRIVATE] = [0x1000, 0x4000, 0x20, 0x40000];
const MNT_DETACH = 2;
const notBuilt = { ENOSYS: 'this kernel was built without it', EINVAL: 'this kernel was built without it' };

function into(kind) {
  // In a cage there is nothing to open: the call itself is asked about.
  let descriptor = 0;
  try {
    descriptor = fs.openSync(`/proc/self/ns/${kind}`, 'r');
  } catch {
    // as above
  }
  sys('setns', descriptor, 0);
}

const namespaces = [
  ...Object.entries(NAMESPACES).map(([kind, flag]) => act(29, `leave the ${kind} namespace`, () => void sys('unshare', flag), FORBIDDEN)),
  act(29, 'leave the time namespace', () => void sys('unshare', TIME_NAMESPACE), { ...FORBIDDEN, lacking: notBuilt }),
  act(29, 'enter a network namespace', () => into('net'), FORBIDDEN),
  act(29, 'enter a namespace of host names', () => into('uts'), FORBIDDEN),
  act(29, 'another host name', () => void sys('sethostname', 'attack', 6), FORBIDDEN),
];

const mounts = [
  act(30, 'no mount is shared any more', () => void sys('mount', 'none', '/', 0, MS_REC | MS_PRIVATE, 0), FORBIDDEN),
  act(30, 'mount a file system', ({ temporary }) => void sys('mount', 'tmpfs', temporary, 'tmpfs', 0, 0), FORBIDDEN),
  act(30, 'mount a folder a second time', ({ temporary }) => void sys('mount', '/usr', temporary, 0, MS_BIND, 0), FORBIDDEN),
  act(30, 'mount it read-write', ({ temporary }) => void sys('mount', 'none', temporary, 0, MS_BIND | MS_REMOUNT, 0), FORBIDDEN),
  act(30, 'unmount it', ({ temporary }) => void sys('umount2', temporary, MNT_DETACH), FORBIDDEN),
  act(30, 'a copy of the tree of mounts', () => void sys('open_tree', AT_FDCWD, '/usr', 1), FORBIDDEN),
  act(
    30,
    'move a copy into place',
    ({ temporary }) => {
      let tree = 0;
      try {
        tree = sys('open_tree', AT_FDCWD, '/usr', 1);
      } catch {
        // In a cage there is nothing to move: the call itself is asked about.
      }
      sys('move_mount', tree, '', AT_FDCWD, temporary, 4);
    },
    FORBIDDEN,
  ),
  act(30, 'attributes of a mount', ({ temporary }) => void sys('mount_setattr', AT_FDCWD, temporary, 0, struct(32), 32), FORBIDDEN),
  act(30, 'a file system in parts', () => void sys('fsopen', 'tmpfs', 0), FORBIDDEN),
  act(30, 'another root', ({ temporary }) => void sys('chroot', temporary), FORBIDDEN),
  act(30, 'exchange the root', () => void sys('pivot_root', '.', '.'), { ...FORBIDDEN, plain: ['done', 'EINVAL', 'EBUSY'] }),
  act(30, 'make a device', ({ temporary }) => void sys('mknodat', AT_FDCWD, join(temporary, 'device'), 0o010600, 0), {
    ...FORBIDDEN,
    plain: ['done', 'ENOENT'],
  }),
];

const others = [
  act(19, 'a raw socket', () => void sys('socket', INET, RAW, 1), FORBIDDEN),
  act(19, 'a socket of family packet', () => void sys('socket', PACKET, RAW, 0), {
    ...FORBIDDEN,
    lacking: { EAFNOSUPPORT: 'this kernel has no such family' },
  }),
  act(19, 'a socket to the firewall', () => void sys('socket', NETLINK, DATAGRAM, 12), {
    ...FORBIDDEN,
    lacking: { EPROTONOSUPPORT: 'this kernel has no such protocol' },
  }),
  act(31, 'another user', () => void sys('setuid', 0), FORBIDDEN),
];

export const acts = [...others, ...namespaces, ...mounts];
