// May: judge, record, start a cleared command, answer. Holds: cloud credentials, once the cages were attested; the audit log.
// Never: a shell, the model, a proposal that somebody else judged.

import { adoptOrphans, tetherOrLeave } from '../src/cage/index.js';
import { openDescriptor } from '../src/channel/index.js';
import { serveExecutor } from '../src/executor/index.js';

tetherOrLeave(Number(process.argv[2]), (code) => process.exit(code));
adoptOrphans();
serveExecutor(openDescriptor(3), openDescriptor(4), (code) => process.exit(code));
