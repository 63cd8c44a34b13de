// The version of this program, from its package. This file lies as deep as the part that it is bundled into.

import { readFileSync } from 'node:fs';

const PACKAGE = new URL('../../../package.json', import.meta.url);

export function packageVersion(): string {
  return /"version":\s*"([^"]{1,60})"/u.exec(readFileSync(PACKAGE, 'utf8'))?.[1] ?? 'unknown';
}
