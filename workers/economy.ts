// May: the Message Batches API of the one configured host, one socket on loopback for the runs of one batch, one folder. Holds: the model key, in
// memory. Never: a host name from anyone else, children, cloud credentials, the terminal.

import { tetherOrLeave } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveEconomy } from '../src/economy/index.js';

tetherOrLeave(Number(process.argv[2]), (code) => process.exit(code));

serveEconomy({
  control: openDescriptor(3),
  leave: (exit) => process.exit(exit),
});
