// May: one method and one path to the one configured host. Holds: the model key, in memory. Never: a host name from anyone else,
// files, children, cloud credentials, the terminal.

import { tetherOrLeave } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveEgress } from '../src/egress/index.js';

tetherOrLeave(Number(process.argv[2]), (code) => process.exit(code));

serveEgress({
  control: openDescriptor(3),
  openModelLane: () => openDescriptor(4),
  leave: (exit) => process.exit(exit),
});
