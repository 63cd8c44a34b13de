// Which cages this machine can build: each is started once and ended again.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = join(resolve(dirname(fileURLToPath(import.meta.url)), '..', '..'), 'dist');

/** `undefined` when it can be built. */
export async function whyNoCage(tier) {
  const { launchCaged } = await import(join(DIST, 'src/supervisor/launch.js'));
  try {
    const child = await launchCaged({ role: 'billing', readOnly: [], tiers: [tier] });
    child.kill();
    await child.exited;
    return undefined;
  } catch (cause) {
    return cause.message;
  }
}
