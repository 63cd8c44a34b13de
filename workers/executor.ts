// May: judge, record, start a cleared command, answer. Holds: cloud credentials, once the cages were attested; the audit log.
// Never: a shell, the model, a proposal that somebody else judged.

import { tetherToParent } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveExecutor } from '../src/executor/index.js';

const tethered = tetherToParent(Number(process.argv[2]));
if (!tethered.applied && process.platform === 'linux') {
  process.stderr.write(`the executor cannot tie itself to the supervisor: ${tethered.why}\n`);
  process.exit(1);
}
serveExecutor(openDescriptor(3), openDescriptor(4), (code) => process.exit(code));
