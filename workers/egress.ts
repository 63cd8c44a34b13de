// May: one method and one path to the one configured host. Holds: the model key, in memory. Never: a host name from anyone else,
// files, children, cloud credentials, the terminal.

import { tetherToParent } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveEgress } from '../src/egress/index.js';

const tethered = tetherToParent(Number(process.argv[2]));
if (!tethered.applied && process.platform === 'linux') {
  process.stderr.write(`egress cannot tie itself to the supervisor: ${tethered.why}\n`);
  process.exit(1);
}

serveEgress({
  control: openDescriptor(3),
  openModelLane: () => openDescriptor(4),
  leave: (exit) => process.exit(exit),
});
