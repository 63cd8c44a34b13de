// What the process holds when it starts: the five descriptors it was given, those that Node opens for itself, and nothing else.

import { fstatSync, readSync } from 'node:fs';
import { act, everywhere } from './act.mjs';
import { print } from './kernel.mjs';

const HIGHEST = 4_096;
const GIVEN = 4;

function kindOf(descriptor) {
  const stat = fstatSync(descriptor);
  if (stat.isSocket()) return 'socket';
  if (stat.isFIFO()) return 'pipe';
  if (stat.isCharacterDevice()) return 'device';
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'folder';
  return 'nameless';
}

function held() {
  return Array.from({ length: HIGHEST }, (_, descriptor) => descriptor).flatMap((descriptor) => {
    try {
      return [{ descriptor, kind: kindOf(descriptor) }];
    } catch {
      return [];
    }
  });
}

export const acts = [
  act(
    18,
    'the five given descriptors are the null device, two streams and two lanes',
    () => {
      const kinds = held()
        .filter(({ descriptor }) => descriptor <= GIVEN)
        .map(({ kind }) => kind);
      return kinds.join(' ');
    },
    { ...everywhere('device socket socket socket socket'), plain: /^device/, may: true },
  ),
  act(
    18,
    'no other is a file, a folder, a socket or a device',
    () => {
      // Node holds pipes, counters and its own /dev/null.
      const odd = held().filter(
        ({ descriptor, kind }) => descriptor > GIVEN && kind !== 'nameless' && kind !== 'pipe' && !(kind === 'device'),
      );
      return odd.map(({ descriptor, kind }) => `${descriptor}:${kind}`).join(' ') || 'none';
    },
    { ...everywhere('none'), plain: /77:file.*251:file/ },
  ),
  ...[77, 251].map((descriptor) =>
    act(
      18,
      `read descriptor ${descriptor}, which the one that started everything left open`,
      () => {
        const bytes = Buffer.alloc(256);
        print(bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, bytes.length, 0)));
      },
      { ...everywhere('EBADF'), plain: 'a secret' },
    ),
  ),
];
