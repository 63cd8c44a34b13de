// Names that a shell can complete.

import { WORLD_NAMES } from '../worlds/index.js';
import { configKeys } from './configuration/keys.js';

export function knownNames(): { readonly worlds: readonly string[]; readonly keys: readonly string[] } {
  return { worlds: WORLD_NAMES, keys: configKeys().flatMap(({ path }) => (path.includes('*') ? [] : [path.join('.')])) };
}
