// May: one POST to the one configured webhook, the configured hook, the desktop's notifier. Holds: the secret of the webhook, in memory.
// Never: the model key, cloud credentials, the bill, a word that was not redacted.

import { tetherOrLeave } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveNotifier } from '../src/notify/index.js';

tetherOrLeave(Number(process.argv[2]), (code) => process.exit(code));

serveNotifier({
  control: openDescriptor(3),
  leave: (exit) => process.exit(exit),
});
