// May: two descriptors. Holds: nothing. Never: network, files, children, keys, credentials.
// The cage entry has already tried all of that and reported what happened, under the first id.

import { openDescriptor } from '../src/channel/index.js';
import { runOrchestrator } from '../src/investigation/index.js';

await runOrchestrator(openDescriptor(3), openDescriptor(4));
process.exit(0);
