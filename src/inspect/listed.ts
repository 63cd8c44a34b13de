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

function pathsBelow({ paths }: Pack, prefix: string): readonly string[] {
  return paths.filter((path) => isBelow(path, prefix));
}

/** The paths of a program that begin with these words. */
export function listedPaths(policy: Policy, binary: Binary, words: readonly string[]): readonly string[] {
  const [first] = words;
  // One pack lists all of a program under `*`, also where only some first words of it are left.
  if (first === undefined) return listedPacks(policy, binary).flatMap(({ group, pack }) => pathsBelow(pack, group === '*' ? '' : group));
  const pack = policy.pack(binary, first);
  return pack ? pathsBelow(pack, words.join(' ')) : [];
}
