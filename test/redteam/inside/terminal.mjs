// The terminal of the person: read it, type into it, take it. Outside, the control runs on a terminal of its own.

import * as fs from 'node:fs';
import { act, FORBIDDEN, HIDDEN } from './act.mjs';
import { sys } from './kernel.mjs';

export const CONTROL = 'on-terminal';

const [TIOCSTI, TIOCNOTTY, TIOCGWINSZ, TCSETS, TCGETS] = [0x5412, 0x5422, 0x5413, 0x5402, 0x5401];
const settings = Buffer.alloc(64);

export const acts = [
  act(32, 'open the terminal', () => void fs.openSync('/dev/tty', 'r+'), HIDDEN),
  act(32, 'list the terminals', () => void fs.readdirSync('/dev/pts'), HIDDEN),
  act(32, 'a terminal of its own', () => void fs.openSync('/dev/ptmx', 'r+'), HIDDEN),
  act(32, 'type into the terminal', () => void sys('ioctl', 0, TIOCSTI, Buffer.from('\n')), {
    ...FORBIDDEN,
    lacking: { EIO: 'dev.tty.legacy_tiocsti forbids it to everybody' },
  }),
  act(32, 'size of the terminal', () => void sys('ioctl', 0, TIOCGWINSZ, Buffer.alloc(8)), FORBIDDEN),
  act(
    32,
    'settings of the terminal',
    () => {
      try {
        sys('ioctl', 0, TCGETS, settings);
      } catch {
        // Inside there is none; a cage permits the question and forbids the change.
      }
      sys('ioctl', 0, TCSETS, settings);
    },
    FORBIDDEN,
  ),
  act(
    32,
    'type with a call number whose upper half is set',
    () => void sys('ioctl', 0, 0x1_0000_0000n + BigInt(TIOCGWINSZ), Buffer.alloc(8)),
    FORBIDDEN,
  ),
  act(32, 'give up the terminal', () => void sys('ioctl', 0, TIOCNOTTY, 0), FORBIDDEN),
  act(32, 'a process group of its own', () => void sys('setpgid', 0, 0), { ...FORBIDDEN, lacking: { EPERM: 'it leads its session' } }),
];
