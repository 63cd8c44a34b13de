// Every listed operation, found by the words it begins with.

import { BINARIES, type Binary, type Pack, type Policy } from '../policy/index.js';
import { Fault } from '../shared/index.js';

export interface ListedPack {
  readonly group: string;
  readonly pack: Pack;
}

export function binaryNamed(word: string): Binary {
  const found = BINARIES.find((name) => name === word);
  if (found === undefined)
    throw new Fault('usage', `no program is named \`${word}\``, { fix: `begin with one of: ${BINARIES.join(', ')}` });
  return found;
}

export function listedPacks(policy: Policy, binary: Binary): readonly ListedPack[] {
  return policy.groups(binary).flatMap((group) => {
    const pack = policy.pack(binary, group);
    return pack ? [{ group, pack }] : [];
  });
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix} `);
}

/** The paths of a program that begin with these words. */
export function listedPaths(policy: Policy, binary: Binary, words: readonly string[]): readonly string[] {
  const [first] = words;
  const one = first === undefined ? undefined : policy.pack(binary, first);
  const packs = first === undefined ? listedPacks(policy, binary).map(({ pack }) => pack) : one ? [one] : [];
  const prefix = words.join(' ');
  return packs.flatMap(({ paths }) => paths.filter((path) => isBelow(path, prefix)));
}
